"""Since when each kind of record is over, and which living response holds it.

One row per kind that has personal words; a kind without a row here is never listed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from console.domain.dispatch import Dispatch
from console.domain.force import Expert, Team
from console.domain.handover import Handover
from console.domain.incident import Call, Event, Incident
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refuge import Shelter, Vehicle
from console.domain.response import LIVING, Approval, Response
from console.domain.risk import Responsible
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


def _of_team(read: Read, team: Team, living: Living) -> str:
    sent = read.find(Dispatch, team_id=team.id) if living.by_id else []
    return next(filter(None, (living.of(d.event_id, d.response_id) for d in sent)), "")


def _of_officer(read: Read, officer: Officer, living: Living) -> str:
    for id_, words in living.by_id.items():
        if read.count(Approval, response_id=id_, approver_id=officer.id):
            return words
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`over` is the field that says since when; a leaver's is read from the journal."""

    record: type[Any]
    over: str
    held: Held = _free


RULES: tuple[Rule, ...] = (
    Rule(Call, "received_at", _of_call),
    Rule(Incident, "closed_at", _of_its_event),
    Rule(Handover, "taken_at"),
    Rule(Officer, "", _of_officer),
    Rule(Team, "archived_at", _of_team),
    Rule(Expert, "archived_at"),
    Rule(Vehicle, "archived_at"),
    Rule(Shelter, "archived_at"),
    Rule(Responsible, "archived_at"),
    Rule(Depot, "archived_at"),
    Rule(Transfer, "closed_at", _of_its_event),
)


def since(read: Read, rule: Rule, record: Any) -> datetime | None:
    if rule.over:
        at: datetime | None = getattr(record, rule.over)
        return at
    if record.active:
        return None
    saved = journal.lines(read, limit=1, subjects=[record.id], kinds=["officer_saved"])
    return saved[0].at if saved else None


def old_enough(read: Read, rule: Rule, before: datetime) -> list[Any]:
    """Records that were over by then, or may have been."""
    if rule.over:
        asked: dict[str, Any] = {f"{rule.over}__le": before}
        return read.find(rule.record, **asked)
    return read.find(rule.record, active=False)
