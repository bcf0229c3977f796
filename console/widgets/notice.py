"""A sentence beside what it is about; never a dialog, never in the way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from console.theme import hold, icons, set_tone
from console.theme.fonts import px
from console.theme.tokens import TONES


class IconView(QWidget):
    """An icon that always wears the ink of the moment, so that a theme switch needs no rewiring."""

    def __init__(
        self, name: str, tone: str = "dim", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        hold(self, width=size, height=size)

    def set(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawPixmap(
                0,
                0,
                icons.pixmap(self._name, self._tone, px(self._size), self.devicePixelRatioF()),
            )


class NoticeLine(QFrame):
    """`say(text, tone)` shows it, `clear()` takes it away; `dismissed` when the officer closes it."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("Notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(6), px(6), px(6))
        row.setSpacing(px(8))
        self._icon = IconView("warning", "dim", 18)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "quiet")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QPushButton("知道了")
        self._close.setProperty("flat", True)
        self._close.clicked.connect(self._on_close)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._close)
        self._close.setVisible(closable)
        self.hide()

    def say(self, text: str, tone: str = "info") -> None:
        tone = tone if tone in TONES else "info"
        self._words.setText(text)
        self._icon.set("check" if tone == "ok" else "warning", tone)
        set_tone(self, tone)
        self.setAccessibleName(text)
        self.show()

    def clear(self) -> None:
        self._words.clear()
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def _on_close(self) -> None:
        self.clear()
        self.dismissed.emit()


class Refusal(QLabel):
    """One red sentence under a field or a button; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setProperty("tone", "bad")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, sentence: str) -> None:
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        self.say("")
