"""What is typed and not saved survives a crash: kept in the store a moment after the last stroke."""

import json
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from console.widgets.form import Form
from console.widgets.pane import Pane

QUIET_MS = 500


class Keeper(QObject):
    """`watch(name, form)` brings a form's text back and keeps it from then on; `drop(name)`."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._forms: dict[str, Form] = {}
        self._fresh: set[str] = set()
        self._awaited: set[str] = set()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.keep)
        pane.installEventFilter(self)

    def watch(self, name: str, form: Form) -> None:
        self._forms[name] = form
        self._awaited.add(name)
        form.edited.connect(self._on_edited)
        self._pane.runner.read(self._pane.services.readings.typed).done.connect(self._on_typed)

    def keep(self) -> None:
        """Now, without waiting for the hand to rest."""
        self._quiet.stop()
        readings, officer = self._pane.services.readings, self._pane.focus.officer
        for name in sorted(self._fresh):
            body = json.dumps(self._forms[name].values(), ensure_ascii=False)
            self._pane.runner.write(readings.keep_typed, officer, name, body)
        self._fresh.clear()

    def drop(self, form: Form) -> None:
        """It was saved."""
        for name, known in self._forms.items():
            if known is form:
                self._fresh.discard(name)
                self._pane.runner.write(self._pane.services.readings.drop_typed, name)

    def _on_edited(self) -> None:
        form = self.sender()
        self._fresh |= {name for name, known in self._forms.items() if known is form}
        self._quiet.start()

    def _on_typed(self, typed: dict[str, str]) -> None:
        """Once for each form, and never over what was typed in the meantime."""
        for name in self._awaited - self._fresh:
            if name in typed:
                kept: dict[str, Any] = json.loads(typed[name])
                self._forms[name].restore(kept)
                self._fresh.discard(name)
        self._awaited.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and self._fresh:
            self.keep()
        return super().eventFilter(watched, event)
