"""A field for sentences: Tab leaves it, Ctrl+Return reaches the form, it grows to a few lines."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from console.theme import hold


class NoteEdit(QPlainTextEdit):
    """Plain text, `lines` high."""

    def __init__(self, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        hold(self, height=22 * lines + 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        leaving = event.key() == Qt.Key.Key_Escape
        if leaving or (control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}):
            event.ignore()  # the form saves or leaves
            return
        super().keyPressEvent(event)
