"""The wall's tile of 物资: the worst covered first, and what is about to expire."""

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from console.panes.supplies.columns import cover_tone, tr
from console.panes.supplies.page import WATCHES
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.glance.supplies import ItemRow, coverage_rows
from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.meter import MeterList, MeterRow
from console.widgets.notice import NoticeLine
from console.widgets.pane import Card
from console.wording import number

SHOWN = 8
ROOM = 4 / 3
"""The track is longer than the need, so that a surplus shows beyond the mark."""


class SuppliesCard(Card):
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
        self.header.set_subtitle(tr("可用 ÷ 二级响应需求"))
        self.header.add_button(tr("调拨"), "supplies.request", "F4", main=True)
        self.meters = MeterList()
        self.body.addWidget(self.meters, 1)
        self.failed = NoticeLine(closable=False)
        self.failed.hide()
        self.body.addWidget(self.failed)
        self.panel.add_rule()
        self.warning = QLabel()
        self.warning.setProperty("role", "quiet")
        self.warning.setContentsMargins(px(14), px(8), px(14), px(8))
        self.warning.setWordWrap(True)
        self.body.addWidget(self.warning)

    def ask(self, read: Any) -> tuple[ItemRow, ...]:
        return coverage_rows(read, self.services.world.clock.now())

    def show_glance(self, glance: tuple[ItemRow, ...]) -> None:
        self.failed.hide()
        self.meters.show_rows([_meter(row) for row in glance[:SHOWN]])
        text, tone = _warning(glance)
        self.warning.setText(text)
        set_tone(self.warning, tone)

    def show_failure(self, sentence: str) -> None:
        """What was last read stays, and the tile says that it is not fresh."""
        self.failed.say(tr("未能读取:{why}").format(why=sentence), "bad")


def _meter(row: ItemRow) -> MeterRow:
    told = tr("可用 {n} {unit}").format(n=number(row.available), unit=row.unit)
    share = None if row.covered is None else row.covered / 100
    tone = cover_tone(row.covered)
    return MeterRow(row.item_id, row.title, told, share, tone, mark=1.0, full=ROOM)


def _warning(rows: tuple[ItemRow, ...]) -> tuple[str, str]:
    """One line: lots that run out within a month, lots over, books below zero, then shortages."""
    soon, over = sum(r.soon for r in rows), sum(r.expired for r in rows)
    below = [r.title for r in rows if r.below_zero]
    parts = []
    if below:
        parts.append(tr("账实不符 {items}").format(items="、".join(below)))
    if soon:
        parts.append(tr("{n} 批 30 天内到期").format(n=soon))
    if over:
        parts.append(tr("过期 {n} 批").format(n=over))
    short = [r for r in rows if r.covered is not None and r.need and r.covered < 50]  # noqa: PLR2004
    for row in short[:1]:
        lacking = number((row.need or 0) - row.available)
        parts.append(tr("{item} 缺 {n} {unit}").format(item=row.title, n=lacking, unit=row.unit))
    if not parts:
        return tr("没有将到期或短缺的物资"), "dim"
    return " · ".join(parts), "bad" if below else "warn"
