"""What may go wrong between a workstation and its province, as the officer is told of it.

The issue's list of bad input, in the real window against the real far end: each has its sentence
on the screen, work at the desk goes on, and nothing that was saved is lost.
"""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.force import Team
from console.services.exchange.joining import Joining, join
from db import journal
from db.gateway import packets
from db.gateway.publishing import FAR_END
from db.gateway.shelf import Batch
from db.gateway.shelf import Entry as Log
from db.sync import carrying, wire
from db.sync.convert import Converter
from tests.support import far_end
from tests.support.desk import opened
from tests.support.far_end import Visitor
from tests.support.fault_proxy import (
    FaultProxy,
    clean,
    log_in_page,
    proxys_own_page,
    reset_before,
)
from tests.support.records import sample
from tests.support.store import line
from tests.support.world import HandClock

OTHER = "341825"


@pytest.fixture(scope="module")
def shelves(exchange_server):
    with far_end.shelves(exchange_server) as made:
        made.add(OTHER, "旌德县")
        yield made


@pytest.fixture
def clock():
    return HandClock(far_end.now())


@pytest.fixture
def end(shelves, clock):
    with far_end.FarEnd(shelves, clock=clock.now) as made:
        yield made


@pytest.fixture
def home(tmp_path):
    return tmp_path / "live"


@pytest.fixture
def sit(home, clock, end, qtbot):
    """Sits down at the console of a folder; whoever is still sitting at the end gets up."""
    sitting = []

    def down(folder=home, clock=clock, login="head"):
        desk = opened(folder, clock)
        sitting.append(desk)
        desk.console.opened.recovery_key = ""
        desk.sign_in(login)
        desk.until(lambda: desk.console.afterwards is not None, "the wall stands")
        return desk

    yield down
    for desk in sitting:
        rise(desk)


def rise(desk):
    if desk.console.afterwards is not None:
        desk.console.afterwards.exchanging.stop()
    desk.close()


@pytest.fixture
def desk(sit, end):
    made = sit()
    joined(made, end)
    return made


def joined(desk, end, url=""):
    asked = Joining(server=url or end.url, code=end.invite("一号席"), name="一号席")
    join(desk.console.world, "system", asked)
    desk.console.services.joined()
    all_up(desk)


def bar(desk):
    return " ".join(desk.window.bar.texts())


def all_up(desk):
    desk.until(lambda: "主网正常 · 已上报" in bar(desk), "all has gone up")


def note(desk, text="河道巡查"):
    """What is saved while something is wrong; saved all the same."""
    with desk.console.world.store.write("o-06", "duty.note") as w:
        subject = w.new_id()
        w.log(
            Entry(
                kind="note",
                subject_kind=Kind.SETTING,
                subject_id=subject,
                at=w.now,
                facts={"text": text},
            )
        )
    desk.console.bus.changed.emit(w.changes)
    return subject


def there(end, county=far_end.COUNTY):
    """The subjects of the notes that the province has."""
    tenant = end.shelves.tenant(county).id
    with end.shelves.view(tenant) as view:
        return "".join(entry.lines for entry in view.entries(0, 5000))


def asks(desk):
    """The exchange page, and 立即同步."""
    desk.press("Ctrl+9")
    desk.settle()
    desk.run("Alt+T")


def page_says(desk, words):
    """On the page, whatever has been said at the top and gone again."""
    page = desk.window.rooms.pane("exchange")
    desk.until(lambda: words in page.trouble.accessibleName(), words)
    desk.sees(words, within=desk.front)


# -- tokens ----------------------------------------------------------------------------------


def bearer(desk):
    return desk.console.afterwards.exchanging._rounds._made.bearer


def test_a_forged_token_is_replaced_and_nobody_need_know(desk, end):
    bearer(desk)._token = "forged.by.somebody"
    subject = note(desk)
    desk.until(lambda: subject in there(end), "it is there")
    all_up(desk)


def test_an_expired_token_is_replaced_and_nobody_need_know(desk, end):
    before = end.desk.now
    end.desk.tokens._now = lambda: before() + timedelta(hours=13)
    subject = note(desk)
    desk.until(lambda: subject in there(end), "it is there")
    all_up(desk)


