"""The quiet sentences beside the titles of the page, told anew with every tick."""

from datetime import datetime

from console.domain.response import LIVING, ResponseState
from console.domain.task import TaskState
from console.services.glance.response import ResponseView
from console.wording import UNKNOWN, countdown, date_time, join, span
from console.wording.response import ACTION, RESPONSE_STATE, WHOLE_COUNTY
from resources import duty


def subtitle(view: ResponseView, now: datetime) -> str:
    """响应事项 · 预计 … (余 …) · 范围; before a start what was proposed and waits."""
    response = view.response
    if response is None or response.state is ResponseState.ARCHIVED:
        asked = view.proposal
        if asked is None:
            return "未启动"
        return f"{date_time(asked.proposed_at)} 已建议,待批准"
    if response.state not in LIVING:
        return join((RESPONSE_STATE[response.state], date_time(response.ended_at)))
    left = countdown(response.expected_until - now)
    paused = f"已暂停 {span(now - response.paused_at)}" if response.paused_at else ""
    asked_words = f"{ACTION[view.proposal.action]}建议待批准" if view.proposal else ""
    return join(
        (
            paused,
            asked_words,
            f"响应事项 {response.matter}",
            f"预计至 {date_time(response.expected_until)}(余 {left})",
            f"范围 {_scope(response.scope)}",
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
    parts = [f"{len(view.tasks)} 项", f"完成 {done}", f"超时 {over}" if over else ""]
    return join(parts) if view.tasks else ""


def papers_words(view: ResponseView, now: datetime) -> str:
    """What is owed: 补书面 and its clock."""
    owed = next((d for d in view.dues if d.kind == "paper"), None)
    return f"{owed.title} {countdown(owed.due_at - now)}" if owed else ""
