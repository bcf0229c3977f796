"""The small sheets of the page: one sentence or two, then saved.

Every form hands its values to a service on the writer lane and keeps what was typed until the
service has said yes. `ActionForm` is that road; the rest says what is asked.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit

from console.domain.incident import BadFields
from console.domain.refused import Answer
from console.panes.duty.tick_box import TickBox
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form
from console.widgets.note_edit import NoteEdit
from console.widgets.pane import Asking
from console.widgets.time_field import TimeField
from console.wording import refusal

Call = tuple[Any, ...]  # a service's method and its arguments


class ActionForm(Form):
    """`done(object)` with the service's answer; then the form is empty again."""

    done = Signal(object)

    def __init__(
        self,
        pane: Asking,
        call: Callable[[dict[str, Any]], Call],
        save: str = "保存",
        columns: int = 1,
    ) -> None:
        super().__init__(save, columns=columns)
        self._pane = pane
        self._call = call
        self.submitted.connect(self._on_submitted)

    def moment(self, key: str) -> Any:
        """The time meant in a field; now where it is empty."""
        field = self.field(key)
        assert isinstance(field, TimeField)
        return field.moment() or self._pane.services.world.clock.now()

    def _on_submitted(self, values: dict[str, Any]) -> None:
        try:
            fn, *args = self._call(values)
        except Answer as no:
            self.refuse(no)
            return
        self.set_busy(True)
        self._pane.write(fn, *args, done=self._on_done, failed=self.refuse)

    def _on_done(self, result: Any) -> None:
        self.set_busy(False)
        self.clear()
        self.done.emit(result)

    def refuse(self, error: object) -> None:
        """Several fields may be wrong at once: each gets its own sentence."""
        if not isinstance(error, BadFields):
            super().refuse(error)
            return
        self.set_busy(False)
        self.forgive()
        for key, no in error.fields.items():
            self.refuse_field(key, refusal(no))
        first = next(iter(error.fields))
        self.field(first).setFocus()


def time_field(pane: Asking, hint: str = "1432 或 -5,空为现在") -> TimeField:
    return TimeField(pane.services.world.clock.now, hint=hint)


def combo(choices: Sequence[tuple[Any, str]]) -> QComboBox:
    """Data and label, the first one chosen."""
    box = QComboBox()
    for data, label in choices:
        box.addItem(label, data)
    return box


def line(hint: str = "") -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(hint)
    return field


def words(hint: str = "", lines: int = 3) -> NoteEdit:
    return NoteEdit(hint, lines)


def check(label: str, *, on: bool = True) -> QCheckBox:
    box = TickBox(label)
    box.setChecked(on)
    return box


def people(choices: Sequence[Choice], hint: str = "姓名、拼音或首字母") -> CompleteField:
    return CompleteField(choices, hint)


def empty_layout(layout: QLayout) -> None:
    """Takes every widget out of a layout; they go with the next turn of the event loop."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
