"""The tables of the page and its tile: tasks with their countdown, papers with their chain."""

from datetime import datetime, timedelta

from console.domain.document import Step, hand, next_step, reached, time_to_publication
from console.domain.due import Urge, urge_of
from console.domain.task import OPEN, Task, TaskState
from console.panes.response.tr import tr
from console.services.glance.response import PaperRow
from console.services.reported import TONE as REPORT_TONE
from console.services.reported import words as report_words
from console.widgets.record_model import Column
from console.widgets.record_table import RecordTable
from console.wording import UNKNOWN, clock_time, countdown, date_time, local
from console.wording.document import NOT_NUMBERED, STEP
from console.wording.response import TASK_STATE, URGENT
from console.wording.seat import REPORTED

TONE = {Urge.CALM: "dim", Urge.NEAR: "warn", Urge.OVER: "bad"}


def task_left(one: Task, now: datetime) -> tuple[str, str]:
    """剩余: counting down, amber at a fifth, red and counting up when over."""
    if one.state is TaskState.DONE:
        return tr("已完成 {at}").format(at=clock_time(one.done_at)), "ok"
    if one.state is TaskState.WITHDRAWN:
        return TASK_STATE[one.state], "faint"
    if one.due_at is None:
        return UNKNOWN, "faint"
    return countdown(one.due_at - now), TONE[urge_of(one.issued_at, one.due_at, now)]


def task_progress(one: Task) -> str:
    """19/24 and the last words; else the state, so that silence is not taken for consent."""
    parts = []
    if one.total:
        parts.append(f"{one.progress or 0}/{one.total}")
    if one.feedback:
        parts.append(one.feedback)
    if not parts and one.state in OPEN:
        parts.append(TASK_STATE[one.state])
    if one.reason:
        parts.append(tr("超时:{reason}").format(reason=one.reason))
    return " ".join(parts) or UNKNOWN


def _due_words(one: Task) -> str:
    """17:00; a deadline of another day than its order carries the date."""
    if one.due_at is None:
        return UNKNOWN
    same = local(one.due_at).date() == local(one.issued_at).date()
    return clock_time(one.due_at) if same else date_time(one.due_at)


def task_table(*, narrow: bool = False) -> RecordTable[Task]:
    columns: list[Column[Task]] = [
        Column(
            "title",
            tr("任务"),
            lambda t: t.title,
            stretch=5,
            badge=lambda t: URGENT[t.urgent] if t.urgent else "",
            tone=lambda t: "faint" if t.state is TaskState.WITHDRAWN else "ink",
            tip=lambda t: "\n".join(p for p in (t.title, t.detail, t.source_title) if p),
        ),
        Column("unit", tr("责任单位"), lambda t: t.unit, stretch=3, tone=lambda _t: "dim"),
        Column(
            "due",
            tr("时限"),
            _due_words,
            sort=lambda t: t.due_at.timestamp() if t.due_at else 0,
            align="right",
            width=104,
        ),
        Column(
            "left",
            tr("剩余"),
            lambda _t: "",
            align="right",
            width=122,
            clocked=task_left,
            strong=lambda t: t.state in OPEN,
        ),
        Column(
            "feedback",
            tr("进度") if narrow else tr("反馈"),
            task_progress,
            stretch=2 if narrow else 4,
            align="right" if narrow else "left",
        ),
    ]
    return RecordTable(columns, lambda t: t.id, empty=tr("尚无任务"), title=tr("任务"))


def paper_left(row: PaperRow, now: datetime) -> tuple[str, str]:
    """Time to publication, then how long it took; after that the receipts' clock."""
    paper = row.paper
    if paper.voided_at is not None:
        return tr("作废"), "faint"
    took = time_to_publication(paper)
    if took is None:
        if row.publish is None:
            return UNKNOWN, "faint"
        due = row.publish
        return tr("印发 {left}").format(left=countdown(due.due_at - now)), TONE[
            urge_of(due.starts_at, due.due_at, now)
        ]
    late = row.publish is not None and took > row.publish.due_at - row.publish.starts_at
    return tr("距决定 {minutes}").format(minutes=minutes(took)), "warn" if late else "ok"


def minutes(length: timedelta) -> str:
    return tr("{n} 分").format(n=int(length.total_seconds()) // 60)


def chain(row: PaperRow) -> str:
    """已签发 16:20 → 编号: where the paper is, and the next hand."""
    paper = row.paper
    last = reached(paper)
    following = next_step(paper)
    at = hand(paper, last).at if last else None  # type: ignore[union-attr]
    done = tr("已{word} {at}").format(word=STEP[last], at=clock_time(at)) if last else ""
    oral = tr(" 待补签") if paper.sign_mode == "oral" and paper.signed_on_paper_at is None else ""
    return f"{done}{oral} → {STEP[following]}" if following else f"{done}{oral}"


def receipts(row: PaperRow) -> str:
    if hand(row.paper, Step.PUBLISHED) is None:
        return UNKNOWN
    return f"{row.received}/{len(row.receipts)}"


def paper_table() -> RecordTable[PaperRow]:
    columns: list[Column[PaperRow]] = [
        Column("number", tr("文号"), lambda r: r.paper.number or NOT_NUMBERED, width=178),
        Column("title", tr("文书"), lambda r: r.paper.title, stretch=3),
        Column("chain", tr("进程"), chain, stretch=3, tone=lambda _r: "dim"),
        Column("receipts", tr("签收"), receipts, align="right", width=64),
        Column(
            "told",
            tr("报备"),
            lambda r: REPORTED[r.mark.stage] if r.mark else "",
            tone=lambda r: REPORT_TONE[r.mark.stage] if r.mark else "dim",
            tip=lambda r: report_words(r.mark),
            width=96,
        ),
        Column("left", tr("计时"), lambda _r: "", align="right", width=132, clocked=paper_left),
    ]
    return RecordTable(columns, lambda r: r.paper.id, empty=tr("尚无文书"), title=tr("文书"))
