"""Opens 入库 and 盘点 for the depot in front and hands their answers to the services."""

from typing import Any

from PySide6.QtCore import QObject

from console.domain.refused import Answer
from console.domain.supply import Depot, Reserve
from console.panes.supplies.columns import tr
from console.panes.supplies.keeper_forms import CountForm, IntakeForm, KeeperForm
from console.services.glance import stock_trace
from console.services.glance.stock_trace import Lot
from console.services.glance.supplies import StockView
from console.services.supplies import Supplies
from console.widgets.pane import Pane


class KeeperDesk(QObject):
    """`view` and `item_id` follow the page."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.view: StockView | None = None
        self.item_id = ""
        self._form: KeeperForm | None = None

    def depot(self) -> Depot | None:
        """The one in front; a group of depots has no keeper."""
        view = self.view
        if view is None:
            return None
        own = [d for d in view.depots if d.id == view.key and d.reserve is Reserve.PHYSICAL]
        return own[0] if own else None

    def why_not(self) -> str:
        return "" if self.depot() else tr("请先在左边选一个储备点。")

    def receive(self) -> None:
        depot, view = self.depot(), self.view
        if depot is not None and view is not None:
            self._open(tr("入库"), IntakeForm(depot, view.items, self._now))

    def count(self) -> None:
        depot = self.depot()
        if depot is not None and self.item_id:
            asked = self._pane.runner.read(self._lots, depot.id, self.item_id)
            asked.done.connect(self._on_lots)

    def _now(self) -> Any:
        return self._pane.services.world.clock.now()

    def _lots(self, depot_id: str, item_id: str) -> tuple[Lot, ...]:
        with self._pane.services.world.store.read() as read:
            return stock_trace.lots(read, depot_id, item_id)

    def _on_lots(self, lots: tuple[Lot, ...]) -> None:
        depot = self.depot()
        if depot is None:
            return
        if not lots:
            self._pane.bus.say(
                tr("{depot}没有这种物资的批次可盘。").format(depot=depot.name), "warn"
            )
            return
        self._open(tr("盘点"), CountForm(depot, lots, self._now))

    def _open(self, title: str, form: KeeperForm) -> None:
        self._form = form
        form.submitted.connect(self._on_submitted)
        form.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(title, form, form.depot.owner)

    def _on_submitted(self, _values: dict[str, Any]) -> None:
        form = self._form
        if form is None:
            return
        try:
            call = form.call()
        except Answer as no:
            form.refuse(no)
            return
        form.set_busy(True)
        supplies, actor = Supplies(self._pane.services.world), self._pane.focus.officer
        self._pane.write(call, supplies, actor, done=self._on_saved, failed=form.refuse)

    def _on_saved(self, _answer: object) -> None:
        self._form = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机。"), "ok")
        self._pane.refresh()
