"""The right half: open differences one under the other, those settled beneath; driven by keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from console.panes.exchange import columns
from console.panes.exchange.columns import tr
from console.panes.exchange.difference_card import DifferenceCard
from console.services.exchange.differences import DifferenceRow
from console.theme import hold, set_role
from console.theme.fonts import px
from console.widgets.empty_state import EmptyState
from console.widgets.panel import Panel
from console.widgets.record_table import RecordTable
from console.wording import number
from console.wording.exchange import ALL_AGREE

ROW, SETTLED = 36, 4  # a row of those settled, and how many take room from the open ones
SHOWN = 20  # cards at once; the next come up as these are settled


class DifferencesPanel(Panel):
    """`chosen()` when another one is current; `answered(command)` from a card's buttons."""

    chosen = Signal()
    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("数据不一致"), parent=parent)
        self.list = _List(self._step)
        self.list.setAccessibleName(tr("数据不一致"))
        self._inside = inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._more = QLabel()
        set_role(self._more, "quiet")
        self._more.setContentsMargins(px(14), px(8), px(14), px(8))
        self._column.addWidget(self._more)
        self._column.addStretch(1)
        self.list.setWidget(inside)
        self._empty = EmptyState(ALL_AGREE, self.list.viewport())
        self.body.addWidget(self.list, 1)
        self.settled: RecordTable[DifferenceRow] = RecordTable(
            columns.settled(), key=lambda r: r.id, title=tr("已核定"), row_height=ROW
        )
        self.body.addWidget(self.settled)
        self._cards: list[DifferenceCard] = []
        self._rows: tuple[DifferenceRow, ...] = ()
        self._id = ""
        self._why: Callable[[DifferenceRow], dict[str, str]] = _nothing

    def judge_by(self, why: Callable[[DifferenceRow], dict[str, str]]) -> None:
        """Why a button can't be pressed, by command."""
        self._why = why

    def show_rows(self, rows: Sequence[DifferenceRow], none: str = ALL_AGREE) -> None:
        """`none` says what an empty list means."""
        place = self._place()
        self._rows = tuple(row for row in rows if row.open)
        if self._place() < 0:  # settled, here or elsewhere: the next one stands in its place
            place = min(max(place, 0), len(self._rows) - 1)
            self._id = self._rows[place].id if self._rows else ""
        done = [row for row in rows if not row.open]
        self.settled.show_rows(done)
        self.settled.setVisible(bool(done))
        hold(self.settled, height=ROW * (1 + min(len(done), SETTLED)) + 6)
        self.header.set_subtitle(
            tr("{n} 项待核 · 两个值都留在历史里").format(n=number(len(self._rows)))
            if self._rows
            else tr("没有待核的")
        )
        self._empty.say_empty(none)
        self._empty.setVisible(not self._rows)
        self._inside.setVisible(bool(self._rows))
        self._draw()

    def current(self) -> DifferenceRow | None:
        place = self._place()
        return self._rows[place] if place >= 0 else None

    def choose(self, id_: str) -> bool:
        if id_ not in {row.id for row in self._rows[:SHOWN]}:
            return False
        self._id = id_
        self._draw()
        self.chosen.emit()
        return True

    def texts(self) -> list[str]:
        """What is read on the cards, one line each."""
        return [card.accessibleName() for card in self._cards if not card.isHidden()]

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._empty.setGeometry(self.list.viewport().rect())

    def _place(self) -> int:
        return next((n for n, row in enumerate(self._rows) if row.id == self._id), -1)

    def _step(self, by: int) -> None:
        place = self._place() + by
        if 0 <= place < min(len(self._rows), SHOWN):
            self.choose(self._rows[place].id)
            self.list.ensureWidgetVisible(self._cards[place], 0, px(12))

    def _draw(self) -> None:
        shown = self._rows[:SHOWN]
        while len(self._cards) < len(shown):
            card = DifferenceCard()
            card.pressed.connect(self._on_pressed)
            card.command_asked.connect(self.answered)
            self._column.insertWidget(len(self._cards), card)
            self._cards.append(card)
        for number_, card in enumerate(self._cards):
            card.setVisible(number_ < len(shown))
            if number_ < len(shown):
                row = shown[number_]
                card.show_row(row, current=row.id == self._id, why_not=self._why(row))
        left = len(self._rows) - len(shown)
        self._more.setVisible(left > 0)
        self._more.setText(tr("另有 {n} 项,核定后依次列出").format(n=number(left)))
        self._empty.setGeometry(self.list.viewport().rect())

    def _on_pressed(self, id_: str) -> None:
        self.list.setFocus()
        self.choose(id_)


class _List(QScrollArea):
    """Takes the arrow keys for its cards."""

    def __init__(self, step: Callable[[int], None]) -> None:
        super().__init__()
        self._step = step
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by:
            self._step(by)
            return
        super().keyPressEvent(event)


def _nothing(_row: DifferenceRow) -> dict[str, str]:
    return {}
