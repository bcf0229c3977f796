"""运行维护 by keys: copies, putting one back, self-check, fault files."""

import pytest
from PySide6.QtGui import QGuiApplication

from console.app import run
from console.domain.approval import Seat
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.incident import Call, CallState
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.refused import Unavailable
from console.panes.response.decision_form import _seat
from console.services.glance.response import LentRole, Person
from console.services.restoring import Restoring
from db import backup
from db.seal import DESTROYED
from tests.support import desk as desks
from tests.support.desk import Desk
from tests.support.store import call, line
from tests.support.world import HandClock

ADMIN = "system"


@pytest.fixture
def sitting(tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(run, "_collect_again", lambda: None)
    made = run.Sitting(desks.environment(tmp_path / "live", HandClock()), "", story=False)
    made.start()
    made.console.opened.recovery_key = ""
    yield made
    console = made.console
    made.end()
    run.bury(console)


@pytest.fixture
def desk(sitting):
    made = sit(sitting)
    yield made
    if sitting.console is made.console:
        made.settle()


def sit(sitting, login=ADMIN):
    made = Desk(sitting.console, sitting.console.env.clock)
    made.sign_in(login)
    made.find("维护")
    made.until(lambda: made.console.services.checked is not None, "the first self-check")
    made.settle()
    return made


def page(desk):
    return desk.window.rooms.pane("care")


def note(desk, words):
    """Somebody writes something after the copy."""
    with desk.console.world.store.write("o-06", "duty.note") as w:
        line = Entry(kind="note", subject_kind=Kind.SETTING, subject_id="x", at=w.now)
        w.log(line.__class__(**{**vars_of(line), "facts": {"text": words}}))


def vars_of(entry):
    return {name: getattr(entry, name) for name in entry.__slots__}


def copies(desk):
    return page(desk).copies.texts()


def test_a_copy_is_made_by_one_key_and_stands_in_the_list(desk):
    before = len(copies(desk))
    desk.clock.wind(minutes=1)
    desk.run("Alt+B")
    assert "已备份,复核通过。" in desk.told
    desk.until(lambda: len(copies(desk)) == before + 1, "one more copy")
    assert copies(desk)[0][3] == "1 条"


def test_a_copy_is_put_back_through_the_window(sitting, desk):
    desk.clock.wind(minutes=1)
    desk.run("Alt+B")
    note(desk, "备份之后的事")
    desk.settle()
    desk.press("Alt+R")
    sheet = desk.await_sheet("恢复备份")
    desk.until(lambda: "条日志会离开本机库" in sheet.what.text(), "the preview")
    assert "备份本机库" in sheet.lost.toPlainText()
    assert desk.refused() == "请填写缘由。\n请填写本人口令。"
    desk.put("缘由", "误删了名录")
    desk.put("本人口令", "wrong word")
    assert "口令不对" in desk.refused()
    assert sheet.field("password").text() == ""
    before = sitting.console
    desk.put("本人口令", desks.secrets()["password"])
    desk.press("Ctrl+Return")
    desk.until(lambda: sitting.console is not before and sitting.console is not None, "reopened")
    again = sit(sitting)
    store = again.console.world.store
    assert store.head()[1] == 2
    assert any(row[0] for row in copies(again))
    aside = backup.listed(again.console.opened.folder / backup.ASIDE)
    assert len(aside) == 1
    assert Restoring(again.console.world, again.console.opened).preview(aside[0].path.name)
    assert page(again).services.care.check().state == "ok"
    again.settle()


def test_somebody_else_may_not_put_a_copy_back(sitting):
    desk = sit(sitting, "duty1")
    desk.run("Alt+B")
    desk.press("Alt+R")
    desk.await_sheet("恢复备份")
    desk.settle()
    desk.put("缘由", "试试")
    desk.put("本人口令", desks.secrets()["password"])
    assert "您的角色不能办理“系统管理”" in desk.refused()


def test_a_damaged_copy_is_named_and_can_not_be_chosen(desk):
    desk.run("Alt+B")
    (newest, *_) = backup.listed(desk.console.opened.folder / backup.FOLDER)
    content = bytearray(newest.path.read_bytes())
    content[len(content) // 2] ^= 1
    newest.path.write_bytes(content)
    desk.settle()
    page(desk).copies.choose(newest.path.name)
    desk.press("Alt+R")
    sheet = desk.await_sheet("恢复备份")
    desk.until(lambda: bool(sheet.refusals()), "a refusal")
    assert "已损坏,没有恢复" in sheet.refusals()[0]
    assert not sheet.save_button.isEnabled()


def test_a_folder_that_takes_no_copy_is_said_once_and_tried_again(desk):
    desk.settle()
    folder = desk.console.opened.folder / backup.FOLDER
    kept = folder.with_name("kept")
    if folder.exists():
        folder.rename(kept)
    folder.write_text("in the way")
    tend = desk.console.afterwards
    desk.clock.wind(hours=9)
    for _ in range(2):
        tend._tend()
        desk.settle()
    assert sum("备份没有完成" in words for words in desk.told) == 1
    folder.unlink()
    tend._tend()
    desk.settle()
    assert desk.told[-1].endswith("现已完成。")
    assert backup.last_backup(desk.console.opened.folder) is not None


def test_a_handover_leaves_a_copy_behind(desk):
    desk.settle()
    before = len(backup.listed(desk.console.opened.folder / backup.FOLDER))
    desk.clock.wind(minutes=5)
    with desk.console.world.store.write("o-06", "handover.take") as w:
        w.log(Entry(kind="note", subject_kind=Kind.HANDOVER, subject_id="h", at=w.now))
    desk.console.bus.changed.emit(w.changes)
    desk.settle()
    assert len(backup.listed(desk.console.opened.folder / backup.FOLDER)) == before + 1


def test_the_self_check_says_its_result_and_time(desk):
    desk.clock.wind(minutes=7)
    desk.run("Alt+J")
    desk.until(lambda: "15:07" in page(desk).facts["check"].text(), "checked anew")
    assert page(desk).facts["check"].text().startswith("本机库 正常")


def test_fault_files_can_be_handed_over(desk):
    assert page(desk).facts["faults"].text() == "没有"
    desk.console.crash.report(RuntimeError("x"))
    page(desk).refresh()
    desk.until(lambda: "1 份" in page(desk).facts["faults"].text(), "the file is listed")
    desk.run("Alt+C")
    assert QGuiApplication.clipboard().text().endswith("faults")


def test_a_restore_that_somebody_hinders_leaves_everything_as_it_was(sitting, desk, monkeypatch):
    desk.run("Alt+B")

    def hindered(*_asked):
        raise Unavailable("restore_read_elsewhere")

    monkeypatch.setattr("console.services.restoring.opening.exchange", hindered)
    desk.press("Alt+R")
    desk.await_sheet("恢复备份")
    desk.settle()
    desk.put("缘由", "误删了名录")
    desk.put("本人口令", desks.secrets()["password"])
    before = sitting.console
    desk.press("Ctrl+Return")
    desk.until(lambda: sitting.console is not before and sitting.console is not None, "reopened")
    again = sit(sitting)
    assert any("没有恢复" in words for words in again.window.notices.texts())
    assert again.console.world.store.head()[1] == 1
    assert again.console.services.checked[0].state == "ok"
    assert not (again.console.opened.folder / "console.db.new").exists()


# -- persons --------------------------------------------------------------------------------------


def test_a_leader_lends_his_role_and_calls_it_back(sitting):
    desk = sit(sitting, "head")
    desk.press("Alt+D")
    desk.await_sheet("委托代理")
    assert desk.refused() == "请填写受托人。\n请填写至。"
    desk.put("受托人", "没有的人")
    desk.put("至", "0620 1200")
    assert "请选受托人" in desk.refused()
    desk.put("受托人", "duty1")
    desk.put("受托人", page(desk).people._lend.taker._choices[0].text)
    assert "晚于开始" in desk.refused()
    desk.put("至", "0622 1800")
    desk.save()
    (row,) = page(desk).people.lent.texts()
    assert row[1].endswith("的全部权限")
    assert row[3] == "生效中"
    desk.press("Alt+S")
    desk.await_sheet("收回委托")
    desk.put("缘由", "已返岗")
    desk.save()
    (row,) = page(desk).people.lent.texts()
    assert row[3] == "已收回"
    desk.press("Alt+S")
    desk.settle()
    assert any("已经失效" in text for text in desk.window.notices.texts())


def test_what_is_due_is_seen_and_destroyed_by_the_security_administrator_alone(sitting):
    store = sitting.console.world.store
    with store.write("o-06", "test.call") as w:
        w.save(call("c-old", w.now, state=CallState.NOTED))
        w.log(line(w, "c-old"))
    sitting.console.env.clock.wind(days=4 * 366)
    desk = sit(sitting, "security")
    assert [row[2] for row in page(desk).people.due.texts()] == ["1", "0", "0", "0", "0"]
    desk.press("Alt+P")
    desk.await_sheet("清理到期个人信息")
    assert "请填写缘由。" in desk.refused()
    desk.put("缘由", "年度清理")
    desk.put("本人口令", desks.secrets()["password"])
    desk.save()
    desk.until(lambda: page(desk).people.due.texts()[0][2] == "0", "nothing is due any more")
    with store.read() as read:
        assert read.get(Call, "c-old").phone == DESTROYED


def test_nobody_else_sees_what_is_due(desk):
    assert page(desk).people.due.texts() == []
    assert page(desk).why_no_purge() == "须由安全管理员登录办理"


def test_who_stands_in_is_offered_as_approver_with_whose_place_it_is():
    seats = (Seat(role=Role.BUREAU_HEAD, title="防办主任", order=1),)
    lent = LentRole(Role.BUREAU_HEAD, "局长", Level.IV)
    person = Person("p", "某某", "主班", (Role.PRIMARY,), (lent,))
    assert _seat(person, seats, Level.IV).title == "防办主任(受局长委托)"
    assert _seat(person, seats, Level.II) is None
