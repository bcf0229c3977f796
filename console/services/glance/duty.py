"""What the 值守 page and its tile show, read from one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta

from console.domain.changes import Kind
from console.domain.due import Due, DueState
from console.domain.evidence import Mark
from console.domain.figure import Figure, FigureKind, not_moved
from console.domain.handover import Handover
from console.domain.incident import Call, CallState, Event, Incident, IncidentState
from console.domain.level import Level, gravest
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.record import dataclass
from console.domain.report import Binding
from console.domain.response import LIVING, Response
from console.domain.roster import (
    Gap,
    Mode,
    Post,
    Watch,
    current,
    following,
    gaps,
    headcount_for,
)
from console.services import open_items
from console.services.glance import log, roster
from console.services.glance.shift import newest_signed
from console.services.open_items import open_card
from console.services.reporting import rule_of
from console.wording import local
from db.work import Read
from resources import duty

KINDS = frozenset(
    {
        Kind.WATCH,
        Kind.OFFICER,
        Kind.CALL,
        Kind.INCIDENT,
        Kind.EVENT,
        Kind.FIGURE,
        Kind.DUE,
        Kind.HANDOVER,
        Kind.JOURNAL,
        Kind.PLACE,
    }
)
# The tile says the call and the figures themselves; the page keeps every line.
_PAGE_ONLY = frozenset({"incident_opened", "figure_set"})
_OPEN = (IncidentState.REPORTED, IncidentState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Person:
    officer_id: str
    name: str
    phone: str
    post: Post
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WatchView:
    """One watch with its people, in the order of their posts."""

    id: str
    starts: datetime
    ends: datetime
    mode: Mode
    level: Level | None
    people: tuple[Person, ...]

    def on(self, post: Post) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.post is post)

    def late(self, now: datetime) -> timedelta:
        """How long the watch stands beyond its hours, because nobody has taken over yet."""
        return max(now - self.ends, timedelta())

    def holds(self, officer_id: str) -> bool:
        return any(p.officer_id == officer_id for p in self.people)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A running deadline. `minutes` and `binding` stand only on clocks of reporting."""

    id: str
    title: str
    unit: str
    starts_at: datetime
    due_at: datetime
    basis: str
    mark: Mark
    subject_kind: Kind
    subject_id: str
    minutes: int | None = None
    binding: Binding | None = None
    by_phone: bool = False

    @property
    def reporting(self) -> bool:
        return self.binding is not None

    def used(self, now: datetime) -> float:
        """The share of the limit that is gone, 0 to 1; 立即 is gone at once."""
        whole = (self.due_at - self.starts_at).total_seconds()
        gone = (now - self.starts_at).total_seconds()
        return min(1.0, max(0.0, gone / whole)) if whole > 0 else 1.0


