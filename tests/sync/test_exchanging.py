"""The exchange of a running console against the real far end: it never lies and never waits."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from console.domain.changes import Kind
from console.domain.force import Team
from console.domain.linking import Standing
from console.domain.officer import Officer
from console.domain.refused import Refused
from console.domain.task import Task
from console.services.exchange.joining import Joining, join
from console.wording import refusal
from db.journal import lines
from db.sync import engine as engines
from db.sync.line import LineDown
from tests.support import desk as desks
from tests.support import far_end
from tests.support.fault_proxy import FaultProxy, clean, reset_before
from tests.support.near_end import Console
from tests.support.store import line
from tests.support.world import HandClock


@pytest.fixture
def desk(tmp_path, qtbot, end):
    made = desks.opened(tmp_path / "live", HandClock())
    made.console.opened.recovery_key = ""
    made.sign_in()
    made.until(lambda: made.console.afterwards is not None, "the wall stands")
    yield made
    made.close()


def joins(desk, end, url="", name="二号席"):
    asked = Joining(server=url or end.url, code=end.invite(name), name=name)
    join(desk.console.world, "system", asked)
    desk.console.services.joined()


def bar(desk):
    return " ".join(desk.window.bar.texts())


def note(desk):
    with desk.console.world.store.write("o-06", "duty.note") as w:
        w.log(line(w, w.new_id(), subject_kind=Kind.SETTING))
    return w.changes


def test_a_console_that_has_not_joined_says_so_and_tries_nothing(desk):
    desk.until(lambda: not desk.console.afterwards.exchanging.running, "nothing to talk to")
    assert "未接省平台" in bar(desk)


def test_what_waits_goes_up_and_the_chip_says_when(desk, end):
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "all has gone up")
    assert "主网正常" in bar(desk)
    assert desk.console.world.store.waiting() == 0
    desk.console.bus.changed.emit(note(desk))
    assert desk.console.world.store.waiting() == 1
    desk.until(lambda: desk.console.world.store.waiting() == 0, "it woke for what was written")
    desk.press("Ctrl+9")
    desk.settle()
    desk.run("Alt+4")
    told = desk.window.rooms.pane("exchange").groups.table.texts
    desk.until(lambda: any("入网前的资料" in row[2] for row in told()), "the log says what it was")
    assert not any(row[2] == "—" for row in told() if row[0] == "—"), told()


def test_a_far_end_that_goes_away_is_said_and_what_is_written_waits(desk, end):
    with FaultProxy(end.port) as between:
        joins(desk, end, f"http://127.0.0.1:{between.port}")
        desk.until(lambda: "已上报" in bar(desk), "on line")
        between.always = reset_before
        between.cut()
        desk.console.bus.changed.emit(note(desk))
        desk.until(lambda: "主网中断" in bar(desk), "off line")
        desk.until(lambda: "待上报 1" in bar(desk), "it waits")
        assert desk.console.services.link.standing is Standing.OFFLINE
        between.always = clean
        desk.console.services.sync_now()
        desk.until(lambda: "已上报" in bar(desk), "on line again")
        desk.console.afterwards.exchanging.stop()


def test_a_newcomer_that_is_cut_off_shows_how_much_is_here_and_goes_on(
    desk, end, tmp_path, monkeypatch
):
    monkeypatch.setattr(engines, "_FAR", 0)
    colleague = Console(tmp_path / "一号席", end, far_end.COUNTY)
    colleague.put("t-1")
    colleague.round()
    colleague.close()
    asked = []

    def second_segment_lost(exchange):
        if "/sync/segment/" in exchange.about:
            asked.append(exchange.about)
            if len(asked) > 1:
                exchange.reset()
        clean(exchange)

    with FaultProxy(end.port) as between:
        between.always = second_segment_lost
        joins(desk, end, between.url)
        desk.press("Ctrl+9")
        desk.until(lambda: "主网中断" in bar(desk), "it was cut off")
        said = desk.line("已取回本县数据", within=desk.front)
        share = int("".join(filter(str.isdigit, said)))
        assert 0 < share < 100, said
        between.always = clean
        desk.run("Alt+T")
        desk.until(lambda: "已上报" in bar(desk), "all is here, and all of ours is there")
        fetched = desk.window.rooms.pane("exchange").fetched
        desk.until(lambda: not fetched.isVisible(), "there is nothing to fetch any more")
        with desk.console.world.store.read() as read:
            assert read.seek(Task, "t-1") is not None
        assert asked.count(asked[0]) == 1, "what was here was not fetched again"
        desk.console.afterwards.exchanging.stop()


def test_after_two_hours_apart_the_log_says_so_and_one_page_tells_what_happened(desk, end):
    world = desk.console.world
    with FaultProxy(end.port) as between:
        joins(desk, end, f"http://127.0.0.1:{between.port}")
        desk.until(lambda: "已上报" in bar(desk), "on line")
        between.always = reset_before
        between.cut()
        desk.until(lambda: "主网中断" in bar(desk), "off line")
        desk.clock.wind(minutes=70)
        with world.store.write("o-06", "call.take") as w:
            w.log(line(w, "i-7", subject_kind=Kind.INCIDENT, facts={"text": "家朋山洪"}))
        desk.clock.wind(minutes=62)
        between.always = clean
        desk.told.clear()
        desk.console.services.sync_now()
        desk.until(lambda: "主网正常" in bar(desk), "on line again")
        desk.until(lambda: any("断网期间要点" in told for told in desk.told), "it says where")
        desk.press("Ctrl+9")
        desk.run("Alt+6")
        page = desk.window.rooms.pane("exchange")
        told = page.groups.table.texts  # of the list before, until this one has come
        desk.until(lambda: ("险情", "本机") in [(row[1], row[2]) for row in told()], "the report")
        with world.store.read() as read:
            (back,) = lines(read, kinds=["link_back"])
        assert back.facts["span"] == "2 小时 12 分"
        desk.console.afterwards.exchanging.stop()


def test_a_code_that_is_wrong_is_a_sentence_at_its_field(desk, end):
    with pytest.raises(Refused) as refused:
        join(desk.console.world, "system", Joining(server=end.url, code="WRONG"))
    assert "入网码不对" in refusal(refused.value)
    assert refused.value.facts["field"] == "code"


def test_only_an_administrator_lets_a_workstation_join(desk, end):
    with desk.console.world.store.read() as read:
        clerk = read.find(Officer, login="duty1")[0]
    with pytest.raises(Refused) as refused:
        join(desk.console.world, clerk.id, Joining(server=end.url, code="X"))
    assert refused.value.code == "not_permitted"


def test_a_workstation_joins_and_brings_everything_up_from_its_page(desk, end):
    """入网 in the window: by the administrator, with the code that was read out."""
    desk.find("退出登录")
    desk.sign_in("system")
    desk.press("Ctrl+9")
    desk.settle()
    desk.opened("Alt+R", "入网")
    desk.put("省平台地址", end.url)
    desk.put("入网码", "没有这个码")
    assert "入网码不对" in desk.refused()
    desk.put("入网码", end.invite("三号席"))
    desk.put("本机名称", "三号席")
    desk.press("Ctrl+Return")
    desk.until(lambda: "主网正常" in bar(desk), "on line")
    desk.until(lambda: "已上报" in bar(desk), "all has gone up")
    desk.run("Alt+T")
    desk.until(lambda: any("已同步" in told for told in desk.told), "it says what was done")


def test_a_packet_leaves_with_somebody_elses_word_and_is_not_carried_out_alone(
    desk, end, tmp_path
):
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "on line")
    desk.console.afterwards.exchanging.stop()
    note(desk)
    desk.press("Ctrl+9")
    desk.settle()
    medium = tmp_path / "medium"
    medium.mkdir()
    sheet = desk.opened("Alt+O", "导出交换包")
    sheet.field("folder").field.setText(str(medium))
    desk.put("批准人(登录名)", "duty1")
    desk.put("批准人口令或 PIN", desks.secrets()["password"])
    assert "导出人和批准人不能是同一人" in desk.refused()
    assert sheet.field("secret").text() == ""
    desk.put("批准人(登录名)", "head")
    desk.put("批准人口令或 PIN", desks.secrets()["password"])
    desk.save()
    desk.until(lambda: bool(list(medium.glob("*.jhb"))), "the packet")
    desk.until(lambda: any("已导出" in told for told in desk.told), "it says so")


def test_a_workstation_that_the_province_has_put_out_says_why_and_works_on(desk, end, tmp_path):
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "on line")
    end.desk.revoke(desk.console.world.store.head()[0])
    desk.console.bus.changed.emit(note(desk))
    desk.until(lambda: "省平台不收" in bar(desk), "it is said on the bar")
    desk.press("Ctrl+9")
    desk.settle()
    said = [one.text() for one in desk.window.rooms.pane("exchange").top.findChildren(QLabel)]
    assert any("省平台已停用本机" in words and "Alt+O" in words for words in said)
    carried(desk, tmp_path, "head")


def carried(desk, medium, approver):
    """By the form, approved by somebody else."""
    sheet = desk.opened("Alt+O", "导出交换包")
    sheet.field("folder").field.setText(str(medium))
    desk.put("批准人(登录名)", approver)
    desk.put("批准人口令或 PIN", desks.secrets()["password"])
    desk.save()
    desk.until(lambda: bool(list(medium.glob("*.jhb"))), "the packet")
    note(desk)
    assert desk.console.world.store.waiting() >= 2


def test_leaving_hangs_up_at_once_even_while_the_far_end_is_asked(desk, end):
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "on line")
    exchanging = desk.console.afterwards.exchanging
    thread = exchanging._thread
    exchanging.stop()
    assert not thread.is_alive()


def test_on_another_link_the_window_does_not_wait_for_the_one_that_is_still_being_tried(
    desk, end, monkeypatch
):
    """The cable is out, and whoever connects to where nobody is hangs for seconds."""
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "on line")
    exchanging = desk.console.afterwards.exchanging
    old = exchanging._thread
    begun, let_go = threading.Event(), threading.Event()

    def hangs(*_, **__):
        begun.set()
        assert let_go.wait(60)
        raise LineDown("unreached")

    monkeypatch.setattr(exchanging._rounds.road, "call", hangs)
    desk.console.services.sync_now()
    assert begun.wait(60)
    desk.press("Ctrl+9")
    desk.opened("Alt+L", "所接链路")
    desk.choose(desk.field("本机所接链路"), "卫星")
    desk.save()
    desk.settle()
    assert old.is_alive(), "nobody has waited for it"
    assert exchanging._thread is not old
    assert exchanging.running
    let_go.set()
    desk.until(lambda: "主网未接 · 卫星可用" in bar(desk), "over the satellite")
    assert not old.is_alive()


def test_told_that_it_is_on_the_satellite_it_says_what_it_holds_back(desk, end):
    joins(desk, end)
    desk.until(lambda: "已上报" in bar(desk), "on line")
    desk.press("Ctrl+9")
    desk.opened("Alt+L", "所接链路")
    desk.choose(desk.field("本机所接链路"), "卫星")
    desk.save()
    desk.until(lambda: "主网未接 · 卫星可用" in bar(desk), "over the satellite")
    with desk.console.world.store.read() as read:
        team = read.find(Team, limit=1)[0]
    with desk.console.world.store.write("o-06", "register.change_team") as w:
        w.save(replace(team, headcount=19))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    desk.console.bus.changed.emit(w.changes)
    desk.sees("其中 1 组留待主网", within=desk.front)
    strip = desk.window.rooms.pane("exchange").strip
    assert any("三类、四类待网络恢复" in one.text() for one in strip.findChildren(QLabel))
