"""The acts on a row in front: tasks and papers."""

from typing import Any

from console.domain.document import Step, next_step
from console.domain.task import Task
from console.panes.response.act_form import Job
from console.panes.response.ground import Ground
from console.panes.response.paper_forms import (
    EditForm,
    ReceiptForm,
    StepForm,
    VoidForm,
)
from console.panes.response.tr import tr
from console.panes.response.work_forms import (
    OrderForm,
    TaskForm,
)
from console.paper.desk import export_notice
from console.services.glance.response import PaperRow
from console.services.tasks import Tasks
from console.wording.document import STEP


class WorkActs(Ground):
    """签收, 反馈, 完成; 签发, 编号, 用印, 印发."""

    # 任务 ---------------------------------------------------------------------------------------

    def order(self) -> None:
        view = self._view
        self._open(("order", self._about()), tr("下达任务"), lambda: OrderForm(self._world, view))

    def order_at_once(self) -> None:
        view = self._view
        about = view.event.id if view.event else ""
        self._open(
            ("at once", about),
            tr("转移避险、先期处置"),
            lambda: OrderForm(self._world, view, urgent=True),
        )

    def acknowledge(self) -> None:
        """签收 at once: it is pressed with the telephone in the other hand."""
        chosen = self.tasks.current()
        if chosen is not None:
            now = self._world.clock.now()
            self._send(None, self._acknowledging(chosen.id, now))

    def _acknowledging(self, id_: str, now: Any) -> Job:
        service, actor = Tasks(self._world), self._actor
        return lambda: service.acknowledge(actor, [id_], now)

    def report(self) -> None:
        self._task("report", tr("反馈"))

    def finish(self) -> None:
        self._task("finish", tr("完成任务"))

    def withdraw(self) -> None:
        self._task("withdraw", tr("撤回任务"))

    def _task(self, act: str, title: str) -> None:
        chosen, view = self.tasks.current(), self._view
        if chosen is not None:
            make = lambda: TaskForm(self._world, view, chosen, act)  # noqa: E731
            self._open((act, chosen.id), title, make)

    def _on_task(self, _task: Task) -> None:
        if not self.no_open_task():
            self.report()

    # 文书 ---------------------------------------------------------------------------------------

    def next_step(self) -> None:
        row, view = self._paper(), self._view
        step = next_step(row.paper) if row else None
        if row is not None and step is not None:
            make = lambda: StepForm(self._world, view, row, step)  # noqa: E731
            self._open(
                (f"step {step}", row.paper.id), tr("文书{word}").format(word=STEP[step]), make
            )

    def check(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            make = lambda: StepForm(self._world, view, row, Step.CHECKED)  # noqa: E731
            self._open(("check", row.paper.id), tr("核稿"), make)

    def edit(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            self._open(
                ("edit", row.paper.id), tr("改稿"), lambda: EditForm(self._world, view, row)
            )

    def void(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            self._open(
                ("void", row.paper.id), tr("作废重拟"), lambda: VoidForm(self._world, view, row)
            )

    def receipts(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            about = f"{row.paper.id} {row.received}"
            self._open(
                ("receipts", about), tr("通知签收"), lambda: ReceiptForm(self._world, view, row)
            )

    def _on_paper(self, _row: PaperRow) -> None:
        if not self.no_next_step():
            self.next_step()
        elif not self.no_published():
            self.receipts()

    def print(self) -> None:
        """PDF and Word of the chosen paper, from the one record."""
        row = self._paper()
        if row is not None:
            self.printing.export(export_notice, row.paper.id, row.paper.title)
