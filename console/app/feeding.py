"""Keeps the index of the search behind the record: a slice at a time, with the officer's turn
between two slices. Begun after first paint; a change is fed a moment later.
"""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from console.runtime.pinyin import readings
from console.services.search import Progress, feeding

FIRST_MS = 1200  # the wall and the self-check come first
AFTER_MS = 300
BETWEEN_MS = 12


class Feeding(QObject):
    """`progressed(done, total, ready)` after every slice."""

    progressed = Signal(int, int, bool)

    def __init__(self, console: Any) -> None:
        super().__init__(console)
        self._runner = console.runner
        self._step = feeding(console.world, readings)
        self._under_way = self._again = False
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._feed)
        console.bus.changed.connect(self._on_changed)
        self._timer.start(FIRST_MS)

    def stop(self) -> None:
        self._stopped = True
        self._timer.stop()

    def _on_changed(self, _changes: object) -> None:
        if self._under_way:
            self._again = True
        elif not self._timer.isActive() and not self._stopped:
            self._timer.start(AFTER_MS)

    def _feed(self) -> None:
        self._under_way, self._again = True, False
        ticket = self._runner.network(self._step)
        ticket.done.connect(self._on_fed)
        ticket.failed.connect(self._on_failed)

    def _on_fed(self, progress: Progress) -> None:
        self._under_way = False
        self.progressed.emit(progress.done, progress.total, progress.ready)
        if not self._stopped and (self._again or not progress.ready):
            self._timer.start(BETWEEN_MS)

    def _on_failed(self, _error: Exception) -> None:
        """A full disk is said elsewhere; the next change tries again."""
        self._under_way = False
