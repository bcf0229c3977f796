"""Orders to units: unfolded from a level's package, given by hand, and moved by the units.

A task and its clock are written together. Moving people and first measures need no response
(`order_at_once`), so that nothing waits for a level or a signature.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain import task
from console.domain.changes import Changes, Kind
from console.domain.due import Limit, raised
from console.domain.entry import Entry, Fact
from console.domain.evidence import Source
from console.domain.level import Level
from console.domain.plan import Plan, TaskTemplate
from console.domain.response import Response
from console.domain.task import For, Order, Task, Urgent
from console.services import dues
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import clock_time, local
from console.wording.response import (
    NO_LONGER_ASKED,
    OPTIONAL_TASK,
    SAME_TASK_GOES_ON,
    URGENT,
)
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


def unfold(w: Work, response: Response, package: Sequence[Order], *, at: datetime) -> list[Task]:
    """The whole package of the response's level, one journal line for all of it."""
    belongs = For(event_id=response.event_id, response_id=response.id, level=response.level)
    made = [give(w, order, belongs, at=at) for order in package]
    if made:
        units = len({t.unit for t in made})
        facts: dict[str, Fact] = {"count": len(made), "units": units}
        w.log(_line("tasks_issued", Kind.RESPONSE, response.id, at, facts))
    return made


def supersede(
    w: Work, response: Response, package: Sequence[Order], *, rises: bool, level_name: str
) -> task.Superseded:
    """What a change of level does to the open tasks; each that goes is logged by name."""
    at = response.level_at
    left = task.supersede(w.find(Task, response_id=response.id), package, rises=rises)
    for gone in left.replaced:
        _take_back(w, gone, at, SAME_TASK_GOES_ON.format(level=level_name))
    for gone in left.dropped:
        _take_back(w, gone, at, NO_LONGER_ASKED.format(level=level_name))
    return left


def close_all(w: Work, response: Response, *, at: datetime, reason: str) -> None:
    """At the end every open task of the response is taken back, each with the reason."""
    for one in w.find(Task, response_id=response.id, state__in=tuple(task.OPEN)):
        _take_back(w, one, max(at, one.issued_at), reason)


def _take_back(w: Work, one: Task, at: datetime, reason: str) -> None:
    gone = task.withdraw(one, at=at, reason=reason)
    w.save(gone)
    dues.cancel(w, DUE, one.id, reason=reason)
    w.log(_line("task_withdrawn", Kind.TASK, one.id, at, _facts(gone), reason=reason))


def _facts(one: Task) -> dict[str, Fact]:
    return {"title": one.title, "unit": one.unit, "due": clock_time(one.due_at)}


def _line(
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


@dataclass(frozen=True)
class Tasks:
    world: World

    def issue(
        self, actor: str, response_id: str, order: Order, at: datetime
    ) -> tuple[str, Changes]:
        """下达任务 under a living response."""
        with self.world.store.write(actor, "task.issue") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            response = w.get(Response, response_id)
            belongs = For(
                event_id=response.event_id, response_id=response.id, level=response.level
            )
            made = give(w, order, belongs, at=at)
            w.log(_line("task_issued", Kind.TASK, made.id, at, _facts(made)))
        return made.id, w.changes

    def order_at_once(
        self, actor: str, event_id: str, order: Order, urgent: Urgent, at: datetime
    ) -> tuple[str, Changes]:
        """转移避险, 先期处置: at once, with or without a level."""
        with self.world.store.write(actor, "task.order_at_once") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            made = give(w, order, For(event_id=event_id), at=at, urgent=urgent)
            facts = {**_facts(made), "urgent": URGENT[urgent]}
            w.log(_line("task_urgent", Kind.TASK, made.id, at, facts, important=True))
        return made.id, w.changes

    def acknowledge(self, actor: str, ids: Iterable[str], at: datetime) -> Changes:
        """签收, several at once where one telephone call brought them."""
        with self.world.store.write(actor, "task.acknowledge") as w:
            permit(w, actor, Permission.TASK_STEP)
            for id_ in ids:
                got = task.acknowledge(w.get(Task, id_), at=at)
                w.save(got)
                w.log(_line("task_acknowledged", Kind.TASK, id_, at, _facts(got)))
        return w.changes

    def report(
        self,
        actor: str,
        task_id: str,
        text: str,
        progress: int | None,
        at: datetime,
    ) -> Changes:
        """反馈 in words, or as a count."""
        with self.world.store.write(actor, "task.report") as w:
            permit(w, actor, Permission.TASK_STEP)
            got = task.report(w.get(Task, task_id), at=at, text=text, progress=progress)
            w.save(got)
            facts = {**_facts(got), "text": got.feedback, **count(got)}
            w.log(_line("task_reported", Kind.TASK, task_id, at, facts))
        return w.changes

    def finish(
        self,
        actor: str,
        task_id: str,
        at: datetime,
        text: str = "",
        late_reason: str = "",
    ) -> Changes:
        with self.world.store.write(actor, "task.finish") as w:
            permit(w, actor, Permission.TASK_STEP)
            done = task.finish(w.get(Task, task_id), at=at, text=text, late_reason=late_reason)
            w.save(done)
            dues.meet(w, DUE, task_id, at=at, reason=late_reason)
            facts = {**_facts(done), "text": text.strip()}
            w.log(_line("task_done", Kind.TASK, task_id, at, facts, reason=done.reason))
        return w.changes

    def withdraw(self, actor: str, task_id: str, reason: str, at: datetime) -> Changes:
        with self.world.store.write(actor, "task.withdraw") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            _take_back(w, w.get(Task, task_id), at, reason)
        return w.changes


def count(one: Task) -> dict[str, Fact]:
    """19/24 as facts; empty where the task is not counted."""
    if one.total is None:
        return {"count": ""}
    return {"count": f"{one.progress or 0}/{one.total}"}
