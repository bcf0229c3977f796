"""The table over a list of any length: sorted and filtered by the store, shown a page at a time.

A header goes up, down and off; a column that can't be sorted says why. Columns can be put away.
Ctrl+C copies the chosen rows with their headings as text for a spreadsheet, also those that were
never on the screen. Cells are painted without asking the model by roles: a sorted page must stand
as soon as it is read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Generic

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.runtime.tasks import Runner
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.empty_state import EmptyState
from console.widgets.paged_model import AnyIndex, PagedColumn, PagedModel, R, Source

ROW_HEIGHT = 34
MARGIN = 12
NARROW = 128  # a column that shares what is left never falls below this
REMEMBERED = 500  # chosen rows that are found again after a refresh


class PagedTable(QTableView, Generic[R]):
    """`chosen(row)`, `opened(row)` on Enter or double-click; `sort_asked(order)` from the header;
    `cannot(sentence)` for what the hand tried in vain; `copied(count)`.
    """

    chosen = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str)
    cannot = Signal(str)
    copied = Signal(int)

    def __init__(
        self,
        source: Source[R],
        runner: Runner,
        *,
        title: str = "",
        empty: str = "尚无记录",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._runner = source, runner
        self.records: PagedModel[R] = PagedModel(source, runner, self)
        self.setModel(self.records)
        self.cells = _Cells(self)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(title)
        self._state = EmptyState(empty, self.viewport())
        self._sorting: tuple[int, Qt.SortOrder] | None = None
        self._kept: list[int] = []  # numbers of the chosen rows, to be found again
        self._current: int | None = None
        self._top: int | None = None
        self._steady = False  # the same question again: the eye stays where it was
        self._arrange()
        self.records.modelAboutToBeReset.connect(self._remember)
        self.records.told.connect(self._on_told)
        self.records.counted.connect(self._on_counted)
        self.records.failed.connect(self._on_failed)
        self.records.dataChanged.connect(self._on_arrived)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _arrange(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(px(ROW_HEIGHT))
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setMinimumSectionSize(24)
        across.sectionClicked.connect(self._on_header)

    # What a pane calls ----------------------------------------------------------------------

    def set_columns(self, columns: Sequence[PagedColumn[R]], hidden: Iterable[str] = ()) -> None:
        self.records.set_columns(columns)
        self._kept, self._current, self._top = [], None, None  # of rows of another kind
        self._sorting = None
        self.horizontalHeader().setSortIndicatorShown(False)
        self.hide_columns(hidden)
        self._state.say_reading()
        self._state.show()

    def hide_columns(self, keys: Iterable[str]) -> None:
        away = set(keys)
        for at, column in enumerate(self.records.columns):
            self.setColumnHidden(at, column.key in away)
        self._share_width()

    def hidden_columns(self) -> list[str]:
        return [c.key for n, c in enumerate(self.records.columns) if self.isColumnHidden(n)]

    def ask(self, query: Any) -> None:
        self._steady = False
        self.records.ask(query)

    def refresh(self) -> None:
        self._steady = True
        self.records.refresh()

    def current(self) -> R | None:
        return self.records.row(self.currentIndex().row())

    def choose(self, number: int) -> bool:
        """Makes the row of this number current; False where it is not in the list."""
        at = self.records.place_of(number)
        if at < 0:
            return False
        there = self.records.index(at, self._lead())
        self.setCurrentIndex(there)
        self.scrollTo(there)
        return True

    def choose_first(self) -> None:
        """The first row is current; who is at the top stays there."""
        if self.records.rowCount():
            self.setCurrentIndex(self.records.index(0, self._lead()))

    def copy(self) -> None:
        """The chosen rows as tab-separated text, headings first; rows out of sight are read."""
        picked = sorted(index.row() for index in self.selectionModel().selectedRows())
        numbers = [n for at in picked if (n := self.records.number_at(at)) is not None]
        if not numbers:
            self.cannot.emit("请先选中要复制的行。")
            return
        ticket = self._runner.read(self._source.rows, self.records.query, numbers)
        ticket.done.connect(self._on_copied)
        ticket.failed.connect(self.records._on_failed)  # noqa: SLF001 - the two are one widget

    def texts(self) -> list[list[str]]:
        """What stands in the shown columns, as far as it is read; for tests."""
        shown = [n for n in range(len(self.records.columns)) if not self.isColumnHidden(n)]
        return [
            [self.records.text(at, column) for column in shown]
            for at in range(min(self.records.rowCount(), 400))
        ]

    # ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.key() in _ENDS and not event.modifiers() & ~_WITH_SHIFT:
            last = self.records.rowCount() - 1
            self._go(0 if event.key() == Qt.Key.Key_Home else last, event.modifiers())
            return
        row = self.current()
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and row is not None and not held:
            self.opened.emit(row)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._state.setGeometry(self.viewport().rect())
        self._share_width()
        self._look()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "cells"):
            self.cells.renew()
            self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
            self._share_width()

    def _lead(self) -> int:
        """The first column that is shown: a hidden one takes no current cell."""
        wide = range(len(self.records.columns))
        return next((n for n in wide if not self.isColumnHidden(n)), 0)

    def _go(self, at: int, modifiers: Qt.KeyboardModifier) -> None:
        if at < 0:
            return
        flags = QItemSelectionModel.SelectionFlag.Rows
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            flags |= QItemSelectionModel.SelectionFlag.SelectCurrent
        else:
            flags |= QItemSelectionModel.SelectionFlag.ClearAndSelect
        there = self.records.index(at, self._lead())
        self.selectionModel().setCurrentIndex(there, flags)
        self.scrollTo(there)

    def _share_width(self) -> None:
        """Fixed columns as they are; what is left goes to the flexible ones, never below NARROW."""
        shown = [(n, c) for n, c in enumerate(self.records.columns) if not self.isColumnHidden(n)]
        fixed = sum(px(c.width) for _, c in shown if c.width)
        shares = sum(c.stretch for _, c in shown if not c.width) or 1
        room = max(0, self.viewport().width() - fixed)
        for n, column in shown:
            share = room * column.stretch // shares
            self.setColumnWidth(n, px(column.width) if column.width else max(px(NARROW), share))

    def _look(self, _value: int = 0) -> None:
        high = max(1, self.verticalHeader().defaultSectionSize())
        first = self.verticalScrollBar().value()
        self.records.look(first, first + self.viewport().height() // high + 1)

    def _remember(self) -> None:
        """Who was chosen and what stood at the top, by number, before the rows go."""
        number_at = self.records.number_at
        picked = self.selectionModel().selection()
        ranges = [picked.at(n) for n in range(picked.size())]
        rows = [at for one in ranges for at in range(one.top(), one.bottom() + 1)]
        if 0 < len(rows) <= REMEMBERED:
            self._kept = [n for at in dict.fromkeys(rows) if (n := number_at(at)) is not None]
        current = self.currentIndex()
        if current.isValid():
            self._current = number_at(current.row())
        self._top = number_at(self.verticalScrollBar().value())

    def _on_told(self) -> None:
        self._state.say_empty()
        self._state.setVisible(self.records.rowCount() == 0)
        self.updateGeometries()  # the range of the bar follows the rows only later by itself
        at = self.records.place_of(self._top) if self._steady and self._top is not None else -1
        self.verticalScrollBar().setValue(max(at, 0))
        self._look()

    def _on_counted(self) -> None:
        """The same rows are chosen as before, wherever they stand now; the eye is not moved."""
        if self.currentIndex().isValid() or (self._current is None and not self._kept):
            return
        place_of = self.records.place_of
        places = [at for n in self._kept if (at := place_of(n)) >= 0]
        picked, wide = QItemSelection(), len(self.records.columns) - 1
        for at in places:
            picked.select(self.records.index(at, 0), self.records.index(at, wide))
        now = place_of(self._current) if self._current is not None else -1
        self.setAutoScroll(False)
        if now >= 0:
            self.selectionModel().setCurrentIndex(
                self.records.index(now, self._lead()), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.Select)
        self.setAutoScroll(True)

    def _on_failed(self, sentence: str) -> None:
        self._state.say_failed(sentence)
        self._state.setVisible(self.records.rowCount() == 0)
        if self.records.rowCount():
            self.cannot.emit(f"未能读取:{sentence}")

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._say(self.records.row(index.row()))

    def _on_arrived(self, *_where: object) -> None:
        """The page of the current row has come, after End or a long jump."""
        if self.current() is not None and self._current != self.records.number_at(
            self.currentIndex().row()
        ):
            self._say(self.current())

    def _say(self, row: R | None) -> None:
        self._current = None if row is None else row.number
        if row is not None:
            self.chosen.emit(row)

    def _on_double_click(self, index: QModelIndex) -> None:
        row = self.records.row(index.row())
        if row is not None:
            self.opened.emit(row)

    def _on_copied(self, rows: Sequence[R]) -> None:
        shown = [c for n, c in enumerate(self.records.columns) if not self.isColumnHidden(n)]
        lines = ["\t".join(c.title for c in shown)]
        lines += ["\t".join(_flat(c.text(row)) for c in shown) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        self.copied.emit(len(rows))

    def _on_header(self, section: int) -> None:
        """Up, down, then back to the register's own order."""
        column = self.records.columns[section]
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        across = self.horizontalHeader()
        if not column.sort:
            across.setSortIndicatorShown(self._sorting is not None)
            self.cannot.emit(column.why_not)
            return
        if self._sorting is None or self._sorting[0] != section:
            self._sorting = (section, up)
        else:
            self._sorting = (section, down) if self._sorting[1] == up else None
        across.setSortIndicatorShown(self._sorting is not None)
        if self._sorting is None:
            self.sort_asked.emit("")
            return
        across.setSortIndicator(*self._sorting)
        self.sort_asked.emit(("-" if self._sorting[1] == down else "") + column.sort)


