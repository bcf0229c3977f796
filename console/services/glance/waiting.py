"""How much waits in each room: the numbers on the rail.

A handful of counts from one snapshot. A room's own page says the same number when it is open; this
is what is said while it is not.
"""

from datetime import datetime

from console.domain import task, transfer
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.dispatch import OVER, Dispatch, State, late
from console.domain.due import Due, DueState
from console.domain.incident import Call, CallState, Incident, IncidentState
from console.domain.response import LIVING, Proposal, ProposalState, Response
from console.domain.task import Task
from console.domain.transfer import Transfer
from console.services.glance.response import RESPONSE_DUES
from db.sync import listed
from db.work import Read

_OPEN = (IncidentState.REPORTED, IncidentState.VERIFIED)


def waiting(read: Read, now: datetime) -> tuple[tuple[str, int], ...]:
    """By the rooms' names."""
    under_way = tuple(state for state in State if state not in OVER)
    called = read.count(Incident, state__in=_OPEN) + read.count(Call, state=CallState.OPEN)
    overdue = sum(late(d, now) for d in read.find(Dispatch, state__in=under_way))
    return (
        ("duty", called),
        ("response", _responses(read, now)),
        ("forces", overdue),
        ("supplies", read.count(Transfer, state__in=tuple(transfer.OPEN))),
        ("exchange", _disagreed(read)),
    )


def _responses(read: Read, now: datetime) -> int:
    """Open proposals; overdue tasks and owed papers of what is running."""
    count = read.count(Proposal, state=ProposalState.OPEN)
    events = {one.event_id for one in read.find(Response, state__in=tuple(LIVING))}
    for event in sorted(events):
        open_ = tuple(task.OPEN)
        count += read.count(Task, event_id=event, state__in=open_, due_at__lt=now)
        count += read.count(
            Due, event_id=event, state=DueState.RUNNING, kind__in=tuple(RESPONSE_DUES)
        )
    return count


def _disagreed(read: Read) -> int:
    """Differences and shortfalls to settle, and groups that were not taken."""
    open_ = read.count(Difference, choice=Choice.OPEN)
    short = read.count(Shortfall, settled_at=None)
    return open_ + short + sum(listed.put_aside(read).values())
