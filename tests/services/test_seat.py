"""Who decides while consoles are apart, on two real stores of one county."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Kind
from console.domain.document import Document, DocumentNumber, notice
from console.domain.entry import Entry
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.response import Approval, Response, ResponseState
from console.domain.roster import Assignment, Post, Watch
from console.domain.station import Post as At
from console.domain.station import Seat, Standing, Station, Verdict
from console.services.documents import Documents
from console.services.glance.response import response_view
from console.services.glance.response_bar import active_responses
from console.services.responses import Responses
from console.services.seat import Seats
from console.wording import filled, refusal, table
from db.journal import lines
from tests.support import response as flood
from tests.support.consoles import name_of, seated, tell, touched
from tests.support.response import COMMANDER, DECIDED, DEPUTY, DUTY, HEAD, LEADER
from tests.support.world import HandClock, world

APPROVER = {Level.II: COMMANDER, Level.III: DEPUTY, Level.IV: HEAD}
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


def lay(world, record):
    """As it would come down from the far end."""
    with world.store.write("system", "test.lay", history=True) as w:
        w.save(record)
        w.log(Entry(kind="seeded", subject_kind=Kind.EVENT, subject_id="laid", at=w.now))


def adjust(world, clock, id_, level):
    at = clock.wind(minutes=5)
    approver = APPROVER[min(level, one(world, Response, id_).level)]
    ruling = flood.ruling(approver, at, jump_confirmed=True)
    Responses(world).decide(DUTY, flood.adjust(id_, level), ruling)


def story(world):
    entries = table("ENTRIES")
    with world.store.read() as read:
        told = lines(read, limit=30)
    return [
        filled(entries[x.kind], {**x.facts, "reason": x.reason}) for x in told if x.kind in entries
    ]


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


def adjusted(pair, clock, away, here):
    """Started at the seat at 三级, then moved on both sides while they were apart."""
    hall, field = pair
    id_ = start(hall, Level.III, DEPUTY)
    tell(hall, field, *DECISION)
    adjust(field, clock, id_, away)
    if here is not None:
        adjust(hall, clock, id_, here)
    return id_


def meet(pair, id_, row):
    """The far end laid `row` as the response; the field's decision has come down to the seat."""
    hall, field = pair
    stands = one(row, Response, id_)
    lay(hall, stands)
    tell(field, hall, Approval, Verdict)
    Seats(hall).settle_waiting()
    return one(hall, Response, id_)


def the_other(hall):
    (found_,) = [v for v in found(hall, Verdict) if v.settled_at is not None]
    return found_.standing


def test_a_raise_made_apart_joins_and_the_gravest_level_holds(pair, clock):
    id_ = adjusted(pair, clock, Level.II, Level.IV)
    assert meet(pair, id_, pair[1]).level is Level.II
    assert the_other(pair[0]) is Standing.CONFIRMED


def test_a_lowering_made_apart_gives_way_to_the_seats_raise(pair, clock):
    id_ = adjusted(pair, clock, Level.IV, Level.II)
    # had the lowering got there first, its level would lie in the row: the seat puts it right
    assert meet(pair, id_, pair[1]).level is Level.II
    assert the_other(pair[0]) is Standing.SUPERSEDED
    told = story(pair[0])
    assert "防汛应急响应以决策席为准:二级,处置中" in told
    assert any(line.startswith("决策席不采用:调整防汛应急响应") for line in told)


def test_a_lowering_from_the_level_that_still_stands_is_confirmed(pair, clock):
    id_ = adjusted(pair, clock, Level.IV, None)
    assert meet(pair, id_, pair[1]).level is Level.IV
    assert the_other(pair[0]) is Standing.CONFIRMED


def test_two_decisions_of_one_console_are_weighed_one_after_the_other(pair, clock):
    hall, field = pair
    id_ = adjusted(pair, clock, Level.II, None)
    adjust(field, clock, id_, Level.III)
    assert meet(pair, id_, field).level is Level.III
    settled = [v.standing for v in found(hall, Verdict) if v.settled_at]
    assert settled == [Standing.CONFIRMED, Standing.CONFIRMED]


def test_a_second_start_is_joined_to_the_standing_response(pair, clock):
    hall, field = pair
    standing = start(hall, Level.IV)
    second = start(field, Level.III, DEPUTY)
    lay(field, replace(one(field, Response, second), state=ResponseState.JOINED))  # the far end
    tell(field, hall, *DECISION)
    Seats(hall).settle_waiting()
    assert one(hall, Response, standing).level is Level.III
    joined = one(hall, Response, second)
    assert (joined.state, joined.joined_to) == (ResponseState.JOINED, standing)
    with hall.store.read() as read:
        assert [chip.id for chip in active_responses(read)] == [standing]
    with hall.store.read() as read:
        assert response_view(read, clock.now(), second).response.id == standing, "it goes on there"
    with pytest.raises(Refused) as no:
        adjust(hall, clock, second, Level.II)
    assert "已并入" in refusal(no.value)


