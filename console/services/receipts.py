"""签收 of a paper, one row for each unit, from 印发 on.

The county must know who has not got it: the rows stand before anybody answers. The count is also
the progress of the task 启动通知下达与签收, so that one telephone call is written once.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from console.domain import document
from console.domain.changes import Changes, Kind
from console.domain.document import Document, Receipt
from console.domain.due import raised
from console.domain.entry import Entry, Fact
from console.domain.record import dataclass
from console.domain.response import Response
from console.domain.task import OPEN, Task
from console.services import dues
from console.services.permission import Permission, permit
from console.services.planbook import bound, limit_of
from console.services.world import World
from console.wording.document import NOT_NUMBERED
from console.wording.response import RECEIPT_TITLE, RECEIPTS_LATE
from db.work import Read, Work
from resources import duty
from resources.response import ResponseRules, rules

RECEIPT = "receipt"
NOTICE_TASK = "notice"


def receipt_units(county: ResponseRules) -> tuple[str, ...]:
    """Whom a notice goes to, one row each."""
    return tuple(u.name for u in duty.units() if u.kind in county.receipt_kinds)


def receipt_count(read: Read, document_id: str) -> tuple[int, int]:
    """How many units have the paper, of how many."""
    total = read.count(Receipt, document_id=document_id)
    return read.count(Receipt, document_id=document_id, received_at__not=None), total


def open_receipts(w: Work, paper: Document, at: datetime) -> None:
    """A row for every unit from the moment of 印发, and the clock of them all."""
    for unit in receipt_units(rules()):
        w.save(Receipt(id=w.new_id(), document_id=paper.id, unit=unit, sent_at=at))
    tell_task(w, paper, at)
    response = w.get(Response, paper.response_id)
    plan = bound(w, response.plan_version)
    limit = limit_of(plan, RECEIPT, response.level)
    if limit is None:
        return
    title = RECEIPT_TITLE.format(number=paper.number or paper.title)
    made = raised(
        w.new_id(),
        RECEIPT,
        (Kind.DOCUMENT, paper.id),
        title,
        at=at,
        limit=limit,
        event_id=paper.event_id,
    )
    w.save(made)


def tell_task(w: Work, paper: Document, at: datetime) -> None:
    """The task 启动通知下达与签收 shows 19/24 of the newest paper; full, it is done."""
    done, total = receipt_count(w, paper.id)
    clock_over = done == total and dues.running(w, RECEIPT, paper.id) is not None
    if clock_over:
        dues.stop(w, RECEIPT, paper.id, at=at, reason=RECEIPTS_LATE)
    open_ones = w.find(Task, response_id=paper.response_id, state__in=tuple(OPEN))
    for one in open_ones:
        if one.code == NOTICE_TASK:
            w.save(replace(one, progress=done, total=total))


def paper_line(
    kind: str,
    paper: Document,
    at: datetime,
    *,
    important: bool = False,
    reason: str = "",
    **facts: Fact,
) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=Kind.DOCUMENT,
        subject_id=paper.id,
        at=at,
        facts={"title": paper.title, "number": paper.number or NOT_NUMBERED, **facts},
        important=important,
        reason=reason,
    )


@dataclass(frozen=True)
class Receipts:
    world: World

    def receive(self, actor: str, ids: Iterable[str], at: datetime, note: str = "") -> Changes:
        """签收 of one or several units; the notice task counts them, the last one stops the clock."""
        with self.world.store.write(actor, "document.receive") as w:
            permit(w, actor, Permission.TASK_STEP)
            papers: dict[str, Document] = {}
            for id_ in ids:
                got = document.receive(w.get(Receipt, id_), at=at, note=note)
                w.save(got)
                paper = papers.setdefault(got.document_id, w.get(Document, got.document_id))
                done, total = receipt_count(w, paper.id)
                line = paper_line(
                    "document_received", paper, at, unit=got.unit, count=f"{done}/{total}"
                )
                w.log(line)
            for paper in papers.values():
                tell_task(w, paper, at)
        return w.changes
