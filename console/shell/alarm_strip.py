"""The line of alarms above everything: it stays until somebody acknowledges it by name."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.notice import IconView
from console.widgets.panel import CommandButton, Elided
from console.wording import join

ACKNOWLEDGE, KEYS = "window.acknowledge", "Ctrl+Shift+A"


class AlarmStrip(QWidget):
    """`show_lines(lines, count)`; hidden while there are none. One line whatever the storm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(12), px(12), px(12), 0)
        frame = QFrame()
        frame.setObjectName("Notice")
        outer.addWidget(frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(10), px(4), px(6), px(4))
        row.setSpacing(px(8))
        self._count = QLabel()
        self._words = Elided()
        self.button = CommandButton("确认", ACKNOWLEDGE, KEYS)
        row.addWidget(IconView("warning", "bad", 18))
        row.addWidget(self._count)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        set_tone(frame, "bad")
        self.hide()

    def show_lines(self, lines: Sequence[str], count: int) -> None:
        self._count.setText(f"告警 {count}")
        words = join(lines)
        self._words.setText(words)
        self._words.setToolTip("\n".join(lines))
        self.setAccessibleName(f"告警 {count} 项:{words}")
        self.setVisible(bool(lines))

    @property
    def text(self) -> str:
        return self._words.text()
