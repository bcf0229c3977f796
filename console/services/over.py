"""Since when each kind of record is over, and which living response holds it.

One row per kind that has personal words, in its fields or in the lines of the log about it (whom
a figure was told to, who swapped a watch); a kind without a row here is never listed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from console.domain.dispatch import Dispatch
from console.domain.figure import Figure
from console.domain.force import Expert, Team
from console.domain.handover import Handover
from console.domain.incident import Call, CallState, Event, Incident
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refuge import Shelter, Vehicle
from console.domain.response import LIVING, Approval, Response
from console.domain.risk import Responsible
from console.domain.roster import Watch
from console.domain.supply import Depot
from console.domain.transfer import Transfer
from console.wording.response import LEVEL
from db import journal
from db.work import Read


class Living:
    """The responses that run now, by event and by id, as a sentence names them."""

    def __init__(self, read: Read) -> None:
        running = read.find(Response, state__in=tuple(LIVING))
        titles = {one.id: one.title for one in read.find(Event)} if running else {}
        words = {
            one.id: f"{titles.get(one.event_id, '')}{LEVEL[one.level]}响应" for one in running
        }
        self.by_event = {one.event_id: words[one.id] for one in running}
        self.by_id = words

    def of(self, event_id: str | None, response_id: str | None = None) -> str:
        return self.by_id.get(response_id or "", "") or self.by_event.get(event_id or "", "")


Held = Callable[[Read, Any, Living], str]


def _free(_read: Read, _record: Any, _living: Living) -> str:
    return ""


def _of_its_event(_read: Read, one: Any, living: Living) -> str:
    return living.of(one.event_id, getattr(one, "response_id", None))


def _of_call(read: Read, call: Call, living: Living) -> str:
    found = read.pick(Incident, call.incident_id, "event_id") if call.incident_id else None
    return living.of(found[0]) if found else ""


def _of_event(_read: Read, event: Event, living: Living) -> str:
    return living.of(event.id)


def _of_response(_read: Read, response: Response, living: Living) -> str:
    return living.of(response.event_id, response.id)


def _of_figure(read: Read, figure: Figure, living: Living) -> str:
    found = read.pick(Incident, figure.incident_id, "event_id") if figure.incident_id else None
    return living.of(figure.event_id) or (living.of(found[0]) if found else "")


def _of_team(read: Read, team: Team, living: Living) -> str:
    sent = read.find(Dispatch, team_id=team.id) if living.by_id else []
    return next(filter(None, (living.of(d.event_id, d.response_id) for d in sent)), "")


def _of_officer(read: Read, officer: Officer, living: Living) -> str:
    for id_, words in living.by_id.items():
        if read.count(Approval, response_id=id_, approver_id=officer.id):
            return words
    return ""


Over = Callable[[Read, Any], datetime | None]


def _field(name: str) -> Over:
    def over(_read: Read, record: Any) -> datetime | None:
        at: datetime | None = getattr(record, name)
        return at

    return over


def _last_line(read: Read, id_: str, *kinds: str) -> datetime | None:
    said = journal.lines(read, limit=1, subjects=[id_], kinds=kinds or None)
    return said[0].at if said else None


def _left(read: Read, officer: Officer) -> datetime | None:
    """A leaver's account was last touched when it was closed."""
    return None if officer.active else _last_line(read, officer.id, "officer_saved")


def _settled(read: Read, incident: Incident) -> datetime | None:
    """办结 has its own time; 误报 and 并入 have the line that says so."""
    if incident.open:
        return None
    return incident.closed_at or _last_line(read, incident.id)


def _answered(read: Read, call: Call) -> datetime | None:
    """A call is over with its incident, or at once where it was only noted."""
    if call.state is CallState.OPEN:
        return None
    incident = read.seek(Incident, call.incident_id) if call.incident_id else None
    return call.received_at if incident is None else _settled(read, incident)


@dataclass(frozen=True, slots=True)
class Rule:
    """`began` is the field by which those that can't be due yet are left out of the question."""

    record: type[Any]
    over: Over
    held: Held = _free
    began: str = "archived_at"


ARCHIVED = _field("archived_at")
RULES: tuple[Rule, ...] = (
    Rule(Call, _answered, _of_call, "received_at"),
    Rule(Incident, _settled, _of_its_event, "received_at"),
    Rule(Event, _field("ended_at"), _of_event, "ended_at"),
    Rule(Response, _field("ended_at"), _of_response, "ended_at"),
    Rule(Figure, _field("as_of"), _of_figure, "as_of"),
    Rule(Watch, _field("ends"), began="ends"),
    Rule(Handover, _field("taken_at"), began="taken_at"),
    Rule(Officer, _left, _of_officer, ""),
    Rule(Team, ARCHIVED, _of_team),
    Rule(Expert, ARCHIVED),
    Rule(Vehicle, ARCHIVED),
    Rule(Shelter, ARCHIVED),
    Rule(Responsible, ARCHIVED),
    Rule(Depot, ARCHIVED),
    Rule(Transfer, _field("closed_at"), _of_its_event, "closed_at"),
)


def old_enough(read: Read, rule: Rule, before: datetime) -> list[str]:
    """Ids of what had begun by then; whether it is over is asked of each."""
    if not rule.began:
        return read.ids(rule.record, active=False)
    asked: dict[str, Any] = {f"{rule.began}__le": before}
    return read.ids(rule.record, **asked)
