"""Opens the forms of a 调拨 one after the other and hands their answers to the services.

A form is kept until it was saved, so that Esc, another room or a refusal never loses what was
typed.
"""

from typing import Any

from PySide6.QtCore import QObject

from console.domain.refused import Answer
from console.panes.supplies.columns import tr
from console.panes.supplies.request_form import RequestForm
from console.panes.supplies.steps import (
    FORMS,
    Around,
    CancelForm,
    Opens,
    PaperForm,
    StepForm,
    subtitle,
)
from console.panes.supplies.transfer_panel import BEFORE_ROAD, TransferPanel
from console.services.drafts import Drafts
from console.services.glance import stock_trace
from console.services.glance.stock_trace import DepotChoice
from console.services.glance.supplies import StockView
from console.services.transfers import Transfers
from console.widgets.form_draft import FormDraft
from console.widgets.pane import Pane

DRAFT = "supplies.request"


class TransferDesk(QObject):
    """`view` is the last stock picture; without one nothing can be opened yet."""

    def __init__(self, pane: Pane, panel: TransferPanel) -> None:
        super().__init__(pane)
        self._pane = pane
        self._panel = panel
        self.view: StockView | None = None
        self._soon = False  # F4 was pressed before the page had read anything
        self._request: RequestForm | None = None
        self._draft: FormDraft | None = None
        self._step: StepForm | None = None

    def know(self, view: StockView) -> None:
        """The newest picture; a key that was pressed before the first one is not lost."""
        self.view = view
        if self._soon:
            self.request()

    def request(self) -> None:
        """F4: what was typed before comes back with the form."""
        self._soon = self.view is None
        if self.view is None:
            return
        if self._request is None:
            self._request = RequestForm(self.view, self._pane.services.world.clock.now)
            self._request.submitted.connect(self._on_request)
            self._request.abandoned.connect(self._pane.sheet_closed)
            self._request.wants_advice.connect(self._on_wants_advice)
            drafts = Drafts(self._pane.services.world)
            self._draft = FormDraft(
                self._request, DRAFT, self._pane.runner, drafts, self._pane.focus.officer
            )
            self._draft.restore()
        self._pane.open_sheet(tr("调拨申请"), self._request, tr("电话申请即可,书面后补"))

    def _on_request(self, _values: dict[str, Any]) -> None:
        form = self._request
        if form is None:
            return
        try:
            ask = form.ask(self._pane.focus.response)
        except Answer as no:
            form.refuse(no)
            return
        form.set_busy(True)
        self._pane.write(
            Transfers(self._pane.services.world).request,
            self._pane.focus.officer,
            ask,
            DRAFT,
            done=self._on_requested,
            failed=form.refuse,
        )

    def _on_requested(self, answer: tuple[str, object]) -> None:
        self._request = None
        if self._draft is not None:
            self._draft.drop()
            self._draft = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机:调拨申请,待提出动用建议。"), "ok", "supplies.next")
        self._pane.refresh()
        self._panel.table.choose(answer[0])

    def _on_wants_advice(self, to: str, wanted: dict[str, int]) -> None:
        self._pane.runner.read(self._advice, wanted, to).done.connect(self._on_advice)

    def _advice(self, wanted: dict[str, int], to: str) -> tuple[DepotChoice, ...]:
        with self._pane.services.world.store.read() as read:
            now = self._pane.services.world.clock.now()
            return stock_trace.suggest_depots(read, wanted, to, now)

    def _on_advice(self, choices: tuple[DepotChoice, ...]) -> None:
        if self._request is not None:
            self._request.show_advice(choices)

    # The next hand --------------------------------------------------------------------------

    def why_no_next(self) -> str:
        row = self._panel.current()
        if row is None:
            return tr("请先选一笔调拨。")
        return "" if row.stage in FORMS else tr("这笔调拨没有待办的一步。")

    def why_no_cancel(self) -> str:
        row = self._panel.current()
        if row is None:
            return tr("请先选一笔调拨。")
        return "" if row.stage in BEFORE_ROAD else tr("物资已出库或这笔已结束,不能取消。")

    def why_no_paper(self) -> str:
        row = self._panel.current()
        return "" if row is not None and row.paper_due else tr("没有待补的书面批准。")

    def next_step(self) -> None:
        """Ctrl+Return: the form of the next hand; for 建议 the depots are ranked first."""
        row = self._panel.current()
        if row is None or row.stage not in FORMS:
            return
        wanted = {line.item_id: line.requested for line in row.lines}
        asked = self._pane.runner.read(self._advice, wanted, row.transfer.to_depot_id)
        asked.done.connect(self._on_ranked)

    def paper(self) -> None:
        self._open_step(tr("补书面批准"), PaperForm, ())

    def cancel(self) -> None:
        self._open_step(tr("取消调拨"), CancelForm, ())

    def _on_ranked(self, choices: tuple[DepotChoice, ...]) -> None:
        row = self._panel.current()
        if row is not None and row.stage in FORMS:
            title, form_type = FORMS[row.stage]
            self._open_step(title, form_type, choices)

    def _open_step(self, title: str, form_type: Opens, choices: tuple[DepotChoice, ...]) -> None:
        row, view = self._panel.current(), self.view
        if row is None or view is None:
            return
        owner = next((d.owner for d in view.depots if d.id == row.transfer.from_depot_id), "")
        around = Around(self._pane.services.world.clock.now, choices, view.approvers, owner)
        self._step = form_type(row, around)
        self._step.submitted.connect(self._on_step)
        self._step.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(title, self._step, subtitle(row))

    def _on_step(self, _values: dict[str, Any]) -> None:
        form = self._step
        if form is None:
            return
        try:
            call = form.call()
        except Answer as no:
            form.refuse(no)
            return
        form.set_busy(True)
        transfers, actor = Transfers(self._pane.services.world), self._pane.focus.officer
        self._pane.write(call, transfers, actor, done=self._on_stepped, failed=form.refuse)

    def _on_stepped(self, _changes: object) -> None:
        self._step = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机。"), "ok")
        self._pane.refresh()
