"""Rows of two lines: a word or a badge at the left, what is asked, what is read at the right.

Conditions and levels are the same list: quiet second line, figure and source at the far side.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.domain.level import Level
from console.domain.record import dataclass
from console.theme.fonts import font, px
from console.theme.tokens import color, level_color
from console.widgets.empty_state import EmptyState
from console.widgets.record_model import Column, RecordModel, Role

AnyIndex = QModelIndex | QPersistentModelIndex
HIGH = 52
LEAD = 64
MOST_RIGHT = 0.42  # of the row's width


@dataclass(frozen=True, slots=True)
class TwoLine:
    """`level` paints a badge instead of the word; `strong` marks the row that is in force."""

    key: str
    lead: str
    tone: str
    title: str
    under: str
    right: str = ""
    right_under: str = ""
    right_tone: str = "ink"
    level: Level | None = None
    strong: bool = False

    @property
    def line(self) -> str:
        parts = (self.lead, self.title, self.under, self.right, self.right_under)
        return " ".join(p for p in parts if p)


class TwoLineList(QListView):
    """`show_lines([...])`; `chosen(TwoLine)` when the row in front changes."""

    chosen = Signal(object)

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: RecordModel[TwoLine] = RecordModel(
            [Column("line", title, lambda one: one.line, tip=lambda one: one.line)],
            lambda one: one.key,
            self,
        )
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(title)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._state = EmptyState(empty, self.viewport())
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_lines(self, lines: Sequence[TwoLine]) -> None:
        self.lines.show_rows(list(lines))
        self._state.say_empty()
        self._state.setVisible(not lines)

    def show_failure(self, sentence: str) -> None:
        """What was last read stays; an empty list says why it is empty."""
        self._state.say_failed(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._state.setGeometry(self.viewport().rect())

    def texts(self) -> list[str]:
        rows = (self.lines.row(number) for number in range(self.lines.rowCount()))
        return [row.line for row in rows if row is not None]

    def choose(self, key: str) -> None:
        number = self.lines.number_of(key)
        if number >= 0:
            self.setCurrentIndex(self.lines.index(number, 0))

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.lines.row(index.row())
        if row is not None:
            self.chosen.emit(row)


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(200, px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: TwoLine = index.data(Role.ROW)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.strong or state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("raised"))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(px(14), px(6), -px(14), -px(6))
        _paint_lead(painter, room, row)
        room.setLeft(room.left() + px(LEAD))
        most = int(rect.width() * MOST_RIGHT)
        upper = _paint_right(painter, room, row, most)
        lower = _paint_right_under(painter, room, row, most)
        _paint_words(painter, room, row, (upper, lower))
        painter.restore()


def _halves(room: QRect) -> tuple[QRect, QRect]:
    half = room.height() // 2
    return room.adjusted(0, 0, 0, -half), room.adjusted(0, half, 0, 0)


def _paint_lead(painter: QPainter, room: QRect, row: TwoLine) -> None:
    painter.setFont(font("quiet_strong"))
    if row.level is None:
        painter.setPen(color(row.tone))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, row.lead)
        return
    wide, high = px(46), px(34)
    top = room.center().y() - high / 2
    badge = QRectF(room.left(), top, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(level_color(row.level))
    painter.drawRoundedRect(badge, 6, 6)
    painter.setPen(color("on_level"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, row.lead)


def _paint_words(painter: QPainter, room: QRect, row: TwoLine, taken: tuple[int, int]) -> None:
    upper, lower = _halves(room)
    above, below = taken if row.right_under else (taken[0], taken[0])
    first, second = (
        upper.adjusted(0, 0, -above - px(12), 0),
        lower.adjusted(0, 0, -below - px(12), 0),
    )
    _elided(painter, first, row.title, "table_strong" if row.strong else "table", "ink")
    _elided(painter, second, row.under, "caption", "dim")


def _paint_right(painter: QPainter, room: QRect, row: TwoLine, most: int) -> int:
    upper = _halves(room)[0] if row.right_under else room
    return _at_right(painter, upper, row.right, ("table_strong", row.right_tone), most)


def _paint_right_under(painter: QPainter, room: QRect, row: TwoLine, most: int) -> int:
    return _at_right(painter, _halves(room)[1], row.right_under, ("caption", "dim"), most)


def _at_right(painter: QPainter, room: QRect, text: str, look: tuple[str, str], most: int) -> int:
    if not text:
        return 0
    metrics = QFontMetrics(font(look[0]))
    wide = min(metrics.horizontalAdvance(text) + 1, most)
    _elided(painter, room.adjusted(room.width() - wide, 0, 0, 0), text, *look)
    return wide


def _elided(painter: QPainter, room: QRect, text: str, face: str, ink: str) -> None:
    painter.setFont(font(face))
    painter.setPen(color(ink))
    shown = QFontMetrics(font(face)).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
