"""The table of any length: what is looked at is what the whole list has there, whatever comes late."""

from array import array
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from console.domain.refused import Unavailable
from console.runtime.tasks import Runner, inline
from console.widgets.paged_model import COMING, FIRST, KEPT, PAGE, PagedColumn
from console.widgets.paged_table import PagedTable
from tests.support.typing import press

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Row:
    number: int
    name: str


class Shelf:
    """A list that can be sorted, shortened and broken."""

    def __init__(self, count):
        self.names = {n: f"第 {n * 7919 % count} 项" for n in range(count)}
        self.broken = None
        self.fetched = 0

    def numbers(self, query):
        if self.broken is not None:
            raise self.broken
        order, text = query
        some = [n for n, name in self.names.items() if text in name]
        if order:
            some.sort(key=lambda n: (self.names[n], n), reverse=order.startswith("-"))
        return some

    def first(self, query, limit):
        return self.rows(query, self.numbers(query)[:limit])

    def order(self, query):
        return array("q", self.numbers(query))

    def rows(self, query, numbers):
        self.fetched += len(numbers)
        return [Row(n, self.names[n]) for n in numbers if n in self.names]


@pytest.fixture
def made(qtbot, themed):
    runners = []

    def make(count):
        runner = Runner(inline())
        runners.append(runner)
        shelf = Shelf(count)
        table = PagedTable(shelf, runner, title="清单")
        qtbot.addWidget(table)
        table.resize(500, 400)
        table.set_columns(
            [
                PagedColumn("name", "名称", lambda r: r.name, sort="name"),
                PagedColumn("secret", "电话", lambda r: "…", why_not="加密,不能排序。"),
                PagedColumn("n", "序号", lambda r: str(r.number), right=True, width=90),
            ]
        )
        table.tester = QAbstractItemModelTester(
            table.records, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        table.show()

        def rest():
            qtbot.waitUntil(lambda: runner.busy == 0 and table.records.whole)

        table.rest, table.shelf = rest, shelf
        return table

    yield make
    for runner in runners:
        runner.close()


def test_every_place_looked_at_is_that_of_the_whole_list(made):
    table = made(3000)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        order=st.sampled_from(["", "name", "-name"]),
        text=st.sampled_from(["", "1", "99", "没有"]),
        places=st.lists(st.integers(0, 2999), max_size=4),
    )
    def law(order, text, places):
        query = (order, text)
        table.ask(query)
        table.rest()
        wanted = table.shelf.numbers(query)
        assert table.records.rowCount() == len(wanted)
        for place in places:
            at = min(place, len(wanted) - 1)
            if at >= 0:
                table.scrollTo(table.records.index(at, 0))
                table.rest()
                assert table.records.row(at).number == wanted[at]
        held = [row for page in table.records._pages.values() for row in page]
        assert len(held) <= KEPT

    law()


def test_only_what_is_looked_at_is_read(made):
    table = made(3000)
    table.ask(("name", ""))
    table.rest()
    assert table.shelf.fetched == FIRST + PAGE
    table.verticalScrollBar().setValue(2500)
    table.rest()
    assert table.shelf.fetched <= FIRST + 3 * PAGE
    assert table.records.text(1500, 0) == COMING


def test_an_answer_to_an_older_question_is_dropped(made):
    table = made(900)
    table.ask(("name", ""))
    table.ask(("-name", ""))
    table.rest()
    assert [table.records.row(0).number] == table.shelf.numbers(("-name", ""))[:1]


def test_who_reads_is_not_thrown_off_his_row_when_the_list_grows(made):
    table = made(900)
    table.ask(("", ""))
    table.rest()
    table.choose(500)
    table.rest()
    table.verticalScrollBar().setValue(495)
    table.rest()
    for n in (1, 2, 3):
        del table.shelf.names[n]
    table.refresh()
    table.rest()
    assert table.current().number == 500
    assert table.currentIndex().row() == 497
    assert table.records.number_at(table.verticalScrollBar().value()) == 495


def test_a_list_that_can_not_be_read_says_so_and_keeps_what_was_read(made):
    table = made(5)
    told = []
    table.cannot.connect(told.append)
    table.ask(("", ""))
    table.rest()
    table.shelf.broken = Unavailable("store_busy")
    table.refresh()
    table.rest()
    assert told == ["未能读取:本机库正忙,刚才的内容没有保存,仍在屏幕上。请再试一次。"]
    assert table.records.rowCount() == 5
    table.set_columns(table.records.columns)
    table.ask(("", ""))
    table._runner.close()
    assert table.records.rowCount() == 0
    assert table._state.text().startswith("未能读取:本机库正忙")


def test_a_formula_is_not_pasted_as_one(made):
    table = made(2)
    table.shelf.names = {0: "=cmd|' /C calc'!A0", 1: "分\t栏\n分行"}
    table.ask(("", ""))
    table.rest()
    table.selectAll()
    press(table, Qt.Key.Key_C, CONTROL)
    table.rest()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].startswith("'=cmd")
    assert lines[2].split("\t")[0] == "分 栏 分行"


def test_nothing_chosen_is_nothing_copied(made):
    table = made(2)
    told = []
    table.cannot.connect(told.append)
    table.ask(("", "没有"))
    table.rest()
    table.copy()
    assert told == ["请先选中要复制的行。"]
    assert table._state.text() == "尚无记录"