def test_a_token_of_another_county_sends_nothing_there_and_says_so(desk, end, clock):
    stranger = Visitor(end, clock, "0198c0de-0000-7000-8000-0000000000aa", county=OTHER)
    bearer(desk)._token = stranger.token
    stranger.line.close()
    subject = note(desk)
    desk.until(lambda: "省平台不收 · 待上报 1" in bar(desk), bar(desk))
    desk.press("Ctrl+9")
    page_says(desk, "属于另一个县")
    assert subject not in there(end, OTHER)
    note(desk, "照常办理")
    desk.until(lambda: "待上报 2" in bar(desk), "work goes on")


def test_a_code_of_another_county_joins_nothing(sit, end):
    desk = sit(login="system")
    desk.press("Ctrl+9")
    desk.settle()
    desk.opened("Alt+R", "入网")
    desk.put("省平台地址", end.url)
    code = end.invite("一号席", county=OTHER)
    desk.put("入网码", code)
    assert "属于另一个县" in desk.refused()
    assert "未接省平台" in bar(desk)
    device = desk.console.world.store.head()[0]
    assert end.shelves.find_device(device) is None
    assert end.desk.enrol(code, "0198c0de-1", "a2V5", "")["county"] == OTHER, "it was not used up"
    desk.press("Esc")


def test_a_workstation_that_was_put_out_says_so_and_joins_again_by_its_page(desk, end):
    device = desk.console.world.store.head()[0]
    end.desk.revoke(device)
    bearer(desk).expired()
    subject = note(desk)
    desk.until(lambda: "省平台不收 · 待上报 1" in bar(desk), bar(desk))
    desk.hears_at_the_top("已停用本机")
    desk.press("Ctrl+9")
    page_says(desk, "重新入网")
    desk.find("退出登录")
    desk.sign_in("system")
    desk.press("Ctrl+9")
    desk.settle()
    desk.opened("Alt+R", "入网")
    desk.put("省平台地址", end.url)
    desk.put("入网码", end.invite("一号席"))
    desk.press("Ctrl+Return")
    all_up(desk)
    desk.until(lambda: subject in there(end), "what waited is there")


# -- histories -------------------------------------------------------------------------------


def moved(desk, home, to):
    """The folder as it lies on the disk of a machine that has been shut down."""
    rise(desk)
    shutil.copytree(home, to)


def test_two_machines_of_one_disk_image_part_and_both_keep_what_they_wrote(
    desk, sit, end, home, tmp_path
):
    clone = tmp_path / "clone"
    moved(desk, home, clone)
    first = sit(home)
    mine = note(first, "原机")
    first.until(lambda: mine in there(end), "the first machine's is there")
    all_up(first)
    rise(first)
    second = sit(clone)
    yours = note(second, "克隆机")
    second.until(lambda: yours in there(end), "the clone's is there too")
    second.hears("已换新编号")
    all_up(second)
    assert mine in there(end)
    second.press("Ctrl+2")
    second.sees("本机的编号在省平台已另有内容")  # and the duty log keeps it


def test_a_workstation_put_back_from_an_old_backup_parts_from_its_earlier_life(
    desk, sit, end, home, tmp_path
):
    backup = tmp_path / "backup"
    moved(desk, home, backup)
    before = sit(home)
    lost = note(before, "备份之后")
    before.until(lambda: lost in there(end), "it went up")
    all_up(before)
    rise(before)
    shutil.rmtree(home)
    shutil.copytree(backup, home)
    after = sit(home)
    fresh = note(after, "恢复之后")
    after.until(lambda: fresh in there(end), "what is written now goes up")
    after.hears("用旧备份恢复过")
    all_up(after)
    assert lost in there(end), "and what it once told is still with the province"


def test_a_province_put_back_from_an_old_backup_gets_again_what_it_lost(desk, end):
    subject = note(desk)
    desk.until(lambda: subject in there(end), "it is there")
    all_up(desk)
    tenant = end.shelves.tenant(far_end.COUNTY).id
    with end.shelves.view(tenant) as view:
        last = max(entry.seq for entry in view.entries(0, 5000) if subject in entry.lines)
    end.shelves.rotate()
    asks(desk)
    desk.hears("省平台从备份恢复过")
    all_up(desk)
    assert last
    assert subject in there(end)
    desk.press("Ctrl+2")
    desk.sees("省平台从备份恢复过")


