"""What the 态势 page and its tile show, read from one snapshot: facts, not looks."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from functools import lru_cache

from console.domain.changes import Kind
from console.domain.condition import Condition, Rule
from console.domain.dispatch import Dispatch
from console.domain.force import Team
from console.domain.level import Level
from console.domain.metric import Metric, MetricKind
from console.domain.place import Place
from console.domain.plan import Plan, PlanVersion
from console.domain.plan_text import read_plan
from console.domain.rain_field import MEAN, STATION, RainField, rain_field, standing, town_of
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.supply import Depot
from console.services.glance.atlas import (
    UNDER_WAY,
    Atlas,
    Draped,
    Site,
    Spot,
    Way,
    depot_spots,
    incident_spots,
    load_ways,
    team_spots,
    team_ways,
)
from console.services.on_record import station_names
from db.work import Read
from resources.plans import metrics

KINDS = frozenset(
    {
        Kind.READING,
        Kind.INCIDENT,
        Kind.TEAM,
        Kind.DISPATCH,
        Kind.DEPOT,
        Kind.TRANSFER,
        Kind.PLACE,
        Kind.PLAN,
    }
)
PAGE_KINDS = KINDS | {
    Kind.RISK_POINT,
    Kind.RESERVOIR,
    Kind.SHELTER,
    Kind.VEHICLE,
    Kind.LAYER,
}
NEWEST = 400  # readings on the page; the record holds them all
RIVERS = ("river_over_warning", "river_over_guarantee", "river_stage")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading in the list. `silent_after`: from then on the station's data is 数据中断 (D13)."""

    reading: Reading
    metric: Metric | None
    newest: bool = False
    silent_after: datetime | None = None
    replaced: bool = False

    def silent(self, now: datetime) -> bool:
        return self.newest and self.silent_after is not None and now > self.silent_after


@dataclass(frozen=True, slots=True)
class Curve:
    """One station's (or the county's) totals that grow from one start, oldest first."""

    name: str
    start: datetime
    points: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit of the plan for the county's mean: which level, how much, over how many hours."""

    level: Level
    amount: float
    hours: int


@dataclass(frozen=True, slots=True)
class Situation:
    """`rivers` are (township code, a station's newest reading); `read_at` is when all this was so."""

    rain: RainField
    read_at: datetime
    rows: tuple[ReadingRow, ...] = ()
    rivers: tuple[tuple[str, ReadingRow], ...] = ()
    incidents: tuple[Spot, ...] = ()
    teams: tuple[Spot, ...] = ()
    depots: tuple[Spot, ...] = ()
    ways: tuple[Way, ...] = ()
    outside: tuple[ReadingRow, ...] = ()
    curves: tuple[Curve, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    stations: Mapping[str, str | None] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    drapes: tuple[Draped, ...] = ()


def situation(read: Read, now: datetime, *, whole: bool = True) -> Situation:
    """`whole` adds what only the page shows: the list, the curves, the plan's limits."""
    atlas = Atlas(read.find(Place))
    readings = read.find(Reading, order="-window_end,-recorded_at", limit=NEWEST)
    teams = read.find(Team, archived_at=None, order="rank")
    depots = read.find(Depot, archived_at=None, order="rank")
    sent = read.find(Dispatch, state__in=UNDER_WAY, order="ordered_at")
    rows = reading_rows(readings)
    return Situation(
        rain=rain_field(readings, atlas.towns),
        read_at=now,
        rows=rows if whole else (),
        rivers=_rivers(rows, atlas),
        incidents=incident_spots(read, atlas),
        teams=team_spots([t for t in teams if t.archived_at is None], sent, atlas),
        depots=depot_spots([d for d in depots if d.archived_at is None], atlas),
        ways=(*team_ways(teams, sent, atlas), *load_ways(read, depots, atlas)),
        outside=tuple(row for row in rows if row.newest and _is_level(row)),
        curves=curves(readings) if whole else (),
        thresholds=_limits(read) if whole else (),
        stations=_stations(read, readings) if whole else {},
    )


def reading_rows(readings: Sequence[Reading]) -> tuple[ReadingRow, ...]:
    """In the order given (newest first); only a station's newest reading can fall silent."""
    table = metrics()
    standing_ids = {one.id for one in standing(readings)}
    seen: set[tuple[str, str]] = set()
    rows = []
    for one in readings:
        metric = table.get(one.metric)
        stands = one.id in standing_ids
        newest = stands and (one.metric, one.station) not in seen
        if newest:
            seen.add((one.metric, one.station))
        kept = metric.stale_minutes if metric and newest and one.station else None
        rows.append(
            ReadingRow(
                reading=one,
                metric=metric,
                newest=newest,
                silent_after=None if kept is None else one.window_end + timedelta(minutes=kept),
                replaced=not stands,
            )
        )
    return tuple(rows)


def curves(readings: Sequence[Reading]) -> tuple[Curve, ...]:
    """Totals with one start make a rising line from 0; a single total is a point, no course."""
    found: dict[tuple[str, datetime], dict[datetime, float]] = {}
    for one in standing(readings):
        if one.metric in {MEAN, STATION} and one.window_start is not None and not one.floats:
            name = one.station if one.metric == STATION else ""
            line = found.setdefault((name, one.window_start), {})
            line.setdefault(one.window_end, float(one.value))
    return tuple(
        Curve(
            name,
            start,
            ((((start, 0.0),) if len(points) > 1 else ()) + tuple(sorted(points.items()))),
        )
        for (name, start), points in sorted(found.items(), key=lambda row: row[0])
    )


def _is_level(row: ReadingRow) -> bool:
    return row.metric is not None and row.metric.kind is MetricKind.LEVEL


def _rivers(rows: Sequence[ReadingRow], atlas: Atlas) -> tuple[tuple[str, ReadingRow], ...]:
    newest = [row for row in rows if row.newest and row.reading.metric in RIVERS]
    return tuple((town_of(row.reading, atlas.towns), row) for row in newest)


def _stations(read: Read, readings: Sequence[Reading]) -> dict[str, str | None]:
    """Names a station may go by: those of places, and those that have spoken before."""
    spoken = {one.station: one.place_code for one in readings if one.station}
    return spoken | station_names(read)


def _limits(read: Read) -> tuple[Threshold, ...]:
    found: set[Threshold] = set()
    for version in read.find(PlanVersion, active=True):
        plan = _plan(version.text)
        for rule in plan.levels if plan else ():
            for clause in rule.clauses:
                found.update(_means(rule.level, clause.rule))
    return tuple(sorted(found, key=lambda one: (one.hours, one.amount)))


def _means(level: Level, rule: Rule) -> list[Threshold]:
    if isinstance(rule, Condition):
        if rule.metric != MEAN or rule.window_hours is None:
            return []
        return [Threshold(level, float(rule.value), rule.window_hours)]
    return [one for member in rule.members for one in _means(level, member)]


@lru_cache(maxsize=8)
def _plan(text: str) -> Plan | None:
    return read_plan(text, "", metrics()).plan
