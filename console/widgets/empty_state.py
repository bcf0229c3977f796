"""What an empty place says: 尚无… is a fact, 未能读取:… is a failure; the two never look alike."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from console.theme import set_tone


class EmptyState(QLabel):
    """A quiet sentence in the middle of an empty list."""

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__("正在读取…", parent)
        self._empty = empty
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "quiet")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say_empty(self, sentence: str = "") -> None:
        self._say(sentence or self._empty, "")

    def say_failed(self, sentence: str) -> None:
        self._say(f"未能读取:{sentence}", "bad")

    def say_reading(self) -> None:
        self._say("正在读取…", "")

    def _say(self, sentence: str, tone: str) -> None:
        self.setText(sentence)
        self.setAccessibleName(sentence)
        set_tone(self, tone)
