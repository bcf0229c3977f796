"""口述卡: sentences to be read over the telephone, composed only from what is on record.

Who, what, where, when, then people, rain, response, teams, goods. A figure is never bare: as of
when, from whom, 已核 or 待核 (D11). What is not known is said to be 不详 or left out, never filled in.
"""

from collections.abc import Iterable
from datetime import datetime

from console.domain.dispatch import OVER, Dispatch
from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.domain.force import Team
from console.domain.incident import Event, Incident, IncidentState
from console.domain.officer import Officer
from console.domain.rain_field import standing
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.response import LIVING, Response, ResponseState
from console.domain.supply import Depot
from console.domain.transfer import OPEN, Stage, Transfer, stage
from console.services import stock
from console.services.consignment import what_of
from console.services.glance.duty import FigureView, figures
from console.services.notices import MEAN, situation, works
from console.services.on_record import BACK
from console.services.planbook import bound
from console.wording import near_time, number, spoken_time
from console.wording.dictation import (
    CLOSING,
    DISPATCHED,
    FIGURES_SAID,
    GRADED,
    HEADS,
    INCIDENT_SAID,
    LABEL,
    NO_FIGURES,
    NOT_VERIFIED,
    NOTHING,
    ON_THE_ROAD,
    OPENING,
    OTHERS,
    PAUSED,
    RECEIVED,
    RESPONSE_SAID,
    SOURCED,
    UNKNOWN_TIME,
    VERIFIED,
)
from console.wording.document import NOT_NUMBERED
from console.wording.force import STATE
from console.wording.incident import FIGURE, GRADE, HAZARD
from console.wording.store import MARK
from db.work import Read

_MOST = 6
_ALOUD = (
    FigureKind.DEAD,
    FigureKind.MISSING,
    FigureKind.INJURED,
    FigureKind.TRAPPED,
    FigureKind.TO_MOVE,
    FigureKind.MOVED,
    FigureKind.NOT_MOVED,
    FigureKind.SETTLED,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing to say, under a word that finds it at a glance."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Dictation:
    at: datetime
    lines: tuple[Spoken, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"{one.label}:{one.words}" for one in self.lines)


def dictation(read: Read, now: datetime, officer_id: str, incident_id: str = "") -> Dictation:
    """For the chosen incident and its event; without one, for the county as it stands."""
    incident = read.seek(Incident, incident_id) if incident_id else None
    event = _event(read, incident)
    officer = read.seek(Officer, officer_id) if officer_id else None
    parts = (
        ("who", [OPENING.format(name=officer.name if officer is not None else "")]),
        ("what", [_incident(incident)] if incident is not None else []),
        ("people", [_people(figures(read, event), now)]),
        ("rain", list(_rain(read, now))),
        ("response", list(_responses(read, event))),
        ("teams", list(_teams(read, event, now))),
        ("goods", list(_goods(read, event))),
        ("end", [CLOSING.format(at=spoken_time(now))]),
    )
    lines = (Spoken(LABEL[key], "".join(said)) for key, said in parts if said)
    return Dictation(now, tuple(lines))


def _event(read: Read, incident: Incident | None) -> Event | None:
    if incident is not None and incident.event_id:
        return read.seek(Event, incident.event_id)
    found = read.find(Event, ended_at=None, order="-began_at", limit=1)
    return found[0] if found else None


def _incident(one: Incident) -> str:
    verified = one.state is IncidentState.VERIFIED and one.verified_at is not None
    said = INCIDENT_SAID.format(
        received=spoken_time(one.received_at),
        place=one.place_text or one.title,
        hazard=HAZARD[one.hazard],
        occurred=spoken_time(one.occurred_at) if one.occurred_at else UNKNOWN_TIME,
    )
    state = VERIFIED.format(source=one.verified_from) if verified else NOT_VERIFIED
    return said + (GRADED.format(grade=GRADE[one.grade]) if one.grade else "") + state


def _people(known: dict[FigureKind, FigureView], now: datetime) -> str:
    groups: dict[tuple[datetime, str, Mark], list[str]] = {}
    for kind in _ALOUD:
        one = known[kind]
        if one.value is not None and one.as_of is not None and one.mark is not None:
            words = HEADS.format(kind=FIGURE[kind], value=number(one.value))
            groups.setdefault((one.as_of, one.source, one.mark), []).append(words)
    if not groups:
        return NO_FIGURES
    said = [
        FIGURES_SAID.format(
            heads="、".join(heads), at=near_time(at, now), source=source, mark=MARK[mark]
        )
        for (at, source, mark), heads in groups.items()
    ]
    unknown = [FIGURE[kind] for kind in _ALOUD if known[kind].value is None]
    return "".join(said) + (NOTHING.format(kinds="、".join(unknown)) if unknown else "")


def _rain(read: Read, now: datetime) -> Iterable[str]:
    found = read.find(Reading, window_end__ge=now - BACK, window_end__le=now, order="window_end")
    known = standing(found)
    told = situation(known) + works(known)
    if not told:
        return
    yield told
    means = [one for one in known if one.metric == MEAN]
    if means:
        last = max(means, key=lambda one: (one.window_end, one.recorded_at))
        yield SOURCED.format(source=last.source, mark=MARK[last.mark])


def _responses(read: Read, event: Event | None) -> Iterable[str]:
    if event is None:
        return
    for one in read.find(Response, event_id=event.id, state__in=tuple(LIVING)):
        plan = bound(read, one.plan_version)
        yield RESPONSE_SAID.format(
            plan=plan.kind,
            level=plan.level_name(one.level),
            since=spoken_time(one.level_at),
            until=spoken_time(one.expected_until),
            measures="、".join(measure.rstrip("。") for measure in one.measures),
            paused=PAUSED if one.state is ResponseState.PAUSED else "",
        )


def _teams(read: Read, event: Event | None, now: datetime) -> Iterable[str]:
    if event is None:
        return
    out = [one for one in read.find(Dispatch, event_id=event.id) if one.state not in OVER]
    for one in out[:_MOST]:
        yield DISPATCHED.format(
            team=read.get(Team, one.team_id).name,
            people=number(one.people),
            place=one.place_name,
            state=STATE[one.state],
            at=near_time(one.state_at, now),
        )
    if len(out) > _MOST:
        yield OTHERS.format(count=len(out) - _MOST)


def _goods(read: Read, event: Event | None) -> Iterable[str]:
    if event is None:
        return
    for one in read.find(Transfer, event_id=event.id, state__in=tuple(OPEN)):
        at = stage(one, stock.flow_of(read, one.id))
        if at in {Stage.ON_ROAD, Stage.RECEIVED}:
            to = read.get(Depot, one.to_depot_id).name
            words = ON_THE_ROAD if at is Stage.ON_ROAD else RECEIVED
            yield words.format(what=what_of(read, one), to=to, number=one.number or NOT_NUMBERED)
