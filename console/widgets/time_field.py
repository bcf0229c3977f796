"""A field for a moment; beside it stands how it was understood: `-5` → 16:27."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from console.domain.refused import Refused
from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.time_text import parse_time
from console.wording import clock_time, date_time, local, refusal


class TimeField(QWidget):
    """`moment()` is the time meant, None if empty; raises Refused for what can't be read."""

    textChanged = Signal(str)  # noqa: N815 - the name every field of a form has

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        ahead: bool = False,
        hint: str = "1432 或 -5",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._ahead = ahead
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.textChanged.connect(self._on_text)
        self._read = QLabel()
        self._read.setProperty("role", "quiet")
        self._read.hide()
        row.addWidget(self.field, 1)
        row.addWidget(self._read)
        self.setFocusProxy(self.field)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """The hand is in the inner field; that is what is read aloud."""
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def text(self) -> str:
        return self.field.text()

    def setText(self, text: str) -> None:  # noqa: N802 - as every field of a form
        self.field.setText(text)

    def moment(self) -> datetime | None:
        return parse_time(self.field.text(), self._now(), ahead=self._ahead)

    def _on_text(self, text: str) -> None:
        try:
            moment = self.moment()
        except Refused as error:
            self._read.setText("?")
            self._read.setToolTip(refusal(error))
            set_tone(self._read, "bad")
        else:
            same = moment is not None and local(moment).date() == local(self._now()).date()
            words = "" if moment is None else clock_time(moment) if same else date_time(moment)
            self._read.setText("" if words == text.strip() else words)
            self._read.setToolTip("")
            set_tone(self._read, "dim")
        self._read.setVisible(bool(self._read.text()))
        self.textChanged.emit(text)