class _Cells(QStyledItemDelegate):
    """Hairline, raised ground when chosen, one line of text; the tools are fetched once."""

    def __init__(self, table: PagedTable[Any]) -> None:
        super().__init__(table)
        self._table = table
        self.renew()

    def renew(self) -> None:
        self._face = font("table")
        self._metrics = QFontMetrics(self._face)
        self._margin = px(MARGIN)
        self._widest = self._metrics.horizontalAdvance("国")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(80, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        records = self._table.records
        at, column = index.row(), index.column()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("raised"))
            if column == 0 and state & QStyle.StateFlag.State_Active:
                bar = QRect(rect.left(), rect.top(), 3, rect.height())
                painter.fillRect(bar, color("accent_ink"))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = records.row(at)
        text = records.text(at, column)
        if not text:
            return
        faint = row is None or (records.faint is not None and records.faint(row))
        painter.setFont(self._face)
        painter.setPen(color("faint" if faint else "ink"))
        room = rect.adjusted(self._margin, 0, -self._margin, 0)
        if len(text) * self._widest > room.width():  # else no character can be cut
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT if records.columns[column].right else _LEFT, text)


def _flat(text: str) -> str:
    """A cell of a spreadsheet holds no tab and no new line, and is never a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat[:1] in _FORMULA else flat


_FORMULA = frozenset("=@")
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ENDS = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
_WITH_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
