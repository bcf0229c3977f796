"""Short stories of one watch through the real window: what goes wrong, and what the screen says."""

import socket
import threading

import pytest
from PySide6.QtWidgets import QApplication

from console import theme
from tests.support import journey_flood as flood
from tests.support.desk import opened, secrets
from tests.support.world import HandClock

CALL = {
    "报告人 / 单位": "临溪村示例乙",
    "回拨电话": "100 0000 0902",
    "地点": "临溪镇",
    "内容": "河水漫过便桥,暂无伤亡",
}


@pytest.fixture
def sit(qapp, tmp_path):
    """Opens the console of this test's folder as often as it is asked to."""
    qapp.setCursorFlashTime(0)
    open_ones = []

    def sit_down(login="duty2", at=None):
        desk = opened(tmp_path, at or HandClock())
        open_ones.append(desk)
        if login:
            desk.sign_in(login)
        return desk

    yield sit_down
    for desk in open_ones:
        desk.close()


def dictate(desk, **change):
    """F2 and the four fields, not yet saved."""
    desk.run("F2")
    for label, text in {**CALL, **change}.items():
        desk.put(label, text)


def test_with_no_network_at_all_everything_is_done_and_counted_as_waiting(sit, monkeypatch):
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda _s, where: reached.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_k: reached.append(where))
    desk = sit()
    before = waiting(desk)
    dictate(desk)
    desk.save()
    desk.hears("已存本机")
    desk.until(lambda: waiting(desk) > before, "more waits to go up")
    desk.sees("未接省平台", within=desk.window.bar)
    assert reached == []


def waiting(desk):
    words = next(line for line in desk.window.bar.texts() if "待上报" in line)
    return int(words.rpartition(" ")[2])


def test_who_has_no_role_for_it_is_refused_in_a_sentence_and_the_text_stays(sit):
    desk = sit()
    flood.paste(desk)
    desk.opened("Ctrl+J", "建议启动")
    desk.put("新事件名称", "6·20 梅雨洪涝")
    desk.save()
    desk.opened("Ctrl+P", "批准:启动")
    with pytest.raises(AssertionError, match="can't be chosen"):
        desk.put("批准人", "水利员甲")  # greyed: the plan does not name him
    desk.press("Esc")
    desk.find("退出登录")
    desk.sign_in("water")
    desk.opened("Ctrl+P", "批准:启动")
    desk.put("批准人", "胡二二")
    desk.put("已复述确认", "✓")
    desk.put("决定时刻", "1459")
    assert desk.refused().startswith("您的角色不能办理“登记批准”")
    assert desk.value("决定时刻") == "1459"
    desk.press("Esc")
    desk.opened("Shift+F2", "记事")
    desk.put("内容", "水位已到警戒")
    assert desk.refused().startswith("您的角色不能办理“接报”")
    assert desk.value("内容") == "水位已到警戒"


def test_a_wrong_password_then_the_right_one(sit):
    desk = sit(login="")
    desk.knock("duty2", "不是这个")
    desk.settle()
    desk.until(lambda: bool(desk.refusals()), "a refusal")
    assert "口令" in desk.refusals()[0]
    assert desk.window.login.secret.text() == ""
    assert desk.window.login.who.text() == "duty2"
    assert not desk.console.focus.officer
    desk.sign_in("duty2")
    desk.sees("章六六(已登录)", within=desk.window.status)


def test_a_locked_desk_shows_the_wall_and_takes_one_call_by_pin(sit):
    desk = sit()
    desk.run("Ctrl+L")
    strip = desk.window.strip
    desk.sees("已锁定 · 章六六", within=desk.window)
    desk.sees("可调 361 人", within=desk.front)
    desk.run("F4")
    assert desk.sheet is None
    desk.hears_at_the_top("已锁定")
    desk.click(strip.secret)
    desk.type("0000")
    desk.run("F2")
    assert desk.window.rooms.front == "wall"
    assert desk.refusals()
    desk.type(secrets()["pin"])
    desk.run("F2")
    assert desk.window.rooms.front == "duty"
    for label, text in CALL.items():
        desk.put(label, text)
    desk.save()
    desk.line("接报", "临溪镇", within=desk.front)
    desk.run("F3")
    assert desk.sheet is None
    if not desk.shown(strip):
        desk.press("Esc")
    desk.sees("已锁定", within=desk.window)
    desk.click(strip.secret)
    desk.type(secrets()["pin"])
    desk.run("Return")
    desk.until(lambda: not desk.shown(strip), "unlocked")
    desk.opened("F4", "调拨申请")


def test_a_desk_at_which_somebody_works_stays_open_and_one_that_is_left_locks(sit):
    desk = sit()
    desk.at("15:25")
    desk.opened("Shift+F2", "记事")
    desk.at("15:50")
    desk.type("水位回落")
    desk.at("16:15")
    assert not desk.shown(desk.window.strip)
    assert desk.value("内容") == "水位回落"
    desk.at("16:50")
    desk.sees("已锁定 · 章六六", within=desk.window)


def test_the_palette_finds_by_chinese_pinyin_and_initials(sit):
    desk = sit()
    palette = desk.window.palette_
    for words, title in (("jb", "接报"), ("调拨", "调拨"), ("diaobo", "调拨"), ("db", "调拨")):
        desk.press("Ctrl+K")
        desk.type(words)
        assert title in palette.titles()[:3], (words, palette.titles())
        desk.press("Esc")
    desk.find("jb")
    assert desk.window.rooms.front == "duty"
    assert QApplication.focusWidget() is desk.field("报告人 / 单位")
    desk.find("diaobo")
    desk.await_sheet("调拨申请")


