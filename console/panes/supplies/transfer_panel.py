"""Transfers under way: the list, and where the chosen one stands on its chain."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from console.domain.transfer import Stage, Transfer
from console.panes.supplies import columns
from console.panes.supplies.columns import tr
from console.panes.supplies.steps import FORMS
from console.services.glance.transfers import TransferRow
from console.theme import hold, set_tone
from console.theme.fonts import px
from console.widgets.panel import Panel
from console.widgets.record_table import RecordTable
from console.widgets.stepper import DONE, NEXT, NOW, Step, Stepper
from console.wording import clock_time, countdown, number
from console.wording.document import NOT_NUMBERED
from console.wording.seat import WAITING
from console.wording.supply import STAGE

CHAIN = (
    Stage.REQUESTED,
    Stage.ADVISED,
    Stage.APPROVED,
    Stage.ORDERED,
    Stage.ON_ROAD,
    Stage.RECEIVED,
    Stage.CLOSED,
)
BEFORE_ROAD = frozenset({Stage.REQUESTED, Stage.ADVISED, Stage.APPROVED, Stage.ORDERED})
_NAMES = {Stage.ON_ROAD: "出库运输"}


class TransferPanel(Panel):
    """`chosen(TransferRow)`; the button carries the next hand."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("调拨进程"), parent=parent)
        self.paper = self.add_button(tr("补书面"), "supplies.paper")
        self.undo = self.add_button(tr("取消调拨"), "supplies.cancel")
        self.step = self.add_button(tr("下一步"), "supplies.next", "Ctrl+Return", main=True)
        self.stepper = Stepper(pills=False)
        self.told = QLabel()
        self.told.setProperty("role", "quiet")
        self.told.setWordWrap(True)
        self.told.setContentsMargins(px(14), 0, px(14), px(8))
        self.table: RecordTable[TransferRow] = RecordTable(
            columns.transfers(),
            key=lambda r: r.transfer.id,
            title=tr("调拨"),
            empty=tr("尚无在办调拨;F4 登记申请"),
            row_height=34,
        )
        self.table.horizontalHeader().hide()
        hold(self.table, height=36, least=True)  # one of them; the words beneath are not cut
        self.table.chosen.connect(self._on_chosen)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.stepper)
        self.body.addWidget(self.told)
        self._now: datetime | None = None
        self._show(None)

    def show_rows(self, rows: Sequence[TransferRow]) -> None:
        self.table.show_rows(rows)
        if self.table.current() is None and rows:
            self.table.choose(rows[0].transfer.id)
        open_ = [r for r in rows if r.stage in FORMS]
        self.header.set_subtitle(tr("在办 {n} 笔").format(n=number(len(open_))) if open_ else "")
        self._show(self.table.current())

    def current(self) -> TransferRow | None:
        return self.table.current()

    def on_tick(self, now: datetime) -> None:
        self._now = now
        self._tell(self.table.current())

    def _on_chosen(self, row: TransferRow) -> None:
        self._show(row)
        self.chosen.emit(row)

    def _show(self, row: TransferRow | None) -> None:
        self.stepper.setVisible(row is not None)
        self.told.setVisible(row is not None)
        following = FORMS.get(row.stage) if row else None
        self.step.setText(following[0] if following else tr("下一步"))
        self.step.updateGeometry()
        self.step.allow("" if following else tr("没有待办的一步"))
        self.undo.setVisible(row is not None and row.stage in BEFORE_ROAD)
        self.paper.setVisible(bool(row and row.paper_due))
        if row is not None:
            self.stepper.show_steps(_steps(row))
            self._tell(row)

    def _tell(self, row: TransferRow | None) -> None:
        """The owed paper counts down; the carrier and the receiver stand beside."""
        if row is None:
            return
        made = row.transfer
        parts = [
            WAITING if row.waiting else "",
            _number(made),
            f"{row.from_name} → {row.to_name}" if row.from_name else row.to_name,
        ]
        if made.plate or made.driver:
            eta = f"预计 {clock_time(made.eta)} 到" if made.eta is not None else ""
            parts.append(" ".join(one for one in (made.plate, made.driver, eta) if one))
        tone = "warn" if row.waiting else "dim"
        if row.paper_due is not None:
            left = countdown(row.paper_due - self._now) if self._now else ""
            parts.append(f"口头批准,书面 {clock_time(row.paper_due)} 前补 {left}".strip())
            tone = "bad" if self._now and self._now > row.paper_due else "warn"
        if made.ended_why:
            parts.append(made.ended_why)
        set_tone(self.told, tone)
        self.told.setText(" · ".join(p for p in parts if p))


def _steps(row: TransferRow) -> list[Step]:
    made = row.transfer
    times = {
        Stage.REQUESTED: made.requested_at,
        Stage.ADVISED: made.advised_at,
        Stage.APPROVED: made.approved_at,
        Stage.ORDERED: made.ordered_at,
        Stage.CLOSED: made.closed_at if row.stage is Stage.CLOSED else None,
    }
    if row.stage in {Stage.ON_ROAD, Stage.RECEIVED}:
        times[row.stage] = row.since
    stands = CHAIN.index(row.stage) if row.stage in CHAIN else -1
    waits = stands if row.stage is Stage.ON_ROAD else stands + 1
    steps = []
    for place, one in enumerate(CHAIN):
        state = DONE if place < waits else NOW if place == waits and stands >= 0 else NEXT
        at = times.get(one)
        steps.append(Step(_NAMES.get(one, STAGE[one]), clock_time(at) if at else "", state))
    return steps


def _number(made: Transfer) -> str:
    """The order's number; 待编号 where it was given away from the seat."""
    return made.number or (NOT_NUMBERED if made.ordered_at is not None else "")
