"""Labelled fields that never lose what was typed.

A refusal is a red sentence below its field and the text stays. Ctrl+Return saves from anywhere in
the form, Esc leaves and the draft comes back with the form. A pane gives the values to a service
and hands its answer to `refuse` or `accept`.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.domain.refused import Answer, Refused
from console.theme import set_property
from console.theme.fonts import px
from console.widgets.notice import Refusal
from console.widgets.panel import CommandButton
from console.widgets.time_field import TimeField
from console.wording import refusal

FAULT = "没有办成:程序有误,已记入故障文件。所填内容还在。"


class Form(QWidget):
    """`submitted(dict)` with the texts by key; `abandoned()` on Esc; `edited()` on every stroke."""

    submitted = Signal(object)
    abandoned = Signal()
    edited = Signal()

    def __init__(
        self, save: str = "保存", *, columns: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, str] = {}
        self._required: dict[str, bool] = {}
        self._refusals: dict[str, Refusal] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(14), px(12), px(14), px(12))
        outer.setSpacing(px(10))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(10))
        outer.addLayout(self._grid)
        self._cell = (0, 0)
        self._whole = Refusal()
        outer.addWidget(self._whole)
        foot = QHBoxLayout()
        self.foot = QHBoxLayout()
        self.save_button = CommandButton(save, keys="Ctrl+Return", main=True)
        self.save_button.clicked.connect(self.submit)
        foot.addLayout(self.foot, 1)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        self._last = foot
        outer.addLayout(foot)
        outer.addStretch(1)

    # Building -------------------------------------------------------------------------------

    def add_field(
        self, key: str, label: str, field: QWidget, *, required: bool = False, span: int = 1
    ) -> QWidget:
        """A label above, the refusal below; the caption belongs to the field for a reader aloud."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        chosen = isinstance(field, QComboBox | QSpinBox)  # always holds something
        caption = QLabel(label if required or chosen or not label else f"{label}(可不填)")
        caption.setProperty("role", "caption")
        caption.setBuddy(field)
        sentence = Refusal()
        column.addWidget(caption)
        column.addWidget(field)
        column.addWidget(sentence)
        field.setAccessibleName(label)
        self._fields[key], self._labels[key] = field, label
        self._required[key], self._refusals[key] = required, sentence
        self._place(box, min(span, self._columns))
        self._save_comes_last()
        self._watch(field)
        return field

    def add_note(self, text: str) -> QLabel:
        """A quiet line across the form: why, by which clause, from which reading."""
        note = QLabel(text)
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        self._place(note, self._columns)
        return note

    def add_widget(self, widget: QWidget) -> None:
        """Something without a label, across the form."""
        self._place(widget, self._columns)

    # Values ---------------------------------------------------------------------------------

    def field(self, key: str) -> QWidget:
        return self._fields[key]

    def values(self) -> dict[str, Any]:
        """Texts by key; a combo's data, a check's bool, a spin's int."""
        return {key: read(field) for key, field in self._fields.items()}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """A draft that survived a crash; keys it does not know stay as they are."""
        for key, value in draft.items():
            if key in self._fields:
                fill(self._fields[key], value)

    def clear(self) -> None:
        for field in self._fields.values():
            fill(field, None)
        self.forgive()

    # Saving ---------------------------------------------------------------------------------

    def submit(self) -> None:
        """What is required and missing is said at once; the rest is the service's to judge."""
        if not self.save_button.isEnabled():
            return
        self.forgive()
        missing = [
            key
            for key, required in self._required.items()
            if required and not str(read(self._fields[key]) or "").strip()
        ]
        for key in missing:
            error = Refused("field_missing", label=self._labels[key])
            self.refuse_field(key, refusal(error))
        if missing:
            self._fields[missing[0]].setFocus()
            return
        self.submitted.emit(self.values())

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """While a write is under way a second Ctrl+Return must not save twice."""
        self.save_button.setEnabled(not busy)

    def refuse(self, error: object) -> None:
        """Connect to `Ticket.failed`: the sentence under the field it names, or above the button."""
        self.set_busy(False)
        if not isinstance(error, Answer):
            self._whole.say(FAULT)
            return
        key = str(error.facts.get("field", ""))
        if key in self._fields:
            self.refuse_field(key, refusal(error))
            self._fields[key].setFocus()
        else:
            self._whole.say(refusal(error))

    def refuse_field(self, key: str, sentence: str) -> None:
        self._refusals[key].say(sentence)
        set_property(_inner(self._fields[key]), "refused", True)

    def forgive(self) -> None:
        self._whole.clear()
        for key, sentence in self._refusals.items():
            sentence.clear()
            set_property(_inner(self._fields[key]), "refused", False)

    def refusals(self) -> list[str]:
        """The sentences that stand on the form now."""
        all_of = [*self._refusals.values(), self._whole]
        return [one.text() for one in all_of if one.text()]

    def event(self, event: QEvent) -> bool:
        """Ctrl+Return belongs to the form that is being filled, not to the room behind it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and control:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    # ----------------------------------------------------------------------------------------

    def _place(self, widget: QWidget, span: int) -> None:
        row, column = self._cell
        if column + span > self._columns:
            row, column = row + 1, 0
        self._grid.addWidget(widget, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._cell = (row, column + span)

    def _save_comes_last(self) -> None:
        """Tab goes through the fields and then to the button; who comes to a window last is last
        in its tab order, and `setTabOrder` does not move what stands before.
        """
        self.save_button.setParent(None)
        self._last.addWidget(self.save_button)

    def _watch(self, field: QWidget) -> None:
        for name in ("textChanged", "currentIndexChanged", "toggled", "valueChanged"):
            signal = getattr(field, name, None)
            if signal is not None:
                signal.connect(self._on_edited)
                return

    def _on_edited(self, *_what: object) -> None:
        self.edited.emit()


def _inner(field: QWidget) -> QWidget:
    return field.field if isinstance(field, TimeField) else field


def read(field: QWidget) -> Any:
    """What a field holds, as plain data that a draft can keep."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QComboBox):
        return field.currentData() if field.currentIndex() >= 0 else field.currentText()
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, QLineEdit | TimeField):
        return field.text()
    value = getattr(field, "value", None)
    return value() if callable(value) else value


def fill(field: QWidget, value: Any) -> None:
    """The other way; None empties the field."""
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value or ""))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value) if value is not None else 0)
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QSpinBox):
        field.setValue(int(value or 0))
    elif isinstance(field, QLineEdit | TimeField):
        field.setText(str(value or ""))