# -- the line, the clock, the build ------------------------------------------------------------


@pytest.mark.parametrize(
    ("toxic", "chip", "sentence"),
    [
        (log_in_page, "未连到省平台", "可能是上网认证页"),
        (proxys_own_page, "省平台出错", "省平台出错"),
    ],
)
def test_of_the_line_nothing_is_said_where_it_is_not_the_line(sit, end, toxic, chip, sentence):
    desk = sit()
    with FaultProxy(end.port) as between:
        joined(desk, end, between.url)
        between.always = toxic
        between.cut()
        note(desk)
        desk.until(lambda: f"{chip} · 待上报 1" in bar(desk), bar(desk))
        assert "主网中断" not in bar(desk)
        desk.press("Ctrl+9")
        page_says(desk, sentence)
        desk.sees("没有已知的不一致", within=desk.front)
        desk.console.afterwards.exchanging.stop()


def test_a_province_that_is_switched_off_is_said_without_blaming_the_cable_alone(
    sit, shelves, clock
):
    desk = sit()
    with far_end.FarEnd(shelves, clock=clock.now) as another:
        joined(desk, another)
    subject = note(desk)
    desk.until(lambda: "主网中断 · 待上报 1" in bar(desk), bar(desk))
    desk.press("Ctrl+9")
    page_says(desk, "或省平台没有在运行")
    with desk.console.world.store.read() as read:
        assert subject in {line_.subject_id for line_ in journal.lines(read, limit=5)}


def test_a_time_apart_is_counted_from_its_beginning_even_if_the_console_was_restarted(
    sit, end, clock
):
    desk = sit()
    with FaultProxy(end.port) as between:
        joined(desk, end, between.url)
        between.always = reset_before
        between.cut()
        note(desk)
        desk.until(lambda: "主网中断 · 待上报 1" in bar(desk), bar(desk))
        rise(desk)
        clock.wind(minutes=70)
        desk = sit()
        desk.until(lambda: "主网中断" in bar(desk), bar(desk))
        desk.press("Ctrl+9")
        desk.sees("主网中断 1 小时 10 分", within=desk.front)
        between.always = clean
        asks(desk)
        all_up(desk)
        desk.hears("断网期间要点见")
        desk.run("Alt+6")
        desk.sees("中断 1 小时 10 分", within=desk.front)
        desk.console.afterwards.exchanging.stop()


def test_clocks_a_year_apart_are_said_and_nothing_is_refused(sit, end):
    desk = sit(clock=HandClock(far_end.now() + timedelta(days=365)))
    joined(desk, end)
    subject = note(desk)
    desk.until(lambda: subject in there(end), "it went up all the same")
    desk.hears("本机时钟比省平台快 365 天")
    desk.press("Ctrl+9")
    page_says(desk, "请校时")


def test_a_clock_that_was_set_right_is_not_spoken_of_any_more(sit, end, clock):
    ahead = HandClock(far_end.now() + timedelta(hours=3))
    desk = sit(clock=ahead)
    joined(desk, end)
    desk.press("Ctrl+9")
    page_says(desk, "本机时钟比省平台快 3 小时")
    ahead.set(far_end.now())
    asks(desk)
    page = desk.window.rooms.pane("exchange")
    desk.until(lambda: not page.trouble.accessibleName(), "nothing is wrong any more")


def test_what_a_province_older_than_this_desk_does_not_know_is_put_aside_and_holds_nothing_up(
    sit, end
):
    """What says nothing new goes up in the older words; when a photograph was taken has none."""
    end.desk.converter = Converter(())
    desk = sit()
    joined(desk, end)
    with desk.console.world.store.write("o-06", "attach") as w:
        team = w.find(Team, limit=1)[0]
        w.save(replace(team, headcount=19))
        given = {"id": w.new_id(), "subject_kind": Kind.TEAM, "subject_id": team.id}
        w.append(sample(Attachment, added_at=w.now, file_time=w.now, **given))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    desk.console.bus.changed.emit(w.changes)
    after = note(desk, "下一笔")
    desk.until(lambda: after in there(end), "the next one is not held up")
    desk.press("Ctrl+9")
    desk.run("Alt+3")
    desk.sees("省平台的版本比本机旧", "队伍", within=desk.front)


