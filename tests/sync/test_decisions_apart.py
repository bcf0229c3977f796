"""Two real consoles and the real far end: what the county has decided when they meet again."""

from datetime import timedelta
from itertools import count

import pytest

from console.domain.changes import Kind
from console.domain.difference import Choice, Difference
from console.domain.document import Document, DocumentNumber
from console.domain.entry import Entry
from console.domain.ledger import Move, Reason, Side, account
from console.domain.level import Level
from console.domain.link import Pace
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.response import Action, Response, ResponseState
from console.domain.station import Standing, Verdict
from console.domain.supply import Batch, Depot, Item, Purpose, Reserve, Tier
from console.domain.transfer import Consent, Means, Transfer
from console.services import stock
from console.services.documents import Documents
from console.services.planbook import bound
from console.services.quotas import Grant, Quotas
from console.services.reported import marks, words
from console.services.responses import Responses
from console.services.seat import Seats
from console.services.transfers import Ask, Transfers
from db.check import check
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine
from db.sync.pace import Chunk
from tests.support import response as flood
from tests.support.far_end import FarEnd, now
from tests.support.response import COMMANDER, DEPUTY, DUTY, HEAD
from tests.support.world import HandClock, world

COUNTIES = count(9001)
APPROVER = {Level.I: COMMANDER, Level.II: COMMANDER, Level.III: DEPUTY, Level.IV: HEAD}
I, II, III, IV = Level  # noqa: E741 - 一级


class Console:
    """One workstation with its exchange; `meet` is a round and what the seat makes of it."""

    def __init__(self, folder, end, clock, county, name):
        self.world, self.opened = world(folder, clock)
        self.clock, self.store = clock, self.world.store
        device = self.store.head()[0]
        plain = HttpLine(end.url, device, 1, 1, clock)
        enrol(self.store, plain, end.url, end.invite(name, county=county), name)
        plain.close()
        self.line = connect(self.store, clock, 1)
        self.engine = Engine(self.store, self.line, clock, Chunk(Pace()))

    def meet(self):
        done = self.engine.round()
        assert done.problem == "", done
        Seats(self.world).settle_waiting()

    def close(self):
        self.line.close()
        self.opened.close()

    def find(self, record, **where):
        with self.store.read() as read:
            return read.find(record, **where)

    def get(self, record, id_):
        with self.store.read() as read:
            return read.get(record, id_)

    def decide(self, action, level, id_=None, approver=None):
        at = self.clock.wind(minutes=1)
        stated = flood.said(level, until=at + timedelta(hours=24))
        before = self.get(Response, id_).level if id_ else level
        said = {"statement": stated if action in {Action.START, Action.ADJUST} else None}
        wish = flood.start(level, action=action, response_id=id_, **said)
        by = approver or APPROVER[min(level, before)]
        ruling = flood.ruling(by, at, jump_confirmed=True, deputy_reason="总指挥在外")
        return Responses(self.world).decide(DUTY, wish, ruling)[0]


def ends(console, id_):
    response = console.get(Response, id_)
    with console.store.read() as read:
        criteria = [rule.text for rule in bound(read, response.plan_version).ends]
    ruling = flood.ruling(APPROVER[response.level], console.clock.wind(minutes=1))
    Responses(console.world).decide(DUTY, flood.end(id_, criteria), ruling)


@pytest.fixture
def pair(tmp_path, shelves):
    """The hall has the seat, the field has everything; then they are apart for a quarter hour."""
    clock = HandClock(now().replace(microsecond=0))
    with FarEnd(shelves, clock=clock.now) as end:
        county = f"34{next(COUNTIES):04d}"
        end.desk.shelves.add(county, "示例县")
        hall = Console(tmp_path / "hall", end, clock, county, "指挥席")
        field = Console(tmp_path / "field", end, clock, county, "前方席")
        flood.laid(hall.store, readings=())
        with hall.store.write("system", "test.admin") as w:
            w.save(Officer(id="a", login="a", name="管理员甲", roles=(Role.SYSTEM_ADMIN,)))
            w.log(Entry(kind="seeded", subject_kind=Kind.OFFICER, subject_id="a", at=w.now))
        Seats(hall.world).take("a", "")
        hall.meet()
        field.meet()
        clock.wind(minutes=15)
        yield hall, field
        hall.close()
        field.close()


