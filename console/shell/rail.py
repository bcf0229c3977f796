"""The rooms, one under the other; a badge counts what waits for this user."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from console.theme import hold, icons
from console.theme.fonts import font, px
from console.theme.tokens import color

WIDTH = 76
HIGH = 66
WORDED = 54  # a lower button shows its icon alone; its tip and the reader aloud say the word
MANY = 99


class RailButton(QAbstractButton):
    """Icon over caption; the room in front has raised ground and a violet edge."""

    def __init__(self, name: str, title: str, icon: str, keys: str = "") -> None:
        super().__init__()
        self.name = name
        self._icon = icon
        self._badge = 0
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setToolTip(f"{title} {keys}".strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        hold(self, width=WIDTH - 1, height=HIGH)

    @property
    def badge(self) -> int:
        return self._badge

    def set_badge(self, count: int) -> None:
        self._badge = count
        waiting = f",{count} 项待办" if count else ""
        self.setAccessibleName(f"{self.text()}{waiting}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH) - 1, px(HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect()).adjusted(px(6), 2, -px(5), -2)
            front = self.isChecked()
            painter.setPen(Qt.PenStyle.NoPen)
            if front or self.underMouse():
                painter.setBrush(color("raised"))
                painter.drawRoundedRect(frame, px(8), px(8))
            if front:
                painter.setBrush(color("accent_ink"))
                painter.drawRoundedRect(
                    QRectF(px(6), px(10), px(3), self.height() - px(20)), 1.5, 1.5
                )
            if self.hasFocus():
                painter.setPen(color("accent_ink"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(frame, px(8), px(8))
            tone = "ink" if front else "dim" if self.isEnabled() else "faint"
            side = px(22)
            left = (self.width() - side) // 2
            ratio = self.devicePixelRatioF()
            told = self.height() >= px(WORDED)
            top = px(12) * self.height() // px(HIGH) if told else (self.height() - side) // 2
            painter.drawPixmap(left, top, icons.pixmap(self._icon, tone, side, ratio))
            painter.setFont(font("caption_strong" if front else "caption"))
            painter.setPen(color(tone))
            if told:
                below = QRect(0, top + px(26), self.width(), px(20))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
            if self._badge:
                self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        words = str(self._badge) if self._badge <= MANY else f"{MANY}+"
        face = font("cap")
        wide = max(px(18), QFontMetrics(face).horizontalAdvance(words) + px(10))
        frame = QRectF(self.width() / 2 + px(4), px(7), wide, px(17))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("bad"))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        painter.setPen(color("on_badge"))
        painter.setFont(face)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QFrame):
    """`asked(name)` when a room is pressed; `set_front(name)` follows what is shown."""

    asked = Signal(str)

    def __init__(
        self, rooms: list[tuple[str, str, str, str]], parent: QWidget | None = None
    ) -> None:
        """`rooms` are (name, title, icon, keys); one named "settings" stands at the bottom."""
        super().__init__(parent)
        self.setObjectName("Rail")
        hold(self, width=WIDTH)
        self.setAccessibleName("房间")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, px(8))
        column.setSpacing(0)
        self._buttons: dict[str, RailButton] = {}
        for room in rooms:
            if room[0] == "settings":
                column.addStretch(1)
            button = RailButton(*room)
            button.clicked.connect(self._on_clicked)
            self._buttons[room[0]] = button
            column.addWidget(button)
        if "settings" not in self._buttons:
            column.addStretch(1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._share_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_soon"):
            self._soon.start()

    def _share_height(self) -> None:
        """On a low screen in large type every room still has its place."""
        room = self.height() - 2 * px(8)
        each = min(px(HIGH), room // max(1, len(self._buttons)))
        for button in self._buttons.values():
            button.setFixedHeight(each)

    def set_front(self, name: str) -> None:
        for key, button in self._buttons.items():
            button.setChecked(key == name)

    def set_badge(self, name: str, count: int) -> None:
        if name in self._buttons:
            self._buttons[name].set_badge(count)

    def button(self, name: str) -> RailButton:
        return self._buttons[name]

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            button.setChecked(True)
            self.asked.emit(button.name)
