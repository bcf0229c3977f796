"""The situation bar's share of the responses: chips of what runs, and the clock that comes first."""

from console.domain.due import Due, DueState
from console.domain.response import LIVING, ResponseState
from console.services.glance.bar import ActiveResponse, NearestDue
from console.services.glance.response import responses_shown
from console.services.planbook import bound
from console.services.verdicts import waiting
from db.work import Read


def active_responses(read: Read) -> tuple[ActiveResponse, ...]:
    """The chips of the situation bar: living responses, gravest first."""
    made = []
    shown = responses_shown(read)
    away = waiting(read, (one.id for one in shown))
    for one in shown:
        if one.state not in LIVING:
            continue
        plan = bound(read, one.plan_version)
        made.append(
            ActiveResponse(
                id=one.id,
                level=one.level,
                name=f"{plan.kind}应急响应",
                since=one.level_at,
                words=plan.level_name(one.level),
                paused=one.state is ResponseState.PAUSED,
                waiting=one.id in away,
            )
        )
    return tuple(made)


def nearest_due(read: Read) -> NearestDue | None:
    """The clock that comes first of all that run, whoever set it."""
    found = read.find(Due, state=DueState.RUNNING, order="due_at", limit=1)
    if not found:
        return None
    first = found[0]
    return NearestDue(first.title, first.due_at, first.starts_at, first.subject_id)
