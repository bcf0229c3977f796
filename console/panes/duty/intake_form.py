"""接报: four fields and Ctrl+Return, with several calls held side by side.

The time of receipt is the moment of F2, not of saving. What is typed goes to a draft after a
second of silence and whenever the cursor leaves, so that a crash costs no call; a second F2 while
a call is being typed holds it and begins another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from console.domain.incident import CallForm, Hazard, Incident, guess_hazard
from console.domain.place import Place, PlaceKind
from console.panes.duty.forms import (
    ActionForm,
    Call,
    combo,
    empty_layout,
    line,
    time_field,
    words,
)
from console.panes.duty.held_calls import TYPED, Held, place_choice, thawed
from console.services.intake import Becomes, Taken
from console.theme.fonts import px
from console.widgets.complete import CompleteField
from console.widgets.form import fill
from console.widgets.pane import Asking
from console.widgets.time_field import TimeField
from console.wording import clock_time
from console.wording.incident import HAZARD

AUTOSAVE_MS = 1000
_COLUMNS = 12
_CHIP = 6  # characters of who called
_OPENS, _NOTED = "", "noted"


class IntakeForm(ActionForm):
    """`taken(Taken)` after a save."""

    taken = Signal(object)

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("保存"), columns=_COLUMNS)
        self._held: list[Held] = []
        self._at = 0
        self._questions: Mapping[Hazard, Sequence[str]] = {}
        self._fill_fields()
        self._foot()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(AUTOSAVE_MS)
        self._quiet.timeout.connect(self.keep)
        self.edited.connect(self._on_typed)
        self.done.connect(self._on_taken)
        self._begin()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _fill_fields(self) -> None:
        self.places = CompleteField((), self.tr("乡镇、村,自然村也可"))
        self.content = words(self.tr("何事、几人、几户、有无伤亡失联、现场谁负责"), 2)
        self.becomes = combo([(_OPENS, self.tr("立为事件"))])
        self.add_field("reporter", self.tr("报告人 / 单位"), line(), required=True, span=3)
        self.add_field("phone", self.tr("回拨电话"), line(), required=True, span=2)
        self.add_field("place_text", self.tr("地点"), self.places, required=True, span=3)
        hint = self.tr("不详")
        self.add_field("occurred_at", self.tr("事发"), time_field(self._pane, hint), span=2)
        self.add_field("becomes", self.tr("办理"), self.becomes, required=True, span=2)
        self.add_field("content", self.tr("内容"), self.content, required=True, span=_COLUMNS)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def _foot(self) -> None:
        self.said = QLabel()
        self.said.setProperty("role", "quiet")
        self._strip = QWidget()
        self._chips = QHBoxLayout(self._strip)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(px(6))
        self.foot.addWidget(self._strip)
        self.foot.addWidget(self.said, 1)

    # What the page gives --------------------------------------------------------------------

    def set_questions(self, questions: Mapping[Hazard, Sequence[str]]) -> None:
        self._questions = questions

    def set_places(self, places: Sequence[Place]) -> None:
        towns = {p.id: p.name for p in places if p.kind is PlaceKind.TOWNSHIP}
        self.places.set_choices(
            [place_choice(p, towns) for p in places if p.kind is not PlaceKind.COUNTY]
        )

    def set_incidents(self, incidents: Sequence[Incident]) -> None:
        """What a call may be merged into; the choice of the moment stays."""
        chosen = self.becomes.currentData()
        with QSignalBlocker(self.becomes):
            self.becomes.clear()
            self.becomes.addItem(self.tr("立为事件"), _OPENS)
            self.becomes.addItem(self.tr("仅登记"), _NOTED)
            for one in incidents:
                self.becomes.addItem(self.tr("并入 {}").format(one.title), one.id)
            self.becomes.setCurrentIndex(max(0, self.becomes.findData(chosen)))

    # Held calls -----------------------------------------------------------------------------

    @property
    def held(self) -> Held:
        return self._held[self._at]

    @property
    def held_count(self) -> int:
        return len(self._held)

    def restore_drafts(self, drafts: Mapping[str, str]) -> None:
        """After a crash: every call comes back as it was typed."""
        known = {one.key for one in self._held}
        found = [h for k, body in drafts.items() if k not in known and (h := thawed(k, body))]
        if not found:
            return
        self._held = [one for one in self._held if not one.empty] + found
        self._show(len(self._held) - 1)

    def begin_call(self) -> None:
        """F2: a call that is being typed is held, and an empty form waits at its first field."""
        self._read()
        if not self.held.empty:
            self.keep()
            self._begin()
        else:
            self.held.received_at = self._now()
            self._say()
        self.held.rung = True
        self.field("reporter").setFocus()

    def next_call(self) -> None:
        """To the next held call, round and round."""
        self.keep()
        self._show((self._at + 1) % len(self._held))

    def keep(self) -> None:
        """What is typed goes to its draft; nothing waits for it."""
        self._quiet.stop()
        self._read()
        intake, officer = self._pane.services.intake, self._pane.focus.officer
        if not self.held.empty:
            self._pane.runner.write(intake.keep_draft, officer, self.held.key, self.held.body())

    def _begin(self) -> None:
        now = self._now()
        self._held.append(Held(f"{now.timestamp():.3f}-{len(self._held)}", now, {}))
        self._show(len(self._held) - 1)

    def _now(self) -> datetime:
        now: datetime = self._pane.services.world.clock.now()
        return now

    def _read(self) -> None:
        self.held.values = {name: self.values()[name] for name in (*TYPED, "becomes")}

    def _show(self, number: int) -> None:
        self._at = number
        values = self.held.values
        with QSignalBlocker(self):
            for name in (*TYPED, "becomes"):
                fill(self.field(name), values.get(name) or (_OPENS if name == "becomes" else None))
        self.forgive()
        self._show_chips()
        self._say()

    def _show_chips(self) -> None:
        empty_layout(self._chips)
        self._strip.setVisible(len(self._held) > 1)
        for number, one in enumerate(self._held):
            who = str(one.values.get("reporter") or one.values.get("place_text") or "")[:_CHIP]
            words_ = f"{self.tr('来电')} {clock_time(one.received_at)} {who}".rstrip()
            chip = QPushButton(words_)
            chip.setCheckable(True)
            chip.setChecked(number == self._at)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setProperty("number", number)
            chip.clicked.connect(self._on_chip)
            self._chips.addWidget(chip)

    def _on_chip(self) -> None:
        self.keep()
        self._show(int(self.sender().property("number")))

    # Typing ---------------------------------------------------------------------------------

    def _on_typed(self) -> None:
        if self.held.empty and not self.held.rung:
            self.held.received_at = self._now()
        self._read()
        self._quiet.start()
        self._say()

    def _on_focus_changed(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is not None and self._quiet.isActive() and self.isAncestorOf(old):
            self.keep()

    def _say(self) -> None:
        """When it came, what it seems to be, and what to ask while the caller is on the line."""
        received = self.tr("接报 {}(自动)").format(clock_time(self.held.received_at))
        content = self.content.toPlainText()
        if not content.strip():
            self.said.setText(received)
            return
        hazard = guess_hazard(content)
        asks = " ".join(self._questions.get(hazard, ()))
        seems = self.tr("似为 {}").format(HAZARD[hazard])
        self.said.setText(" · ".join(p for p in (received, seems, self.tr("追问:") + asks) if p))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.keep()  # Esc goes back and never loses what was typed
        super().keyPressEvent(event)

    # Saving ---------------------------------------------------------------------------------

    def submit(self) -> None:
        """All missing fields are the service's to name, so that every sentence comes at once."""
        if self.save_button.isEnabled():
            self.forgive()
            self.submitted.emit(self.values())

    def _call_of(self, values: dict[str, Any]) -> Call:
        occurred = self.field("occurred_at")
        assert isinstance(occurred, TimeField)
        choice = self.places.choice()
        form = CallForm(
            reporter=values["reporter"],
            phone=values["phone"],
            place_text=values["place_text"],
            content=values["content"],
            occurred_at=occurred.moment(),
            place_id=choice.key if choice is not None else "",
        )
        becomes = str(values["becomes"] or _OPENS)
        into = Becomes(only_noted=True) if becomes == _NOTED else Becomes(into=becomes)
        intake, officer = self._pane.services.intake, self._pane.focus.officer
        return intake.take, officer, form, self.held.received_at, into, self.held.key

    def _on_taken(self, result: tuple[Taken, Any]) -> None:
        """Saved on this machine: its draft goes, the next held call or an empty form comes."""
        self._quiet.stop()
        gone = self._held.pop(self._at)
        self._pane.runner.write(self._pane.services.intake.drop_draft, gone.key)
        if self._held:
            self._show(max(0, self._at - 1))
        else:
            self._begin()
        self.taken.emit(result[0])
