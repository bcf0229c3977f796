"""The wall's tile of 力量: kinds with what they can send, then who is out and when expected."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from console.domain.dispatch import State
from console.panes.forces import columns
from console.panes.forces.columns import outcome, tr
from console.panes.forces.page import WATCHES
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.glance import forces
from console.services.glance.forces import DispatchRow, ForcesView, KindRow
from console.theme.fonts import px
from console.widgets.pane import Card
from console.widgets.record_table import Column, RecordTable
from console.wording import number
from console.wording.force import STATE

ROW = 31  # seven kinds and one team on the road at 1366 × 768
LEAST = 2  # rows that stay in sight on a small screen, of either list


class ForcesCard(Card):
    name = "forces"
    title = "力量"
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
        self.header.add_button(tr("调派"), "forces.order", "F3", main=True)
        self.kinds: RecordTable[KindRow] = RecordTable(
            columns.kinds(), key=lambda r: r.kind, title=tr("各类力量"), row_height=ROW
        )
        self.out: RecordTable[DispatchRow] = RecordTable(
            _out(),
            key=lambda r: r.dispatch.id,
            title=tr("出动"),
            empty=tr("没有出动的队伍"),
            row_height=ROW,
        )
        self.out.horizontalHeader().hide()
        self.body.addWidget(self.kinds, 1)
        self.body.addWidget(self.out)
        self.body.addStretch(0)

    def ask(self, read: Any) -> ForcesView:
        return forces.view(read, self.services.world.clock.now())

    def show_glance(self, glance: ForcesView) -> None:
        told = tr("{n} 支 · 可调 {free} 人")
        self.header.set_subtitle(
            told.format(n=number(len(glance.teams)), free=number(glance.free))
        )
        self.kinds.show_rows(glance.kinds)
        self.out.show_rows(glance.dispatches)
        self._fit()

    def _fit(self) -> None:
        """As high as what they show, so that both lists stand together at the top."""
        kinds, sent = self.kinds.records.rowCount(), self.out.records.rowCount()
        head = self.kinds.horizontalHeader().sizeHint().height()
        self.kinds.setMinimumHeight(head + px(ROW) * LEAST)
        self.kinds.setMaximumHeight(head + px(ROW) * kinds + 2)
        sent = max(1, sent)
        self.out.setMinimumHeight(px(ROW) * min(LEAST, sent) + 2)
        self.out.setMaximumHeight(px(ROW) * sent + 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "out"):
            self._fit()

    def on_tick(self, now: datetime) -> None:
        self.out.tick(now)

    def show_failure(self, sentence: str) -> None:
        self.kinds.show_failure(sentence)
        self.out.show_failure(sentence)


def _out() -> list[Column[DispatchRow]]:
    return [
        Column(
            "what",
            tr("出动"),
            lambda r: tr("{team} {n} 人 → {place}").format(
                team=r.team.name, n=number(r.dispatch.people), place=r.dispatch.place_name
            ),
            badge=_badge,
            tone=lambda r: "ink" if r.open else "dim",
        ),
        Column(
            "outcome",
            tr("结果"),
            lambda r: outcome(r)[0],
            tone=lambda r: outcome(r)[1],
            clocked=outcome,
            align="right",
            width=104,
        ),
    ]


def _badge(row: DispatchRow) -> str:
    return "不能" if row.dispatch.state is State.DECLINED else STATE[row.dispatch.state]
