"""The month of the roster, painted: days across, posts down, today raised, what is missing in red.

A gap is a frame with the word 缺 and not only a colour. Hovering a cell says the full names; a
click on a gap asks to fill it.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.domain.roster import Post
from console.services.glance.roster import Cell, Day, Month, When
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.wording import WEEKDAYS
from console.wording.duty import POST

HEAD = 92  # width of the column of posts
ROW, ROW_LOW = 33, 26
TOP, TOP_LOW = 44, 38
MISSING = "缺"


class RosterGrid(QWidget):
    """`gap_asked(watch id, Post)` when a gap is clicked."""

    gap_asked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month: Month | None = None
        self._low = False
        self.setAccessibleName(self.tr("值班表"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_month(self, month: Month) -> None:
        self._month = month
        self.setAccessibleDescription("\n".join(self.texts()))
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """On a low screen the rows stand closer."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def _row(self) -> int:
        return px(ROW_LOW if self._low else ROW)

    def _top(self) -> int:
        return px(TOP_LOW if self._low else TOP)

    def texts(self) -> list[str]:
        """What the reader sees, a line for each post; for tests and readers aloud."""
        if self._month is None:
            return []
        return [
            f"{POST[post]} " + " ".join(_words(day.cells[post]) for day in self._month.days)
            for post in self._month.posts
        ]

    def sizeHint(self) -> QSize:
        rows = len(self._month.posts) if self._month is not None else 4
        return QSize(900, self._top() + rows * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(500, self.sizeHint().height())

    # ----------------------------------------------------------------------------------------

    def _width(self) -> float:
        days = len(self._month.days) if self._month is not None else 30
        return (self.width() - px(HEAD)) / days

    def _box(self, column: int, row: int) -> QRectF:
        wide = self._width()
        return QRectF(px(HEAD) + column * wide, self._top() + row * self._row(), wide, self._row())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._month is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for column, day in enumerate(self._month.days):
                self._paint_day(painter, column, day)
            painter.setFont(font("quiet"))
            painter.setPen(color("dim"))
            top = QRect(px(14), 0, px(HEAD) - px(14), self._top())
            painter.drawText(
                top, Qt.AlignmentFlag.AlignVCenter, self.tr("{} 月").format(self._month.month)
            )
            for row, post in enumerate(self._month.posts):
                at = self._top() + row * self._row()
                painter.setPen(QPen(color("line")))
                painter.drawLine(0, at, self.width(), at)
                painter.setPen(color("dim"))
                head = QRect(px(14), at, px(HEAD) - px(14), self._row())
                painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, POST[post])

    def _paint_day(self, painter: QPainter, column: int, day: Day) -> None:
        assert self._month is not None
        wide = self._width()
        left = px(HEAD) + column * wide
        if day.when is When.TODAY:
            high = self._top() + len(self._month.posts) * self._row()
            painter.fillRect(QRectF(left, 0, wide, high), color("raised"))
        strong = day.when is When.TODAY
        painter.setFont(font("quiet_strong" if strong else "quiet"))
        painter.setPen(color("bad" if day.rest else "ink" if strong else "dim"))
        half = self._top() / 2
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(left, 3, wide, half), centre, str(day.day.day))
        painter.setFont(font("caption"))
        weekday = WEEKDAYS[day.day.weekday()]
        painter.drawText(QRectF(left, half - 1, wide, half), centre, weekday)
        for row, post in enumerate(self._month.posts):
            self._paint_cell(painter, self._box(column, row), day, day.cells[post])

    def _paint_cell(self, painter: QPainter, box: QRectF, day: Day, cell: Cell) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        words = "".join(cell.short) or ("" if cell.missing else "·")
        size = "table" if box.width() >= px(15) * len(words) + 4 else "caption"
        if box.width() < px(12) * len(
            words
        ):  # two on one day in large type: the first, and a line
            words = words[:1]
            more = box.adjusted(px(4), 0, -px(4), -px(2))
            painter.setPen(QPen(color("dim")))
            painter.drawLine(more.bottomLeft(), more.bottomRight())
        painter.setFont(font(f"{size}_strong" if day.when is When.TODAY else size))
        frame = QRectF(
            0, 0, min(box.width() - 2, px(16 * max(1, len(words)) + 6)), self._row() - px(5)
        )
        frame.moveCenter(box.center())
        if cell.missing:
            painter.setPen(QPen(color("bad"), 1.4))
            painter.drawRoundedRect(frame, 4, 4)
            painter.drawText(box, centre, words or MISSING)
            return
        if day.when is When.TODAY and cell.short:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent"))
            painter.drawRoundedRect(frame, 4, 4)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(color("on_accent"))
        else:
            tone = {When.PAST: "faint", When.TODAY: "ink", When.COMING: "ink"}[day.when]
            painter.setPen(color(tone if cell.short else "faint"))
        painter.drawText(box, centre, words)

    # ----------------------------------------------------------------------------------------

    def _at(self, point: QPoint) -> tuple[Day, Post, Cell] | None:
        if self._month is None or point.x() < px(HEAD) or point.y() < self._top():
            return None
        column = int((point.x() - px(HEAD)) / self._width())
        row = (point.y() - self._top()) // self._row()
        if column >= len(self._month.days) or row >= len(self._month.posts):
            return None
        day, post = self._month.days[column], self._month.posts[row]
        return day, post, day.cells[post]

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), _tip(*found), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None and found[2].missing:
            self.gap_asked.emit(found[2].watch_id, found[1])
        super().mouseReleaseEvent(event)


def _words(cell: Cell) -> str:
    if cell.missing:
        return "缺" if not cell.short else "".join(cell.short) + "缺"
    return "".join(cell.short) or "·"


def _tip(day: Day, post: Post, cell: Cell) -> str:
    who = "、".join(cell.names) or "—"
    lacking = f"(缺 {cell.missing})" if cell.missing else ""
    named = f"({day.holiday})" if day.holiday else ""
    return f"{day.day.month} 月 {day.day.day} 日{named} {POST[post]}\n{who}{lacking}"