def together(*consoles):
    for _ in range(3):
        for one in consoles:
            one.meet()


def agreed(hall, field, record):
    here, there = hall.find(record), field.find(record)
    apart = [
        (name, getattr(one, name), getattr(other, name))
        for one, other in zip(here, there, strict=True)
        for name in one.__slots__
        if getattr(one, name) != getattr(other, name)
    ]
    assert apart == []
    return here


def verdicts(console):
    """Of the field's decisions, in their order."""
    found = [v for v in console.find(Verdict, order="made_at,id") if v.settled_at is not None]
    return [v.standing for v in found]


def test_a_start_made_apart_is_confirmed_and_reads_so_on_both(pair):
    hall, field = pair
    id_ = field.decide(Action.START, IV)
    (waiting,) = field.find(Verdict)
    assert waiting.standing is Standing.WAITING
    together(field, hall)
    (verdict,) = agreed(hall, field, Verdict)
    assert (verdict.standing, verdict.token) == (Standing.CONFIRMED, 1)
    with field.store.read() as read:
        assert words(marks(read, [id_])[id_]).startswith("已报备")
    with hall.store.read() as read:
        assert check(read).whole


@pytest.mark.parametrize("first", ["hall", "field"])
@pytest.mark.parametrize(
    ("here", "away", "level", "word"),
    [
        (II, IV, II, Standing.SUPERSEDED),  # the seat raised, the field lowered
        (IV, II, II, Standing.CONFIRMED),  # the seat lowered, the field raised
        (II, I, I, Standing.CONFIRMED),
        (I, II, I, Standing.CONFIRMED),
        (IV, IV, IV, Standing.SUPERSEDED),  # both said the same: the seat's own is the one
    ],
)
def test_two_adjustments_made_apart_come_to_one_level_whoever_is_heard_first(
    pair, first, here, away, level, word
):
    hall, field = pair
    id_ = hall.decide(Action.START, III)
    together(hall, field)
    hall.clock.wind(minutes=15)
    hall.decide(Action.ADJUST, here, id_)
    field.decide(Action.ADJUST, away, id_)
    together(*((hall, field) if first == "hall" else (field, hall)))
    together(hall, field)
    (response,) = agreed(hall, field, Response)
    assert (response.level, response.state) == (level, ResponseState.ACTIVE)
    agreed(hall, field, Verdict)
    assert verdicts(hall) == [word]
    assert hall.find(Difference, entity=Kind.RESPONSE, choice=Choice.OPEN) == []


@pytest.mark.parametrize("first", ["hall", "field"])
def test_an_ending_made_apart_never_undoes_what_the_seat_has_decided(pair, first):
    hall, field = pair
    id_ = hall.decide(Action.START, III)
    together(hall, field)
    hall.clock.wind(minutes=15)
    hall.decide(Action.ADJUST, II, id_)
    ends(field, id_)
    together(*((hall, field) if first == "hall" else (field, hall)))
    together(hall, field)
    (response,) = agreed(hall, field, Response)
    assert (response.level, response.state) == (II, ResponseState.ACTIVE)
    assert verdicts(field) == [Standing.SUPERSEDED]


@pytest.mark.parametrize("first", ["hall", "field"])
@pytest.mark.parametrize(("here", "away"), [(IV, II), (II, IV)])
def test_two_starts_made_apart_are_one_response_at_the_graver_level(pair, first, here, away):
    hall, field = pair
    hall.decide(Action.START, here)
    field.decide(Action.START, away)
    together(*((hall, field) if first == "hall" else (field, hall)))
    together(hall, field)
    some = agreed(hall, field, Response)
    states = sorted(one.state for one in some)
    assert states == [ResponseState.ACTIVE, ResponseState.JOINED]
    living = next(one for one in some if one.state is ResponseState.ACTIVE)
    assert living.level is II
    assert {one.joined_to for one in some} == {None, living.id}
    assert not [v for v in hall.find(Verdict) if v.standing is Standing.WAITING]


