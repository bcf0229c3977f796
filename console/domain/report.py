"""Which clocks of reporting an incident starts, and when each of them began to run.

Two lines, city first; one approved text for every addressee (D6). The rules are data with their
source and mark; statutory ones bind, the county's own are stricter and may be changed. A clock
runs from the call or from the event itself, never from 核实. A rule that asks for a grade starts
only once the grade is known to be that grave.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.due import Limit
from console.domain.evidence import Source
from console.domain.incident import Grade, Hazard, Incident
from console.domain.record import dataclass


class Way(StrEnum):
    PHONE = "phone"
    PAPER = "paper"
    SYSTEM = "system"


class Turn(StrEnum):
    FIRST = "first"  # 初报
    PROGRESS = "progress"  # 续报
    FINAL = "final"  # 终报


class Start(StrEnum):
    RECEIVED = "received"
    OCCURRED = "occurred"
    PREVIOUS = "previous"  # the report before


class Binding(StrEnum):
    STATUTORY = "statutory"  # 法定
    INTERNAL = "internal"  # 内控


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """`then` names the rule whose clock starts when this report has been made."""

    id: str
    turn: Turn
    way: Way
    to: str
    minutes: int
    starts: Start
    binding: Binding
    source: Source
    series: str = "info"
    via: str = ""
    hazards: frozenset[Hazard] = frozenset()
    grade: Grade | None = None
    then: str = ""

    @property
    def limit(self) -> Limit:
        return Limit(timedelta(minutes=self.minutes), self.source)


def applies(rule: ReportRule, incident: Incident) -> bool:
    if rule.hazards and incident.hazard not in rule.hazards:
        return False
    if rule.grade is None:
        return True
    return incident.grade is not None and incident.grade <= rule.grade


def first_reports(rules: Iterable[ReportRule], incident: Incident) -> tuple[ReportRule, ...]:
    """The rules whose clocks an incident starts, the shortest first."""
    found = [r for r in rules if r.turn is Turn.FIRST and applies(r, incident)]
    return tuple(sorted(found, key=lambda r: (r.minutes, r.id)))


def clock_start(rule: ReportRule, incident: Incident) -> datetime:
    """事发 where it is known and the rule counts from it; else 接报."""
    if rule.starts is Start.OCCURRED and incident.occurred_at is not None:
        return incident.occurred_at
    return incident.received_at
