"""Two hours without a network in the middle of the flood: two halls, one county, nothing lost.

Two real windows on two real stores, the real far end behind lines that can be cut. Both change
the same depot card, the same level and the same stock while apart; afterwards both windows and
the province hold one truth, and every difference stands where somebody can settle it.
"""

import pytest

from console.app.compose import open_world
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.due import Due, DueState
from console.domain.incident import Incident
from console.domain.ledger import Reason
from console.domain.level import Level
from console.domain.link import LinkCode
from console.domain.officer import Officer
from console.domain.response import LIVING, Response
from console.domain.supply import Batch, Depot, Item
from console.services import demo_story, stock
from console.services.exchange.joining import Joining, join
from console.services.exchange.rounds import Rounds
from console.services.first_words import demo_words
from console.services.supplies import Output
from console.services.world import World
from db import keys
from db.check import check
from db.opening import open_store
from db.registry import ENTITIES
from db.sync import wire
from tests.support import far_end
from tests.support.desk import environment, opened
from tests.support.fault_proxy import FaultProxy, clean, reset_before
from tests.support.world import HandClock

DEPOT = "县应急物资储备库"
FIRST, SECOND = "10000000911", "10000000922"


@pytest.fixture
def end(clock, exchange_server):
    with (
        far_end.shelves(exchange_server) as shelves,
        far_end.FarEnd(shelves, clock=clock.now) as made,
    ):
        yield made


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def lines(end):
    """One for each workstation; both are cut and joined together."""
    with FaultProxy(end.port) as one, FaultProxy(end.port) as two:
        yield one, two


def quiet(world):
    """Rounds by hand until nothing is left to say."""
    rounds = Rounds(world, LinkCode.COMMAND, heard=lambda _c: None, hurry=lambda: True)
    for _ in range(30):
        done = rounds.once()
        assert not done.state.trouble, done.state.trouble
        if not (done.pushed or done.pulled or world.store.waiting()):
            break
    rounds.close()


def joined(world, end, line, name):
    url = f"http://127.0.0.1:{line.port}"
    join(world, "system", Joining(server=url, code=end.invite(name), name=name))
    quiet(world)


@pytest.fixture
def halls(qapp, tmp_path, end, lines, clock):
    """The command desk in the middle of the flood, and a second seat that has just come to it."""
    qapp.setCursorFlashTime(0)
    world, store = open_world(environment(tmp_path / "one", clock))
    demo_story.tell(world)
    joined(world, end, lines[0], "指挥席")
    store.close()
    bare = open_store(
        tmp_path / "two", keys.KeyPlace(tmp_path / "two" / "keys", use_keyring=False), clock
    )
    world = World(bare.store, clock)
    joined(world, end, lines[1], "二号席")
    demo_words(world)
    bare.close()
    desks = [opened(tmp_path / "one", clock), opened(tmp_path / "two", clock)]
    for desk, login in zip(desks, ("head", "deputy"), strict=True):
        desk.console.opened.recovery_key = ""
        desk.sign_in(login)
        desk.until(lambda d=desk: d.console.afterwards is not None, "the wall stands")
        desk.until(lambda d=desk: "主网正常" in d.bar(), f"{login} on line: {desk.bar()}")
    yield desks
    for desk in desks:
        desk.console.afterwards.exchanging.stop()
        desk.close()


