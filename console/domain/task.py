"""An order given to a unit, and the few ways it may move forward.

Tasks come from the package of a response level, from an officer's hand, or at once without any
level: moving people and first measures never wait for a level or a signature, such a task has
an event and no response. Silence is not consent: a task is ISSUED until its unit says it has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.evidence import Mark, Source
from console.domain.level import Level
from console.domain.record import dataclass
from console.domain.refused import Refused


class TaskState(StrEnum):
    ISSUED = "issued"  # 已下达
    ACKNOWLEDGED = "acknowledged"  # 已签收
    DONE = "done"  # 已完成
    WITHDRAWN = "withdrawn"  # 已撤回


NO_SOURCE = Source("")
OPEN = frozenset({TaskState.ISSUED, TaskState.ACKNOWLEDGED})


class Urgent(StrEnum):
    """What may be ordered without a level (D4 of the trade: people first)."""

    EVACUATION = "evacuation"  # 转移避险
    FIRST_MEASURES = "first_measures"  # 先期处置


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done, before it has a time: a line of a package or of an officer's form."""

    title: str
    unit: str
    limit: timedelta | None = None
    code: str = ""  # the action's key in the plan; empty for an officer's own
    detail: str = ""
    total: int | None = None  # 签收 19/24: how many have to report
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: str
    event_id: str
    response_id: str | None
    level: Level | None
    code: str
    title: str
    detail: str
    unit: str
    issued_at: datetime
    due_at: datetime | None
    state: TaskState = TaskState.ISSUED
    urgent: Urgent | None = None
    acknowledged_at: datetime | None = None
    done_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""
    feedback: str = ""
    feedback_at: datetime | None = None
    progress: int | None = None
    total: int | None = None
    source_title: str = ""
    source_clause: str = ""
    source_mark: Mark = Mark.SUGGESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class For:
    """What a task belongs to: always an event, mostly a response at a level."""

    event_id: str
    response_id: str | None = None
    level: Level | None = None


def issue(
    id: str,  # noqa: A002 - the record's own word
    order: Order,
    belongs: For,
    *,
    at: datetime,
    urgent: Urgent | None = None,
) -> Task:
    if not order.title.strip():
        raise Refused("task_title_missing")
    if not order.unit.strip():
        raise Refused("task_unit_missing", title=order.title)
    if belongs.response_id is None and urgent is None:
        raise Refused("task_needs_response")
    return Task(
        id=id,
        event_id=belongs.event_id,
        response_id=belongs.response_id,
        level=belongs.level,
        code=order.code,
        title=order.title.strip(),
        detail=order.detail,
        unit=order.unit.strip(),
        issued_at=at,
        due_at=None if order.limit is None else at + order.limit,
        urgent=urgent,
        progress=0 if order.total else None,
        total=order.total,
        source_title=order.source.title,
        source_clause=order.source.clause,
        source_mark=order.source.mark,
    )


def acknowledge(task: Task, *, at: datetime) -> Task:
    """签收: the unit has the order and repeats it."""
    _move(task, TaskState.ACKNOWLEDGED, at)
    if task.state is TaskState.ACKNOWLEDGED:
        raise Refused("task_acknowledged", title=task.title)
    return replace(task, state=TaskState.ACKNOWLEDGED, acknowledged_at=at)


def report(task: Task, *, at: datetime, text: str, progress: int | None = None) -> Task:
    """反馈: words, or a count against the total; who reports has the order, so it is 签收 too."""
    _move(task, TaskState.ACKNOWLEDGED, at)
    if not text.strip() and progress is None:
        raise Refused("feedback_empty", title=task.title)
    if progress is not None:
        _in_range(task, progress)
    return replace(
        task,
        state=TaskState.ACKNOWLEDGED,
        acknowledged_at=task.acknowledged_at or at,
        feedback=text.strip() or task.feedback,
        feedback_at=at,
        progress=task.progress if progress is None else progress,
    )


