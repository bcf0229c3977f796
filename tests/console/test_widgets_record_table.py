"""A list shown anew keeps the officer's place."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.widgets.record_table import Column, RecordTable, Role


@dataclass(frozen=True)
class Task:
    id: int
    name: str


COLUMNS = [
    Column[Task]("name", "任务", lambda t: t.name, stretch=3),
    Column[Task]("id", "号", lambda t: str(t.id), sort=lambda t: t.id, align="right", width=60),
]


@pytest.fixture
def table(qtbot, themed):
    made = RecordTable(COLUMNS, key=lambda t: t.id, title="任务", empty="尚无任务")
    made.tester = QAbstractItemModelTester(
        made.records, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def tasks(ids):
    return [Task(i, f"任务 {i}") for i in ids]


def test_the_selection_survives_rows_coming_and_going(table):
    table.show_rows(tasks(range(10)))
    table.choose(5)
    table.show_rows(tasks([20, 9, 5, 3]))
    assert table.current().id == 5
    assert [row[1] for row in table.texts()] == ["20", "9", "5", "3"]


def test_the_top_row_stays_on_top_when_others_come_above_it(qtbot, table):
    table.show_rows(tasks(range(100)))
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 0)
    table.scrollTo(table.records.index(50, 0), RecordTable.ScrollHint.PositionAtTop)
    table.show_rows(tasks([*range(200, 210), *range(100)]))
    assert table.records.row(table.rowAt(0)).id == 50


def test_a_changed_record_is_shown_changed(table):
    table.show_rows(tasks(range(3)))
    table.show_rows([Task(0, "任务 0"), Task(1, "改了"), Task(2, "任务 2")])
    assert table.texts()[1][0] == "改了"


def test_an_empty_list_and_an_unread_one_say_different_things(table):
    table.show_rows([])
    assert table._state.text() == "尚无任务"
    table.show_failure("磁盘读不出。")
    assert table._state.text() == "未能读取:磁盘读不出。"
    assert table._state.isVisible()


def test_a_header_sorts_up_down_and_back(table):
    table.show_rows(tasks([2, 3, 1]))
    orders = []
    for _ in range(3):
        table._on_header(1)
        orders.append([row[1] for row in table.texts()])
    assert orders == [["1", "2", "3"], ["3", "2", "1"], ["2", "3", "1"]]


def test_enter_opens_the_current_record(qtbot, table):
    table.show_rows(tasks([7]))
    table.choose(7)
    with qtbot.waitSignal(table.opened) as got:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert got.args[0].id == 7


def test_five_thousand_and_one_rows_are_shown_whole(table):
    table.show_rows(tasks(range(5_001)))
    table.choose(4_000)
    table.show_rows(tasks(range(1, 5_002)))
    assert table.current().id == 4_000


ids = st.lists(st.integers(0, 30), unique=True, max_size=20)


@given(before=ids, after=ids, chosen=st.integers(0, 30))
def test_any_snapshot_after_any_other_is_shown_as_given(qapp, before, after, chosen):
    table = RecordTable(COLUMNS, key=lambda t: t.id)
    tester = QAbstractItemModelTester(
        table.records, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    table.show_rows(tasks(before))
    had = table.choose(chosen)
    table.show_rows([Task(i, "新") for i in after])
    assert [int(row[1]) for row in table.texts()] == after
    assert all(row[0] == "新" for row in table.texts())
    if had and chosen in after:
        assert table.current().id == chosen
    assert table.records.data(table.records.index(0, 0), Role.KEY) == (after[0] if after else None)
    del tester
