"""Beneath the table: the card of the chosen record and everything that ever happened to it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from console.panes.registers import columns
from console.panes.registers.columns import tr
from console.services.registers.listing import Sheet
from console.theme.fonts import px
from console.widgets.panel import Panel
from console.widgets.record_table import RecordTable
from console.widgets.timeline import BADGES, Timeline
from console.wording import number


class RecordPanel(QSplitter):
    """`show_sheet(sheet)`; None where nothing is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(px(12))
        self.setChildrenCollapsible(False)
        self.card = Panel(tr("卡片"))
        self.table: RecordTable[tuple[str, str]] = RecordTable(
            columns.card(),
            key=lambda c: c[0],
            title=tr("卡片"),
            empty=tr("请选一条"),
            row_height=30,
        )
        self.table.horizontalHeader().hide()
        self.card.body.addWidget(self.table, 1)
        self.past = Panel(tr("历史"))
        self.timeline = Timeline(BADGES, title=tr("历史"), empty=tr("尚无改动记录"))
        self.past.body.addWidget(self.timeline, 1)
        self.addWidget(self.card)
        self.addWidget(self.past)
        self.setStretchFactor(0, 4)
        self.setStretchFactor(1, 6)

    def show_sheet(self, sheet: Sheet | None) -> None:
        if sheet is None:
            self.card.header.set_title(tr("卡片"))
            self.card.header.set_subtitle("")
            self.past.header.set_subtitle("")
            self.table.show_rows([])
            self.timeline.show_moments([])
            return
        self.card.header.set_title(sheet.register.names(sheet.record) or tr("卡片"))
        self.card.header.set_subtitle(tr("已停用") if sheet.archived else "")
        self.table.show_rows([(label, text or "—") for label, text in sheet.cells])
        self.past.header.set_subtitle(tr("{n} 条").format(n=number(len(sheet.history))))
        self.timeline.show_moments(columns.moments(sheet.history))
