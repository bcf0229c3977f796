"""物资: the tree of depots, their stock against 二级需求, transfers and the trace of an item."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QWidget

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.supply import Item
from console.panes.supplies import columns
from console.panes.supplies.columns import tr
from console.panes.supplies.keeper_desk import KeeperDesk
from console.panes.supplies.quota_desk import QuotaDesk
from console.panes.supplies.steps import FORMS, subtitle
from console.panes.supplies.transfer_desk import TransferDesk
from console.panes.supplies.transfer_panel import TransferPanel
from console.paper.desk import export_slip
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.glance import stock_trace, supplies
from console.services.glance.stock_trace import Trace
from console.services.glance.supplies import ItemRow, Node, StockView
from console.services.glance.transfers import TransferRow
from console.theme import hold
from console.theme.fonts import px
from console.widgets.filter_bar import SearchField
from console.widgets.pane import Pane
from console.widgets.paper_desk import PaperDesk
from console.widgets.record_table import RecordTable
from console.widgets.timeline import BADGES, Moment, Timeline
from console.wording import date_time, number
from console.wording.store import MARK

WATCHES = frozenset(
    {
        Kind.MOVE,
        Kind.BATCH,
        Kind.ITEM,
        Kind.DEPOT,
        Kind.TRANSFER,
        Kind.TRANSFER_LINE,
        Kind.DUE,
        Kind.RULE,
        Kind.VERDICT,
        Kind.QUOTA,
        Kind.SEAT,
    }
)


@dataclass(frozen=True, slots=True)
class Glance:
    """One answer: the stock picture and the trace of the item that was asked for."""

    stock: StockView
    item_id: str
    trace: tuple[Trace, ...]


class SuppliesPane(Pane):
    name = "supplies"
    title = "物资"
    watches = WATCHES

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self._place: str | None = None
        self._item = ""
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self._build_tree())
        right = QSplitter(Qt.Orientation.Vertical)
        right.setHandleWidth(px(12))
        right.setChildrenCollapsible(False)
        right.addWidget(self._build_items())
        right.addWidget(self._build_below())
        right.setStretchFactor(0, 6)
        right.setStretchFactor(1, 4)
        row.addWidget(right, 1)
        self.body.addLayout(row, 1)
        self.desk = TransferDesk(self, self.transfers)
        self.keeper = KeeperDesk(self)
        self.quotas = QuotaDesk(self, self.keeper.depot, self._item_in_front)
        self.printing = PaperDesk(self)

    # Building -------------------------------------------------------------------------------

    def _build_tree(self) -> QWidget:
        panel = self.panel(tr("储备体系"))
        hold(panel, width=300)
        self.tree: RecordTable[Node] = RecordTable(
            columns.tree(), key=lambda n: n.key, title=tr("储备体系"), row_height=36
        )
        self.tree.horizontalHeader().hide()
        self.tree.chosen.connect(self._on_place)
        panel.body.addWidget(self.tree, 1)
        panel.add_rule()
        self.basis = QLabel()
        self.basis.setProperty("role", "quiet")
        self.basis.setWordWrap(True)
        self.basis.setContentsMargins(px(14), px(10), px(14), px(12))
        panel.body.addWidget(self.basis)
        return panel

    def _build_items(self) -> QWidget:
        self.stock = self.panel(self.title)
        self.search = SearchField(tr("搜品名、编码、拼音首字母"))
        self.search.setMinimumWidth(px(250))
        self.search.textChanged.connect(self._on_search)
        self.stock.header.add_widget(self.search)
        self.count_button = self.stock.add_button(tr("盘点"), "supplies.count")
        self.intake_button = self.stock.add_button(tr("入库"), "supplies.receive")
        self.stock.add_button(tr("调拨"), "supplies.request", "F4", main=True)
        self.items: RecordTable[ItemRow] = RecordTable(
            columns.items(), key=lambda r: r.item_id, title=tr("库存"), empty=tr("这里没有库存")
        )
        self.items.chosen.connect(self._on_item)
        self.stock.body.addWidget(self.items, 1)
        return self.stock

    def _build_below(self) -> QWidget:
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setHandleWidth(px(12))
        below.setChildrenCollapsible(False)
        self.transfers = TransferPanel()
        self.transfers.command_asked.connect(self.command_asked)
        self.transfers.chosen.connect(self._on_transfer)
        self.traced = self.panel(tr("全程追溯"))
        self.timeline = Timeline(BADGES, title=tr("全程追溯"))
        self.traced.body.addWidget(self.timeline, 1)
        below.addWidget(self.transfers)
        below.addWidget(self.traced)
        below.setStretchFactor(0, 4)
        below.setStretchFactor(1, 6)
        return below

    # Reading --------------------------------------------------------------------------------

    def ask(self, read: Any) -> Glance:
        now = self.services.world.clock.now()
        view = supplies.view(read, now, self._place)
        item = self._item or _first_item(view)
        return Glance(view, item, stock_trace.trace(read, item) if item else ())

    def show_glance(self, glance: Glance) -> None:
        view = glance.stock
        self.keeper.view = view
        self.keeper.item_id = glance.item_id
        self.count_button.allow(self.keeper.why_not())
        self.intake_button.allow(self.keeper.why_not())
        self._place, self._item = view.key, glance.item_id
        self.tree.show_rows(view.tree)
        self.tree.choose(view.key)
        self.stock.header.set_title(view.title)
        told = tr("{kinds} 种 · {lots} 批次")
        self.stock.header.set_subtitle(
            told.format(kinds=number(len(view.rows)), lots=number(view.lots))
        )
        self.items.show_rows(view.rows)
        if glance.item_id:
            self.items.choose(glance.item_id)
        self.transfers.show_rows(view.transfers)
        self._show_trace(glance)
        self._show_basis(view)
        self.badge_changed.emit(sum(1 for t in view.transfers if t.stage in FORMS))
        self.desk.know(view)

    def show_record(self, kind: Kind, id_: str) -> bool:
        """A depot in the tree; an item wherever it lies, in the county's whole stock."""
        if kind is Kind.DEPOT:
            self.tree.setFocus()
            return self.tree.choose(id_)
        self.search.clear()
        self.items.setFocus()
        return self.items.choose(id_)

    def show_failure(self, sentence: str) -> None:
        self.items.show_failure(sentence)

    def on_tick(self, now: datetime) -> None:
        self.transfers.on_tick(now)

    def _show_trace(self, glance: Glance) -> None:
        named = [r.title for r in glance.stock.rows if r.item_id == glance.item_id]
        title = tr("全程追溯 · {item}").format(item=named[0]) if named else tr("全程追溯")
        self.traced.header.set_title(title)
        self.traced.header.set_subtitle(tr("自入库起每一笔"))
        self.timeline.show_moments(
            [
                Moment(t.key, date_time(t.at), t.word, t.sentence, t.tone, t.who)
                for t in glance.trace
            ]
        )

    def _show_basis(self, view: StockView) -> None:
        mark = MARK.get(view.persons_mark, "")
        told = tr("二级响应保障对象 {persons} 人({mark})\n按人均标准折算,缺口 {short} 类")
        self.basis.setText(
            told.format(persons=number(view.persons), mark=mark, short=number(view.short))
        )
        self.basis.setToolTip(view.basis)

    # Choosing -------------------------------------------------------------------------------

    def _on_place(self, node: Node) -> None:
        if node.key != self._place:
            self._place, self._item = node.key, ""
            self.refresh()

    def _on_item(self, row: ItemRow) -> None:
        if row.item_id != self._item:
            self._item = row.item_id
            self.refresh()

    def _on_transfer(self, row: TransferRow) -> None:
        """The trace follows the officer's own choice, not the list's first line."""
        if self.transfers.table.hasFocus() and row.lines and row.lines[0].item_id != self._item:
            self._item = row.lines[0].item_id
            self.refresh()

    def _on_search(self, text: str) -> None:
        wanted = "".join(text.split()).lower()
        self.items.set_filter((lambda r: wanted in r.index) if wanted else None)

    # 调拨 -----------------------------------------------------------------------------------

    def why_no_next(self) -> str:
        return self.desk.why_no_next()

    def why_no_cancel(self) -> str:
        return self.desk.why_no_cancel()

    def why_no_paper(self) -> str:
        return self.desk.why_no_paper()

    def why_no_depot(self) -> str:
        return self.keeper.why_not()

    def why_no_goods(self) -> str:
        return self.quotas.why_not()

    def give_quota(self) -> None:
        self.quotas.give()

    def quota_back(self) -> None:
        self.quotas.back()

    def _item_in_front(self) -> Item | None:
        view = self.keeper.view
        return next((one for one in view.items if one.id == self._item), None) if view else None

    def receive(self) -> None:
        self.keeper.receive()

    def count(self) -> None:
        self.keeper.count()

    def request(self) -> None:
        self.desk.request()

    def next_step(self) -> None:
        self.desk.next_step()

    def paper(self) -> None:
        self.desk.paper()

    def cancel(self) -> None:
        self.desk.cancel()

    def why_no_slip(self) -> str:
        return "" if self.transfers.current() is not None else tr("请先选一笔调拨。")

    def print(self) -> None:
        row = self.transfers.current()
        if row is not None:
            self.printing.export(export_slip, row.transfer.id, subtitle(row))


def _first_item(view: StockView) -> str:
    """What is being moved is looked at first; else what is worst covered."""
    moving = [line.item_id for t in view.transfers if t.stage in FORMS for line in t.lines]
    here = {row.item_id for row in view.rows}
    found = [item for item in moving if item in here] or [row.item_id for row in view.rows]
    return found[0] if found else ""