def test_what_came_from_a_version_newer_than_this_desk_is_kept_and_said(desk, end):
    """A province ahead of this desk tells of a kind of record that this build has never heard of."""
    with end.shelves.open(end.shelves.tenant(far_end.COUNTY).id) as shelf:
        seq = told_from_above(shelf, '[{"e":"drone","id":"d-1","ver":1,"row":{"name":"一号机"}}]')
    subject = note(desk)
    desk.until(lambda: subject in there(end), "what is written here goes up all the same")
    desk.press("Ctrl+9")
    desk.run("Alt+3")
    desk.sees(f"省平台第 {seq} 条", "由比本机新的版本写成", "升级后自动补上", within=desk.front)


def told_from_above(shelf, rows):
    """One entry of the feed, as a newer province writes it; its number."""
    batch = Batch(shelf.head + 1)
    batch.entries.append(
        Log(
            seq=batch.head,
            tx=f"far-{batch.head}",
            device=FAR_END,
            incarnation=0,
            n=0,
            lane=0,
            actor=FAR_END,
            hlc="",
            at=0,
            state=wire.OK,
            code="",
            lines="[]",
            rows=rows,
            echo=None,
            sha256=wire.sha(rows.encode()),
            answer={},
        )
    )
    shelf.put(batch)
    return batch.head


def test_a_file_of_two_hundred_megabytes_is_refused_in_words(desk, tmp_path):
    film = tmp_path / "现场.mp4"
    with film.open("wb") as out:
        out.truncate(200 << 20)
    desk.run("F2")
    desk.type("家朋乡值班室")
    desk.put("回拨电话", "100 0000 1234")
    desk.put("地点", "尚村")
    desk.put("内容", "上游山洪,2 户进水")
    desk.press("Ctrl+Return")
    desk.hears("已存本机")
    desk.settle()
    desk.click(
        desk.front.incidents,
        desk.front.incidents.visualRect(desk.front.incidents.model().index(0, 0)).center(),
    )
    desk.opened("Alt+F", "附件")
    desk.put("照片、录音或文件", str(film))
    assert "200 MB,超过附件上限 100 MB" in desk.refused()
    desk.press("Esc")


# -- packets ---------------------------------------------------------------------------------


def came_back(desk, end, folder, county=far_end.COUNTY):
    """What the province gives whoever carried a packet there, as a file on the medium."""
    store = desk.console.world.store
    made = carrying.pending_packet(store, store.ids.next(), desk.clock.now(), lanes=(0, 1, 2, 3))
    path = folder / "回执.jhb"
    path.write_bytes(packets.take(end.desk, made.data, "reply-1").reply)
    return path


def brings(desk, path):
    desk.press("Ctrl+9")
    desk.settle()
    desk.opened("Alt+I", "导入交换包")
    desk.put("交换包文件", str(path))


def halved(data):
    return data[: len(data) // 2]


def one_bit(data):
    place = len(data) - 200
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


def test_a_packet_that_is_cut_or_altered_changes_nothing_and_the_whole_one_is_taken(
    desk, end, tmp_path
):
    desk.console.afterwards.exchanging.stop()
    note(desk)
    path = came_back(desk, end, tmp_path)
    whole = path.read_bytes()
    brings(desk, path)
    path.write_bytes(halved(whole))
    assert "不完整" in desk.refused()
    path.write_bytes(one_bit(whole))
    assert "被改动" in desk.refused()
    path.write_bytes(b"GIF89a")
    assert "不是交换包" in desk.refused()
    path.write_bytes(whole)
    desk.save()
    desk.hears("已收")
    brings(desk, path)
    desk.save()
    desk.hears("此前已导入")


def test_a_packet_of_another_county_and_one_of_last_year_are_not_taken(desk, end, clock, tmp_path):
    desk.console.afterwards.exchanging.stop()
    note(desk)
    path = came_back(desk, end, tmp_path)
    foreign = path.with_name("旌德.jhb")
    foreign.write_bytes(path.read_bytes().replace(b"341824", OTHER.encode(), 1))
    brings(desk, foreign)
    assert OTHER in desk.refused()
    desk.press("Esc")
    clock.wind(days=366)
    desk.find("退出登录") if not desk.shown(desk.window.login) else None
    desk.sign_in("head")
    brings(desk, path)
    assert "已超过一年" in desk.refused()
