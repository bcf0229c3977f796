"""The second hand: one signal a second drives every countdown, and notices a clock set wrong.

No widget owns a timer for time that is shown. Tests call `beat()` by hand.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.domain.clock import Clock
from console.runtime.bus import Bus

JUMP = timedelta(minutes=2)  # D22: a jump of over two minutes is a journal entry


class Heartbeat(QObject):
    """Feeds `bus.tick(now)`; `jumped(from, to)` when wall time leaves monotonic time."""

    jumped = Signal(object, object)

    def __init__(self, clock: Clock, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._bus = bus
        self._wall = clock.now()
        self._steady = clock.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_second)

    def start(self) -> None:
        self._timer.start(self._to_next_second())

    def stop(self) -> None:
        self._timer.stop()

    def beat(self) -> None:
        """One second: compare the two clocks, then tell everybody the time."""
        now, steady = self._clock.now(), self._clock.monotonic()
        expected = self._wall + timedelta(seconds=steady - self._steady)
        self._wall, self._steady = now, steady
        if abs(now - expected) > JUMP:
            self.jumped.emit(expected, now)
        self._bus.tick.emit(now)

    def _on_second(self) -> None:
        self.beat()
        self.start()

    def _to_next_second(self) -> int:
        now: datetime = self._clock.now()
        return 1000 - now.microsecond // 1000
