"""The form of any register, built from its description, and the one that asks for a reason."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from console.domain.refused import Answer
from console.panes.registers.columns import tr
from console.services.registers import Edit, Field, Shape
from console.services.registers.opening import Opening, Option
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form, fill, read
from console.widgets.note_edit import NoteEdit

CHANGED = "register_field_changed"
REASON = "reason"


class RegisterForm(Form):
    """`values()` are only the fields that stand otherwise than the form was opened with."""

    def __init__(self, opened: Opening, parent: QWidget | None = None) -> None:
        super().__init__(columns=2, parent=parent)
        self.opened = opened
        self.before: dict[str, Any] = dict(opened.before)
        for field in opened.register.fields:
            if field.edited:
                wide = 2 if field.shape in {Shape.LONG, Shape.WORDS} else 1
                made = _made(field, opened.options)
                self.add_field(field.key, field.label, made, required=_required(field), span=wide)
        if opened.id:
            self.add_field(REASON, tr("修改缘由"), QLineEdit(), span=2)
        for key, text in opened.texts.items():
            fill(self.field(key), text)
        self._opened_texts = {key: read(widget) for key, widget in self._fields.items()}

    def values(self) -> dict[str, Any]:
        now = super().values()
        if not self.opened.id:
            return now
        return {key: text for key, text in now.items() if text != self._opened_texts[key]}

    def edit(self, draft: str) -> Edit:
        typed = self.values()
        reason = str(typed.pop(REASON, ""))
        return Edit(
            kind=self.opened.register.kind,
            id=self.opened.id,
            before=self.before,
            values=typed,
            reason=reason,
            draft=draft,
        )

    def refuse(self, error: object) -> None:
        """Told what another has written, the next saving is meant against that."""
        super().refuse(error)
        if isinstance(error, Answer) and error.code == CHANGED:
            self.before[str(error.facts["field"])] = error.facts["value"]


class ReasonForm(Form):
    """Why a record is put away or brought back."""

    def __init__(self, what: str, save: str, *, required: bool) -> None:
        super().__init__(save)
        self.add_note(what)
        self.add_field(REASON, tr("缘由"), NoteEdit(), required=required)


def _required(field: Field) -> bool:
    return field.required


def _made(field: Field, options: Mapping[Shape, tuple[Option, ...]]) -> QWidget:
    if field.shape is Shape.CHOICE:
        return _combo(field)
    if field.shape is Shape.YES:
        return QCheckBox(tr("是"))
    if field.shape is Shape.LONG:
        box = NoteEdit()
        box.setTabChangesFocus(True)
        return box
    if field.shape in options:
        choices = [Choice(o.id, o.text, "", o.also) for o in options[field.shape]]
        return CompleteField(choices, tr("名称、代码或拼音首字母"))
    line = QLineEdit()
    line.setPlaceholderText(_hint(field))
    return line


def _combo(field: Field) -> QComboBox:
    box = QComboBox()
    for member, label in field.labels.items():
        box.addItem(label, str(member.value))
    return box


def _hint(field: Field) -> str:
    if field.shape is Shape.CHOICES:
        return "、".join(field.labels.values())
    return _HINTS.get(field.shape, "")


_HINTS = {
    Shape.DAY: "2024-06-20",
    Shape.DATED: "2024-06-20",
    Shape.WORDS: "多个用顿号隔开",
    Shape.PHONE: "区号或手机号",
    Shape.DEGREE: "WGS84,如 118.578",
}
