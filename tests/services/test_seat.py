"""Who decides while consoles are apart, on two real stores of one county."""

import pytest

from console.domain.level import Level
from console.domain.response import Approval, Response, ResponseState
from console.domain.station import Standing, Verdict
from console.services.glance.response import response_view
from console.services.glance.response_bar import active_responses
from console.services.responses import Responses
from console.services.seat import Seats
from console.wording import filled, table
from db.journal import lines
from tests.support import response as flood
from tests.support.consoles import seated, tell, touched
from tests.support.response import DECIDED, DEPUTY, DUTY, HEAD
from tests.support.world import HandClock, world

DECISION = (Response, Approval, Verdict)


@pytest.fixture
def clock():
    made = HandClock()
    made.set(DECIDED)
    return made


@pytest.fixture
def hall(tmp_path, clock):
    made, opened = world(tmp_path / "hall", clock)
    flood.laid(made.store)
    yield made
    opened.close()


@pytest.fixture
def field(tmp_path, clock):
    made, opened = world(tmp_path / "field", clock)
    flood.laid(made.store)
    yield made
    opened.close()


@pytest.fixture
def pair(hall, field):
    seated(hall, field, seat=hall)
    return hall, field


def start(world, level=Level.IV, approver=HEAD):
    return Responses(world).decide(DUTY, flood.start(level), flood.ruling(approver))[0]


def found(world, record, **where):
    with world.store.read() as read:
        return read.find(record, **where)


def one(world, record, id_):
    with world.store.read() as read:
        return read.get(record, id_)


def adjust(world, clock, id_, level, approver=DEPUTY):
    at = clock.wind(minutes=5)
    ruling = flood.ruling(approver, at)
    Responses(world).decide(DUTY, flood.adjust(id_, level), ruling)


def story(world):
    entries = table("ENTRIES")
    with world.store.read() as read:
        told = lines(read, limit=30)
    return [filled(entries[x.kind], {**x.facts, **x.private}) for x in told if x.kind in entries]


def test_a_county_with_one_console_decides_and_writes_nothing_beside_it(hall):
    start(hall)
    assert found(hall, Verdict) == []
    with hall.store.read() as read:
        assert Seats(hall).here(read) is Standing.CONFIRMED


def test_the_seat_decides_finally_though_nobody_answers_on_the_line(pair):
    hall, _ = pair
    start(hall)
    (verdict,) = found(hall, Verdict)
    assert (verdict.standing, verdict.token) == (Standing.CONFIRMED, 1)


def test_a_console_in_touch_with_the_seat_decides_finally_and_one_cut_off_waits(pair, clock):
    _, field = pair
    touched(field, clock.now())
    with field.store.read() as read:
        assert Seats(field).here(read) is Standing.CONFIRMED
    clock.wind(minutes=11)
    with field.store.read() as read:
        assert Seats(field).here(read) is Standing.WAITING


def test_what_was_decided_away_from_the_seat_is_in_force_and_reads_so(pair, clock):
    _, field = pair
    id_ = start(field)
    (verdict,) = found(field, Verdict)
    assert (verdict.standing, verdict.token) == (Standing.WAITING, None)
    assert one(field, Response, id_).state is ResponseState.ACTIVE, "in force at once (D1)"
    with field.store.read() as read:
        assert response_view(read, clock.now()).provisional
        assert [chip.waiting for chip in active_responses(read)] == [True]


def test_the_seat_confirms_what_it_has_seen_and_says_so_once(pair, clock):
    hall, field = pair
    start(field)
    tell(field, hall, *DECISION)
    assert Seats(hall).settle_waiting().kinds
    (verdict,) = found(hall, Verdict)
    assert (verdict.standing, verdict.token) == (Standing.CONFIRMED, 1)
    assert story(hall)[0] == "决策席确认:启动防汛应急响应(06-20 16:00 待县确认)"
    assert not Seats(hall).settle_waiting().kinds
    with hall.store.read() as read:
        assert not response_view(read, clock.now()).provisional


def test_only_the_seat_speaks(pair):
    _, field = pair
    start(field)
    assert not Seats(field).settle_waiting().kinds
