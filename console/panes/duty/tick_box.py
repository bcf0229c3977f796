"""A box to tick beside a sentence that may wrap: drawn from tokens, so that it shows in any theme."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from console.theme.fonts import font, px
from console.theme.tokens import color

BOX = 18
GAP = 10


class TickBox(QCheckBox):
    """Behaves as any check box; only its looks are its own."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(40, width - px(BOX) - px(GAP)), 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        return max(px(28), self._metrics().boundingRect(room, flags, self.text()).height() + 8)

    def sizeHint(self) -> QSize:
        wide = self._metrics().horizontalAdvance(self.text()) + px(BOX) + px(GAP)
        return QSize(wide, px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, px(28))

    def hitButton(self, pos: object) -> bool:  # noqa: N802 - Qt's name
        """The whole line is the target."""
        return self.rect().contains(pos)  # type: ignore[call-overload, no-any-return]

    @staticmethod
    def _metrics() -> QFontMetrics:
        return QFontMetrics(font("table"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side = px(BOX)
            box = QRectF(1, 1 + (min(self.height(), px(28)) - side) / 2, side - 2, side - 2)
            painter.setPen(QPen(color("accent_ink" if self.hasFocus() else "line_strong"), 1.6))
            painter.setBrush(color("accent" if self.isChecked() else "raised"))
            painter.drawRoundedRect(box, 4, 4)
            if self.isChecked():
                painter.setPen(QPen(color("on_accent"), 2))
                painter.drawPolyline(_check(box))
            words = self.rect().adjusted(side + px(GAP), 0, 0, 0)
            painter.setFont(font("table"))
            painter.setPen(color("faint" if not self.isEnabled() else "ink"))
            flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(words, flags, self.text())


def _check(box: QRectF) -> QPolygonF:
    points = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.30))
    return QPolygonF(
        [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points]
    )
