"""Forces as one frozen record: kinds with what they can send, teams, dispatches with their times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from console.domain.dispatch import OVER, Dispatch, State, Step, late, timeline
from console.domain.force import Base, Expert, Team, TeamKind, stale, under_strength
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.record import dataclass
from console.services.permission import SYSTEM
from console.services.verdicts import waiting
from db.work import Read
from resources.supplies import transfer_rules

FADES_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of team: how many, how many people could come now, how many teams are out."""

    kind: TeamKind
    teams: int
    people: int
    out: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    """`free` is what the team says it has, less those who are out; `old` says nobody said so
    lately, `weak` that a village squad is under ten.
    """

    team: Team
    free: int
    out: int
    old: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class DispatchRow:
    dispatch: Dispatch
    team: Team
    times: Mapping[State, datetime]
    steps: tuple[Step, ...]
    late: bool
    waiting: bool = False  # 待县确认

    @property
    def open(self) -> bool:
        return self.dispatch.state not in OVER


@dataclass(frozen=True, slots=True)
class ForcesView:
    kinds: tuple[KindRow, ...]
    teams: tuple[TeamRow, ...]
    dispatches: tuple[DispatchRow, ...]
    experts: tuple[Expert, ...]
    places: tuple[Place, ...]
    people: Mapping[str, str]

    @property
    def free(self) -> int:
        return sum(row.free for row in self.teams)


def view(read: Read, now: datetime) -> ForcesView:
    """The page. A team that left the register is still named where it is out, but not offered."""
    teams = read.find(Team, order="rank,id")
    rows = _dispatches(read, now, {t.id: t for t in teams})
    made = [_team(team, rows, now) for team in teams if team.archived_at is None]
    return ForcesView(
        kinds=_kinds(made),
        teams=tuple(sorted(made, key=lambda r: (list(TeamKind).index(r.team.kind), r.team.rank))),
        dispatches=rows,
        experts=tuple(read.find(Expert, archived_at=None, order="rank,id")),
        places=tuple(read.find(Place, archived_at=None)),
        people=_people(read, rows),
    )


def _team(team: Team, rows: Sequence[DispatchRow], now: datetime) -> TeamRow:
    mine = [r.dispatch for r in rows if r.team.id == team.id and r.open]
    out = sum(d.people for d in mine)
    usable = team.available if team.base is not Base.UNAVAILABLE else 0
    return TeamRow(
        team=team,
        free=max(usable - out, 0),
        out=out,
        old=stale(team, now, transfer_rules().readiness),
        weak=under_strength(team),
    )


def _kinds(rows: Sequence[TeamRow]) -> tuple[KindRow, ...]:
    found = []
    for kind in TeamKind:
        mine = [r for r in rows if r.team.kind is kind]
        if mine:
            out = sum(1 for r in mine if r.out)
            found.append(KindRow(kind, len(mine), sum(r.free for r in mine), out))
    return tuple(found)


def _dispatches(read: Read, now: datetime, teams: Mapping[str, Team]) -> tuple[DispatchRow, ...]:
    """Those under way, then those that ended within some hours."""
    some = read.find(Dispatch, state__not=State.RETURNED, order="-ordered_at,-id")
    some = [d for d in some if d.state not in OVER]
    ended = read.find(Dispatch, state__in=tuple(OVER), state_at__gt=now - FADES_AFTER)
    some += sorted(ended, key=lambda d: d.state_at, reverse=True)
    ids = tuple(d.id for d in some)
    steps = read.find(Step, dispatch_id__in=ids, order="recorded_at,id") if ids else []
    away = waiting(read, ids)
    return tuple(
        DispatchRow(
            dispatch=d,
            team=teams[d.team_id],
            times=timeline([s for s in steps if s.dispatch_id == d.id]),
            steps=tuple(s for s in steps if s.dispatch_id == d.id),
            late=late(d, now),
            waiting=d.id in away,
        )
        for d in some
        if d.team_id in teams
    )


def _people(read: Read, rows: Iterable[DispatchRow]) -> dict[str, str]:
    ids = {s.by for r in rows for s in r.steps} - {SYSTEM, ""}
    return {o.id: o.name for o in read.find(Officer, id__in=tuple(ids))} if ids else {}
