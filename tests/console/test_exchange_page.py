"""交换 by keys: what waits, what disagrees, and how it is settled so that nothing is lost."""

import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from console.domain.changes import Changes, Kind
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.entry import Entry
from console.domain.force import Team
from console.domain.level import Level
from console.domain.linking import LinkState
from console.domain.response import Response
from console.domain.supply import Depot
from console.services import demo_story, stock
from console.services.exchange.apart import note_back
from console.services.registers.listing import history
from db.journal import lines
from tests.support import desk as desks
from tests.support.exchange import disagree, foreign_line, overdraw, station, two_differences
from tests.support.store import line
from tests.support.world import HandClock


@pytest.fixture
def desk(tmp_path, qtbot):
    made = desks.opened(tmp_path / "live", HandClock())
    made.console.opened.recovery_key = ""
    yield made
    made.close()


def page(desk):
    return desk.window.rooms.pane("exchange")


def come(desk, login="duty1"):
    """Two differences have come in, and somebody goes there by the key."""
    ids = two_differences(desk.console.world)
    desk.sign_in(login)
    desk.press("Ctrl+9")
    settle(desk)
    return ids


def settle(desk):
    desk.console.bus.changed.emit(Changes({Kind.DIFFERENCE: frozenset({"x"})}))
    desk.settle()


def difference(desk, id_):
    with desk.console.world.store.read() as read:
        return read.get(Difference, id_)


def first(desk, record, **where):
    with desk.console.world.store.read() as read:
        return read.find(record, **where)[0]


def test_one_key_settles_and_both_values_stay(desk):
    phone, _ = come(desk)
    assert [text.split(" · ")[1] for text in page(desk).differences.texts()] == ["电话", "编制"]
    desk.run("1")
    found = difference(desk, phone)
    assert found.choice is Choice.LATE
    assert None not in (found.first, found.late, found.kept, found.settled_at)
    assert found.settled_by
    depot = first(desk, Depot, id=found.entity_id)
    assert depot.phone == "138 0000 5566"
    assert "已核定,两个值都留在历史里。" in desk.told
    (row,) = page(desk).differences.settled.texts()
    assert row[1] == "本机 138 **** 5566 / 二号席 137 **** 9012"  # duty1 is off watch
    assert row[2] == "138 **** 5566(本机)"


def test_arrows_choose_the_next_and_two_takes_the_other_side(desk):
    phone, number = come(desk)
    desk.press("Down")
    desk.settle()
    desk.run("2")
    found = difference(desk, number)
    assert (found.choice, found.kept) == (Choice.FIRST, "24")
    assert first(desk, Team, id=found.entity_id).headcount == 24
    assert difference(desk, phone).choice is Choice.OPEN
    desk.run("2")
    assert difference(desk, phone).choice is Choice.FIRST
    assert page(desk).differences.current() is None


def test_a_third_value_is_typed_and_goes_through_the_registers_own_reading(desk):
    come(desk)
    desk.press("Down")
    desk.settle()
    desk.opened("3", "另行填写")
    desk.put("核定的值", "三十人")
    assert "三十人" in desk.refused()
    desk.put("核定的值", "30")
    desk.put("缘由", "点名实到")
    desk.save()
    found = difference(desk, difference_of(desk, "headcount"))
    assert (found.choice, found.kept, found.reason) == (Choice.OTHER, "30", "点名实到")


def difference_of(desk, field):
    with desk.console.world.store.read() as read:
        return read.find(Difference, field=field)[0].id


def test_a_call_is_written_down_with_whom_and_what_stands(desk):
    phone, _ = come(desk)
    desk.opened("Alt+H", "电话核实")
    desk.put("与谁核实", "库管员")
    desk.choose(desk.field("以何为准"), "采用对方")
    desk.save()
    found = difference(desk, phone)
    assert (found.choice, found.reason) == (Choice.FIRST, "电话核实(库管员)")


def test_a_number_is_masked_off_watch_and_seen_only_after_it_is_written_down(desk):
    come(desk, "head")
    assert "138 **** 5566" in page(desk).differences.texts()[0]
    desk.run("Alt+G")
    assert "138 0000 5566" in page(desk).differences.texts()[0]


def test_who_may_not_settle_is_told_and_nothing_changes(desk):
    phone, _ = come(desk, "store")
    desk.run("1")
    assert any("核定数据不一致" in told for told in desk.told)
    assert difference(desk, phone).choice is Choice.OPEN


def test_what_waits_says_that_it_was_said_by_telephone_or_disagrees(desk):
    world = desk.console.world
    station(world)
    team = first(desk, Team)
    with world.store.write("o-06", "register.change_team") as w:
        w.save(replace(team, headcount=19))
        w.log(Entry(kind="note", subject_kind=Kind.TEAM, subject_id=team.id, at=w.now))
    disagree(world, Kind.TEAM, team.id, "headcount", 31, 24)
    desk.sign_in()
    desk.press("Ctrl+9")
    settle(desk)
    rows = {row[1]: row[3] for row in page(desk).groups.tables["waiting"].texts()}
    assert rows["队伍"] == "有分歧"


