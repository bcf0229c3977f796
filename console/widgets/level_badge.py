"""A response level that can be told without colour: the word, and its place among four marks."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.domain.level import Level
from console.theme.fonts import font, px
from console.theme.tokens import color, level_color, scale
from console.wording.response import LEVEL
from console.wording.shell import NO_LEVEL


class LevelBadge(QWidget):
    """三级 on yellow; the third of four marks beneath is long. `None` reads 未启动, in quiet ink.

    `words` may be the plan's own style (`Ⅲ级`); size is "small" in a list, "normal" in a header,
    "chip" without rounded right side at the head of a situation chip.
    """

    def __init__(
        self,
        level: Level | None = None,
        *,
        words: str = "",
        size: str = "normal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_level(level, words)

    def set_level(self, level: Level | None, words: str = "") -> None:
        self._level = level
        self._words = words or (LEVEL[level] if level is not None else NO_LEVEL)
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    @property
    def level(self) -> Level | None:
        return self._level

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._face()).horizontalAdvance(self._words)
        return {
            "small": QSize(wide + px(14), px(24)),
            "normal": QSize(wide + px(18), px(28)),
            "chip": QSize(wide + px(22), px(38)),
        }[self._size]

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect())
            painter.setPen(Qt.PenStyle.NoPen)
            if self._level is None:
                painter.setPen(color("line_strong"))
                frame.adjust(0.5, 0.5, -0.5, -0.5)
            else:
                painter.setBrush(level_color(self._level))
            painter.drawRoundedRect(frame, px(5), px(5))
            painter.setPen(color("dim" if self._level is None else "on_level"))
            painter.setFont(self._face())
            words = self.rect().adjusted(0, 0, 0, -px(3) if self._level else 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._words)
            if self._level is not None:
                self._paint_marks(painter)

    def _paint_marks(self, painter: QPainter) -> None:
        """Four marks, the level's own in full ink: position says it where colour can't."""
        ink = color("on_level")
        step = min(7.0 * scale(), (self.width() - px(10)) / 4)
        left = (self.width() - 4 * step) / 2
        for place in Level:
            ink.setAlpha(255 if place == self._level else 60)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            mark = QRectF(
                left + (place - 1) * step + 0.5, self.height() - px(5), step - 1.5, px(2)
            )
            painter.drawRect(mark)

    def _face(self) -> QFont:
        role = {"small": "caption_strong", "normal": "quiet_strong", "chip": "strong"}[self._size]
        return font(role)
