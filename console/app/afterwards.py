"""What happens once the wall stands: the recovery key of a new store, proofs, copies, anchors.

Loaded after first paint, so that nobody waits for proofs; every piece of work is on a worker, and
a failed proof is a red sentence that names the first divergence.
"""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from console.app.alarm_watch import AlarmWatch
from console.app.exchanging import Exchanging
from console.app.recovery import Recovery
from console.app.searching import Searching
from console.domain.changes import Changes
from console.domain.refused import Answer
from console.runtime.tasks import Ticket
from console.services.clock_watch import since_last_time
from console.services.health import Health
from console.services.keeping import Keeping
from console.services.rules import lay_in
from console.services.selfcheck import self_check
from console.wording import refusal

TEND_MS = 5 * 60 * 1000
HANDED_OVER = "handover.take"
FAULT = "备份或维护没有完成:程序有误,已记入故障文件。"


class Afterwards(QObject):
    """`begin()` once; `stop()` before the runner closes."""

    def __init__(self, console: Any) -> None:
        super().__init__(console)
        self._console = console
        self.keeping = Keeping(console.world, console.opened)
        self.recovery: Recovery | None = None
        self.alarms: AlarmWatch | None = None
        self._said = ""  # the last failure that was said: not the same sentence every five minutes
        self.searching: Searching | None = None
        self.exchanging: Exchanging | None = None
        self._tending = QTimer(self)
        self._tending.setInterval(TEND_MS)
        self._tending.timeout.connect(self._tend)

    def begin(self) -> None:
        here = self._console
        if here.opened.recovery_key:
            self.recovery = Recovery(here.window, here.services.papers, here.opened)
        if not here.opened.store.read_only:
            here.runner.write(since_last_time, here.world)
            here.runner.write(here.services.plans.register)
            here.runner.write(lay_in, here.world)
            here.runner.network(here.services.attachments.tidy)
        ticket = here.runner.network(self_check, here.world, here.opened)
        ticket.done.connect(self._on_checked)
        ticket.failed.connect(self._on_failed)
        self.alarms = AlarmWatch(here)
        self._tending.start()
        here.bus.changed.connect(self._on_changed)
        self.searching = Searching(here)
        self.exchanging = Exchanging(here)
        self.exchanging.begin()

    def stop(self) -> None:
        self._tending.stop()
        if self.exchanging is not None:
            self.exchanging.stop()
        if self.searching is not None:
            self.searching.stop()
        if self.alarms is not None:
            self.alarms.stop()

    def _on_checked(self, health: Health) -> None:
        here = self._console
        here.hear(health)
        if self.alarms is not None:
            self.alarms.ask()
        here.checked.emit()
        self._tend()

    def _on_failed(self, error: Exception) -> None:
        words = refusal(error) if isinstance(error, Answer) else "自检未能完成。"
        self._console.bus.say(words, "bad")
        self._console.checked.emit()

    def _tend(self) -> None:
        """Anchors, copies and purges: after the check, then every five minutes."""
        if not self._console.opened.store.read_only:
            self._follow(self._console.runner.network(self.keeping.tend))

    def _on_changed(self, changes: Changes) -> None:
        """Both have signed: the watch that begins has a copy of what it took over."""
        if changes.cause == HANDED_OVER and not self._console.opened.store.read_only:
            self._follow(self._console.runner.network(self.keeping.after_handover))

    def _follow(self, ticket: Ticket) -> None:
        ticket.done.connect(self._on_tended)
        ticket.failed.connect(self._on_untended)

    def _on_untended(self, error: Exception) -> None:
        """Said once until it works again; tried again with the next tending."""
        words = refusal(error) if isinstance(error, Answer) else FAULT
        if words != self._said:
            self._said = words
            minutes = TEND_MS // 60_000
            self._console.bus.say(f"{words}{minutes} 分钟后自动再试。", "bad")

    def _on_tended(self, changes: Changes) -> None:
        here = self._console
        if self._said:
            self._said = ""
            here.bus.say("刚才没有完成的备份或维护,现已完成。", "ok")
        here.health = here.health.with_backup(Health.of(here.opened).backup_at)
        here.window.status.refresh()
        here.bus.changed.emit(changes)