def test_a_shortfall_is_closed_by_a_count_with_its_reason(desk):
    id_, depot, batch = overdraw(desk.console.world)
    desk.sign_in("store")
    desk.press("Ctrl+9")
    desk.run("Alt+5")
    settle(desk)
    page(desk).groups.table.choose(id_)
    desk.opened("Alt+P", "办结差额")
    desk.put("缘由", "两处同时发出")
    assert "账面仍为" in desk.refused()
    desk.put("实盘数量(已在“物资”冲销的不填)", "12")
    desk.save()
    with desk.console.world.store.read() as read:
        one = read.get(Shortfall, id_)
        assert stock.depot_sums(read, depot)[batch] == 12
    assert (one.how, one.reason) == ("盘点", "两处同时发出")
    assert one.settled_at is not None


def test_the_time_apart_is_told_on_one_page_ours_and_theirs(desk):
    world = desk.console.world
    station(world)
    lost = desk.clock.wind(minutes=1)
    desk.clock.wind(minutes=30)
    with world.store.write("o-06", "response.approve") as w:
        w.log(
            line(w, "r-1", kind="note", subject_kind=Kind.RESPONSE, facts={"text": "调整为三级"})
        )
    foreign_line(world, lost + timedelta(minutes=40), "家朋乡进水")
    desk.clock.wind(minutes=90)
    note_back(world, LinkState(), lost)
    desk.sign_in()
    desk.press("Ctrl+9")
    desk.run("Alt+6")
    settle(desk)
    rows = [(row[1], row[2]) for row in page(desk).groups.table.texts()]
    assert rows == [("险情", "二号席"), ("级别与决定", "本机")]
    assert "中断 2 小时 00 分" in page(desk).groups.header.findChildren(QLabel)[1].text()


def put_aside(desk, state, code):
    """The far end's answer to the newest group, as the exchange writes it down."""
    with desk.console.world.store.write("system", "exchange.answer", history=True) as w:
        w.connection.exec_driver_sql(
            "UPDATE outbox SET state = ?, last_error = ?, server_seq = 7, acked_at = 1"
            " WHERE n = (SELECT max(n) FROM outbox)",
            (state, code),
        )
        w.log(line(w, "x", subject_kind=Kind.SETTING))


def test_what_was_not_taken_says_why_and_is_put_away_only_with_a_reason(desk):
    team = first(desk, Team)
    with desk.console.world.store.write("o-06", "register.change_team") as w:
        w.save(replace(team, headcount=19))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    put_aside(desk, "rejected", "superseded")
    desk.sign_in()
    desk.press("Ctrl+9")
    desk.run("Alt+2")
    settle(desk)
    table = page(desk).groups.table
    assert "已被后来的决定取代" in table.texts()[0][3]
    desk.until(
        lambda: "未采纳 1" in desk.bar(), "what was turned away is not hidden behind the rest"
    )
    table.selectRow(0)
    desk.run("Alt+E")
    (file,) = (desk.console.world.papers).glob("*.json")
    assert "superseded" in file.read_text("utf-8")
    desk.opened("Alt+Q", "弃置")
    assert "理由" in desk.refused()
    desk.put("理由", "已由县长另行决定")
    desk.save()
    assert page(desk).groups.table.texts() == []
    desk.until(lambda: "未采纳" not in desk.bar(), desk.bar())
    assert desk.window.rail.button("exchange").badge == 0


def test_what_was_not_taken_is_mended_where_it_belongs(desk):
    team = first(desk, Team)
    with desk.console.world.store.write("o-06", "register.change_team") as w:
        w.save(replace(team, headcount=19))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    put_aside(desk, "quarantined", "invalid")
    desk.sign_in()
    desk.until(lambda: desk.console.afterwards is not None, "the search stands")
    desk.press("Ctrl+9")
    desk.run("Alt+3")
    settle(desk)
    page(desk).groups.table.selectRow(0)
    desk.run("Alt+X")
    desk.until(lambda: desk.window.rooms.front == "forces", "the room of teams")
    desk.settle()
    assert desk.window.rooms.pane("forces").teams.current().team.id == team.id


def test_the_chip_opens_the_page(desk):
    desk.sign_in()
    desk.click(desk.window.bar._link)
    desk.settle()
    assert desk.window.rooms.front == "exchange"


def test_a_level_is_not_lowered_at_the_conflict_desk(desk):
    """The graver one stands; to lower it is the decider's act, in the room of responses."""
    demo_story.tell(desk.console.world)
    response = first(desk, Response)
    id_ = disagree(
        desk.console.world, Kind.RESPONSE, response.id, "level", Level.III, response.level
    )
    desk.sign_in()
    desk.press("Ctrl+9")
    settle(desk)
    desk.told.clear()
    desk.run("1")
    assert difference(desk, id_).choice is Choice.OPEN
    desk.hears_at_the_top("以较重的为准")
    desk.run("3")
    assert desk.sheet is None
    desk.run("2")
    assert difference(desk, id_).choice is Choice.FIRST
    assert first(desk, Response).level is response.level