def test_papers_of_both_get_one_gapless_series_at_the_seat(pair):
    hall, field = pair
    id_ = hall.decide(Action.START, III)
    together(hall, field)
    hall.clock.wind(minutes=15)
    (paper,) = hall.find(Document)
    for console in (field, hall):
        console.decide(Action.ADJUST, II if console is field else IV, id_)
    for console in (field, hall):
        own = [p for p in console.find(Document) if p.id != paper.id]
        at = console.clock.wind(minutes=1)
        Documents(console.world).sign(DUTY, own[0].id, at)
        Documents(console.world).number(DUTY, own[0].id, at)
    together(field, hall)
    together(field, hall)
    rows = agreed(hall, field, DocumentNumber)
    assert [row.n - rows[0].n for row in sorted(rows, key=lambda r: r.n)] == [0, 1]
    numbered = [p.number for p in agreed(hall, field, Document) if p.number]
    assert len(set(numbered)) == 2


def shelf(console, tents):
    """A county depot with so many tents and a township's point to bring them to."""
    with console.store.write("system", "test.stock") as w:
        for id_, tier in (("county", Tier.COUNTY), ("jiapeng", Tier.TOWNSHIP)):
            w.save(
                Depot(
                    id=id_,
                    code=id_,
                    name=f"示例{id_}",
                    tier=tier,
                    reserve=Reserve.PHYSICAL,
                    owner="县发改委",
                    purposes=(Purpose.RELIEF,),
                    place_id="341824",
                )
            )
        w.save(
            Item(id="tent", code="B01", name="帐篷", spec="", unit="顶", purpose=Purpose.RELIEF)
        )
        w.save(Batch(id="lot", item_id="tent", lot="2024-1"))
        w.log(Entry(kind="seeded", subject_kind=Kind.DEPOT, subject_id="county", at=w.now))
    with console.store.write("system", "test.opening") as w:
        w.append(
            Move(
                id=w.new_id(),
                item_id="tent",
                batch_id="lot",
                quantity=tents,
                from_account=account(Side.SUPPLIER, "x"),
                to_account=account(Side.DEPOT, "county"),
                reason=Reason.OPENING,
                at=w.now,
                recorded_at=w.now,
                by="system",
            )
        )
        w.log(Entry(kind="seeded", subject_kind=Kind.BATCH, subject_id="lot", at=w.now))


def promise(console, tents):
    """A township asks, the county says yes: whether this console may promise it."""
    service, at = Transfers(console.world), console.clock.wind(minutes=1)
    ask = Ask(
        reason="安置",
        to_depot_id="jiapeng",
        requested_by="家朋乡",
        at=at,
        lines=(("tent", tents),),
    )
    id_, _ = service.request(DUTY, ask)
    service.advise(DUTY, id_, "county", "县库最近", at)
    consent = Consent(approver_id=DEPUTY, role="R02", at=at, means=Means.PHONE, repeated_back=True)
    try:
        service.approve(DUTY, id_, consent)
    except Refused as no:
        return no.code
    service.order(DUTY, id_, at)
    return "promised"


def test_two_consoles_apart_never_promise_the_same_tents(pair):
    hall, field = pair
    shelf(hall, 100)
    together(hall, field)
    device = field.store.head()[0]
    grant = Grant(depot_id="county", item_id="tent", device_id=device, quantity=40)
    Quotas(hall.world).give(DEPUTY, grant)
    together(hall, field)
    hall.clock.wind(minutes=15)
    assert [promise(hall, 50), promise(hall, 11), promise(hall, 10)] == [
        "promised",
        "quota_held",
        "promised",
    ]
    assert [promise(field, 30), promise(field, 11), promise(field, 10)] == [
        "promised",
        "quota_short",
        "promised",
    ]
    together(field, hall)
    agreed(hall, field, Transfer)
    with hall.store.read() as read:
        assert stock.available(read, "county", hall.clock.now())["tent"] == 0
    numbers = [t.number for t in field.find(Transfer) if t.number]
    assert len(set(numbers)) == len(numbers) == 4
    assert {v.standing for v in field.find(Verdict)} == {Standing.CONFIRMED}
