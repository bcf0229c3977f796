"""调派 and 商请: one team sent to one place, followed by the times that it reports.

通知 → 接令 → 集结 → 出发 → 到场 → 作业 → 撤收 → 归建, or 不能出动 with a reason. A state that nobody
reported stays empty: it is never filled in by guess, so steps may be skipped but not retaken, and
stated times only go forward.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.force import Base, Team, Verb
from console.domain.record import dataclass
from console.domain.refused import Refused


class State(StrEnum):
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    MUSTERED = "mustered"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    WORKING = "working"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    DECLINED = "declined"
    CANCELLED = "cancelled"


ROAD = (
    State.NOTIFIED,
    State.ACCEPTED,
    State.MUSTERED,
    State.DEPARTED,
    State.ARRIVED,
    State.WORKING,
    State.WITHDRAWN,
    State.RETURNED,
)
OVER = frozenset({State.RETURNED, State.DECLINED, State.CANCELLED})
_BEFORE_ROAD = frozenset({State.NOTIFIED, State.ACCEPTED, State.MUSTERED})
CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """An order (or request) to one team; `people` are committed until it is over."""

    id: str
    team_id: str
    verb: Verb
    task: str
    place_name: str
    people: int
    ordered_at: datetime
    state: State
    state_at: datetime
    place_id: str = ""
    lon: float | None = None
    lat: float | None = None
    event_id: str | None = None
    response_id: str | None = None
    ordered_by: str = ""
    number: str = ""
    muster: str = ""
    channel: str = ""
    expected_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One reported state: stated time, time of writing, and who told whom."""

    id: str
    dispatch_id: str
    state: State
    at: datetime
    recorded_at: datetime
    by: str
    note: str = ""


def committed(team_id: str, dispatches: Iterable[Dispatch]) -> int:
    return sum(d.people for d in dispatches if d.team_id == team_id and d.state not in OVER)


def order(dispatch: Dispatch, team: Team, others: Iterable[Dispatch], now: datetime) -> Dispatch:
    """A promise of people, so it may not exceed what the team says it has (readiness is dated)."""
    if not dispatch.task.strip():
        raise Refused("dispatch_task")
    if not dispatch.place_name.strip():
        raise Refused("dispatch_place")
    if dispatch.verb is not team.verb:
        code = "team_is_asked" if team.verb is Verb.ASK else "team_is_ordered"
        raise Refused(code, team=team.name, through=team.through or team.owner)
    if dispatch.people <= 0:
        raise Refused("people_zero")
    if team.archived_at is not None:
        raise Refused("team_archived", team=team.name)
    if team.base is Base.UNAVAILABLE:
        raise Refused("team_unavailable", team=team.name, status=team.status)
    left = team.available - committed(team.id, others)
    if dispatch.people > left:
        raise Refused("team_short", team=team.name, asked=dispatch.people, left=max(left, 0))
    _not_ahead(dispatch.ordered_at, now)
    return dispatch


def next_state(state: State) -> State | None:
    """What is reported next when all goes as usual."""
    if state in OVER:
        return None
    return ROAD[ROAD.index(state) + 1]


def base_of(state: State) -> Base:
    """Row E45: any state comes down to a few meanings for the picture of forces."""
    if state in OVER:
        return Base.AVAILABLE if state is not State.DECLINED else Base.UNAVAILABLE
    return Base.COMMITTED


def step(
    dispatch: Dispatch, to: State, *, at: datetime, now: datetime, note: str = ""
) -> Dispatch:
    """Forward along the road; a reported state is not taken back, it is followed by the next."""
    if dispatch.state in OVER:
        raise Refused("dispatch_over", state=dispatch.state)
    if to not in ROAD:
        raise Refused("dispatch_step_unknown", state=to)
    if ROAD.index(to) <= ROAD.index(dispatch.state):
        raise Refused("dispatch_goes_back", state=dispatch.state, to=to)
    _in_order(dispatch, at, now)
    return replace(dispatch, state=to, state_at=at, ended_why=note if to in OVER else "")


def decline(dispatch: Dispatch, *, why: str, at: datetime, now: datetime) -> Dispatch:
    """不能出动: only before the team is under way, and never without a reason."""
    if dispatch.state not in _BEFORE_ROAD:
        raise Refused("dispatch_under_way", state=dispatch.state)
    return _end(dispatch, State.DECLINED, why, at, now)


def cancel(dispatch: Dispatch, *, why: str, at: datetime, now: datetime) -> Dispatch:
    """Called off before arrival; a team that is there withdraws and returns instead."""
    if dispatch.state in OVER or ROAD.index(dispatch.state) >= ROAD.index(State.ARRIVED):
        raise Refused("dispatch_arrived", state=dispatch.state)
    return _end(dispatch, State.CANCELLED, why, at, now)


def expect(dispatch: Dispatch, eta: datetime) -> Dispatch:
    if dispatch.state in OVER:
        raise Refused("dispatch_over", state=dispatch.state)
    if eta < dispatch.ordered_at:
        raise Refused("time_goes_back", at=eta, before=dispatch.ordered_at)
    return replace(dispatch, expected_at=eta)


def late(dispatch: Dispatch, now: datetime) -> bool:
    """Past its expected time and not yet there."""
    if dispatch.expected_at is None or dispatch.state in OVER:
        return False
    return ROAD.index(dispatch.state) < ROAD.index(State.ARRIVED) and now > dispatch.expected_at


def timeline(steps: Sequence[Step]) -> dict[State, datetime]:
    """Each state with its stated time; what was not reported is absent."""
    return {s.state: s.at for s in sorted(steps, key=lambda s: (s.recorded_at, s.id))}


def _end(dispatch: Dispatch, to: State, why: str, at: datetime, now: datetime) -> Dispatch:
    if not why.strip():
        raise Refused("reason_missing", what=to)
    _in_order(dispatch, at, now)
    return replace(dispatch, state=to, state_at=at, ended_why=why.strip())


def _in_order(dispatch: Dispatch, at: datetime, now: datetime) -> None:
    _not_ahead(at, now)
    if at < dispatch.state_at:
        raise Refused("time_goes_back", at=at, before=dispatch.state_at)


def _not_ahead(at: datetime, now: datetime) -> None:
    if at > now + CLOCK_SLACK:
        raise Refused("stated_ahead", at=at)
