"""A deadline: what must happen by when, on whose rule, and whether it did.

All clocks of the house are rows of one kind, so that the bar can always say what is due next,
whoever set the clock. The limit comes in from data with its source and mark, never from here.
What is done late is done, but must say why (the trade warns at 80 % of a limit and asks the
reason of an overrun).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf

from console.domain.changes import Kind
from console.domain.evidence import Mark, Source
from console.domain.record import dataclass
from console.domain.refused import Refused

WARN_LEFT = 0.2


class DueState(StrEnum):
    RUNNING = "running"
    MET = "met"
    LATE = "late"  # done, after its time, with a reason
    CANCELLED = "cancelled"


class Urge(StrEnum):
    """How the clock looks: quiet, amber at 20 % left, red when over."""

    CALM = "calm"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time and the rule that sets it."""

    length: timedelta
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`kind` is a word of the noun that raised it: paper, publish, task, report …"""

    id: str
    kind: str
    subject_kind: Kind
    subject_id: str
    event_id: str | None
    title: str
    unit: str
    starts_at: datetime
    due_at: datetime
    state: DueState = DueState.RUNNING
    met_at: datetime | None = None
    late_reason: str = ""
    source_title: str = ""
    source_clause: str = ""
    source_mark: Mark = Mark.SUGGESTED


def raised(
    id: str,  # noqa: A002 - the record's own word
    kind: str,
    subject: tuple[Kind, str],
    title: str,
    *,
    at: datetime,
    limit: Limit,
    event_id: str | None = None,
    unit: str = "",
) -> Due:
    """A clock that starts at the stated time, not at the time of writing it down."""
    if limit.length < timedelta(0):
        raise Refused("due_limit", title=title)
    return Due(
        id=id,
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        event_id=event_id,
        title=title,
        unit=unit,
        starts_at=at,
        due_at=at + limit.length,
        source_title=limit.source.title,
        source_clause=limit.source.clause,
        source_mark=limit.source.mark,
    )


def meet(due: Due, *, at: datetime, reason: str = "") -> Due:
    """Done: in time, or late with a reason; a second time is refused."""
    _running(due)
    if at <= due.due_at:
        return replace(due, state=DueState.MET, met_at=at)
    if not reason.strip():
        raise Refused("late_reason_missing", title=due.title, limit=due.due_at)
    return replace(due, state=DueState.LATE, met_at=at, late_reason=reason.strip())


def cancel(due: Due, *, at: datetime, reason: str) -> Due:
    """The thing is no longer wanted; the row stays with the reason."""
    _running(due)
    if not reason.strip():
        raise Refused("reason_missing", what="cancel")
    return replace(due, state=DueState.CANCELLED, met_at=at, late_reason=reason.strip())


def remaining(due: Due, now: datetime) -> timedelta:
    """Negative when over; a met clock stands where it was met."""
    return due.due_at - (due.met_at or now)


def fraction(due: Due, now: datetime) -> float:
    """Share of the limit that is used up, 0 at the start; above 1 when over."""
    if due.due_at == due.starts_at:  # 立即
        return inf if (due.met_at or now) > due.due_at else 1.0
    return ((due.met_at or now) - due.starts_at) / (due.due_at - due.starts_at)


def urge(due: Due, now: datetime) -> Urge:
    if due.state is not DueState.RUNNING:
        return Urge.CALM
    return urge_of(due.starts_at, due.due_at, now)


def urge_of(starts_at: datetime, due_at: datetime, now: datetime) -> Urge:
    """The same rule for a deadline that is not a row of its own."""
    left = due_at - now
    if left < timedelta(0):
        return Urge.OVER
    return Urge.NEAR if left <= (due_at - starts_at) * WARN_LEFT else Urge.CALM


def _running(due: Due) -> None:
    if due.state is not DueState.RUNNING:
        raise Refused("due_closed", title=due.title)
