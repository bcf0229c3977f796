"""调派 and 商请: who may be ordered, and the times that come back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.dispatch import (
    OVER,
    ROAD,
    Dispatch,
    State,
    Step,
    cancel,
    committed,
    decline,
    expect,
    late,
    next_state,
    order,
    step,
    timeline,
)
from console.domain.force import (
    STATUSES,
    Base,
    Team,
    TeamKind,
    Verb,
    stale,
    state_readiness,
    status_of,
    under_strength,
)
from console.domain.refused import Refused

T = datetime(2024, 6, 20, 8, tzinfo=UTC)
LATER = T + timedelta(days=1)
TEAM = Team(
    id="flood",
    code="T02",
    name="县防汛抗旱应急队",
    kind=TeamKind.PROFESSIONAL,
    owner="县水利局",
    verb=Verb.ORDER,
    headcount=30,
    available=24,
    ready_at=T,
)
FIRE = replace(TEAM, id="fire", name="县消防救援大队", kind=TeamKind.FIRE, verb=Verb.ASK)
SENT = Dispatch(
    id="d1",
    team_id="flood",
    verb=Verb.ORDER,
    task="堤防巡查抢险",
    place_name="家朋乡",
    people=12,
    ordered_at=T,
    state=State.NOTIFIED,
    state_at=T,
)


def test_the_fire_brigade_is_asked_and_never_ordered():
    with pytest.raises(Refused, match="team_is_asked"):
        order(replace(SENT, team_id="fire"), FIRE, [], T)
    assert order(replace(SENT, team_id="fire", verb=Verb.ASK), FIRE, [], T).verb is Verb.ASK
    with pytest.raises(Refused, match="team_is_ordered"):
        order(replace(SENT, verb=Verb.ASK), TEAM, [], T)


def test_people_already_out_can_not_be_sent_twice():
    assert order(SENT, TEAM, [], T)
    with pytest.raises(Refused, match="team_short"):
        order(replace(SENT, id="d2", people=13), TEAM, [SENT], T)
    assert order(replace(SENT, id="d2"), TEAM, [SENT], T)
    home = replace(SENT, state=State.RETURNED)
    assert committed("flood", [home]) == 0


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"task": " "}, "dispatch_task"),
        ({"place_name": ""}, "dispatch_place"),
        ({"people": 0}, "people_zero"),
        ({"ordered_at": T + timedelta(hours=1)}, "stated_ahead"),
    ],
)
def test_an_order_says_what_where_how_many_and_not_in_the_future(bad, code):
    with pytest.raises(Refused, match=code):
        order(replace(SENT, **bad), TEAM, [], T)


def test_a_team_at_rest_is_not_sent():
    with pytest.raises(Refused, match="team_unavailable"):
        order(SENT, replace(TEAM, base=Base.UNAVAILABLE, status="休整"), [], T)


def test_the_road_is_walked_in_order_and_ends_at_home():
    dispatch, at = SENT, T
    for expected in ROAD[1:]:
        assert next_state(dispatch.state) is expected
        at += timedelta(minutes=5)
        dispatch = step(dispatch, expected, at=at, now=at)
    assert dispatch.state is State.RETURNED
    assert next_state(dispatch.state) is None
    with pytest.raises(Refused, match="dispatch_over"):
        step(dispatch, State.RETURNED, at=at, now=at)


@given(st.lists(st.tuples(st.sampled_from(list(State)), st.integers(-90, 90)), max_size=12))
def test_whatever_is_reported_stated_times_and_states_only_go_forward(reports):
    dispatch, seen = SENT, [(State.NOTIFIED, T)]
    for to, minutes in reports:
        at = T + timedelta(minutes=minutes)
        try:
            if to is State.DECLINED:
                dispatch = decline(dispatch, why="道路中断", at=at, now=LATER)
            elif to is State.CANCELLED:
                dispatch = cancel(dispatch, why="险情解除", at=at, now=LATER)
            else:
                dispatch = step(dispatch, to, at=at, now=LATER)
        except Refused:
            continue
        seen.append((dispatch.state, dispatch.state_at))
    assert [at for _, at in seen] == sorted(at for _, at in seen)
    on_road = [ROAD.index(s) for s, _ in seen if s in ROAD]
    assert on_road == sorted(set(on_road))
    assert all(s not in OVER for s, _ in seen[:-1])


def test_states_that_nobody_reported_are_left_out_not_invented():
    dispatch = step(SENT, State.ARRIVED, at=T + timedelta(minutes=30), now=LATER)
    assert dispatch.state is State.ARRIVED
    steps = [
        Step(id="1", dispatch_id="d1", state=State.NOTIFIED, at=T, recorded_at=T, by="o"),
        Step(id="2", dispatch_id="d1", state=State.ARRIVED, at=LATER, recorded_at=LATER, by="o"),
    ]
    assert set(timeline(steps)) == {State.NOTIFIED, State.ARRIVED}


def test_a_time_ahead_of_the_clock_or_before_the_last_report_is_refused():
    with pytest.raises(Refused, match="stated_ahead"):
        step(SENT, State.ACCEPTED, at=T + timedelta(minutes=10), now=T)
    with pytest.raises(Refused, match="time_goes_back"):
        step(SENT, State.ACCEPTED, at=T - timedelta(minutes=1), now=LATER)


def test_a_team_declines_only_before_it_is_under_way_and_says_why():
    with pytest.raises(Refused, match="reason_missing"):
        decline(SENT, why="", at=T, now=T)
    assert decline(SENT, why="车辆检修", at=T, now=T).ended_why == "车辆检修"
    out = step(SENT, State.DEPARTED, at=T, now=T)
    with pytest.raises(Refused, match="dispatch_under_way"):
        decline(out, why="车辆检修", at=T, now=T)
    assert cancel(out, why="险情解除", at=T, now=T).state is State.CANCELLED
    with pytest.raises(Refused, match="dispatch_arrived"):
        cancel(step(out, State.ARRIVED, at=T, now=T), why="险情解除", at=T, now=T)


def test_a_team_is_late_past_its_expected_time_until_it_is_there():
    due = expect(SENT, T + timedelta(minutes=30))
    assert not late(due, T + timedelta(minutes=30))
    assert late(due, T + timedelta(minutes=31))
    assert not late(step(due, State.ARRIVED, at=T, now=T), T + timedelta(hours=2))


def test_readiness_is_a_dated_statement_and_grows_old():
    rest = state_readiness(
        TEAM, status=status_of("休整"), available=20, at=LATER, now=LATER, by="o"
    )
    assert (rest.base, rest.available, rest.ready_at) == (Base.UNAVAILABLE, 0, LATER)
    with pytest.raises(Refused, match="available_out_of_range"):
        state_readiness(TEAM, status=STATUSES[0], available=31, at=T, now=T, by="o")
    with pytest.raises(Refused, match="statement_older"):
        state_readiness(rest, status=STATUSES[0], available=3, at=T, now=LATER, by="o")
    with pytest.raises(Refused, match="status_unknown"):
        status_of("随便")
    assert stale(TEAM, T + timedelta(hours=25), timedelta(hours=24))
    assert not stale(TEAM, T + timedelta(hours=24), timedelta(hours=24))


def test_a_village_squad_under_ten_is_pointed_out():
    squad = replace(TEAM, kind=TeamKind.VILLAGE, headcount=9)
    assert under_strength(squad)
    assert not under_strength(replace(squad, headcount=10))
    assert not under_strength(replace(TEAM, headcount=5))
