"""Ctrl+F in front of somebody: three keys, the thing is on the screen, Enter goes to it."""

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.domain.changes import Kind
from console.runtime.tasks import Lanes, Runner, inline
from console.services.search import Hit
from console.shell.search_box import SearchBox
from tests.support.desk import opened
from tests.support.typing import type_text
from tests.support.world import HandClock

# -- the box by itself ---------------------------------------------------------------------------


class Slow:
    """A reader whose answers come when the test says so."""

    def __init__(self):
        self.held = []

    def submit(self, fn):
        future = Future()
        self.held.append((future, fn))
        return future

    def answer(self):
        future, fn = self.held.pop(0)
        future.set_result(fn())

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Nothing is left."""


def found(text):
    return [Hit(Kind.TEAM, f"{text}-{n}", f"{text}{n}", "驻地") for n in range(3)]


@pytest.fixture
def host(qtbot, themed):
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    return made


def titles(box):
    return [row[1] for row in box.texts()]


def test_only_the_newest_question_is_asked_and_only_its_answer_is_shown(qtbot, host):
    slow = Slow()
    runner = Runner(Lanes(inline().writer, slow, inline().network))
    asked = []
    box = SearchBox(host, runner, lambda text: asked.append(text) or found(text))
    box.open_box()
    for letter in "lxz":
        QTest.keyClicks(box.field, letter)
    assert len(slow.held) == 1, "the others wait"
    slow.answer()
    qtbot.waitUntil(lambda: len(slow.held) == 1)
    assert titles(box) == [], "an older answer is not shown"
    slow.answer()
    qtbot.waitUntil(lambda: box.answered == "lxz")
    assert asked == ["lxz"]
    assert titles(box) == ["lxz0", "lxz1", "lxz2"]
    assert runner.close() == []


def test_enter_before_the_answer_goes_nowhere(qtbot, host):
    slow = Slow()
    runner = Runner(Lanes(inline().writer, slow, inline().network))
    box = SearchBox(host, runner, found)
    gone = []
    box.asked.connect(gone.append)
    box.open_box()
    slow.answer()
    qtbot.waitUntil(lambda: runner.busy == 0)
    QTest.keyClicks(box.field, "l")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert gone == []
    slow.answer()
    qtbot.waitUntil(lambda: box.answered == "l")
    QTest.keyClick(box.field, Qt.Key.Key_Down)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert [hit.title for hit in gone] == ["l1"]
    assert not box.isVisible()
    assert runner.close() == []


def test_hits_stand_in_groups_with_their_counts_and_what_left_says_so(qtbot, host):
    hits = [
        Hit(Kind.TEAM, "1", "临溪队", ""),
        Hit(Kind.TEAM, "2", "临溪二队", ""),
        Hit(Kind.PLACE, "3", "临溪镇", ""),
        Hit(Kind.TEAM, "4", "临溪老队", "", archived=True),
        Hit(Kind.TASK, "5", "临溪镇已转移", "", line=7),
    ]
    runner = Runner(inline())
    box = SearchBox(host, runner, lambda _text: hits)
    box.open_box()
    type_text(box.field, "临溪")
    qtbot.waitUntil(lambda: box.answered == "临溪")
    assert [row[0] for row in box.texts()] == ["队伍 2", "", "地点 1", "已停用 1", "日志 1"]
    assert runner.close() == []


def test_it_says_how_far_the_index_is_as_long_as_it_is_not_whole(qtbot, host):
    runner = Runner(inline())
    box = SearchBox(host, runner, found)
    box.know_feeding(1200, 100_000, ready=False)
    box.open_box()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert "正在建立索引 1\u2009200/100\u2009000" in box.foot.text()
    box.know_feeding(100_000, 100_000, ready=True)
    assert "正在建立索引" not in box.foot.text()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert runner.close() == []


# -- at the console --------------------------------------------------------------------------------


@pytest.fixture
def desk(qapp, tmp_path):
    qapp.setCursorFlashTime(0)
    made = opened(tmp_path, HandClock())
    made.sign_in("duty1")
    made.until(lambda: fed(made), "the index is whole")
    yield made
    made.close()


def fed(desk):
    after = desk.console.afterwards
    return after is not None and after.searching is not None and after.searching.ready


def search(desk, text):
    desk.press("Ctrl+F")
    box = desk.console.afterwards.searching.box
    desk.until(lambda: QApplication.focusWidget() is box.field, "the cursor in the box")
    desk.type(text)
    desk.until(lambda: box.answered == text, text)
    return box


def test_each_thing_is_found_in_its_own_way_and_stands_chosen_in_its_room(desk):
    for typed in ("临溪镇综", "lxzzh", "linxizhenz"):
        assert titles(search(desk, typed))[0] == "临溪镇综合应急救援队"
        desk.press("Escape")
    search(desk, "lxzzh")
    desk.press("Return")
    desk.until(lambda: desk.window.rooms.front == "forces", "力量 in front")
    teams = desk.window.rooms.made("forces").teams
    desk.until(lambda: named(teams) == "临溪镇综合应急救援队", "the team is chosen")
    assert titles(search(desk, "shadai"))[0].startswith("编织袋")
    desk.press("Return")
    desk.until(lambda: desk.window.rooms.front == "supplies", "物资 in front")
    items = desk.window.rooms.made("supplies").items
    desk.until(lambda: items.current() and items.current().title.startswith("编织袋"), "chosen")


def test_words_that_are_no_command_are_looked_for_in_all_records(desk):
    desk.press("Ctrl+K")
    palette = desk.window.palette_
    desk.until(lambda: QApplication.focusWidget() is palette.field, "the palette")
    desk.type("临溪镇综")
    assert palette.titles() == ["搜索"]
    desk.press("Return")
    box = desk.console.afterwards.searching.box
    desk.until(lambda: box.answered == "临溪镇综", "asked")
    assert titles(box)[0] == "临溪镇综合应急救援队"


def named(teams):
    return teams.current().team.name if teams.current() is not None else ""


def test_an_officer_opens_as_a_card_whose_number_one_key_copies(desk):
    box = search(desk, "曹九九")
    assert titles(box)[0] == "曹九九"
    desk.press("Return")
    card = desk.console.afterwards.searching.finder.card
    desk.until(lambda: bool(card.rows()), "the card")
    assert dict(card.rows())["单位"] == "县应急管理局"
    desk.press("Ctrl+C")
    desk.until(lambda: "已复制电话" in desk.told, "copied")
    digits = QApplication.clipboard().text().replace(" ", "")
    assert len(digits) == 11
    assert digits.startswith("100"), "made up"
    desk.press("Return")
    assert not card.isVisible()
    desk.until(lambda: desk.window.rooms.front == "registers", "the register")
    page = desk.window.rooms.made("registers")
    desk.until(
        lambda: page.sheet is not None and page.sheet.record.name == "曹九九", "chosen there"
    )
    box = search(desk, "341824107")  # the unit of that name, then the place
    assert [row.hit.kind for row in box.list.found.rows][:2] == [Kind.UNIT, Kind.PLACE]
    desk.press("Down")
    desk.press("Return")
    desk.until(lambda: page.sheet is not None and page.sheet.record.name == "瀛洲镇", "the place")


def test_what_is_written_now_is_found_a_moment_later_and_a_locked_desk_finds_nothing(desk):
    desk.run("Shift+F2")
    desk.type("孔灵便桥封闭")
    desk.save()
    desk.until(lambda: bool(desk.console.services.search.find("孔灵便桥")), "it is in the index")
    box = search(desk, "孔灵便桥")
    assert box.texts()[0][0].startswith("日志")
    desk.press("Return")
    card = desk.console.afterwards.searching.finder.card
    desk.until(lambda: dict(card.rows()).get("内容") == "孔灵便桥封闭", "the line whole")
    desk.window.lock()
    desk.until(lambda: desk.console.focus.locked, "locked")
    assert not card.isVisible()
    desk.press("Ctrl+F")
    assert not box.isVisible()
