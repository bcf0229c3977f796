"""What a console away from the seat may promise, on two real stores of one county."""

import pytest

from console.domain.changes import Kind
from console.domain.document import DocumentNumber
from console.domain.entry import Entry
from console.domain.officer import Role
from console.domain.refused import Refused
from console.domain.station import Quota, Station, Verdict
from console.domain.transfer import Consent, Line, Means, Transfer
from console.services import quotas as rights
from console.services.demo_supply import seed
from console.services.quotas import Grant, Quotas
from console.services.seat import Seats
from console.services.transfers import Ask, Transfers
from console.wording import refusal
from tests.support.consoles import name_of, seated, tell
from tests.support.officers import officer
from tests.support.world import HandClock, world

COUNTY, JIAPENG = "depot-D00", "depot-D10"
TENT = "item-B01"


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def pair(tmp_path, clock):
    made = []
    for name in ("hall", "field"):
        live, opened = world(tmp_path / name, clock)
        with live.store.write("system", "test.officers", history=True) as w:
            officer(w, "duty", Role.PRIMARY)
            officer(w, "leader", Role.DEPUTY_COMMANDER)
        seed(live)
        made.append((live, opened))
    hall, field = (live for live, _ in made)
    seated(hall, field, seat=hall)
    yield hall, field
    for _, opened in made:
        opened.close()


def promise(world, clock, tents):
    """From the township's call to the county's yes, all on one console."""
    service, now = Transfers(world), clock.now()
    ask = Ask(
        reason="尚村转移群众安置",
        to_depot_id=JIAPENG,
        requested_by="家朋乡",
        at=now,
        lines=((TENT, tents),),
    )
    made, _ = service.request("duty", ask)
    service.advise("duty", made, COUNTY, "县库最近", now)
    consent = Consent(
        approver_id="leader", role="R02", at=now, means=Means.PHONE, repeated_back=True
    )
    service.approve("duty", made, consent)
    return made


def refused(act, *args):
    with pytest.raises(Refused) as no:
        act(*args)
    return refusal(no.value)


def free(world, clock):
    with world.store.read() as read:
        return rights.limit(read, COUNTY, TENT, clock.now())


def grant(hall, field, quantity, hours=None):
    given = Grant(
        depot_id=COUNTY, item_id=TENT, device_id=name_of(field), quantity=quantity, hours=hours
    )
    return Quotas(hall).give("leader", given)[0]


def found(world, record, **where):
    with world.store.read() as read:
        return read.find(record, **where)


def test_without_a_quota_a_console_away_from_the_seat_promises_nothing(pair, clock):
    _, field = pair
    said = refused(promise, field, clock, 1)
    assert "本机额度余 0 顶" in said
    assert "电话报县决策席" in said


def test_within_its_quota_it_promises_and_the_promise_waits_for_the_seat(pair, clock):
    hall, field = pair
    grant(hall, field, 30)
    tell(hall, field, Quota)
    promise(field, clock, 20)
    (verdict,) = found(field, Verdict)
    assert (verdict.action, verdict.standing) == ("approve", "waiting")
    assert free(field, clock) == 10
    assert "本机额度余 10 顶" in refused(promise, field, clock, 11)
    tell(field, hall, Transfer, Line, Verdict)
    Seats(hall).settle_waiting()
    assert found(hall, Verdict)[0].standing == "confirmed"


def test_the_seat_keeps_a_quota_free_and_counts_a_known_promise_once(pair, clock):
    hall, field = pair
    there = free(hall, clock)
    grant(hall, field, 30)
    assert free(hall, clock) == there - 30
    tell(hall, field, Quota)
    promise(field, clock, 20)
    tell(field, hall, Transfer, Line, Verdict)
    assert free(hall, clock) == there - 30
    assert "除去各工作站额度可用" in refused(promise, hall, clock, there - 29)
    clock.wind(hours=73)
    assert free(hall, clock) == there - 20, "lapsed: the promise stays, the rest is free again"


def test_only_the_seat_gives_and_never_more_than_is_free(pair, clock):
    hall, field = pair
    there = free(hall, clock)
    assert f"最多 {there}" in refused(grant, hall, field, there + 1)
    assert "由决策席给出" in refused(grant, field, hall, 1)
    grant(hall, field, 10)
    assert "只能增加或延长" in refused(grant, hall, field, 9)
    grant(hall, field, 12)
    assert [q.quantity for q in found(hall, Quota)] == [12]
    with hall.store.write("system", "test.none", history=True) as w:
        w.save(Station(id="x", name="x", enrolled_at=w.now))
        w.log(Entry(kind="seeded", subject_kind=Kind.STATION, subject_id="x", at=w.now))
    with pytest.raises(Refused) as no:
        Quotas(hall).give("duty", Grant(depot_id=COUNTY, item_id=TENT, device_id="x", quantity=1))
    assert no.value.code == "not_permitted"


def test_taken_back_at_the_seat_it_is_kept_until_it_lapses_or_its_holder_gives_it_back(
    pair, clock
):
    hall, field = pair
    there = free(hall, clock)
    id_ = grant(hall, field, 30)
    Quotas(hall).back("leader", id_, "县库紧张")
    assert free(hall, clock) == there - 30
    tell(hall, field, Quota)
    assert free(field, clock) == 0
    Quotas(field).back("leader", id_)
    tell(field, hall, Quota)
    assert free(hall, clock) == there
    with hall.store.read() as read:
        assert rights.rows(read, clock.now()) == ()


def test_an_order_away_from_the_seat_goes_out_unnumbered_and_is_numbered_at_the_seat(pair, clock):
    hall, field = pair
    grant(hall, field, 30)
    tell(hall, field, Quota)
    made = promise(field, clock, 20)
    Transfers(field).order("duty", made, clock.now())
    assert found(field, Transfer)[0].number == ""
    own = promise(hall, clock, 5)
    Transfers(hall).order("duty", own, clock.now())
    tell(field, hall, Transfer, Line, Verdict)
    Seats(hall).settle_waiting()
    with hall.store.read() as read:
        numbers = [read.get(Transfer, id_).number for id_ in (own, made)]
    assert numbers == ["绩应急调〔2024〕1号", "绩应急调〔2024〕2号"]
    assert [row.n for row in found(hall, DocumentNumber)] == [1, 2]
