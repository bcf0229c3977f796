"""Alarms and answers at the top of the stage: three lines at most, the rest is counted.

An alarm stays until it is put away; an answer has been read after a while and makes room.
"""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from console.runtime.bus import Notice
from console.theme.fonts import px
from console.widgets.notice import NoticeLine

SHOWN = 3
QUIET = ("ok", "info")  # answers, not alarms
FADE_MS = 15_000


class Notices(QWidget):
    """Newest first. The same sentence twice is one line; nothing covers the page."""

    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Notice] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), 0)
        column.setSpacing(px(6))
        self._lines = [NoticeLine() for _ in range(SHOWN)]
        for line in self._lines:
            line.dismissed.connect(self._on_dismissed)
            column.addWidget(line)
        self._fading = QTimer(self)
        self._fading.setInterval(FADE_MS)
        self._fading.timeout.connect(self._fade)
        self._more = QLabel()
        self._more.setProperty("role", "caption")
        column.addWidget(self._more)
        self._show()

    def add(self, notice: Notice) -> None:
        self._waiting = [n for n in self._waiting if n.text != notice.text]
        self._waiting.insert(0, notice)
        self._show()
        if notice.tone in QUIET:
            self._fading.start()

    def _fade(self) -> None:
        """The answers go together, a while after the last of them."""
        self._fading.stop()
        self._waiting = [n for n in self._waiting if n.tone not in QUIET]
        self._show()

    def texts(self) -> list[str]:
        return [line.text for line in self._lines if line.text]

    def dismiss_newest(self) -> bool:
        if not self._waiting:
            return False
        del self._waiting[0]
        self._show()
        return True

    def _on_dismissed(self) -> None:
        place = next(n for n, line in enumerate(self._lines) if line is self.sender())
        del self._waiting[place]
        self._show()

    def _show(self) -> None:
        for place, line in enumerate(self._lines):
            if place < len(self._waiting):
                line.say(self._waiting[place].text, self._waiting[place].tone)
            else:
                line.clear()
        rest = len(self._waiting) - SHOWN
        self._more.setText(f"另有 {rest} 条")
        self._more.setVisible(rest > 0)
        self.setVisible(bool(self._waiting))
        self.count_changed.emit(len(self._waiting))
