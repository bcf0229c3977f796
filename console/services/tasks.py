"""Orders to units as officers and units move them: given, acknowledged, reported, done, taken back.

Moving people and first measures need no response (`order_at_once`), so that nothing waits for a
level or a signature.
"""

from collections.abc import Iterable
from datetime import datetime

from console.domain import task
from console.domain.changes import Changes, Kind
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import LIVING, Response
from console.domain.task import For, Order, Task, Urgent
from console.services import dues
from console.services.packages import (
    DUE,
    count,
    facts_of,
    give,
    give_next_round,
    take_back,
    task_line,
)
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording.response import URGENT


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
            if response.state not in LIVING:
                raise Refused("ended", ended_at=response.ended_at)
            belongs = For(
                event_id=response.event_id, response_id=response.id, level=response.level
            )
            made = give(w, order, belongs, at=at)
            w.log(task_line("task_issued", Kind.TASK, made.id, at, facts_of(made)))
        return made.id, w.changes

    def order_at_once(
        self, actor: str, event_id: str, order: Order, urgent: Urgent, at: datetime
    ) -> tuple[str, Changes]:
        """转移避险, 先期处置: at once, with or without a level."""
        with self.world.store.write(actor, "task.order_at_once") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            made = give(w, order, For(event_id=event_id), at=at, urgent=urgent)
            facts = {**facts_of(made), "urgent": URGENT[urgent]}
            w.log(task_line("task_urgent", Kind.TASK, made.id, at, facts, important=True))
        return made.id, w.changes

    def acknowledge(self, actor: str, ids: Iterable[str], at: datetime) -> Changes:
        """签收, several at once where one telephone call brought them."""
        with self.world.store.write(actor, "task.acknowledge") as w:
            permit(w, actor, Permission.TASK_STEP)
            for id_ in ids:
                got = task.acknowledge(w.get(Task, id_), at=at)
                w.save(got)
                w.log(task_line("task_acknowledged", Kind.TASK, id_, at, facts_of(got)))
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
            facts = {**facts_of(got), "text": got.feedback, **count(got)}
            w.log(task_line("task_reported", Kind.TASK, task_id, at, facts))
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
            give_next_round(w, done, at=at)
            facts = {**facts_of(done), "text": text.strip()}
            w.log(task_line("task_done", Kind.TASK, task_id, at, facts, reason=done.reason))
        return w.changes

    def withdraw(self, actor: str, task_id: str, reason: str, at: datetime) -> Changes:
        with self.world.store.write(actor, "task.withdraw") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            take_back(w, w.get(Task, task_id), at, reason)
        return w.changes
