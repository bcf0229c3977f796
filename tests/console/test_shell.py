"""The frame of the hall: three seconds, one road, a door, and a lock behind which one still sees."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from console.domain.refused import Unavailable
from console.runtime import settings
from console.shell.window import Window
from console.widgets.panel import CommandButton
from tests.support.hall import FakeDoor, hall
from tests.support.typing import type_text

ME = SimpleNamespace(officer_id="o1", name="值班员甲")


@pytest.fixture
def desk(qtbot, themed, tmp_path):
    made = hall(tmp_path)
    yield made
    assert made.runner.close() == []


def opened(qtbot, desk, session=ME, size=(1366, 768)):
    window = Window(desk)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    if session is None:
        window.begin()
        qtbot.waitUntil(lambda: len(window.rooms.wall.cards) == 5)
    else:
        with qtbot.waitSignal(window.ready):
            window.begin(session)
    qtbot.waitUntil(lambda: desk.runner.busy == 0)
    return window


@pytest.fixture
def window(qtbot, desk):
    return opened(qtbot, desk)


def key(qtbot, window, code, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, code, modifier)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_bar_answers_level_watch_due_link_and_time(window):
    said = " ".join(window.bar.texts())
    for word in (
        "防汛应急响应",
        "家朋山洪 电话初报",
        "还剩 5 分(16:37 前)",
        "示例乙 / 示例丙",
        "待上报 37",
        "16:32:08",
    ):
        assert word in said
    badges = [
        w.accessibleName() for w in window.bar.findChildren(type(window.bar._chips[0]._badge))
    ]
    assert badges == ["三级", "四级"]


@pytest.mark.parametrize("size", [(1366, 768), (1600, 900), (1920, 1080), (3840, 2160)])
def test_the_wall_fits_the_screen(qtbot, desk, size):
    window = opened(qtbot, desk, size=size)
    assert (window.width(), window.height()) == size
    cards = window.rooms.wall.cards
    assert set(cards) == {"duty", "response", "forces", "supplies", "situation"}
    for card in cards.values():
        assert card.width() >= 180
        assert card.height() >= 96
    chips = window.bar._chips
    qtbot.waitUntil(lambda: all(c._name.width() >= c._name.sizeHint().width() for c in chips))
    assert window.bar._clock.width() >= window.bar._clock.sizeHint().width()


def test_what_is_tried_to_fit_squeezes_no_word_of_the_bar(window):
    """Shown again is laid out again: the bar stands right before anybody can look."""
    bar = window.bar
    for _ in range(2):
        bar._fit()
        squeezed = [
            label.text()
            for label in bar.findChildren(QLabel)
            if label.isVisible() and label.width() < label.sizeHint().width()
        ]
        assert squeezed == []


def test_unlit_rooms_are_not_on_the_rail(window):
    names = [b.text() for b in window.rail.findChildren(QAbstractButton)]
    assert names == ["总览", "值守", "响应", "力量", "物资", "态势", "设置"]


def test_a_badge_counts_what_waits(window):
    assert window.rail.button("duty").badge == 2
    assert "2 项待办" in window.rail.button("duty").accessibleName()


def test_everything_that_can_be_pressed_has_a_name(window):
    nameless = [
        b
        for b in window.findChildren(QAbstractButton)
        if b.isVisible() and not (b.accessibleName() or b.text())
    ]
    nameless += [f for f in window.findChildren(QLineEdit) if not f.accessibleName()]
    assert [type(w).__name__ for w in nameless] == []


def test_rooms_by_key_and_back_by_esc(qtbot, window):
    key(qtbot, window, Qt.Key.Key_2, CTRL)
    assert window.rooms.front == "duty"
    key(qtbot, window, Qt.Key.Key_Escape)
    assert window.rooms.front == "wall"


def test_f2_opens_the_intake_over_the_wall_and_esc_keeps_the_draft(qtbot, window):
    key(qtbot, window, Qt.Key.Key_F2)
    form = window.rooms.made("duty").form
    assert window.drawer.isVisible()
    assert window.rooms.front == "wall"
    type_text(form.field("who"), "示例村 书记")
    key(qtbot, form.field("who"), Qt.Key.Key_Escape)
    assert not window.drawer.isVisible()
    key(qtbot, window, Qt.Key.Key_F2)
    assert form.field("who").text() == "示例村 书记"


def test_the_palette_runs_by_initials_without_the_mouse(qtbot, window):
    key(qtbot, window, Qt.Key.Key_K, CTRL)
    type_text(window.palette_.field, "jb")
    assert window.palette_.titles()[0] == "接报"
    key(qtbot, window.palette_.field, Qt.Key.Key_Return)
    assert not window.palette_.isVisible()
    assert window.drawer.isVisible()


def test_what_cannot_run_says_why(qtbot, window):
    window.go("duty")
    window.grey()
    button = next(b for b in window.findChildren(CommandButton) if b.command == "duty.handover")
    assert not button.isEnabled()
    assert button.toolTip() == "没有未交接的班次。"
    key(qtbot, window, Qt.Key.Key_F6)
    assert window.notices.texts() == ["交接班:没有未交接的班次。"]


def test_a_local_key_works_only_in_its_room(qtbot, window):
    ran = []
    window.actions_.ran.connect(ran.append)
    key(qtbot, window, Qt.Key.Key_M, CTRL)
    window.go("duty")
    key(qtbot, window, Qt.Key.Key_M, CTRL)
    assert ran == ["duty.local"]


def test_a_wrong_password_says_so_and_the_right_one_comes_in(qtbot, desk):
    window = opened(qtbot, desk, None)
    page = window.login
    qtbot.waitUntil(lambda: len(page.who._choices) == 2)
    type_text(page.who, "zbyy")
    assert [c.text for c in page.who.offered()] == ["值班员乙"]
    page.who.choose("o2")
    type_text(page.secret, "wrong")
    key(qtbot, page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.form.refusals() == ["姓名或口令不对。"])
    assert page.who.text() == "值班员乙"
    assert page.secret.text() == ""
    type_text(page.secret, "right")
    with qtbot.waitSignal(window.signed_in) as got:
        key(qtbot, page.secret, Qt.Key.Key_Return)
    assert got.args == ["o2"]
    assert desk.settings.get(settings.LAST_OFFICER) == "o2"
    assert any("值班员乙" in t for t in window.status.texts())


def test_nothing_runs_before_login(qtbot, desk):
    window = opened(qtbot, desk, None)
    key(qtbot, window, Qt.Key.Key_F2)
    assert window.notices.texts() == ["接报:请先登录。"]
    assert window.bar.answered


def test_a_locked_desk_shows_the_wall_and_refuses_hands(qtbot, desk):
    window = opened(qtbot, desk)
    key(qtbot, window, Qt.Key.Key_L, CTRL)
    assert window.strip.isVisible()
    assert window.rooms.wall.isVisible()
    key(qtbot, window, Qt.Key.Key_2, CTRL)
    assert window.rooms.front == "wall"
    assert "请先解锁" in window.notices.texts()[0]
    desk.bus.say("汇报时限已到", "bad")
    assert window.notices.texts()[0] == "汇报时限已到"


def test_behind_the_lock_a_pin_takes_one_call_and_the_desk_stays_locked(qtbot, desk):
    window = opened(qtbot, desk)
    window.lock()
    type_text(window.strip.secret, "1234")
    key(qtbot, window.strip.secret, Qt.Key.Key_F2)
    qtbot.waitUntil(window.drawer.isVisible)
    pane = window.rooms.made("duty")
    for name, text in (("who", "a"), ("phone", "0563-0000001"), ("place", "b"), ("what", "c")):
        type_text(pane.form.field(name), text)
    key(qtbot, pane.form.field("what"), Qt.Key.Key_Return, CTRL)
    assert [officer for officer, _ in pane.saved] == ["o1"]
    assert not window.drawer.isVisible()
    assert desk.focus.locked
    type_text(window.strip.secret, "1234")
    key(qtbot, window.strip.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.focus.locked)
    assert not window.strip.isVisible()


def test_a_wrong_pin_says_so(qtbot, desk):
    window = opened(qtbot, desk)
    window.lock()
    type_text(window.strip.secret, "0000")
    key(qtbot, window.strip.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.strip._refusal.text() == "姓名或口令不对。")
    assert desk.focus.locked


def test_an_untouched_desk_locks_itself(qtbot, desk):
    window = opened(qtbot, desk)
    desk.bus.tick.emit(desk.clock.now())
    desk.bus.tick.emit(desk.clock.now() + timedelta(minutes=31))
    assert desk.focus.locked
    assert window.strip.isVisible()


def test_signing_out_leaves_the_level_and_takes_the_rest(qtbot, desk):
    door = FakeDoor()
    window = opened(qtbot, desk)
    window.sign_out()
    assert desk.focus.officer == ""
    assert window.login.isVisible()
    assert window.bar.isVisible()
    assert door.told == []


def test_the_theme_switches_while_running_and_stays(qtbot, window, desk):
    before = window.grab().toImage().pixelColor(700, 400)
    key(qtbot, window, Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.settings.get(settings.THEME) == "light"
    assert window.grab().toImage().pixelColor(700, 400) != before
    window.toggle_theme()


def test_larger_type_still_fits(qtbot, window, desk):
    desk.settings.set(settings.SCALE, 1.5)
    assert window.grab().width() == 1366
    desk.settings.set(settings.SCALE, 1.0)


def test_a_hidden_card_stays_hidden(qtbot, desk):
    window = opened(qtbot, desk)
    window.rooms.wall.toggle("forces")
    again = opened(qtbot, desk)
    assert not again.rooms.wall.cards["forces"].isVisible()
    assert again.rooms.wall.cards["supplies"].isVisible()


def test_an_answer_nobody_waited_for_is_said(qtbot, window, desk):
    def fail():
        raise Unavailable("read_only", why="磁盘已满。")

    desk.runner.write(fail)
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    assert "只读" in window.notices.texts()[0]


def test_many_alarms_are_three_lines_and_a_count(window, desk):
    for number in range(10):
        desk.bus.say(f"告警 {number}", "bad")
    desk.bus.say("告警 9", "bad")
    assert window.notices.texts() == ["告警 9", "告警 8", "告警 7"]
    assert window.notices._more.text() == "另有 7 条"


def test_the_shortcut_sheet_lists_the_keys(qtbot, window):
    key(qtbot, window, Qt.Key.Key_F1)
    assert window._keys.isVisible()
    key(qtbot, window._keys, Qt.Key.Key_Escape)
    assert not window._keys.isVisible()


def test_a_card_opens_its_page_by_double_click(qtbot, window):
    card = window.rooms.wall.cards["duty"]
    qtbot.mouseDClick(card.header, Qt.MouseButton.LeftButton)
    assert window.rooms.front == "duty"


def test_opening_makes_one_window_only(qtbot, desk):
    """A widget shown before it has a parent flashes up as a window and takes the keyboard."""
    from PySide6.QtGui import QGuiApplication

    before = set(QGuiApplication.allWindows())
    window = opened(qtbot, desk)
    window.go("duty")
    window.open_settings()
    window.open_keys()
    assert len(set(QGuiApplication.allWindows()) - before) == 1
