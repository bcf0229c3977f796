"""The window that stands where the console can't: what is wrong with the store, and what helps.

Offers only what can work: reading along beside another console, or the recovery key where the
key is lost. Nothing on disk has been touched when it shows.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console import theme
from console.theme.fonts import px

READABLE = frozenset(
    {"store_held", "store_newer", "store_folder_read_only", "store_file_read_only"}
)
RECOVERABLE = frozenset({"key_missing", "key_wrong", "recovery_mistyped", "recovery_wrong"})


class Trouble(QWidget):
    """`read_only_wanted()`, `recovery_typed(str)`; closing it ends the program."""

    read_only_wanted = Signal()
    recovery_typed = Signal(str)

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("指挥台没有打开"))
        self.setMinimumSize(720, 300)
        self.setObjectName("Desk")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(40), px(36), px(40), px(28))
        column.setSpacing(px(16))
        title = QLabel(self.tr("指挥台没有打开"))
        theme.set_role(title, "product")
        self.sentence = QLabel(sentence)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(title)
        column.addWidget(self.sentence)
        self.recovery = QLineEdit()
        self.recovery.setPlaceholderText(self.tr("恢复码,如 9SVB-C3K4-…"))
        self.recovery.setAccessibleName(self.tr("恢复码"))
        self.recovery.setVisible(code in RECOVERABLE)
        self.recovery.returnPressed.connect(self._on_typed)
        column.addWidget(self.recovery)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.read_only = QPushButton(self.tr("只读方式打开"))
        self.read_only.setVisible(code in READABLE)
        self.read_only.clicked.connect(self.read_only_wanted)
        self.use_key = QPushButton(self.tr("用恢复码打开"))
        self.use_key.setVisible(code in RECOVERABLE)
        theme.set_property(self.use_key, "main", True)
        self.use_key.clicked.connect(self._on_typed)
        leave = QPushButton(self.tr("退出"))
        leave.clicked.connect(self.close)
        for button in (self.read_only, self.use_key, leave):
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _on_typed(self) -> None:
        self.recovery_typed.emit(self.recovery.text())