def passes(clock, desks, minutes):
    """Time goes by at both, and nobody is away so long that the desk locks itself."""
    for _ in range(minutes // 10):
        clock.wind(minutes=10)
        for desk in desks:
            desk.console.heartbeat.beat()
            desk.press("Ctrl+1")
            desk.settle()


def cut(lines, desks):
    for line in lines:
        line.always = reset_before
        line.cut()
    for desk in desks:
        desk.console.services.sync_now()
        desk.until(lambda d=desk: "主网中断" in d.bar(), "off line")


def mend(lines, desks):
    for line in lines:
        line.always = clean
    for _ in range(3):  # what the second one brings, the first one hears of
        for desk in desks:
            desk.console.services.sync_now()
            desk.until(lambda d=desk: "主网正常" in d.bar(), "on line")
            desk.until(lambda d=desk: not d.console.world.store.waiting(), "all is up")
        for desk in desks:
            desk.settle()
    agree = [head(desk) for desk in desks]
    assert agree[0] == agree[1]


def head(desk):
    done = []
    desk.console.afterwards.exchanging.answered.connect(done.append)
    desk.console.services.sync_now()
    desk.until(lambda: bool(done), "a round was asked for and came back")
    with desk.console.world.store.read() as read:
        return read.connection.exec_driver_sql(
            "SELECT v FROM state WHERE k = 'sync.cursor'"
        ).scalar()


def changed_card(desk, phone):
    """名录 → 仓库 → the county's depot → its telephone, by keys."""
    desk.press("Ctrl+7")
    desk.settle()
    page = desk.window.rooms.pane("registers")
    for _ in range([row[0] for row in page.list.texts()].index("仓库")):
        desk.press("Down")
    desk.settle()
    assert page.register.title == "仓库"
    desk.press("Alt+F")
    desk.type(DEPOT)
    desk.until(lambda: page.table.records.rowCount() == 1, "the depot")
    desk.press("Return")
    desk.run("Alt+G")  # not on watch: whoever changes a number looks at it first, and that is kept
    desk.opened("Alt+E", "修改仓库")
    desk.put("电话", phone)
    desk.put("修改缘由", "断网期间换号")
    desk.save()


def decided(desk, level, approver, *, jump=False):
    """领导直接决定调整, told over the telephone and repeated."""
    desk.run("Ctrl+3")
    desk.opened("Ctrl+Shift+J", "领导直接决定:调整")
    desk.put("级别", level)
    desk.put("批准人", approver)
    desk.put("方式", "口头")
    desk.put("原因", "上游来水加大")
    desk.put("已复述确认", "✓")
    if jump:
        desk.put("确认越级调整(跨两级以上)", "✓")
        desk.put("前序批准人为何未能批准(如 本人三次未接)", "总指挥在外,本人三次未接")
    desk.save()


def living(desk):
    with desk.console.world.store.read() as read:
        return read.find(Response, state__in=tuple(LIVING))


def tents(world, lot=""):
    """(depot, lot, how many): the county depot's largest lot of tents."""
    with world.store.read() as read:
        depot = next(one for one in read.find(Depot) if one.name == DEPOT)
        kinds = {one.id for one in read.find(Item) if "帐篷" in one.name}
        lots = {one.id for one in read.find(Batch) if one.item_id in kinds}
        held = {b: n for (a, b), n in stock.sums(read).items() if a == f"depot:{depot.id}"}
    lot = lot or max(lots & set(held), key=held.__getitem__)
    return depot.id, lot, held[lot]


def handed_out(desk, lot, quantity):
    """发放: a fact that has happened, whatever the other one has handed out."""
    depot, _, _ = tents(desk.console.world)
    output = Output(
        depot_id=depot,
        batch_id=lot,
        quantity=quantity,
        at=desk.clock.now(),
        reason=Reason.HANDED_OUT,
        to="临溪镇安置点",
    )
    with desk.console.world.store.read() as read:
        keeper = next(one.id for one in read.find(Officer) if one.login == "store")
    desk.console.bus.changed.emit(desk.console.services.supplies.issue(keeper, output))
    desk.settle()


def phone_difference(desk):
    with desk.console.world.store.read() as read:
        (found,) = [one for one in read.find(Difference) if one.field == "phone"]
    return found


def open_differences(desk):
    with desk.console.world.store.read() as read:
        return read.find(Difference, choice=Choice.OPEN)


def rings(desks):
    """Every time that an alarm rings at one of them from now on, by whose it is."""
    rung = []
    for desk, name in zip(desks, ("one", "two"), strict=True):
        desk.console.afterwards.alarms.ring = lambda name=name: rung.append(name)
    return rung


def running(desk, incident):
    """The clocks of this incident that still run, by title."""
    with desk.console.world.store.read() as read:
        found = read.find(Due, subject_id=incident, state=DueState.RUNNING)
        return {due.title for due in found}


def newest_incident(desk):
    with desk.console.world.store.read() as read:
        return read.find(Incident, order="-id", limit=1)[0].id


def rows(world):
    """Every row of every kind as it lies, what never travels left out."""
    found = {}
    with world.store.read() as read:
        for of in ENTITIES:
            names = ", ".join(f'"{n}"' for n in of.names if n not in of.stays)
            asked = f'SELECT {names}, ver FROM "{of.kind}" WHERE deleted = 0'
            for row in read.connection.exec_driver_sql(asked):
                found[str(of.kind), row[list(of.names).index("id")]] = tuple(row)
    return found


def far_rows(end):
    """Every row as the province has it: (kind, id) → (version, columns)."""
    tenant = end.shelves.tenant(far_end.COUNTY)
    with end.shelves.view(tenant.id) as view:
        return {(e, id_): (row.ver, wire.loads(row.body)) for e, id_, row in view.all_rows()}


def test_two_hours_apart_in_the_flood_and_one_truth_afterwards(halls, lines, end, clock):
    one, two = halls
    had = tents(one.console.world)
    assert tents(two.console.world) == had, "the newcomer has the county's stock"
    cut(lines, halls)
    passes(clock, halls, 40)
    for desk, phone in ((one, FIRST), (two, SECOND)):
        changed_card(desk, phone)
    passes(clock, halls, 40)
    decided(one, "三级", "汪一一")
    decided(two, "二级", "汪一一", jump=True)
    two.run("Ctrl+3")
    two.sees("待县确认", within=two.front)
    passes(clock, halls, 40)
    handed_out(one, had[1], had[2] - 10)
    handed_out(two, had[1], 50)
    waiting = [desk.console.world.store.waiting() for desk in halls]
    assert min(waiting) > 2
    passes(clock, halls, 10)  # the last clock ran out longer ago than news are news
    rung = rings(halls)
    mend(lines, halls)
    assert rung == [], "what happened while apart rings no more"
    # what followed from two levels is not asked of anybody; what a person typed is
    assert [one.field for one in open_differences(one)] == ["phone"]

    for desk in halls:
        # the level: the graver one holds, at one response
        (standing,) = living(desk)
        assert standing.level is Level.II
        desk.until(lambda d=desk: "二级" in d.bar(), desk.bar())
        assert "待县确认" not in desk.bar()
        # the stock: both facts stand, and the shortfall is there to be settled
        assert tents(desk.console.world, had[1])[2] == -40
        with desk.console.world.store.read() as read:
            (short,) = [one for one in read.find(Shortfall) if one.settled_at is None]
        assert (short.balance, short.settled_at) == (-40, None)
        # the card: both numbers side by side
        desk.press("Ctrl+9")
        desk.settle()
        desk.sees("电话", "采用本机", within=desk.front)
        desk.run("Alt+5")
        desk.sees(DEPOT, within=desk.front)
        desk.run("Alt+6")
        desk.sees("2 小时", within=desk.front)

    one.press("Ctrl+9")
    one.settle()
    one.press("1")
    one.until(lambda: phone_difference(one).choice is not Choice.OPEN, "a key was enough")
    mend(lines, halls)
    for desk in halls:
        with desk.console.world.store.read() as read:
            depot = next(d for d in read.find(Depot) if d.name == DEPOT)
        settled = phone_difference(desk)
        assert settled.choice is not Choice.OPEN
        assert settled.first != settled.late, "both values stay"
        assert depot.phone == FIRST

    mine, theirs = rows(one.console.world), rows(two.console.world)
    assert mine == theirs
    there = far_rows(end)
    assert mine.keys() == there.keys()
    assert {key: row[-1] for key, row in mine.items()} == {k: ver for k, (ver, _) in there.items()}
    for desk in halls:
        with desk.console.world.store.read() as read:
            assert check(read, desk.console.opened.file).findings == []


def test_what_was_told_by_telephone_while_apart_is_matched_and_not_told_twice(halls, lines, clock):
    one, two = halls
    cut(lines, halls)
    passes(clock, halls, 10)
    one.run("F2")
    one.type("家朋乡值班室")
    one.put("回拨电话", "100 0000 1234")
    one.put("地点", "尚村")
    one.put("内容", "上游山洪,2 户进水")
    one.press("Ctrl+Return")
    one.hears("已存本机")
    one.settle()
    incident = newest_incident(one)
    before = running(one, incident)
    one.run("Ctrl+2")
    one.opened("Alt+B", "报告已报出")
    told = next(t for t in before if "电话" in t)
    one.choose(one.field("哪一项"), told)
    one.put("对方接报人", "市应急局 值班员")
    one.put("对方已复述", "✓")
    one.save()
    one.press("Ctrl+9")
    one.settle()
    one.sees("已电话先报", within=one.front)
    one.line("其中", "已电话先报", within=one.front)
    passes(clock, halls, 30)
    rung = rings(halls)
    mend(lines, halls)
    assert rung == [], "half an hour old: nobody is called to it again"
    for desk in halls:
        assert running(desk, incident) == before - {told}
        desk.press("Ctrl+2")
        desk.settle()
        assert told not in desk.screen(desk.front).replace("报出 " + told, "")
        desk.press("Ctrl+9")
        desk.run("Alt+6")
        desk.sees("已电话先报", "尚村", within=desk.front)
    rows_ = two.front.groups.table.texts()
    assert ("已电话先报", "指挥席") in {(row[1], row[2]) for row in rows_}
