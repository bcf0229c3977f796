"""The 响应 page driven by keys: from the proposal to the archive, on a real store, in June 2024."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from console.domain.level import Level
from console.domain.response import Response, ResponseState
from console.domain.task import Task, TaskState
from console.panes.response.card import ResponseCard as CARD
from console.panes.response.commands import COMMANDS
from console.panes.response.page import ResponsePane as PANE
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.widgets.drawer import Drawer
from tests.support import response as flood
from tests.support.response import DECIDED, DUTY, HEAD
from tests.support.response_desk import Desk
from tests.support.typing import press


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    made.runner.close()
    made.opened.close()


def start(desk):
    service = Responses(desk.world)
    proposal, _ = service.propose(DUTY, flood.start())
    return service.approve(DUTY, proposal, flood.ruling())[0]


def test_the_page_says_which_condition_is_met_by_which_reading_and_what_is_unknown(desk):
    pane = desk.show()
    first, *_ = pane.conditions.texts()
    assert "已满足 24 小时县面平均雨量 ≥ 50 mm" in first
    assert "至少 80 mm" in first
    assert "31 小时 160 mm 至 15:00" in first
    assert any(line.startswith("未知") and "无读数" in line for line in pane.conditions.texts())
    assert "已达 3 条" in pane.levels.texts()[-1]
    assert pane.outside.texts()[0] == "省 省防指 四级 15:00"


def test_proposed_and_approved_from_the_keyboard(desk):
    pane = desk.show()
    desk.run("suggest")
    level = desk.form.field("level")
    assert isinstance(level, QComboBox)
    assert level.currentData() == Level.IV  # what is met, filled in
    assert "至少 80 mm" in desk.form.field("reason").toPlainText()
    desk.save()
    assert "待批准" in pane.head.header._subtitle.text()
    desk.run("approve")
    assert desk.form.field("approver").currentData() == HEAD
    assert "已复述" in " ".join(desk.refused())
    desk.form.field("repeated").setChecked(True)
    desk.save()
    (made,) = desk.find(Response)
    assert (made.level, made.started_at) == (Level.IV, DECIDED)
    assert pane.badge.level is Level.IV
    assert len(pane.tasks.texts()) == 12
    assert pane.papers.texts()[0][1] == "关于启动防汛四级应急响应的通知"


def test_those_who_may_not_approve_stand_below_and_cannot_be_chosen(desk):
    desk.show()
    desk.run("suggest")
    desk.save()
    desk.run("approve")
    box = desk.form.field("approver")
    words = [box.itemText(n) for n in range(box.count())]
    enabled = [bool(box.model().item(n).isEnabled()) for n in range(box.count())]
    assert words[0].startswith("胡二二 · 县防办主任")
    assert enabled == sorted(enabled, reverse=True)
    assert words[-1].endswith("不在本级批准人之列")
    assert not enabled[-1]


def test_another_level_asks_for_the_reason_and_for_that_levels_approver(desk):
    desk.show()
    desk.run("suggest")
    desk.save()
    desk.run("approve")
    assert not desk.form.field("level_reason").isVisible()
    desk.form.field("level").setCurrentIndex(desk.form.field("level").findData(Level.III))
    assert desk.form.field("level_reason").isVisible()
    assert desk.form.field("approver").currentData() == flood.DEPUTY
    desk.form.field("repeated").setChecked(True)
    desk.refused()
    desk.type("level_reason", "雨势仍在加强")
    desk.save()
    assert desk.find(Response)[0].level is Level.III


def test_a_refusal_stands_beside_its_field_and_the_text_stays(desk):
    desk.show()
    desk.run("suggest")
    desk.type("matter", "")
    desk.type("reason", "雨还在下")
    assert desk.refused()
    assert desk.form.field("reason").toPlainText() == "雨还在下"
    desk.type("scope", "黄山")
    desk.type("matter", "全县防汛")
    assert "不是本县的乡镇" in desk.refused()[0]


def test_escape_goes_back_and_the_form_comes_back_as_it_was(desk):
    desk.show()
    desk.run("suggest")
    desk.type("reason", "雨还在下")
    press(desk.form, Qt.Key.Key_Escape)
    assert desk.drawer.sheet is None
    desk.run("suggest")
    assert desk.form.field("reason").toPlainText() == "雨还在下"


def test_a_second_ctrl_return_decides_nothing_twice(desk):
    desk.show()
    desk.run("direct")
    desk.form.field("repeated").setChecked(True)
    form, before = desk.form, desk.pane.answered
    for _ in range(2):
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(before + 1)
    assert len(desk.find(Response)) == 1


def test_a_response_may_begin_on_an_event_that_nobody_opened_before(desk):
    desk.show()
    desk.run("suggest")
    desk.form.field("event").setCurrentIndex(desk.form.field("event").count() - 1)
    assert desk.refused()
    desk.type("event_title", "六月二十日山洪")
    desk.save()
    titles = [event.title for event in desk.pane.view.events]
    assert "六月二十日山洪" in titles


def test_the_paper_walks_from_hand_to_hand_to_number_nine(desk):
    start(desk)
    pane = desk.show()
    for minutes in (15, 5, 5):
        desk.clock.wind(minutes=minutes)
        desk.run("next_step")
        desk.save()
    assert pane.papers.texts()[0][0] == "绩防指〔2024〕9号"
    desk.clock.wind(minutes=40)
    desk.run("next_step")
    assert "已过时限" in desk.refused()[0]
    desk.type("late_reason", "县城网络中断")
    desk.save()
    pane.on_tick(desk.clock.now())
    assert pane.papers.texts()[0][-1] == "距决定 65 分"
    assert desk.why_not("next_step") == "已印发"


def test_receipts_are_ticked_and_counted_on_the_notice_task(desk):
    start(desk)
    pane = desk.show()
    for _ in range(4):
        desk.run("next_step")
        desk.save()
    desk.run("receipts")
    desk.form.tick_all()
    desk.save()
    counted = pane.papers.texts()[0][3]
    done, total = counted.split("/")
    assert done == total != "0"
    notice = next(t for t in desk.find(Task) if t.code == "notice")
    assert f"{notice.progress}/{notice.total}" == counted


def test_tasks_are_acknowledged_reported_and_finished_from_the_row(desk):
    start(desk)
    pane = desk.show()
    chosen = next(t for t in pane.view.tasks if t.code == "guardians")
    assert desk.why_not("acknowledge") == "请先选择一项任务"
    pane.tasks.choose(chosen.id)
    before = pane.answered
    desk.run("acknowledge")
    desk.settle(before + 1)
    assert desk.find(Task, id=chosen.id)[0].state is TaskState.ACKNOWLEDGED
    assert desk.why_not("acknowledge") == "此项任务已签收"
    desk.run("report")
    desk.type("text", "11 个乡镇到岗 9 个")
    desk.save()
    desk.clock.wind(minutes=90)
    desk.run("finish")
    assert "已过时限" in desk.refused()[0]
    desk.type("late_reason", "两镇断路")
    desk.save()
    assert desk.find(Task, id=chosen.id)[0].state is TaskState.DONE


def test_moving_people_is_ordered_before_any_level(desk):
    pane = desk.show()
    assert desk.why_not("order") == "现在没有响应"
    desk.run("at_once")
    desk.type("title", "临溪沿河住户转移避险")
    desk.type("unit", "临溪镇")
    desk.save()
    assert pane.tasks.texts()[0][0].endswith("临溪沿河住户转移避险")
    assert desk.find(Task)[0].response_id is None


def test_countdowns_turn_amber_and_red_by_the_one_tick(desk):
    start(desk)
    pane = desk.show()
    row = next(n for n, t in enumerate(pane.view.tasks) if t.code == "notice")
    for minutes, text in ((10, "0:20:00"), (31, "超 0:01:00")):
        pane.on_tick(DECIDED + timedelta(minutes=minutes))
        assert pane.tasks.texts()[row][3] == text


def test_the_oral_approval_gets_its_paper(desk):
    start(desk)
    pane = desk.show()
    assert "补书面" in pane.papers_panel.header._subtitle.text()
    desk.run("paper")
    desk.type("number", "签批单 12")
    desk.save()
    assert desk.why_not("paper") == "没有要补书面的口头批准"


def test_ended_with_every_criterion_reviewed_reported_and_archived(desk):
    start(desk)
    pane = desk.show()
    desk.clock.wind(hours=20)
    desk.run("direct_end")
    desk.type("follow_up", "巡查地质灾害点,防次生灾害")
    desk.form.field("repeated").setChecked(True)
    assert "终止判据还未确认" in desk.refused()[0]
    for number in range(len(pane.view.plan.ends)):
        desk.form.field(f"criterion_{number}").setChecked(True)
    desk.save()
    assert pane.view.response.state is ResponseState.ENDED
    assert pane.badge.level is None
    desk.run("review")
    for part in ("impact", "course", "lessons", "measures"):
        desk.type(part, "已记")
    desk.save()
    desk.run("review")
    desk.type("to", "市应急管理局")
    desk.save()
    before = pane.answered
    desk.run("archive")
    desk.settle(before + 1)
    assert desk.find(Response)[0].state is ResponseState.ARCHIVED


def test_the_trace_tells_the_story_newest_first(desk):
    start(desk)
    pane = desk.show()
    told = [moment.sentence for moment in (pane.trace.moments.row(n) for n in range(5))]
    assert any(t.startswith("启动防汛四级应急响应") for t in told)
    assert any("口头批准启动防汛四级应急响应" in t for t in told)
    assert not any("—" in t for t in told)


def test_the_tile_shows_why_the_steps_and_the_first_tasks(desk):
    start(desk)
    card = desk.show(CARD, size=(912, 460))
    assert card.badge.level is Level.IV
    assert "至少 80 mm" in card.header._subtitle.text()
    assert card.tasks.texts()[0][2] == "16:30"


def test_a_change_elsewhere_is_seen_without_asking(desk):
    start(desk)
    pane = desk.show()
    chosen = pane.view.tasks[0]
    before = pane.answered
    changes = Tasks(desk.world).acknowledge(DUTY, [chosen.id], desk.clock.now())
    desk.bus.changed.emit(changes)
    desk.settle(before + 1)
    assert pane.view.tasks[0].state is TaskState.ACKNOWLEDGED


@pytest.mark.parametrize("size", [(1844, 992), (1290, 680)])
def test_the_tasks_keep_their_room_on_a_low_screen(desk, size):
    start(desk)
    pane = desk.show(size=size)
    assert pane.tasks.viewport().height() >= 180
    assert pane.trace_panel.isVisible() == (size[1] > 800)
    desk.run("trace")
    assert pane.trace_panel.isVisible() == (size[1] < 800)


def test_every_command_answers_for_a_page_that_has_read_nothing(qtbot, tmp_path):
    desk = Desk(qtbot, tmp_path)
    services = SimpleNamespace(world=desk.world)
    pane = PANE(services, desk.bus, desk.focus, desk.runner)
    qtbot.addWidget(pane)
    for command in COMMANDS:  # acts of the page wait for its first answer, acts on a row can't
        assert bool(command.why_not(pane)) == (not command.page), command.id
    desk.runner.close()
    desk.opened.close()


def test_every_try_to_reach_the_approver_is_timed_and_becomes_the_deputys_reason(desk):
    desk.show()
    desk.run("suggest")
    desk.save()
    for _ in range(2):
        desk.run("tried")
        assert desk.form.field("rung").currentData() == "本人电话"
        desk.save()
        desk.clock.wind(minutes=2)
    desk.run("approve")
    approver = desk.form.field("approver")
    assert not desk.form.field("deputy_reason").isVisible()
    approver.setCurrentIndex(approver.findData(flood.DEPUTY))
    assert desk.form.field("deputy_reason").isVisible()
    reason = desk.form.field("deputy_reason").text()
    assert reason == "县防办主任(县应急局局长) 本人电话未接(16:00、16:02)"


def test_the_notice_leaves_as_pdf_and_word_side_by_side(desk, tmp_path):
    start(desk)
    desk.show()
    desk.run("print")
    desk.qtbot.waitUntil(lambda: desk.drawer.sheet is not None)
    assert desk.form.refusals() == ["还没有存放文书的文件夹,请填一个。"]
    desk.type("folder", str(tmp_path / "nowhere"))
    assert "找不到文件夹" in desk.refused()[0]
    desk.type("folder", str(tmp_path))
    QTest.keyClick(desk.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: desk.drawer.sheet is None)
    names = sorted(path.suffix for path in tmp_path.glob("*待编号*"))
    assert names == [".docx", ".pdf"]


def test_a_key_pressed_on_the_wall_waits_until_the_page_has_read(qtbot, desk):
    services = SimpleNamespace(world=desk.world)
    pane = PANE(services, desk.bus, desk.focus, desk.runner)
    qtbot.addWidget(pane)
    desk.pane, desk.drawer = pane, Drawer(pane)
    pane.sheet_asked.connect(desk.drawer.open_sheet)
    desk.run("suggest")
    desk.run("paper")  # the newest wish counts, and it says what is missing
    pane.show()
    desk.settle(1)
    assert desk.drawer.sheet is None
    assert "没有要补书面" in desk.said[-1].text
    desk.run("suggest")
    assert desk.drawer.sheet is not None
