"""调拨额度: what other workstations may promise from a depot, listed, given and taken back.

Opened on the depot and the item in front; the list beside shows who keeps what, so that nothing
is given blind.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox

from console.domain.refused import Answer, Refused
from console.domain.supply import Depot, Item, whole
from console.panes.supplies.columns import tr
from console.services.glance.quotas import QuotaView, quota_view
from console.services.quotas import Grant, QuotaRow, Quotas
from console.widgets.form import Form
from console.widgets.pane import Pane
from console.wording import date_time, number
from resources.seat import seat_rules

Call = Callable[[Quotas, str], object]


class QuotaForm(Form):
    """Gives a quota of the item in front from the depot in front."""

    def __init__(self, view: QuotaView, depot: Depot, item: Item) -> None:
        super().__init__(tr("给出额度"), columns=2)
        self._depot, self._item = depot, item
        free = tr("{depot} {item} 可给 {n} {unit}")
        self.add_note(
            free.format(depot=depot.name, item=item.title, n=number(view.free), unit=item.unit)
        )
        self.add_widget(quota_list(view.rows))
        self.station = QComboBox()
        for station in view.stations:
            self.station.addItem(station.name, station.id)
        self.add_field("station", tr("工作站"), self.station, required=True)
        self.pieces = QLineEdit()
        self.add_field(
            "quantity", tr("额度({unit})").format(unit=item.unit), self.pieces, required=True
        )
        self.hours = QSpinBox()
        self.hours.setRange(1, 30 * 24)
        self.hours.setSuffix(tr(" 小时"))
        self.hours.setValue(int(seat_rules().quota.total_seconds()) // 3600)
        self.add_field("until", tr("有效期"), self.hours, required=True)
        self.setFocusProxy(self.station)

    def call(self) -> Call:
        device = self.station.currentData()
        if device is None:
            raise Refused("quota_to_whom", field="station")
        try:
            quantity = whole(self.pieces.text())
        except Refused as no:
            no.facts["field"] = "quantity"
            raise
        grant = Grant(
            depot_id=self._depot.id,
            item_id=self._item.id,
            device_id=device,
            quantity=quantity,
            hours=self.hours.value(),
        )
        return lambda quotas, actor: quotas.give(actor, grant)


class BackForm(Form):
    """收回, or 退还 of what this workstation holds itself."""

    def __init__(self, view: QuotaView) -> None:
        super().__init__(tr("收回或退还"), columns=2)
        self.add_note(tr("收回后,对方退还或到期之前仍为其留存;本机持有的退还后立即释放。"))
        self.quota = QComboBox()
        for row in view.rows:
            if row.mine or row.quota.taken_back_at is None:
                self.quota.addItem(said(row), row.quota.id)
        self.add_field("quota", tr("额度"), self.quota, required=True, span=2)
        self.why = QLineEdit()
        self.add_field("reason", tr("原因"), self.why, span=2)
        self.setFocusProxy(self.quota)

    def call(self) -> Call:
        id_, why = self.quota.currentData(), self.why.text()
        if id_ is None:
            raise Refused("quota_over", field="quota")
        return lambda quotas, actor: quotas.back(actor, id_, why)


class QuotaDesk(QObject):
    """`depot` and `item` say what is in front."""

    def __init__(
        self,
        pane: Pane,
        depot: Callable[[], Depot | None],
        item: Callable[[], Item | None],
    ) -> None:
        super().__init__(pane)
        self._pane, self._depot, self._item = pane, depot, item
        self._form: QuotaForm | BackForm | None = None
        self._back = False

    def why_not(self) -> str:
        if self._depot() is None or self._item() is None:
            return tr("请先选一个储备点和一种物资。")
        return ""

    def give(self) -> None:
        self._ask(back=False)

    def back(self) -> None:
        self._ask(back=True)

    def _ask(self, *, back: bool) -> None:
        self._back = back
        self._pane.runner.read(self._read).done.connect(self._on_read)

    def _read(self) -> QuotaView:
        depot, item, world = self._depot(), self._item(), self._pane.services.world
        with world.store.read() as read:
            return quota_view(
                read, world.clock.now(), depot.id if depot else "", item.id if item else ""
            )

    def _on_read(self, view: QuotaView) -> None:
        depot, item = self._depot(), self._item()
        missing = self._missing(view)
        if missing:
            self._pane.bus.say(missing, "warn")
            return
        if self._back:
            self._open(tr("收回额度"), BackForm(view), view)
        elif depot is not None and item is not None:
            self._open(tr("调拨额度"), QuotaForm(view, depot, item), view)

    def _missing(self, view: QuotaView) -> str:
        if self._back:
            return "" if view.rows else tr("现在没有额度。")
        return "" if view.stations else tr("没有其他工作站入网,不需给额度。")

    def _open(self, title: str, form: QuotaForm | BackForm, view: QuotaView) -> None:
        self._form = form
        form.submitted.connect(self._on_submitted)
        form.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(title, form, view.told)

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
        quotas, actor = Quotas(self._pane.services.world), self._pane.focus.officer
        self._pane.write(call, quotas, actor, done=self._on_saved, failed=form.refuse)

    def _on_saved(self, _answer: object) -> None:
        self._form = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机。"), "ok")
        self._pane.refresh()


def said(row: QuotaRow) -> str:
    """仓库二 · 救灾帐篷 40 顶,余 30 · 06-23 16:00 到期."""
    words = tr("{station} · {depot} {item} {n} {unit},余 {left} · {until} 到期")
    told = words.format(
        station=row.station,
        depot=row.depot,
        item=row.item,
        n=number(row.quota.quantity),
        unit=row.unit,
        left=number(row.left),
        until=date_time(row.quota.until),
    )
    return f"{told} · {tr('已收回,待退还')}" if row.quota.taken_back_at else told


def quota_list(rows: tuple[QuotaRow, ...]) -> QLabel:
    label = QLabel("\n".join(said(row) for row in rows) or tr("现在没有额度"))
    label.setWordWrap(True)
    label.setAccessibleName(tr("现有额度"))
    return label
