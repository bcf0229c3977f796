"""A search field and a few switches above a list. It says what is wanted; the pane filters."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from console.theme import hold
from console.theme.fonts import px


class SearchField(QLineEdit):
    """Esc empties it first, and only then goes on to whoever is behind."""

    def __init__(self, hint: str = "搜人、事、地…", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        hold(self, width=180, least=True)
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class FilterBar(QWidget):
    """`changed(text, chosen keys)` on every stroke; `switches` are (key, title) pairs."""

    changed = Signal(str, object)

    def __init__(
        self,
        hint: str = "搜人、事、地…",
        switches: Sequence[tuple[str, str]] = (),
        *,
        exclusive: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = SearchField(hint)
        self.field.textChanged.connect(self._say)
        row.addWidget(self.field, 1)
        self._exclusive = exclusive
        self._switches: dict[str, QPushButton] = {}
        for key, title in switches:
            button = QPushButton(title)
            button.setCheckable(True)
            button.setAccessibleName(title)
            button.clicked.connect(self._on_switch)
            self._switches[key] = button
            row.addWidget(button)

    @property
    def text(self) -> str:
        return self.field.text().strip()

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, button in self._switches.items() if button.isChecked())

    def choose(self, key: str, *, on: bool = True) -> None:
        self._switches[key].setChecked(on)
        self._say()

    def _on_switch(self) -> None:
        pressed = self.sender()
        if self._exclusive:
            for button in self._switches.values():
                if button is not pressed:
                    button.setChecked(False)
        self._say()

    def _say(self) -> None:
        self.changed.emit(self.text, self.chosen)
