"""The quiet sentences beside the titles of the page, told anew with every tick."""

from datetime import datetime

from console.domain.response import LIVING, ResponseState
from console.domain.station import Verdict
from console.domain.task import TaskState
from console.panes.response.tr import tr
from console.services.glance.response import ResponseView
from console.wording import UNKNOWN, clock_time, countdown, date_time, join, span
from console.wording.response import ACTION, RESPONSE_STATE, WHOLE_COUNTY
from resources import duty


def subtitle(view: ResponseView, now: datetime) -> str:
    """响应事项 · 预计 … (余 …) · 范围; before a start what was proposed and waits."""
    response = view.response
    if response is None or response.state is ResponseState.ARCHIVED:
        asked = view.proposal
        if asked is None:
            return tr("未启动")
        return tr("{at} 已建议,待批准").format(at=date_time(asked.proposed_at))
    if response.state not in LIVING:
        return join((RESPONSE_STATE[response.state], date_time(response.ended_at)))
    left = countdown(response.expected_until - now)
    paused = (
        tr("已暂停 {since}").format(since=span(now - response.paused_at))
        if response.paused_at
        else ""
    )
    asked_words = (
        tr("{act}建议待批准").format(act=ACTION[view.proposal.action]) if view.proposal else ""
    )
    return join(
        (
            paused,
            asked_words,
            tr("响应事项 {matter}").format(matter=response.matter),
            tr("预计至 {at}(余 {left})").format(at=date_time(response.expected_until), left=left),
            tr("范围 {scope}").format(scope=_scope(response.scope)),
        )
    )


def _scope(codes: tuple[str, ...]) -> str:
    if not codes:
        return WHOLE_COUNTY
    names = {u.place_id: u.name for u in duty.units() if u.kind == "township"}
    return "、".join(names.get(code, UNKNOWN) for code in codes)


def tasks_words(view: ResponseView, now: datetime) -> str:
    done = sum(1 for t in view.tasks if t.state is TaskState.DONE)
    over = sum(
        1 for t in view.tasks if t.done_at is None and t.due_at is not None and t.due_at < now
    )
    parts = [
        tr("{n} 项").format(n=len(view.tasks)),
        tr("完成 {done}").format(done=done),
        tr("超时 {over}").format(over=over) if over else "",
    ]
    return join(parts) if view.tasks else ""


def papers_words(view: ResponseView, now: datetime) -> str:
    """What is owed: 补书面 and its clock."""
    owed = next((d for d in view.dues if d.kind == "paper"), None)
    return f"{owed.title} {countdown(owed.due_at - now)}" if owed else ""


def overtaken_words(gone: Verdict) -> str:
    """调整决定已被取代 16:20."""
    act = next((word for action, word in ACTION.items() if action == gone.action), "")
    at = clock_time(gone.settled_at)
    return tr("{act}决定已被取代 {at}").format(act=act, at=at)
