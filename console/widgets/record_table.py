"""The table of the house: `RecordTable([Column(...), ...], key=...)` and `show_rows(rows)`.

Selection and scroll survive every showing. Painting is one delegate from theme tokens; no style
per cell. An empty list and an unread one say different things.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.empty_state import EmptyState
from console.widgets.record_model import Column, RecordModel, Role

__all__ = ["Column", "RecordTable", "Role"]

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 39
MARGIN = 14
LEAST = 0.42  # of the width belongs to the flexible columns, however narrow


class RecordTable(QTableView, Generic[Row]):
    """`chosen(row)` when another record becomes current, `opened(row)` on Enter or double-click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        *,
        title: str = "",
        empty: str = "尚无记录",
        row_height: int = ROW_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.records: RecordModel[Row] = RecordModel(columns, key, self)
        self.setModel(self.records)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(title)
        self._state = EmptyState(empty, self.viewport())
        self._row_height = row_height
        self._arrange(row_height)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.records.rowsInserted.connect(self._show_state)
        self.records.rowsRemoved.connect(self._show_state)
        self.records.modelReset.connect(self._show_state)
        self._show_state()

    def _arrange(self, row_height: int) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(px(row_height))
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setMinimumSectionSize(24)
        across.sectionClicked.connect(self._on_header)
        self._sorting: tuple[int, Qt.SortOrder] | None = None

    # What a pane calls ----------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Row]) -> None:
        """The newest snapshot; the top row stays on top unless the list stands at its start."""
        top = self.records.row(self.rowAt(0))
        anchor = self.records._key(top) if top is not None and self._scrolled() else None  # noqa: SLF001
        current = self.current()
        kept = self.records._key(current) if current is not None else None  # noqa: SLF001
        self.records.show_rows(rows)
        if kept is not None and not self.currentIndex().isValid():
            self.choose(kept)
        if anchor is not None and (number := self.records.number_of(anchor)) >= 0:
            self.updateGeometries()  # the range of the bar follows the rows only later by itself
            self.scrollTo(
                self.records.index(number, 0), QAbstractItemView.ScrollHint.PositionAtTop
            )
        self._state.say_empty()
        self._show_state()

    def show_failure(self, sentence: str) -> None:
        """What was last read stays; with nothing on screen the sentence takes its place."""
        self._state.say_failed(sentence)
        self._show_state()

    def tick(self, now: datetime) -> None:
        self.records.tick(now)

    def current(self) -> Row | None:
        return self.records.row(self.currentIndex().row())

    def choose(self, key: Hashable) -> bool:
        """Make the record with this key current; False where it is not in the list."""
        number = self.records.number_of(key)
        if number < 0:
            return False
        self.setCurrentIndex(self.records.index(number, 0))
        return True

    def set_filter(self, keep: Callable[[Row], bool] | None) -> None:
        self.records.set_filter(keep)

    def texts(self) -> list[list[str]]:
        """What the reader sees, row by row; for tests and text snapshots."""
        model = self.records
        return [
            [str(model.data(model.index(r, c)) or "") for c in range(model.columnCount())]
            for r in range(model.rowCount())
        ]

    # ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row is not None:
            self.opened.emit(row)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self._state.setGeometry(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        """Another type size makes other rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row_height"):
            self.verticalHeader().setDefaultSectionSize(px(self._row_height))
            self._share_width()

    def _share_width(self) -> None:
        """Fixed columns give way before the flexible ones lose their meaning."""
        columns = self.records.columns
        whole = self.viewport().width()
        fixed = sum(px(c.width) for c in columns if c.width)
        shares = sum(c.stretch for c in columns if not c.width)
        shrink = min(1.0, whole * (1 - LEAST) / fixed) if fixed and shares else 1.0
        room = max(0, whole - int(fixed * shrink))
        for number, column in enumerate(columns):
            wide = (
                int(px(column.width) * shrink)
                if column.width
                else room * column.stretch // (shares or 1)
            )
            self.setColumnWidth(number, max(wide, 24))

    def _scrolled(self) -> bool:
        return self.verticalScrollBar().value() > 0

    def _show_state(self) -> None:
        self._state.setVisible(self.records.rowCount() == 0)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.records.row(index.row())
        if row is not None:
            self.chosen.emit(row)

    def _on_double_click(self, index: QModelIndex) -> None:
        row = self.records.row(index.row())
        if row is not None:
            self.opened.emit(row)

    def _on_header(self, section: int) -> None:
        """Up, down, then back to the order in which the pane gave the rows."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._sorting is None or self._sorting[0] != section:
            self._sorting = (section, up)
        elif self._sorting[1] == up:
            self._sorting = (section, down)
        else:
            self._sorting = None
        if self._sorting is None:
            self.horizontalHeader().setSortIndicatorShown(False)
            self.records.sort(-1)
        else:
            self.horizontalHeader().setSortIndicatorShown(True)
            self.horizontalHeader().setSortIndicator(*self._sorting)
            self.records.sort(*self._sorting)


class _Painter(QStyledItemDelegate):
    """Hairline under the row, raised ground when chosen, tone, weight and badge from the record."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(80, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("raised"))
            if index.column() == 0 and state & QStyle.StateFlag.State_Active:
                painter.fillRect(
                    QRect(rect.left(), rect.top(), 3, rect.height()), color("accent_ink")
                )
        painter.setPen(QPen(color("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(px(MARGIN), 0, -px(MARGIN), 0)
        badge = index.data(Role.BADGE)
        if badge:
            room.setLeft(room.left() + _paint_badge(painter, room, str(badge)) + px(8))
        self._paint_text(painter, room, index)
        painter.restore()

    @staticmethod
    def _paint_text(painter: QPainter, room: QRect, index: AnyIndex) -> None:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        type_face = font("table_strong" if index.data(Role.STRONG) else "table")
        painter.setFont(type_face)
        painter.setPen(color(index.data(Role.TONE) or "ink"))
        shown = QFontMetrics(type_face).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        align: Any = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(room, int(align), shown)


def _paint_badge(painter: QPainter, room: QRect, word: str) -> int:
    face = font("caption")
    wide = QFontMetrics(face).horizontalAdvance(word) + px(12)
    high = px(20)
    frame = QRect(room.left(), room.top() + (room.height() - high) // 2, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(face)
    painter.setPen(color("line_strong"))
    painter.drawRoundedRect(frame.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(color("dim"))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, word)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    return wide
