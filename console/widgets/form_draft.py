"""Keeps what is typed into a form, so that a crash loses at most the last half second."""

import json
from typing import Any

from PySide6.QtCore import QObject, QTimer

from console.runtime.tasks import Runner
from console.widgets.form import Form

HUSH_MS = 500


class FormDraft(QObject):
    """`restore()` brings back what was kept under `key`; `drop()` once the form was saved.

    `drafts` offers keep(key, body, officer), find(key) and drop(key); nothing waits for it.
    """

    def __init__(self, form: Form, key: str, runner: Runner, drafts: Any, officer: str) -> None:
        super().__init__(form)
        self._form, self._key, self._runner = form, key, runner
        self._drafts, self._officer = drafts, officer
        self._touched = False
        self._hush = QTimer(self)
        self._hush.setSingleShot(True)
        self._hush.setInterval(HUSH_MS)
        self._hush.timeout.connect(self.keep)
        form.edited.connect(self._on_edited)

    def restore(self) -> None:
        self._runner.read(self._drafts.find, self._key).done.connect(self._on_found)

    def keep(self) -> None:
        body = json.dumps(self._form.values(), ensure_ascii=False)
        self._runner.write(self._drafts.keep, self._key, body, self._officer)

    def drop(self) -> None:
        self._hush.stop()
        self._form.edited.disconnect(self._on_edited)
        self._runner.write(self._drafts.drop, self._key)

    def _on_edited(self) -> None:
        self._touched = True
        self._hush.start()

    def _on_found(self, body: str) -> None:
        """An officer who already types is not overwritten; an unreadable draft is left alone."""
        if not body or self._touched:
            return
        try:
            values = json.loads(body)
        except ValueError:
            return
        if isinstance(values, dict):
            self._form.restore(values)