def finish(task: Task, *, at: datetime, text: str = "", late_reason: str = "") -> Task:
    """完成: after its time only with a reason; a count that stays short is explained in words."""
    _move(task, TaskState.DONE, at)
    if task.due_at is not None and at > task.due_at and not late_reason.strip():
        raise Refused("late_reason_missing", title=task.title, limit=task.due_at)
    if task.total and (task.progress or 0) < task.total and not text.strip():
        raise Refused("progress_short", title=task.title, progress=task.progress, total=task.total)
    return replace(
        task,
        state=TaskState.DONE,
        acknowledged_at=task.acknowledged_at or at,
        done_at=at,
        feedback=text.strip() or task.feedback,
        feedback_at=at if text.strip() else task.feedback_at,
        reason=late_reason.strip(),
    )


def withdraw(task: Task, *, at: datetime, reason: str) -> Task:
    """撤回: always with a reason, because somebody may already be on the way."""
    _move(task, TaskState.WITHDRAWN, at)
    if not reason.strip():
        raise Refused("reason_missing", what="withdraw")
    return replace(task, state=TaskState.WITHDRAWN, withdrawn_at=at, reason=reason.strip())


@dataclass(frozen=True, slots=True)
class Superseded:
    """What becomes of the open tasks of the level that is left."""

    kept: tuple[Task, ...]
    replaced: tuple[Task, ...]  # the new level orders the same thing with its own time
    dropped: tuple[Task, ...]  # the lower level doesn't ask for it and nobody has begun


def supersede(open_tasks: Iterable[Task], package: Sequence[Order], *, rises: bool) -> Superseded:
    """The open tasks of a response when its level changes.

    The same action in the new package takes the old one's place: two clocks for one thing is one
    too many. What the new package doesn't name goes on when the level rises. When it falls, an
    order that nobody has begun is dropped, but one that a unit has acknowledged stays until an
    officer withdraws it by name: people may be out there on its strength, and a change of level
    must never call them back silently. Orders by hand and urgent ones (转移避险, 先期处置) always
    stay.
    """
    codes = {(order.code, order.unit) for order in package if order.code}
    kept, replaced, dropped = [], [], []
    for task in open_tasks:
        if task.state not in OPEN:
            continue
        if task.urgent is not None or not task.code:
            kept.append(task)
        elif (task.code, task.unit) in codes:
            replaced.append(task)
        elif not rises and task.state is TaskState.ISSUED:
            dropped.append(task)
        else:
            kept.append(task)
    return Superseded(tuple(kept), tuple(replaced), tuple(dropped))


def next_round(due_at: datetime, every: timedelta, after: datetime) -> datetime:
    """When a repeated task is due again: on its own rhythm, the first round that is still ahead.

    A late report doesn't shift the rhythm, and rounds that were missed altogether are not asked
    for afterwards: what counts is the next one.
    """
    if every <= timedelta(0):
        raise Refused("due_limit", title="")
    missed = max(0, (after - due_at) // every)
    return due_at + every * (missed + 1)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Open ones first by what is due next, those without a time after them, closed ones last."""
    return sorted(tasks, key=_order)


def _order(task: Task) -> tuple[int, float, str]:
    if task.state in OPEN:
        due = task.due_at
        return (0, due.timestamp(), task.id) if due else (1, task.issued_at.timestamp(), task.id)
    ended = task.done_at or task.withdrawn_at or task.issued_at
    return 2 + (task.state is TaskState.WITHDRAWN), -ended.timestamp(), task.id


def _move(task: Task, to: TaskState, at: datetime) -> None:
    if task.state not in OPEN:
        raise Refused("task_closed", title=task.title, state=task.state, to=to)
    if at < task.issued_at:
        raise Refused("task_early", title=task.title)


def _in_range(task: Task, progress: int) -> None:
    if progress < 0 or (task.total is not None and progress > task.total):
        raise Refused("progress_range", title=task.title, total=task.total)
