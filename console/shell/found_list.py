"""The list of hits: one paint for a row, because it is painted anew on every keystroke.

A table of three columns asks its model and its delegate three times as often; at this rate that
is what an officer would wait for, not the question.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.domain.record import dataclass
from console.services.search import Hit
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.empty_state import EmptyState
from console.wording import join
from console.wording.search import ARCHIVED, GROUP, LINE

AnyIndex = QModelIndex | QPersistentModelIndex
ROW = 34
GROUP_WIDE = 96
MARGIN = 12
TITLE_SHARE = 0.58  # of what the group leaves
_SELECTED = QStyle.StateFlag.State_Selected


@dataclass(frozen=True, slots=True)
class Row:
    """A hit as the list shows it; the first of its kind carries the kind's name and count."""

    hit: Hit
    group: str


def grouped(hits: Sequence[Hit]) -> list[Row]:
    kinds = [_kind(hit) for hit in hits]
    rows, before = [], ""
    for hit, kind in zip(hits, kinds, strict=True):
        count = f"{kind} {kinds.count(kind)}{'+' if hit.more else ''}"
        rows.append(Row(hit, count if kind != before else ""))
        before = kind
    return rows


def _kind(hit: Hit) -> str:
    if hit.line:
        return LINE
    return ARCHIVED if hit.archived else GROUP.get(hit.kind, LINE)


class FoundModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def rowCount(self, _parent: AnyIndex | None = None) -> int:
        return len(self.rows)  # a list view never asks for a row's own rows

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A reader is told the whole row."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return join((_kind(row.hit), row.hit.title, row.hit.subtitle))
        return row.hit.title if role == Qt.ItemDataRole.ToolTipRole else None

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class FoundList(QListView):
    """`show_rows(rows)`: the first stands chosen. `picked()` on a click."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FoundModel(self)
        self.setModel(self.found)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("找到的")
        self._empty = "没有找到"
        self._state = EmptyState(self._empty, self.viewport())
        self.clicked.connect(self.picked)
        self._state.hide()

    def show_rows(self, rows: list[Row], *, asked: bool = True) -> None:
        self.found.show_rows(rows)
        self.setCurrentIndex(self.found.index(0, 0))
        if not rows:
            self._state.say_empty(self._empty)
        self._state.setVisible(asked and not rows)

    def say_empty(self, sentence: str) -> None:
        """What an empty answer means from now on."""
        self._empty = sentence
        self._state.say_empty(sentence)

    def show_failure(self, sentence: str) -> None:
        self._state.say_failed(sentence)
        self._state.setVisible(not self.found.rows)

    def current(self) -> Row | None:
        number = self.currentIndex().row()
        return self.found.rows[number] if 0 <= number < len(self.found.rows) else None

    def step(self, by: int) -> None:
        number = max(0, min(len(self.found.rows) - 1, self.currentIndex().row() + by))
        self.setCurrentIndex(self.found.index(number, 0))

    def page(self) -> int:
        return max(1, self.viewport().height() // px(ROW) - 1)

    def texts(self) -> list[list[str]]:
        """What the reader sees, row by row."""
        return [[row.group, row.hit.title, row.hit.subtitle] for row in self.found.rows]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._state.setGeometry(self.viewport().rect())


class _Painter(QStyledItemDelegate):
    """Group, name, and what is told of it; what left the register is faint."""

    def __init__(self, view: FoundList) -> None:
        super().__init__(view)
        self._rows = view.found

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(80, px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._rows.rows[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & _SELECTED:  # type: ignore[attr-defined]
            painter.fillRect(rect, color("raised"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("accent_ink"))
        line = color("line")
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
        left, top, high = rect.left() + px(MARGIN), rect.top(), rect.height()
        room = rect.right() - px(MARGIN) - left - px(GROUP_WIDE)
        wide = int(room * TITLE_SHARE)
        hit = row.hit
        if row.group:
            _write(painter, "caption", "dim", QRect(left, top, px(GROUP_WIDE), high), row.group)
        left += px(GROUP_WIDE)
        _write(
            painter,
            "table" if hit.line else "table_strong",
            "faint" if hit.archived else "ink",
            QRect(left, top, wide - px(MARGIN), high),
            hit.title,
        )
        _write(painter, "table", "dim", QRect(left + wide, top, room - wide, high), hit.subtitle)


def _write(painter: QPainter, face: str, tone: str, room: QRect, text: str) -> None:
    """From the baseline, and cut short only where it may be too long: both cost a layout."""
    type_face = font(face)
    metrics = QFontMetrics(type_face)
    if len(text) * metrics.height() > room.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(type_face)
    painter.setPen(color(tone))
    down = (room.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(room.left(), room.top() + down, text)
