"""The package of a level as tasks with their clocks: unfolded, superseded, repeated, taken back.

Called inside the transaction of the decision or of the act that they follow from. A task and its
clock are written together or not at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from console.domain import task
from console.domain.changes import Kind
from console.domain.due import Limit, raised
from console.domain.entry import Entry, Fact
from console.domain.evidence import Source
from console.domain.level import Level
from console.domain.plan import Plan, TaskTemplate
from console.domain.response import LIVING, Response
from console.domain.task import For, Order, Task, Urgent
from console.services import dues
from console.services.planbook import bound
from console.wording import local, near_time
from console.wording.response import NO_LONGER_ASKED, OPTIONAL_TASK, SAME_TASK_GOES_ON
from db.work import Work

DUE = "task"


def orders(plan: Plan, level: Level, at: datetime) -> list[Order]:
    """The package of a level; a repeated task runs to the end of its first round."""
    return [_order(plan, template, at) for template in plan.package(level)]


def action_of(template: TaskTemplate) -> str:
    """What an action is called at every level: notice-4 and notice-3 are both notice."""
    return template.id.rpartition("-")[0]


def _order(plan: Plan, template: TaskTemplate, at: datetime) -> Order:
    title = template.title
    return Order(
        title=OPTIONAL_TASK.format(title=title) if template.optional else title,
        unit=template.unit,
        limit=_limit(template, at),
        code=action_of(template),
        detail=template.text,
        source=Source(template.source or plan.title, template.clause, template.mark),
    )


def _limit(template: TaskTemplate, at: datetime) -> timedelta | None:
    """So many minutes, one round, or until the next of the set hours on the county's clock."""
    if template.times:
        here = local(at)
        return min(_next_hour(here, text) - here for text in template.times)
    minutes = template.due_minutes if template.due_minutes is not None else template.every_minutes
    return None if minutes is None else timedelta(minutes=minutes)


def _next_hour(here: datetime, text: str) -> datetime:
    hour, minute = (int(part) for part in text.split(":"))
    today = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


def give(
    w: Work, order: Order, belongs: For, *, at: datetime, urgent: Urgent | None = None
) -> Task:
    """One task with its clock; the caller logs it."""
    made = task.issue(w.new_id(), order, belongs, at=at, urgent=urgent)
    w.save(made)
    if order.limit is not None:
        w.save(
            raised(
                w.new_id(),
                DUE,
                (Kind.TASK, made.id),
                made.title,
                at=at,
                limit=Limit(order.limit, order.source),
                event_id=made.event_id,
                unit=made.unit,
            )
        )
    return made


def give_next_round(w: Work, done: Task, *, at: datetime) -> None:
    """A repeated task that was done is due again on its rhythm while its level stands."""
    response = w.seek(Response, done.response_id) if done.response_id else None
    if response is None or response.state not in LIVING or done.due_at is None:
        return
    plan = bound(w, response.plan_version)
    template = next((t for t in plan.package(response.level) if action_of(t) == done.code), None)
    if template is None or done.level != response.level:
        return
    due_at = _due_again(template, done.due_at, at)
    if due_at is None:
        return
    order = replace(_order(plan, template, at), limit=due_at - at)
    belongs = For(event_id=done.event_id, response_id=response.id, level=response.level)
    made = give(w, order, belongs, at=at)
    w.log(task_line("task_issued", Kind.TASK, made.id, at, facts_of(made)))


def _due_again(template: TaskTemplate, due_at: datetime, at: datetime) -> datetime | None:
    if template.every_minutes is not None:
        return task.next_round(due_at, timedelta(minutes=template.every_minutes), at)
    if template.times:
        after = local(max(due_at, at))
        return min(_next_hour(after, text) for text in template.times)
    return None


def unfold(w: Work, response: Response, package: Sequence[Order], *, at: datetime) -> list[Task]:
    """The whole package of the response's level, one journal line for all of it."""
    belongs = For(event_id=response.event_id, response_id=response.id, level=response.level)
    made = [give(w, order, belongs, at=at) for order in package]
    if made:
        units = len({t.unit for t in made})
        facts: dict[str, Fact] = {"count": len(made), "units": units}
        w.log(task_line("tasks_issued", Kind.RESPONSE, response.id, at, facts))
    return made


def supersede(
    w: Work, response: Response, package: Sequence[Order], *, rises: bool, level_name: str
) -> task.Superseded:
    """What a change of level does to the open tasks; each that is dropped is logged by name."""
    at = response.level_at
    left = task.supersede(w.find(Task, response_id=response.id), package, rises=rises)
    for gone in left.replaced:
        _withdrawn(w, gone, at, SAME_TASK_GOES_ON)
    if left.replaced:
        facts: dict[str, Fact] = {"count": len(left.replaced), "level": level_name}
        w.log(task_line("tasks_replaced", Kind.RESPONSE, response.id, at, facts))
    for gone in left.dropped:
        take_back(w, gone, at, NO_LONGER_ASKED.format(level=level_name))
    return left


def close_all(w: Work, response: Response, *, at: datetime, reason: str) -> None:
    """At the end every open task of the response is taken back, each with the reason."""
    for one in w.find(Task, response_id=response.id, state__in=tuple(task.OPEN)):
        take_back(w, one, max(at, one.issued_at), reason)


def take_back(w: Work, one: Task, at: datetime, reason: str) -> None:
    gone = _withdrawn(w, one, at, reason)
    w.log(task_line("task_withdrawn", Kind.TASK, one.id, at, facts_of(gone), reason=reason))


def _withdrawn(w: Work, one: Task, at: datetime, reason: str) -> Task:
    gone = task.withdraw(one, at=at, reason=reason)
    w.save(gone)
    dues.cancel(w, DUE, one.id, reason=reason)
    return gone


def facts_of(one: Task) -> dict[str, Fact]:
    return {"title": one.title, "unit": one.unit, "due": near_time(one.due_at, one.issued_at)}


def task_line(
    kind: str,
    subject_kind: Kind,
    subject_id: str,
    at: datetime,
    facts: dict[str, Fact],
    *,
    reason: str = "",
    important: bool = False,
) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=at,
        facts=facts,
        reason=reason,
        important=important,
    )


def count(one: Task) -> dict[str, Fact]:
    """19/24 as facts; empty where the task is not counted."""
    if one.total is None:
        return {"count": ""}
    return {"count": f"{one.progress or 0}/{one.total}"}
