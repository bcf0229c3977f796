"""Alarms heard and seen: asked after every change and every few seconds, rung once each.

Loaded after first paint. The system's beep is the sound (D35); a setting mutes it, nothing hides
the line. What comes from another workstation after a time apart and began long ago does not ring:
it was heard there, and stands in 断网要点. A fact that began long ago therefore waits for the
next look before it rings, so that it is known by then where it came from.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from console.domain.alarm import Alarm
from console.domain.changes import Changes, Kind, Origin
from console.domain.refused import Answer
from console.runtime.settings import SOUND
from console.services.glance.alarms import AlarmGlance, alarms
from console.shell.alarm_strip import AlarmStrip
from console.wording import refusal

SOON_MS = 300
EVERY_SECONDS = 5
KEPT_SECONDS = 60.0
_KINDS = (Kind.DUE, Kind.INCIDENT, Kind.PROPOSAL, Kind.JOURNAL)


class AlarmWatch(QObject):
    """Owned by `Afterwards`; `ring` is the system's beep unless a test listens instead."""

    def __init__(self, console: Any, ring: Callable[[], None] = QApplication.beep) -> None:
        super().__init__(console)
        self._console = console
        self.ring = ring
        self._standing: tuple[Alarm, ...] = ()
        self._rung: frozenset[str] = frozenset()
        self._apart: set[str] = set()  # subjects that have just come from elsewhere
        self._apart_since = 0.0
        self._waiting: frozenset[str] = frozenset()  # long ago, and its origin not known yet
        self._stopped = False
        self.strip = AlarmStrip()
        console.window.show_alarms(self.strip, self.acknowledge)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.ask)
        console.bus.changed.connect(self._ask_soon)
        console.bus.tick.connect(self._on_tick)
        self.ask()

    def stop(self) -> None:
        """Before the runner closes: a change on its last word must not ask once more."""
        self._stopped = True
        self._soon.stop()

    def ask(self) -> None:
        if self._stopped:
            return
        here = self._console
        here.runner.read(self._read, tuple(here.health.troubles)).done.connect(self._on_read)

    def acknowledge(self) -> None:
        """Everything that the line says, in the name of whoever is signed in."""
        here = self._console
        write = here.services.alarms.acknowledge
        ticket = here.runner.write(write, here.focus.officer, self._standing)
        ticket.failed.connect(self._on_failed)

    def _read(self, troubles: tuple[str, ...]) -> AlarmGlance:
        with self._console.world.store.read() as read:
            return alarms(read, self._console.world.now, troubles)

    def _on_read(self, found: AlarmGlance) -> None:
        changed = found.alarms != self._standing
        self._standing = found.alarms
        self.strip.show_lines(found.lines, len(found.alarms))
        if self._to_ring(found) and self._console.settings.get(SOUND):
            self.ring()  # once for all that came together
        self._rung = found.rings - self._waiting
        if changed:
            self._console.window.grey()

    def _to_ring(self, found: AlarmGlance) -> frozenset[str]:
        """The new ones; of what began long ago those that are surely not from elsewhere."""
        fresh = found.rings - self._rung
        foreign = {ring for ring in fresh if found.old.get(ring) in self._apart}
        unsure = frozenset(ring for ring in fresh - foreign if ring in found.old)
        first, self._waiting = unsure - self._waiting, unsure - self._waiting
        if first:
            self._soon.start()
        return fresh - foreign - first

    def _hear_origin(self, changes: Changes) -> None:
        """Kept for a minute: long enough for what came in one reconnection to be looked at."""
        now = self._console.env.clock.monotonic()
        if now - self._apart_since > KEPT_SECONDS:
            self._apart.clear()
        if changes.origin is Origin.PEER:
            self._apart_since = now
            self._apart.update(*(changes.ids.get(kind, ()) for kind in _KINDS))

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Answer):
            self._console.bus.say(refusal(error), "warn")

    def _ask_soon(self, changes: Changes) -> None:
        self._hear_origin(changes)
        if not (self._stopped or self._soon.isActive()):
            self._soon.start()

    def _on_tick(self, now: datetime) -> None:
        if now.second % EVERY_SECONDS == 0:
            self.ask()
