"""The acts of the 响应 page as data: name, key, what is missing.

Ctrl for what moves the level, Alt for what moves a chosen row.
"""

from collections.abc import Callable
from typing import Any

from console.panes.response.page import ResponsePane as Page
from console.runtime.commands import Command

GROUP = "响应"
Act = Callable[[Any], object]


def _act(id_: str, title: str, run: Act, keys: str, when: Callable[[Any], str]) -> Command:
    """An act of the page; the page is shown first, the key works wherever the officer is.

    A page that has never been in front has read nothing: the act waits for its first answer.
    """

    def soon(page: Page) -> None:
        page.when_read(run, when)

    def missing(page: Page) -> str:
        return "" if page.view is None else when(page)

    return Command(
        f"response.{id_}", title, soon, keys, missing, group=GROUP, pane="response", page=True
    )


def _row(id_: str, title: str, run: Act, keys: str, when: Callable[[Any], str]) -> Command:
    """An act on the row in front; its key works only on the page."""
    return Command(
        f"response.{id_}", title, run, keys, when, group=GROUP, pane="response", scope="pane"
    )


COMMANDS = [
    _act("suggest", "建议启动或调整响应", Page.suggest_move, "Ctrl+J", Page.no_plan),
    _act("approve", "批准建议", Page.approve, "Ctrl+P", Page.no_proposal),
    _act("tried", "记录联系批准人", Page.tried, "Ctrl+Shift+T", Page.no_proposal),
    _act("return", "退回建议", Page.return_, "Ctrl+Shift+P", Page.no_proposal),
    _act("direct", "领导直接决定启动或调整", Page.direct, "Ctrl+Shift+J", Page.no_ground),
    _act("paper", "补书面批准", Page.paper, "Ctrl+Shift+B", Page.no_paper_owed),
    _act("suggest_pause", "建议暂停或恢复响应", Page.suggest_pause, "", Page.no_living_free),
    _act("direct_pause", "领导直接决定暂停或恢复", Page.direct_pause, "", Page.no_living),
    _act("suggest_end", "建议终止响应", Page.suggest_end, "Ctrl+E", Page.no_living_free),
    _act("direct_end", "领导直接决定终止", Page.direct_end, "Ctrl+Shift+E", Page.no_living),
    _act("review", "评估与上报", Page.review, "Ctrl+Shift+V", Page.no_ended),
    _act("archive", "响应归档", Page.archive, "", Page.no_reviewed),
    _act(
        "at_once", "先行下达转移避险、先期处置", Page.order_at_once, "Ctrl+Shift+M", Page.no_event
    ),
    _act("next", "切换响应", Page.next_response, "Ctrl+Shift+N", Page.no_view),
    _row("trace", "看经过或文书", Page.toggle_trace, "Alt+H", Page.no_view),
    _row("order", "下达任务", Page.order, "Alt+N", Page.no_living),
    _row("acknowledge", "任务签收", Page.acknowledge, "Alt+A", Page.no_issued_task),
    _row("report", "任务反馈", Page.report, "Alt+F", Page.no_open_task),
    _row("finish", "任务完成", Page.finish, "Alt+D", Page.no_open_task),
    _row("withdraw", "撤回任务", Page.withdraw, "Alt+W", Page.no_open_task),
    _row(
        "next_step",
        "文书下一步(签发、编号、用印、印发)",
        Page.next_step,
        "Alt+S",
        Page.no_next_step,
    ),
    _row("check", "文书核稿", Page.check, "Alt+C", Page.no_unsigned),
    _row("edit", "文书改稿", Page.edit, "Alt+E", Page.no_unsigned),
    _row("print", "通知存为 PDF 和 Word", Page.print, "Alt+P", Page.no_paper_row),
    _row("void", "文书作废重拟", Page.void, "", Page.no_unpublished),
    _row("receipts", "通知签收", Page.receipts, "Alt+G", Page.no_published),
]
