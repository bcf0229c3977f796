"""The seat's word: who speaks, what joins, what gives way, whatever the order of the news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import seat as rules
from console.domain.changes import Kind
from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.reported import Stage, reported
from console.domain.response import Action, Response, ResponseState
from console.domain.seat import Ground, Step, settle
from console.domain.station import Seat, Standing, UpperLevel, UpperReceipt, Verdict

NOW = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)
SEAT = Seat(device_id="hall", token=3, since=NOW - timedelta(days=1), by="admin")
I, II, III, IV = Level.I, Level.II, Level.III, Level.IV  # noqa: E741 - 一级
ACTIVE, PAUSED, ENDED = ResponseState.ACTIVE, ResponseState.PAUSED, ResponseState.ENDED
YES, NO, WAITING = Standing.CONFIRMED, Standing.SUPERSEDED, Standing.WAITING


@pytest.mark.parametrize(
    ("seat", "device", "minutes", "said"),
    [
        (None, "field", None, YES),  # a county with one console
        (SEAT, "hall", None, YES),  # the seat itself, offline as well
        (SEAT, "field", 0, YES),
        (SEAT, "field", 10, YES),
        (SEAT, "field", 11, WAITING),
        (SEAT, "field", None, WAITING),  # never heard of
        (SEAT, "field", -5, YES),  # a clock that was put back
    ],
)
def test_a_decision_is_final_where_the_seats_word_is_in_reach(seat, device, minutes, said):
    contact = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert rules.standing(seat, device, contact, NOW, TEN) is said


def test_the_seat_changes_hands_with_a_greater_token_and_only_within_reach():
    given = {"by": "admin", "at": NOW, "reason": "指挥席断电"}
    first = rules.taken(None, "hall", reached=False, **given)
    assert (first.device_id, first.token) == ("hall", 1)
    second = rules.taken(first, "field", reached=True, **given)
    assert (second.device_id, second.token) == ("field", 2)
    for before, device, reason, reached, code in (
        (first, "hall", "x", True, "seat_here"),
        (first, "field", " ", True, "reason_missing"),
        (first, "field", "x", False, "seat_out_of_reach"),
    ):
        with pytest.raises(Refused) as no:
            rules.taken(before, device, by="a", at=NOW, reason=reason, reached=reached)
        assert no.value.code == code


START, ADJUST, PAUSE, RESUME, END = Action


@pytest.mark.parametrize(
    ("step", "ground", "said", "after"),
    [
        (Step(START, III), Ground(), YES, Ground(III, ACTIVE)),
        (Step(START, III), Ground(IV, ACTIVE), YES, Ground(III, ACTIVE)),  # ran into one: joins
        (Step(START, IV), Ground(II, PAUSED), YES, Ground(II, PAUSED)),
        (Step(ADJUST, III, IV), Ground(IV, ACTIVE), YES, Ground(III, ACTIVE)),
        (Step(ADJUST, III, IV), Ground(II, ACTIVE), YES, Ground(II, ACTIVE)),  # the gravest holds
        (Step(ADJUST, II, IV), Ground(III, ACTIVE), YES, Ground(II, ACTIVE)),
        (Step(ADJUST, IV, III), Ground(III, ACTIVE), YES, Ground(IV, ACTIVE)),
        (Step(ADJUST, IV, III), Ground(II, ACTIVE), NO, Ground(II, ACTIVE)),  # 三级 is no more
        (Step(ADJUST, III, IV), Ground(IV, ENDED), NO, Ground(IV, ENDED)),
        (Step(END, III, III), Ground(III, ACTIVE), YES, Ground(III, ENDED)),
        (Step(END, III, III), Ground(II, ACTIVE), NO, Ground(II, ACTIVE)),
        (Step(PAUSE, III, III), Ground(III, ACTIVE), YES, Ground(III, PAUSED)),
        (Step(PAUSE, III, III), Ground(IV, ACTIVE), NO, Ground(IV, ACTIVE)),
        (Step(RESUME, III, III), Ground(III, PAUSED), YES, Ground(III, ACTIVE)),
    ],
)
def test_a_raise_joins_and_a_lowering_needs_the_level_it_started_from(step, ground, said, after):
    assert settle(step, ground) == (said, after)


levels = st.sampled_from(Level)
raises = st.builds(lambda a, b: Step(ADJUST, min(a, b), max(a, b)), levels, levels).filter(
    lambda s: s.level != s.from_level
)
steps = st.builds(Step, st.sampled_from(Action), levels, levels)
grounds = st.builds(Ground, levels, st.sampled_from(ResponseState)) | st.just(Ground())


@given(st.lists(raises, max_size=6), levels, st.randoms())
def test_raises_come_to_the_same_level_in_any_order(some, level, shuffler):
    def after(order):
        ground = Ground(level, ACTIVE)
        for step in order:
            ground = settle(step, ground)[1]
        return ground.level

    mixed = list(some)
    shuffler.shuffle(mixed)
    assert after(some) == after(mixed) == min([level, *(s.level for s in some)])


@given(steps, grounds)
def test_what_gives_way_changes_nothing_and_nothing_ended_comes_back(step, ground):
    said, after = settle(step, ground)
    if said is Standing.SUPERSEDED:
        assert after == ground
    if ground.level is not None and not ground.living:
        assert not after.living


def verdict(id_, minutes, **change):
    given = {
        "subject_kind": Kind.RESPONSE,
        "subject_id": "r",
        "action": "start",
        "device_id": "field",
        "made_at": NOW + timedelta(minutes=minutes),
        "made_by": "duty",
    }
    return Verdict(id=id_, **{**given, **change})


def test_the_seat_speaks_in_the_order_of_the_decisions_and_to_the_word_of_an_old_seat():
    some = [
        verdict("late", 9),
        verdict("early", 1),
        verdict("said", 2, standing=YES, token=3),
        verdict("old", 3, standing=YES, token=2),  # a former seat that had not heard
        verdict("before", -2000, standing=YES, token=2),  # while it was the seat
    ]
    assert [v.id for v in rules.to_settle(some, SEAT)] == ["early", "old", "late"]
    spoken = rules.spoken(some[0], YES, SEAT, at=NOW, by="system")
    assert (spoken.standing, spoken.token, spoken.settled_at) == (YES, 3, NOW)
    assert rules.spoken(spoken, NO, SEAT, at=NOW + TEN, by="system") == spoken
    assert rules.to_settle([spoken], SEAT) == []


RESPONSE = Response(
    id="r",
    event_id="e",
    plan_code="p",
    plan_version="v",
    level=IV,
    state=ENDED,
    started_at=NOW,
    level_at=NOW,
    matter="全县防汛",
    expected_until=NOW + TEN,
    measures=("到岗",),
    ended_at=NOW,
    criteria=("雨停",),
    follow_up="巡查",
)


def test_a_response_is_put_right_to_what_the_seat_left_and_once_is_enough():
    right = rules.put_right(RESPONSE, Ground(II, ACTIVE), at=NOW + TEN)
    assert (right.level, right.state, right.ended_at) == (II, ACTIVE, None)
    assert (right.criteria, right.follow_up) == ((), "")
    assert rules.put_right(right, Ground(II, ACTIVE), at=NOW + 2 * TEN) is right
    assert rules.put_right(RESPONSE, Ground(), at=NOW) is RESPONSE


@pytest.mark.parametrize(
    ("waiting", "refused", "signed", "stage"),
    [
        (True, False, False, Stage.OWED),
        (False, False, False, Stage.TOLD),
        (False, True, False, Stage.TURNED_AWAY),
        (False, False, True, Stage.SIGNED),
        (True, False, True, Stage.SIGNED),  # a later change is still on its way
    ],
)
def test_how_far_up_a_decision_is_known(waiting, refused, signed, stage):
    receipt = UpperReceipt(
        id="u",
        subject_kind=Kind.RESPONSE,
        subject_id="r",
        level=UpperLevel.CITY,
        receiver="市局值班室",
        at=NOW,
    )
    made = reported(waiting, NOW, [receipt] if signed else [], refused=refused)
    assert made.stage is stage
