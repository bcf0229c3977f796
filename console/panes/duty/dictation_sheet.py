"""口述卡: one screen of sentences to read over the telephone; the telephone is in the other hand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from console.services.glance.dictation import Dictation
from console.theme.fonts import px
from console.widgets.panel import CommandButton


class DictationSheet(QWidget):
    """Large type, nothing to type; the text can be copied into whatever wants it written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(16), px(16))
        self._lines = QWidget()
        column.addWidget(self._lines)
        self.copy_button = CommandButton(self.tr("复制全文"))
        self.copy_button.clicked.connect(self._on_copy)
        column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.text = ""

    def show_card(self, card: Dictation) -> None:
        self.text = card.text
        old, self._lines = self._lines, self._built(card)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._lines)
        old.deleteLater()
        self._lines.show()

    def _built(self, card: Dictation) -> QWidget:
        lines = QWidget(self)
        form = QFormLayout(lines)
        form.setContentsMargins(0, 0, 0, px(10))
        form.setVerticalSpacing(px(14))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for one in card.lines:
            label, words = QLabel(one.label), QLabel(one.words)
            label.setProperty("role", "caption")
            words.setProperty("role", "spoken")
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label, words)
        return lines

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
