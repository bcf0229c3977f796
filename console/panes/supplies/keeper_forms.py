"""What the keeper of a depot writes: 入库 of a lot, 盘点 of an item's lots.

Counting is blind: the books are not shown beside the field, so that what is counted is what is
written (row 62 of the feature list).
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QLineEdit

from console.domain.ledger import Reason
from console.domain.refused import Refused
from console.domain.supply import Depot, Item, whole
from console.panes.supplies.columns import tr
from console.services.glance.stock_trace import Lot
from console.services.supplies import INTAKES, Intake, Supplies
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording.supply import REASON

Call = Callable[[Supplies, str], object]


class KeeperForm(Form):
    """`call()` gives what the writer runs with (supplies, actor)."""

    def __init__(self, save: str, depot: Depot, now: Callable[[], datetime]) -> None:
        super().__init__(save, columns=2)
        self.depot = depot
        self._now = now
        self.add_note(depot.name)

    def moment(self) -> datetime:
        return self.at.moment() or self._now()

    def add_time(self) -> None:
        self.at = TimeField(self._now, hint=tr("空为现在,或 1432、-5"))
        self.add_field("at", tr("时间"), self.at)

    def call(self) -> Call:
        raise NotImplementedError


class IntakeForm(KeeperForm):
    """入库验收: what, which lot, until when, from whom, on which paper."""

    def __init__(self, depot: Depot, items: tuple[Item, ...], now: Callable[[], datetime]) -> None:
        super().__init__(tr("入库"), depot, now)
        kept = [i for i in items if depot.keeps(i)]
        choices = [Choice(i.id, i.title, i.unit, (i.code, i.name, *i.aliases)) for i in kept]
        self.item = CompleteField(choices, tr("品名、编码或拼音首字母"))
        self.add_field("item", tr("物资"), self.item, required=True, span=2)
        self.pieces = QLineEdit()
        self.add_field("pieces", tr("数量"), self.pieces, required=True)
        self.reason = QComboBox()
        for reason in (r for r in Reason if r in INTAKES):
            self.reason.addItem(REASON[reason], reason)
        self.add_field("reason", tr("来路"), self.reason, required=True)
        self.lot = QLineEdit()
        self.add_field("lot", tr("批号"), self.lot, required=True)
        self.expires = QLineEdit()
        self.expires.setPlaceholderText(tr("如 2027-09-30,无效期留空"))
        self.add_field("expires", tr("有效期至"), self.expires)
        self.supplier = QLineEdit()
        self.add_field("supplier", tr("供货单位"), self.supplier)
        self.document = QLineEdit()
        self.add_field("document", tr("入库单号"), self.document)
        self.add_time()
        self.setFocusProxy(self.item)

    def call(self) -> Call:
        choice = self.item.choice()
        if choice is None:
            raise Refused("item_unknown", text=self.item.text().strip(), field="item")
        intake = Intake(
            depot_id=self.depot.id,
            item_id=choice.key,
            lot=self.lot.text().strip(),
            quantity=_pieces(self.pieces.text(), "pieces"),
            at=self.moment(),
            reason=Reason(self.reason.currentData()),
            expires_on=self.expires.text().strip(),
            supplier=self.supplier.text().strip(),
            document=self.document.text().strip(),
        )
        return lambda supplies, actor: supplies.receive(actor, intake)


class CountForm(KeeperForm):
    """盘点 of the chosen item: what lies there, lot by lot."""

    def __init__(self, depot: Depot, lots: tuple[Lot, ...], now: Callable[[], datetime]) -> None:
        super().__init__(tr("保存盘点"), depot, now)
        self.add_note(tr("盲盘:只填实际数到的件数,账面数不显示;差异自动记盘盈、盘亏。"))
        self.counted: dict[str, QLineEdit] = {}
        for lot in lots:
            field = QLineEdit()
            until = lot.batch.expires_on or tr("无效期")
            label = f"{lot.item.name} {lot.batch.lot}({until},{lot.item.unit})"
            self.add_field(f"lot{lot.batch.id}", label, field)
            self.counted[lot.batch.id] = field
        self.note = QLineEdit()
        self.add_field("note", tr("说明"), self.note)
        self.add_time()
        first = next(iter(self.counted.values()), self.note)
        self.setFocusProxy(first)

    def call(self) -> Call:
        found = {
            batch: _pieces(field.text(), f"lot{batch}", nothing=True)
            for batch, field in self.counted.items()
            if field.text().strip()
        }
        at, note = self.moment(), self.note.text().strip()
        return lambda supplies, actor: supplies.count(actor, self.depot.id, found, at, note)


def _pieces(text: str, key: str, *, nothing: bool = False) -> int:
    if nothing and text.strip() == "0":
        return 0
    try:
        return whole(text)
    except Refused as no:
        raise Refused(no.code, **{**no.facts, "field": key}) from None
