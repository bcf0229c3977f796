"""The painted widgets say in words what they say in colour."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QAbstractItemModelTester

import console
from console.domain.level import Level
from console.widgets.figures import Figure, FigureRow
from console.widgets.level_badge import LevelBadge
from console.widgets.meter import Meter, MeterList, MeterRow
from console.widgets.notice import NoticeLine
from console.widgets.stepper import DONE, NOW, Step, Stepper
from console.widgets.timeline import BADGES, Moment, Timeline


def test_a_level_is_a_word_and_a_place_not_only_a_colour(qtbot, themed):
    seen = set()
    for level in Level:
        badge = LevelBadge(level)
        qtbot.addWidget(badge)
        seen.add(badge.accessibleName())
        assert not badge.grab().isNull()
    assert seen == {"一级", "二级", "三级", "四级"}
    none = LevelBadge(None)
    qtbot.addWidget(none)
    assert none.accessibleName() == "未启动"
    plan = LevelBadge(Level.III, words="Ⅲ级")
    qtbot.addWidget(plan)
    assert plan.accessibleName() == "Ⅲ级"


def test_a_figure_not_known_is_a_dash_never_zero(qtbot, themed):
    row = FigureRow()
    qtbot.addWidget(row)
    row.show_figures([Figure("失联", None, "人"), Figure("应转", 1344, "人", note="截至 16:20")])
    names = [cell.accessibleName() for cell in row._cells]
    assert names == ["失联 — 人", "应转 1\u2009344 人 截至 16:20"]


def test_figures_take_two_lines_rather_than_being_cut(qtbot, themed):
    row = FigureRow()
    qtbot.addWidget(row)
    row.show_figures([Figure(f"指标{n}", 12345) for n in range(6)])
    row.resize(1000, 80)
    row.show()
    wide = len({cell.y() for cell in row._cells})
    row.resize(300, 160)
    qtbot.waitUntil(lambda: len({cell.y() for cell in row._cells}) == 2)
    assert wide == 1


def test_a_share_not_known_is_a_dash(qtbot, themed):
    meters = MeterList()
    qtbot.addWidget(meters)
    meters.show_rows(
        [MeterRow("1", "冲锋舟", "可用 2 艘", 0.25, "bad"), MeterRow("2", "橡皮艇", "—", None)]
    )
    assert [line.accessibleName() for line in meters._lines] == [
        "冲锋舟 可用 2 艘 25%",
        "橡皮艇 — —",
    ]
    meters.show_rows([])
    assert not any(line.isVisibleTo(meters) for line in meters._lines)
    meters.grab()


def test_the_steps_can_be_read_aloud(qtbot, themed):
    for pills in (False, True):
        steps = Stepper(pills=pills)
        qtbot.addWidget(steps)
        steps.show_steps([Step("启动", "10:50", DONE), Step("处置", "进行中", NOW), Step("终止")])
        assert steps.accessibleName() == "进程:处置"
        assert not steps.grab().isNull()


def moments(numbers):
    return [Moment(str(n), "16:00", "接报", f"第 {n} 件", after="待核") for n in numbers]


def test_a_timeline_shows_thousands_and_keeps_its_place(qtbot, themed):
    line = Timeline(BADGES)
    tester = QAbstractItemModelTester(
        line.moments, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    qtbot.addWidget(line)
    line.resize(500, 300)
    line.show()
    line.show_moments(moments(range(3000)))
    line.setCurrentIndex(line.moments.index(1000, 0))
    line.show_moments(moments([-1, *range(3000)]))
    assert line.current().key == "1000"
    assert line.texts()[0] == "16:00 接报 第 -1 件"
    assert not line.grab().isNull()
    with qtbot.waitSignal(line.opened) as got:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert got.args[0].key == "1000"
    del tester


def test_an_empty_timeline_and_an_unread_one_differ(qtbot, themed):
    line = Timeline(empty="今日尚无记录")
    qtbot.addWidget(line)
    line.show_moments([])
    assert line._state.text() == "今日尚无记录"
    line.show_failure("本机库正忙。")
    assert line._state.text() == "未能读取:本机库正忙。"


def test_a_notice_is_plain_text_and_goes_when_told(qtbot, themed):
    line = NoticeLine()
    qtbot.addWidget(line)
    line.say("<b>超时</b>", "bad")
    assert line.text == "<b>超时</b>"
    with qtbot.waitSignal(line.dismissed):
        line._close.click()
    assert line.text == ""


def test_a_fault_while_painting_ends_the_painter_and_leaves_the_widget_standing(qtbot, themed):
    """A painter that outlives its paint event takes the whole program with it."""

    class Broken(Meter):
        def paintEvent(self, _event):
            with QPainter(self) as painter:
                painter.drawLine(0, 0, 3, 3)
                raise KeyError("no such tone")

    widget = Broken()
    qtbot.addWidget(widget)
    for _ in range(20):
        with pytest.raises(KeyError):
            widget.grab()
        assert not widget.paintingActive()


def test_every_painter_of_the_house_ends_by_itself():
    house = Path(console.__file__).parent
    loose = [
        path.relative_to(house)
        for path in house.rglob("*.py")
        if re.search(r"= QPainter\(", path.read_text("utf-8"))
    ]
    assert loose == []