def test_files_wait_together_in_one_row_after_everything_else(desk):
    with desk.console.world.store.write("system", "exchange.answer", history=True) as w:
        for n in range(2):
            w.connection.exec_driver_sql(
                "INSERT INTO blob(sha256, size, have) VALUES (?, 9100000, 9100000)", (f"{n:064}",)
            )
        w.log(line(w, "x", subject_kind=Kind.SETTING))
    desk.sign_in()
    desk.press("Ctrl+9")
    settle(desk)
    last = page(desk).groups.table.texts()[-1]
    assert last == ["4", "附件", "2 个文件 · 18.2 MB", "待上报"]


def test_what_came_and_can_not_be_used_here_is_listed_with_why(desk):
    with desk.console.world.store.write("system", "exchange.apply", history=True) as w:
        w.connection.exec_driver_sql(
            "INSERT INTO quarantine_in(seq, raw, error, schema_no) VALUES (41, '{}', ?, 9)",
            ("KeyError('brand_new')",),
        )
        w.log(line(w, "x", subject_kind=Kind.SETTING))
    desk.sign_in()
    desk.press("Ctrl+9")
    desk.run("Alt+3")
    settle(desk)
    table = page(desk).groups.table
    assert table.texts()[0][1:3] == ["收到的", "省平台第 41 条(版本 9)"]
    assert "升级后自动补上" in table.texts()[0][3]
    table.selectRow(0)
    assert page(desk).why_no_group()


def test_the_exchange_log_goes_into_a_file_by_a_key_and_the_journal_says_so(desk):
    world = desk.console.world
    with world.store.write("o-06", "register.change_team") as w:
        w.save(replace(w.find(Team, limit=1)[0], headcount=19))
        w.log(line(w, "x", subject_kind=Kind.SETTING))
    with world.store.aside() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET state = 'acked', server_seq = 7, acked_at = 1718870400000"
        )
    desk.sign_in("head")
    desk.press("Ctrl+9")
    desk.run("Alt+4")
    settle(desk)
    desk.press("Alt+S")
    desk.until(lambda: any("已导出" in told for told in desk.told), "it says where")
    (file,) = world.papers.glob("交换日志-*.csv")
    with file.open(encoding="utf-8-sig", newline="") as told:
        head, *rows = csv.reader(told)
    assert head[0] == "序号"
    assert [row[3] for row in rows if row[7] == "7"][-1] == "队伍"
    with world.store.read() as read:
        (kept,) = lines(read, kinds=["exchange_log_exported"])
    assert kept.facts == {"count": len(rows), "file": file.name}


def test_long_texts_are_shown_from_where_they_part(desk):
    world = desk.console.world
    station(world)
    team = first(desk, Team)
    same = "断网期间由镇长直接指挥," * 20
    disagree(world, Kind.TEAM, team.id, "owner", same + "两人在路上", same + "三人在路上")
    desk.sign_in()
    desk.press("Ctrl+9")
    settle(desk)
    desk.sees("两人在路上", "三人在路上", within=desk.front)


def test_the_next_one_stands_under_the_keys_after_a_choice(desk):
    come(desk)
    before = page(desk).differences.current().label
    desk.run("1")
    after = page(desk).differences.current().label
    assert (before, after) == ("电话", "编制")
    desk.run("1")
    assert page(desk).differences.current() is None


def test_the_history_of_the_record_shows_both_values_and_who_chose(desk):
    phone, _ = come(desk)
    desk.run("2")
    depot = difference(desk, phone).entity_id
    with desk.console.world.store.read() as read:
        newest = history(read, Kind.DEPOT, depot, full=True)[0]
    assert newest.changes == (("电话", "138 0000 5566", "137 0000 9012"),)
    assert (newest.tag, bool(newest.actor)) == ("核定", True)


def test_a_chosen_row_can_be_read_to_its_end_without_a_mouse(desk):
    team = first(desk, Team)
    with desk.console.world.store.write("o-06", "register.change_team") as w:
        w.save(replace(team, headcount=19))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    put_aside(desk, "rejected", "superseded")
    desk.sign_in()
    desk.press("Ctrl+9")
    desk.run("Alt+2")
    settle(desk)
    detail = page(desk).groups.detail
    assert not detail.isVisible()
    desk.run("Down")
    assert "没有生效;两者都留在记录里。" in detail.text()
    desk.run("Alt+4")
    assert not detail.isVisible()


def test_where_nothing_is_known_of_the_others_nothing_is_said_of_them(desk):
    desk.sign_in()
    desk.press("Ctrl+9")
    desk.settle()
    assert "本机未入网,没有别的工作站可比" in page(desk).differences._empty.text()
