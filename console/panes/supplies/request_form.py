"""F4 调拨: a township's application as it comes over the telephone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.domain.refused import Refused
from console.domain.supply import Depot, Reserve, Tier
from console.domain.transfer import Means
from console.panes.supplies.columns import tr
from console.panes.supplies.lines import Lines
from console.services.glance.stock_trace import DepotChoice
from console.services.glance.supplies import StockView
from console.services.transfers import Ask
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording.supply import MEANS


class RequestForm(Form):
    """`wants_advice(to depot, wanted)` on every change that makes another suggestion."""

    wants_advice = Signal(str, object)

    def __init__(
        self, view: StockView, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("保存申请"), columns=2, parent=parent)
        self._now = now
        points = [
            d for d in view.depots if d.reserve is Reserve.PHYSICAL and d.archived_at is None
        ]
        self._depots = {d.id: d for d in points}
        near = [d for d in points if d.tier is not Tier.COUNTY] + [
            d for d in points if d.tier is Tier.COUNTY
        ]
        self.to = CompleteField([_choice(d) for d in near], tr("储备点、乡镇或拼音首字母"))
        self.add_field("to", tr("调入"), self.to, required=True)
        self.by = QLineEdit()
        self.add_field("by", tr("申请单位"), self.by, required=True)
        self.goods = Lines(view.items)
        self.add_field("lines", tr("物资与数量"), self.goods, required=True, span=2)
        self._advice = self.add_note("")
        self._advice.setAccessibleName(tr("建议"))
        self._advice.hide()
        self.add_field("reason", tr("事由"), QLineEdit(), required=True, span=2)
        self.means = QComboBox()
        for means, word in MEANS.items():
            self.means.addItem(word, means)
        self.add_field("means", tr("申请方式"), self.means, required=True)
        self.at = TimeField(now, hint=tr("空为现在,或 1432、-5"))
        self.add_field("at", tr("申请时间"), self.at)
        self.add_field("caller", tr("联系人"), QLineEdit())
        self.add_field("phone", tr("回拨电话"), QLineEdit())
        self.to.chosen.connect(self._on_to)
        self.goods.textChanged.connect(self._on_goods)
        self.setFocusProxy(self.to)

    def ask(self, response_id: str | None) -> Ask:
        """The application as typed, or Refused beside the field."""
        values: dict[str, Any] = self.values()
        to = self.to.choice()
        if to is None:
            raise Refused("depot_unknown", text=self.to.text().strip(), field="to")
        return Ask(
            reason=values["reason"].strip(),
            to_depot_id=to.key,
            requested_by=values["by"].strip(),
            at=self.at.moment() or self._now(),
            lines=self.goods.lines(),
            means=Means(values["means"]),
            caller=values["caller"].strip(),
            caller_phone=values["phone"].strip(),
            response_id=response_id,
        )

    def restore(self, draft: Mapping[str, Any]) -> None:
        super().restore(draft)
        self.goods.fill(str(draft.get("lines") or ""))

    def show_advice(self, choices: tuple[DepotChoice, ...]) -> None:
        """县库 可全部供给 …, as a quiet line; the emergency office decides in the next step."""
        if not choices:
            self._advice.setText(tr("没有储备点有这些物资可用,请考虑采购或请求支援。"))
        else:
            told = ";".join(f"{c.name} {c.why}" for c in choices[:2])
            self._advice.setText(tr("建议 {told}").format(told=told))
        self._advice.setVisible(bool(self.goods.wanted()))

    def _on_to(self, choice: Choice) -> None:
        if not self.by.text().strip():
            self.by.setText(_asker(self._depots[choice.key]))
        self._on_goods("")

    def _on_goods(self, _text: str) -> None:
        to, wanted = self.to.choice(), self.goods.wanted()
        if to is not None and wanted:
            self.wants_advice.emit(to.key, wanted)


def _choice(depot: Depot) -> Choice:
    return Choice(depot.id, depot.name, depot.owner, (depot.code,))


def _asker(depot: Depot) -> str:
    """家朋乡 for 家朋乡储备点: who keeps the point is who asks."""
    return depot.owner.removesuffix("人民政府")
