"""The road of a dispatch in one cell: each state with the time it was reported, the last one lit.

A state that nobody reported stays quiet and empty; its time is never filled in by guess.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.domain.dispatch import ROAD
from console.services.glance.forces import DispatchRow
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.record_table import Role
from console.wording import clock_time, join
from console.wording.force import STATE

AnyIndex = QModelIndex | QPersistentModelIndex
SLOT = 46
MARGIN = 10


def width() -> int:
    return SLOT * len(ROAD) + 2 * MARGIN


def said(row: DispatchRow) -> str:
    """The same for who reads it aloud, and for tests: 通知 15:31 · 接令 15:35."""
    told = [f"{STATE[s]} {clock_time(row.times[s])}" for s in ROAD if s in row.times]
    return join(told)


class RoadCell(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(Role.ROW)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("raised"))
        painter.setPen(QPen(color("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if isinstance(row, DispatchRow):
            _paint_road(painter, rect, row)
        painter.restore()


def _paint_road(painter: QPainter, rect: QRect, row: DispatchRow) -> None:
    slot = (rect.width() - 2 * px(MARGIN)) // len(ROAD)
    half = rect.height() // 2
    for place, state in enumerate(ROAD):
        at = row.times.get(state)
        now = state is row.dispatch.state
        left = rect.left() + px(MARGIN) + place * slot
        tone = ("ok" if row.open else "dim") if now else "dim" if at else "faint"
        painter.setPen(color(tone))
        painter.setFont(font("caption_strong" if now else "caption"))
        above = QRect(left, rect.top() + px(4), slot, half - px(4))
        below = QRect(left, rect.top() + half, slot, half - px(4))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, STATE[state])
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, clock_time(at) if at else "·")