def test_a_decision_whose_group_was_turned_away_is_told_as_superseded(pair, clock):
    _, field = pair
    id_ = start(field)
    (verdict,) = found(field, Verdict)
    with field.store._aside() as connection:  # as the engine leaves it: rejected, its rows gone
        connection.exec_driver_sql("UPDATE outbox SET state = 'rejected'")
        connection.exec_driver_sql("DELETE FROM verdict")
    assert Seats(field).settle_waiting().kinds
    told = one(field, Verdict, f"{verdict.id}.0")
    assert (told.standing, told.subject_id) == (Standing.SUPERSEDED, id_)
    assert not Seats(field).settle_waiting().kinds


def test_the_leader_of_the_watch_takes_the_seat_over_with_a_reason(pair, clock):
    _, field = pair
    now = clock.now()
    with pytest.raises(Refused) as no:
        Seats(field).take(DUTY, "指挥大厅断电")
    assert no.value.code == "not_permitted"
    watch = Watch(
        id="w",
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=8),
        assignments=(Assignment(post=Post.LEADER, officer_id=LEADER),),
    )
    lay(field, watch)
    with pytest.raises(Refused) as no:
        Seats(field).take(LEADER, "指挥大厅断电")
    assert "联系不上" in refusal(no.value)
    touched(field, now)
    Seats(field).take(LEADER, "指挥大厅断电")
    held = one(field, Seat, "seat")
    assert (held.token, held.by) == (2, LEADER)
    assert "决策席由示例席位1移至示例席位2,第 2 任。指挥大厅断电" in story(field)


def test_what_the_old_seat_decides_without_having_heard_is_weighed_by_the_new_one(pair, clock):
    hall, field = pair
    touched(field, clock.now())
    lay(field, Officer(id="a", login="a", name="管理员甲", roles=(Role.SYSTEM_ADMIN,)))
    Seats(field).take("a", "演示")
    clock.wind(minutes=5)
    at = clock.now()
    Responses(hall).decide(DUTY, flood.start(), flood.ruling(at=at))
    tell(hall, field, *DECISION)
    Seats(field).settle_waiting()
    (verdict,) = found(field, Verdict)
    assert (verdict.standing, verdict.token) == (Standing.CONFIRMED, 2)
    assert verdict.settled_at is not None


def test_papers_away_from_the_seat_wait_for_their_number_and_get_them_in_order(pair, clock):
    hall, field = pair
    Responses(field).decide(DUTY, flood.start(), flood.ruling(oral=False))
    (draft,) = found(field, Document)
    papers = Documents(field)
    papers.sign(DUTY, draft.id, clock.now())
    papers.number(DUTY, draft.id, clock.now())
    papers.seal(DUTY, draft.id, clock.now())
    papers.publish(DUTY, draft.id, clock.now())
    assert notice(one(field, Document, draft.id)).number == ""
    assert found(field, DocumentNumber) == []
    tell(field, hall, *DECISION, Document)
    Seats(hall).settle_waiting()
    (row,) = found(hall, DocumentNumber)
    numbered = one(hall, Document, draft.id)
    assert (numbered.number_id, numbered.number) == (row.id, f"{row.organ}〔2024〕{row.n}号")
    assert numbered.hands == one(field, Document, draft.id).hands
    Seats(hall).settle_waiting()
    assert len(found(hall, DocumentNumber)) == 1


def test_the_desk_that_joined_first_is_the_seat_until_somebody_says_otherwise(hall, field, clock):
    first = Station(id=name_of(hall), name="示例席位1", enrolled_at=clock.now())
    store = Station(id=name_of(field), name="示例仓库", post=At.DEPOT, enrolled_at=DECIDED)
    for world_ in (hall, field):
        lay(world_, replace(first, enrolled_at=clock.now() + timedelta(hours=1)))
        lay(world_, store)
        Seats(world_).settle_waiting()
    (held,) = found(hall, Seat)
    assert (held.device_id, held.token) == (name_of(hall), 1)
    assert found(field, Seat) == [], "a depot is no seat"
    assert "决策席至示例席位1,第 1 任。最先入网的指挥席" in story(hall)
    assert not Seats(hall).settle_waiting().kinds


def test_a_verdict_whose_response_has_not_come_yet_is_left_alone(pair):
    hall, field = pair
    start(field)
    tell(field, hall, Verdict)
    assert not Seats(hall).settle_waiting().kinds
    assert found(hall, Verdict)[0].standing is Standing.WAITING
