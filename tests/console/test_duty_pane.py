"""The duty page as a hand uses it: keys, clicks, and what is then on the screen."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.due import DueState
from console.domain.incident import Call, Incident, IncidentState
from console.domain.officer import Role
from console.domain.roster import Post, Watch
from console.panes.duty.card import DutyTile as CARD
from console.panes.duty.commands import COMMANDS
from console.panes.duty.page import DutyPane as PANE
from console.runtime.bus import Bus
from console.runtime.commands import Registry
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.widgets.drawer import Drawer
from tests.support.duty import DUTY, FORM, PIN, WORD, Hall
from tests.support.typing import type_text


class Room:
    """The page in a window with its drawer, as the shell places it."""

    def __init__(self, qtbot, hall, room=PANE):
        self.qtbot, self.hall = qtbot, hall
        self.services = SimpleNamespace(
            world=hall.world,
            intake=hall.intake,
            incidents=hall.incidents,
            figures=hall.figures,
            handovers=hall.handovers,
            duty=hall.duty,
            officers=hall.officers,
        )
        self.bus, self.focus, self.runner = Bus(), Focus(), Runner(inline())
        self.runner.committed.connect(self.bus.changed)
        self.focus.sign(DUTY)
        self.window = QWidget()
        self.window.resize(1600, 950)
        qtbot.addWidget(self.window)
        box = QVBoxLayout(self.window)
        self.pane = room(self.services, self.bus, self.focus, self.runner)
        box.addWidget(self.pane)
        self.drawer = Drawer(self.window)
        self.pane.sheet_asked.connect(self.drawer.open_sheet)
        self.pane.sheet_closed.connect(self.drawer.put_away)
        self.window.show()
        qtbot.waitUntil(lambda: self.pane.answered >= 1 and not self.runner.busy)

    def run(self, command_id):
        command = Registry(COMMANDS)[command_id]
        assert command.why_not(self.pane) == ""
        command.run(self.pane)
        self.settle()

    def settle(self):
        """Until nothing is under way and the page has asked about the last change."""
        self.qtbot.waitUntil(lambda: not self.runner.busy)
        self.qtbot.waitUntil(lambda: not self.pane._hush.isActive() and not self.runner.busy)

    def type_call(self, form=FORM):
        intake = self.pane.intake
        for key in ("reporter", "phone", "place_text"):
            type_text(intake.field(key), getattr(form, key))
        type_text(intake.content, form.content)

    def save(self, form):
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def log(self):
        return self.pane.log.texts()

    def close(self):
        self.runner.close()


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def room(qtbot, themed, hall):
    made = Room(qtbot, hall)
    yield made
    made.close()


def test_f2_four_fields_and_ctrl_return_make_an_incident_with_its_clocks(room):
    room.run("duty.intake")
    room.type_call()
    room.save(room.pane.intake.content)
    assert any("接报" in line and "上游山洪" in line for line in room.log())
    assert [row[0] for row in room.pane.incidents.texts()] == ["家朋乡尚村村 洪涝"]
    assert "电话初报 → 县委县政府主要领导" in room.pane.clocks.texts()[0]
    assert "内控 10 分(默认建议)" in room.pane.clocks.texts()[0]
    assert room.pane.intake.field("reporter").text() == ""


def test_every_field_that_is_missing_or_wrong_has_its_sentence_and_nothing_is_lost(room):
    room.run("duty.intake")
    type_text(room.pane.intake.field("phone"), "不详")
    type_text(room.pane.intake.content, "上游山洪")
    room.save(room.pane.intake.content)
    said = room.pane.intake.refusals()
    assert "请填报告人或单位。" in said
    assert "请填地点,自然村、组也可。" in said
    assert any("不像电话号码" in one for one in said)
    assert room.pane.intake.content.toPlainText() == "上游山洪"
    assert room.pane.intake.save_button.isEnabled()


def test_ten_thousand_and_one_characters_are_refused_beside_the_field(room):
    room.run("duty.intake")
    room.type_call()
    room.pane.intake.content.setPlainText("雨" * 10_001)
    room.save(room.pane.intake.content)
    assert any("最多 10000 字,现有 10001 字" in one for one in room.pane.intake.refusals())
    assert len(room.pane.intake.content.toPlainText()) == 10_001


def test_a_second_f2_holds_the_first_call_and_both_can_be_finished(room):
    room.run("duty.intake")
    room.type_call()
    room.run("duty.intake")
    assert room.pane.intake.held_count == 2
    assert room.pane.intake.field("reporter").text() == ""
    room.run("duty.next_call")
    assert room.pane.intake.field("place_text").text() == FORM.place_text
    room.save(room.pane.intake.content)
    assert room.pane.intake.held_count == 1
    assert room.pane.incidents.texts()


def test_what_was_typed_survives_a_crash_with_its_time_of_receipt(qtbot, themed, hall, room):
    room.run("duty.intake")
    room.type_call()
    received = room.pane.intake.held.received_at
    room.pane.intake.keep()
    room.settle()
    hall.clock.wind(minutes=9)
    other = Room(qtbot, hall)
    assert other.pane.intake.content.toPlainText() == FORM.content
    other.save(other.pane.intake.content)
    with hall.world.store.read() as read:
        assert read.find(Call)[0].received_at == received
    assert hall.intake.drafts() == {}
    other.close()


def test_a_draft_is_kept_by_itself_after_a_second_of_silence(room):
    room.run("duty.intake")
    type_text(room.pane.intake.content, "上游山洪")
    room.qtbot.waitUntil(lambda: bool(room.hall.intake.drafts()))


def test_a_place_is_completed_from_its_initials(room):
    room.run("duty.intake")
    field = room.pane.intake.field("place_text")
    type_text(field, "jpx")
    assert any("家朋乡" in c.text for c in field.offered())


def test_verification_strike_and_the_rest_go_through_their_sheets(room):
    taken = room.hall.take()
    room.pane.refresh()
    room.settle()
    room.run("duty.verify")
    form = room.drawer.sheet.form
    type_text(form.field("source"), "乡应急办 示例乙")
    room.save(form.field("source"))
    assert room.hall.get(Incident, taken.incident_id).state is IncidentState.VERIFIED
    assert room.drawer.isHidden()
    assert room.pane.incidents.texts()[0][1] == "已核实"
    room.run("duty.strike")
    form = room.drawer.sheet.form
    type_text(form.field("reason"), "水已退,误听")
    room.save(form.field("reason"))
    assert room.pane.incidents.texts() == []
    assert room.pane.clocks.texts() == []


def test_a_report_by_phone_stops_its_clock_and_a_late_one_asks_why(room):
    taken = room.hall.take()
    room.hall.clock.wind(minutes=12)
    room.pane.refresh()
    room.settle()
    room.run("duty.reported")
    form = room.drawer.sheet.form
    type_text(form.field("receiver"), "总值班室 示例丙")
    room.save(form.field("receiver"))
    assert form.refusals()
    type_text(form.field("late_reason"), "线路中断")
    room.save(form.field("late_reason"))
    assert [d.unit for d in room.hall.dues(taken.incident_id, DueState.LATE)] == [
        "县委县政府主要领导"
    ]
    assert len(room.pane.clocks.texts()) == 3


def test_a_clock_turns_red_when_over_and_counts_up(room):
    room.hall.take()
    room.pane.refresh()
    room.settle()
    room.bus.tick.emit(room.hall.clock.now() + timedelta(minutes=11))
    assert "超 0:01:00" in room.pane.clocks.texts()[0]


def test_f6_before_the_page_has_read_anything_opens_the_sheet_once_it_has(room):
    sheets = room.pane.sheets
    sheets._page = None
    sheets.handover()
    room.qtbot.waitUntil(room.drawer.isVisible)
    assert room.drawer.accessibleName() == "交接班"


def test_the_handover_runs_through_the_window(room):
    hall = room.hall
    hall.take()
    on, then = hall.watches()
    giver, taker = on.on(Post.PRIMARY)[0], then.on(Post.PRIMARY)[0]
    room.focus.sign(giver)
    room.run("duty.handover")
    sheet = room.drawer.sheet.form
    type_text(sheet.give.field("remark"), "上村组路断")
    room.save(sheet.give.field("remark"))
    assert sheet.take.isVisible()
    type_text(sheet.take.field("who"), hall.login(taker))
    type_text(sheet.take.field("secret"), PIN)
    room.save(sheet.take.field("secret"))
    assert any("逐项核对后再签" in one for one in sheet.take.refusals())
    for box in sheet.boxes():
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    type_text(sheet.take.field("secret"), PIN)
    room.save(sheet.take.field("secret"))
    assert hall.watches()[0].id == then.id
    assert room.focus.officer == taker


def test_a_gap_is_shown_as_a_word_and_filled_by_somebody_who_may(room):
    assert any("缺" in line for line in room.pane.grid.texts())
    room.focus.sign("o-05")
    room.run("duty.fill")
    form = room.drawer.sheet.form
    gap = form.gaps.currentData()[0]
    type_text(form.field("who"), "duty5")
    form.who.choose("o-10")
    room.save(form.field("who"))
    assert form.refusals() == []
    assert not any("缺" in line for line in room.pane.grid.texts())
    with room.hall.world.store.read() as read:
        assert any(e for e in room.hall.lines() if e.subject_id == gap)
        assert read


def test_the_caller_stands_beside_the_incident_and_a_look_from_off_watch_is_logged(room):
    room.hall.take()
    room.pane.refresh()
    room.settle()
    stranger = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in _on(room.hall))
    room.focus.sign(stranger)
    assert room.pane.about.phone.text() == "100 **** 6612"
    room.run("duty.copy_phone")
    room.run("duty.reveal")
    assert room.pane.about.phone.text() == "100 0000 6612"
    assert room.hall.lines()[0].kind == "phone_revealed"
    room.focus.sign(min(_on(room.hall)))
    assert room.pane.about.phone.text() == "100 0000 6612"


def _on(hall):
    return hall.watches()[0].people


def test_the_story_of_one_incident_alone(room):
    first = room.hall.take()
    room.hall.intake.note(DUTY, "市防办来电", room.hall.clock.now())
    room.pane.refresh()
    room.settle()
    room.pane.incidents.choose(first.incident_id)
    room.settle()
    assert any("市防办来电" in line for line in room.log())
    room.run("duty.trace")
    assert not any("市防办来电" in line for line in room.log())
    assert any("上游山洪" in line for line in room.log())
    room.run("duty.trace")
    assert any("市防办来电" in line for line in room.log())


def test_an_incident_becomes_the_first_of_a_new_event_and_figures_follow_it(room):
    taken = room.hall.take()
    room.pane.refresh()
    room.settle()
    room.run("duty.attach")
    form = room.drawer.sheet.form
    form.which.setCurrentIndex(form.which.findData("new"))
    type_text(form.field("title"), "6·20 梅雨洪涝")
    room.save(form.field("title"))
    event = room.hall.get(Incident, taken.incident_id).event_id
    assert event
    room.run("duty.figure")
    form = room.drawer.sheet.form
    type_text(form.field("value"), "187")
    type_text(form.field("source"), "家朋乡")
    room.save(form.field("source"))
    assert form.refusals() == []
    assert room.pane.facts.card.figures["to_move"].value == 187
    room.run("duty.tell")
    form = room.drawer.sheet.form
    type_text(form.field("to"), "市防办 示例丁")
    room.save(form.field("to"))
    assert any("口头报出 应转 187" in line for line in room.log())


def test_a_swap_goes_through_its_sheet_with_a_reason(room):
    room.focus.sign("o-05")
    room.run("duty.swap")
    form = room.drawer.sheet.form
    then = room.hall.watches()[1]
    coming = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in then.people)
    form.leaving.setCurrentIndex(form.leaving.findData(then.on(Post.PRIMARY)[0]))
    form.coming.choose(coming)
    type_text(form.field("reason"), "临时公务")
    room.save(form.field("reason"))
    assert form.refusals() == []
    assert room.hall.watches()[1].on(Post.PRIMARY) == (coming,)


def test_searching_the_log_leaves_only_what_was_asked_for(room):
    room.hall.intake.note(DUTY, "市防办来电", room.hall.clock.now())
    room.hall.intake.note(DUTY, "巡查到岗", room.hall.clock.now())
    room.pane.refresh()
    room.settle()
    type_text(room.pane.search, "巡查")
    assert [line for line in room.log() if "市防办" in line] == []
    assert any("巡查到岗" in line for line in room.log())


def test_ones_own_password_is_changed_and_no_secret_stays_in_a_field(room):
    room.run("duty.password")
    form = room.drawer.sheet.form
    type_text(form.field("old"), WORD)
    type_text(form.field("new"), "brand-new-1")
    type_text(form.field("again"), "brand-new-2")
    room.save(form.field("again"))
    assert "两次输入的新口令不一致。" in form.refusals()
    assert form.field("old").text() == ""
    for key, text in (("old", WORD), ("new", "brand-new-1"), ("again", "brand-new-1")):
        type_text(form.field(key), text)
    room.save(form.field("again"))
    assert form.refusals() == []
    assert room.hall.officers.sign_in("duty1", "brand-new-1")


def test_an_administrator_enrols_somebody_with_two_roles(room):
    room.focus.sign("o-17")
    room.run("duty.staff")
    form = room.drawer.sheet.form
    room.save(form.field("login"))
    assert "请填登录名。" in form.refusals()
    type_text(form.field("login"), "duty9")
    type_text(form.field("name"), "示例𠮷喆")
    type_text(form.field("password"), "first-word-1")
    form.roles.setValue((Role.PRIMARY, Role.SECONDARY))
    room.save(form.field("login"))
    assert form.refusals() == []
    assert room.hall.officers.sign_in("示例𠮷喆", "first-word-1").roles == (
        Role.PRIMARY,
        Role.SECONDARY,
    )


def _watches(room):
    with room.hall.world.store.read() as read:
        return read.count(Watch)


def test_the_roster_is_laid_out_for_another_month(room):
    before = _watches(room)
    room.focus.sign("o-05")
    room.run("duty.extend")
    form = room.drawer.sheet.form
    room.save(form.field("days"))
    assert form.refusals() == []
    assert _watches(room) == before + 31


def test_commands_say_what_is_missing(room):
    registry = Registry(COMMANDS)
    assert registry["duty.verify"].why_not(room.pane) == "请先选一起未办结事件"
    room.focus.sign("")
    assert registry["duty.note"].why_not(room.pane) == "请先登录"
    assert registry["duty.intake"].keys == "F2"
    assert registry["duty.handover"].keys == "F6"


def test_the_tile_shows_full_numbers_only_to_those_on_watch(qtbot, themed, hall):
    card = Room(qtbot, hall, CARD)
    on = hall.watches()[0]
    stranger = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in on.people)
    card.focus.sign(stranger)
    shown = [cell.accessibleName() for cell in card.pane._posts if cell.isVisible()]
    assert all("****" in name for name in shown)
    card.focus.sign(on.on(Post.PRIMARY)[0])
    shown = [cell.accessibleName() for cell in card.pane._posts if cell.isVisible()]
    assert all("100 0000" in name for name in shown)
    assert "下一班 20:00" in card.pane.then.text()
    card.close()
