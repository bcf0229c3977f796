"""The acts of the 响应 page as data: name, key, what is missing.

Ctrl for what moves the level, Alt for what moves a chosen row.
"""

from collections.abc import Callable
from typing import Any

from console.runtime.commands import By, Command

GROUP = "响应"
Act = Callable[[Any], object]


def _act(id_: str, title: str, run: Act, keys: str, when: Callable[[Any], str]) -> Command:
    """An act of the page; the page is shown first, the key works wherever the officer is.

    A page that has never been in front has read nothing: the act waits for its first answer.
    """

    def soon(page: Any) -> None:
        page.when_read(run, when)

    def missing(page: Any) -> str:
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
    _act("suggest", "建议启动或调整响应", By("suggest_move"), "Ctrl+J", By("no_plan")),
    _act("approve", "批准建议", By("approve"), "Ctrl+P", By("no_proposal")),
    _act("tried", "记录联系批准人", By("tried"), "Ctrl+Shift+T", By("no_proposal")),
    _act("return", "退回建议", By("return_"), "Ctrl+Shift+P", By("no_proposal")),
    _act("direct", "领导直接决定启动或调整", By("direct"), "Ctrl+Shift+J", By("no_ground")),
    _act("paper", "补书面批准", By("paper"), "Ctrl+Shift+B", By("no_paper_owed")),
    _act("suggest_pause", "建议暂停或恢复响应", By("suggest_pause"), "", By("no_living_free")),
    _act("direct_pause", "领导直接决定暂停或恢复", By("direct_pause"), "", By("no_living")),
    _act("suggest_end", "建议终止响应", By("suggest_end"), "Ctrl+E", By("no_living_free")),
    _act("direct_end", "领导直接决定终止", By("direct_end"), "Ctrl+Shift+E", By("no_living")),
    _act("review", "评估与上报", By("review"), "Ctrl+Shift+V", By("no_ended")),
    _act("archive", "响应归档", By("archive"), "", By("no_reviewed")),
    _act(
        "at_once",
        "先行下达转移避险、先期处置",
        By("order_at_once"),
        "Ctrl+Shift+M",
        By("no_event"),
    ),
    _act("seat", "接管决策席", By("take_seat"), "Ctrl+Shift+Y", By("no_other_seat")),
    _act("next", "切换响应", By("next_response"), "Ctrl+Shift+N", By("no_view")),
    _row("trace", "看经过或文书", By("toggle_trace"), "Alt+H", By("no_view")),
    _row("order", "下达任务", By("order"), "Alt+N", By("no_living")),
    _row("acknowledge", "任务签收", By("acknowledge"), "Alt+A", By("no_issued_task")),
    _row("report", "任务反馈", By("report"), "Alt+F", By("no_open_task")),
    _row("finish", "任务完成", By("finish"), "Alt+D", By("no_open_task")),
    _row("withdraw", "撤回任务", By("withdraw"), "Alt+W", By("no_open_task")),
    _row(
        "next_step",
        "文书下一步(签发、编号、用印、印发)",
        By("next_step"),
        "Alt+S",
        By("no_next_step"),
    ),
    _row("check", "文书核稿", By("check"), "Alt+C", By("no_unsigned")),
    _row("edit", "文书改稿", By("edit"), "Alt+E", By("no_unsigned")),
    _row("print", "文书导出 PDF 和 Word", By("print"), "Alt+O", By("no_paper_row")),
    _row("void", "文书作废重拟", By("void"), "", By("no_unpublished")),
    _row("receipts", "通知签收", By("receipts"), "Alt+G", By("no_published")),
]