@dataclass(frozen=True, slots=True)
class FigureView:
    """`value` None is unknown. 未转 that was worked out has no record of its own (`id` empty)."""

    kind: FigureKind
    value: int | None
    as_of: datetime | None = None
    source: str = ""
    mark: Mark | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class DutyCard:
    """The tile on the wall: who stands, who comes, the figures, what happened."""

    now: datetime
    on: WatchView | None
    then: WatchView | None
    gaps: tuple[Gap, ...]
    figures: Mapping[FigureKind, FigureView]
    event: Event | None
    lines: tuple[log.Told, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One incident and all that happened to it; its calls with who rang, the first call first."""

    incident: Incident
    calls: tuple[Call, ...]
    lines: tuple[log.Told, ...]


@dataclass(frozen=True, slots=True)
class DutyPage:
    """All of the page; a card is part of it, so that the two can't say different things."""

    card: DutyCard
    month: roster.Month
    clocks: tuple[ClockView, ...]
    incidents: tuple[Incident, ...]
    calls: tuple[Call, ...]
    today: int
    trace: Trace | None = None
    living: Level | None = None
    events: tuple[Event, ...] = ()
    handover: Handover | None = None
    signed: Handover | None = None  # the last that both have signed
    places: tuple[Place, ...] = ()
    officers: Mapping[str, Officer] = field(default_factory=dict)


def card(read: Read, now: datetime, limit: int = 60) -> DutyCard:
    whole = _card(read, now, {o.id: o for o in read.find(Officer)}, limit)
    kept = (line for line in whole.lines if line.kind not in _PAGE_ONLY)
    return replace(whole, lines=log.bundled(kept))


def page(read: Read, now: datetime, incident_id: str = "", limit: int = 400) -> DutyPage:
    """`incident_id` is the chosen incident, whose trace is wanted."""
    officers = {o.id: o for o in read.find(Officer)}
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tile = _card(read, now, officers, limit)
    return DutyPage(
        card=tile,
        month=roster.month(read, now, duty.headcounts(), officers),
        clocks=clocks(read),
        incidents=tuple(read.find(Incident, state__in=_OPEN, order="-received_at")),
        calls=tuple(read.find(Call, state=CallState.OPEN, order="received_at")),
        today=sum(line.at >= midnight for line in tile.lines),
        trace=_trace(read, incident_id, officers),
        living=gravest(r.level for r in read.find(Response, state__in=tuple(LIVING))),
        events=tuple(read.find(Event, ended_at=None, order="-began_at")),
        handover=open_card(read),
        signed=newest_signed(read),
        places=tuple(read.find(Place, archived_at=None, order="code,name")),
        officers=officers,
    )


def _card(read: Read, now: datetime, officers: Mapping[str, Officer], limit: int) -> DutyCard:
    standing = read.find(Watch, left_at=None, order="starts")
    on = current(standing, now)
    then = following(standing, on, now)
    event = _event(read)
    names = {id_: o.name for id_, o in officers.items()}
    return DutyCard(
        now=now,
        on=_watch(on, officers),
        then=_watch(then, officers),
        gaps=_gaps_ahead(standing, now),
        figures=figures(read, event),
        event=event,
        lines=log.newest(read, names, limit),
    )


def _trace(read: Read, incident_id: str, officers: Mapping[str, Officer]) -> Trace | None:
    incident = read.seek(Incident, incident_id) if incident_id else None
    if incident is None:
        return None
    calls = read.find(Call, incident_id=incident_id, order="received_at")
    names = {id_: o.name for id_, o in officers.items()}
    subjects = [incident_id, *(call.id for call in calls)]
    lines = log.newest(read, names, subjects=subjects)
    return Trace(incident, tuple(calls), lines)


def _watch(watch: Watch | None, officers: Mapping[str, Officer]) -> WatchView | None:
    if watch is None:
        return None
    order = list(Post)
    people = [
        Person(
            a.officer_id,
            officers[a.officer_id].name if a.officer_id in officers else a.officer_id,
            officers[a.officer_id].phone if a.officer_id in officers else "",
            a.post,
            a.unit,
        )
        for a in sorted(watch.assignments, key=lambda a: order.index(a.post))
    ]
    return WatchView(watch.id, watch.starts, watch.ends, watch.mode, watch.level, tuple(people))


def _gaps_ahead(watches: Sequence[Watch], now: datetime) -> tuple[Gap, ...]:
    rules = duty.headcounts()
    ahead = [w for w in watches if w.ends > now]
    return tuple(gap for watch in ahead for gap in gaps(watch, headcount_for(watch, rules)))


def clocks(read: Read) -> tuple[ClockView, ...]:
    """Running deadlines but those of tasks, which stand beside their tasks; the nearest first."""
    found = read.find(Due, state=DueState.RUNNING, order="due_at")
    return tuple(_clock(due) for due in found if due.subject_kind is not Kind.TASK)


def _clock(due: Due) -> ClockView:
    rule = rule_of(due)
    return ClockView(
        id=due.id,
        title=due.title,
        unit=due.unit,
        starts_at=due.starts_at,
        due_at=due.due_at,
        basis=f"{due.source_title} {due.source_clause}".strip(),
        mark=due.source_mark,
        subject_kind=due.subject_kind,
        subject_id=due.subject_id,
        minutes=rule.minutes if rule is not None else None,
        binding=rule.binding if rule is not None else None,
        by_phone=rule is not None and rule.way == "phone",
    )


def _event(read: Read) -> Event | None:
    """The event that figures are about: the newest that has not ended."""
    found = read.find(Event, ended_at=None, order="-began_at", limit=1)
    return found[0] if found else None


def figures(read: Read, event: Event | None) -> dict[FigureKind, FigureView]:
    """The county's figures in force; 未转 worked out where nobody stated it."""
    known = read.find(
        Figure, event_id=event.id if event else "", incident_id="", place_id="", current=True
    )
    shown = {kind: FigureView(kind, None) for kind in FigureKind}
    for one in known:
        shown[one.kind] = FigureView(one.kind, one.value, one.as_of, one.source, one.mark, one.id)
    if not shown[FigureKind.NOT_MOVED].id:
        asked, done = shown[FigureKind.TO_MOVE], shown[FigureKind.MOVED]
        left = not_moved(known)
        same = asked.as_of if left is not None else None
        mark = Mark.PENDING if Mark.PENDING in {asked.mark, done.mark} else asked.mark
        shown[FigureKind.NOT_MOVED] = FigureView(
            FigureKind.NOT_MOVED, left, same, done.source, mark if left is not None else None
        )
    return shown


def handover_card(read: Read, now: datetime, waiting: int) -> Handover | None:
    """The card that is being worked on, with its lines as things stand now."""
    known = open_card(read)
    return None if known is None else open_items.fresh(read, known, now, waiting)
