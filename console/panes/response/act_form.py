"""What all forms of the page have in common: a stated time, one call, refusals under their field.

A form knows what it asks for and which service it calls; the page only sends it off. Text that
was typed stays through a refusal and through Esc.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from console.domain.refused import Answer, Refused
from console.services.glance.response import ResponseView
from console.services.world import World
from console.widgets.form import Form
from console.widgets.note_edit import NoteEdit
from console.widgets.time_field import TimeField
from console.wording import clock_time

Job = Callable[[], Any]

# which field a refusal stands under
FIELD = {
    "level_missing": "level",
    "same_level": "level",
    "jump_unconfirmed": "jump",
    "parts_missing": "matter",
    "expected_past": "hours",
    "reason_missing": "reason",
    "follow_up_missing": "follow_up",
    "criteria_open": "criterion_0",
    "not_approver": "approver",
    "approver_missing": "approver",
    "deputy_reason_missing": "deputy_reason",
    "repeat_back_missing": "repeated",
    "level_reason_missing": "level_reason",
    "decided_in_future": "at",
    "decided_early": "at",
    "paper_number_missing": "number",
    "paper_early": "at",
    "late_reason_missing": "late_reason",
    "task_title_missing": "title",
    "task_unit_missing": "unit",
    "task_early": "at",
    "feedback_empty": "text",
    "progress_range": "progress",
    "progress_short": "text",
    "document_step_early": "at",
    "document_empty": "body",
    "receipt_early": "at",
    "review_addressee_missing": "to",
    "review_report_early": "at",
}


class ActForm(Form):
    """One act. `job(actor)` gives what the writer is to run; it may raise Refused."""

    def __init__(self, world: World, view: ResponseView, save: str, *, columns: int = 1) -> None:
        super().__init__(save, columns=columns)
        self.world = world
        self.view = view

    def job(self, actor: str) -> Job:
        raise NotImplementedError

    def lead(self) -> None:
        """The hand lands in the first field when the sheet opens."""
        first = next(iter(self._fields.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def refuse(self, error: object) -> None:
        if isinstance(error, Answer):
            error.facts.setdefault("field", FIELD.get(error.code, ""))
        super().refuse(error)

    # Fields that several forms share ----------------------------------------------------------

    def add_time(self, label: str, key: str = "at") -> TimeField:
        field = TimeField(self.world.clock.now)
        field.setText(clock_time(self.world.clock.now()))
        self.add_field(key, label, field, required=True)
        return field

    def moment(self, key: str = "at") -> datetime:
        """The stated time; what can't be read is refused under its field."""
        field = self.field(key)
        assert isinstance(field, TimeField)
        try:
            moment = field.moment()
        except Refused as error:
            error.facts["field"] = key
            raise
        return moment if moment is not None else self.world.clock.now()

    def text(self, key: str) -> str:
        return str(self.values().get(key) or "").strip()

    def need(self, key: str, *, asked: bool) -> None:
        """A field that only some answers ask for: shown and required together, or away."""
        field = self._fields.get(key)
        if field is None:
            return
        box = field.parentWidget()
        if box is not None:
            box.setVisible(asked)
        self._required[key] = asked

    def add_late_reason(self) -> None:
        self.add_field("late_reason", self.tr("超时原因"), QLineEdit(), span=2)

    def add_reason(self, label: str, text: str = "", *, required: bool = False) -> QWidget:
        reason = NoteEdit(lines=3)
        reason.setPlainText(text)
        return self.add_field("reason", label, reason, required=required, span=2)