def test_another_level_than_proposed_with_a_reason_then_paused_and_resumed(sit):
    desk = sit()
    flood.paste(desk)
    desk.opened("Ctrl+J", "建议启动")
    desk.put("新事件名称", "6·20 梅雨洪涝")
    desk.save()
    desk.opened("Ctrl+P", "批准:启动")
    desk.put("级别", "三级")
    assert desk.value("批准人").startswith("汪一一")
    desk.put("已复述确认", "✓")
    assert "与建议不同的理由" in desk.refused()
    desk.put("与建议不同的理由", "上游雨势仍在加强")
    desk.save()
    desk.until(lambda: "三级" in desk.bar(), "三级 on the bar")
    desk.line("建议的是四级", "上游雨势仍在加强", within=desk.front)
    desk.at("15:30")
    desk.find("领导直接决定暂停")
    desk.await_sheet("领导直接决定:暂停")
    desk.put("原因", "雨止,省防指指示暂停")
    desk.put("已复述确认", "✓")
    desk.save()
    desk.sees("已暂停", within=desk.front)
    desk.until(lambda: "(暂停)" in desk.bar(), "暂停 on the bar")
    desk.at("15:50")
    desk.find("领导直接决定暂停")
    desk.await_sheet("领导直接决定:恢复")
    desk.put("原因", "雨势再起")
    desk.put("已复述确认", "✓")
    desk.save()
    desk.until(lambda: "(暂停)" not in desk.bar(), "no 暂停 on the bar")


PASTED = """临溪 19日8时至20日15时 298.7毫米
家朋 19日8时至20日15时 ２１２．５ｍｍ
19日8时至20日15时 单站累计 88毫米
金沙 19日8时至20日15时 一百三十毫米"""


def test_pasted_readings_say_what_was_not_understood_and_keep_it(sit):
    desk = sit()
    sheet = desk.opened("Shift+F7", "粘贴监测数据")
    desk.put("原文", PASTED)
    desk.put("来源", "县水利局")
    desk.line("临溪", "298.7 mm", within=sheet)
    desk.line("家朋", "212.5 mm", within=sheet)
    desk.sees("缺少站名", "这一行没有读出数据,原文已保留", "保存 2 条", within=sheet)
    desk.save(stays=True)
    desk.hears("2 条监测值已存本机")
    kept = PASTED.splitlines()[2:]
    assert desk.value("原文") == "\n".join(kept)
    desk.put("原文", "伏岭 " + kept[0])
    desk.save()
    desk.line("伏岭", "31 小时", "88 mm", within=desk.front)


def test_ten_thousand_characters_and_a_rare_name_come_back_after_a_restart(sit):
    long = "雨" * 9_998 + "𠮷喆"
    desk = sit()
    desk.opened("Shift+F2", "记事")
    desk.put("内容", long + "多")
    assert desk.refused().startswith("最多 10000 字,现有 10001 字")
    desk.put("内容", long)
    desk.save()
    dictate(desk, **{"报告人 / 单位": "高喆𠮷"})
    desk.save()
    desk.close()
    again = sit()
    again.run("Ctrl+2")
    assert any(line.endswith(long) for line in again.front.log.texts())
    again.sees("高喆𠮷", within=again.front)


def test_a_clock_set_back_two_hours_is_said_and_written_down(sit):
    clock = HandClock()
    desk = sit(at=clock)
    clock.jump(hours=-2)
    desk.console.heartbeat.beat()
    desk.settle()
    desk.hears("本机时钟跳变了 -7200 秒")
    desk.run("Ctrl+2")
    desk.line("时钟", within=desk.front)


def test_the_theme_changes_under_an_open_form_and_the_text_stays(sit):
    desk = sit()
    desk.opened("F4", "调拨申请")
    desk.put("事由", "安置转移群众")
    before = theme.tokens.current().name
    desk.run("Ctrl+Shift+D")
    assert theme.tokens.current().name != before
    assert desk.value("事由") == "安置转移群众"
    desk.run("Ctrl+Shift+D")
    assert theme.tokens.current().name == before


def test_the_keys_of_the_watch_work_from_every_room(sit):
    desk = sit()
    for room in range(1, 7):
        for keys, title in (
            ("F3", "调派"),
            ("F4", "调拨申请"),
            ("F7", "录入监测值"),
            ("F6", "交接班"),
            ("Shift+F2", "记事"),
        ):
            desk.run(f"Ctrl+{room}")
            sheet = desk.opened(keys, title)
            assert sheet.isAncestorOf(QApplication.focusWidget()), (room, keys)
            desk.press("Esc")
            assert desk.sheet is None, (room, keys)
        desk.run(f"Ctrl+{room}")
        desk.run("F2")
        assert QApplication.focusWidget() is desk.field("报告人 / 单位")
    assert threading.active_count() < 12


def test_a_full_disk_is_said_and_the_same_save_works_when_there_is_room(sit):
    desk = sit()
    dictate(desk, 内容="河水漫过便桥" + "," * 9_000)
    desk.settle()
    desk.until(lambda: "便桥" in flood.draft(desk), "what was typed is kept")
    size = full(desk)
    said = desk.refused()
    assert "磁盘" in said, said
    assert desk.value("报告人 / 单位") == CALL["报告人 / 单位"]
    with writer(desk) as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size * 10}")
    desk.save()
    desk.line("接报", "河水漫过便桥", within=desk.front)
    assert desk.value("报告人 / 单位") == ""


def writer(desk):
    """The connection on which the store writes."""
    return desk.console.world.store._writer.connect()


def full(desk):
    """From now on the file may not grow."""
    with writer(desk) as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
    return size
