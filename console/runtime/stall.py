"""How long the GUI thread was deaf: the benchmark's ear, never switched on in the house."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

STEP_MS = 2


class StallMeter(QObject):
    """A timer every 2 ms; what comes late is a stall. Judged by p99, the maximum is reported."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._on_step)
        self._watch = QElapsedTimer()
        self.gaps: list[float] = []

    def start(self) -> None:
        self.gaps.clear()
        self._watch.start()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def percentile(self, share: float) -> float:
        """Milliseconds beyond the step; 0 where nothing was measured."""
        if not self.gaps:
            return 0.0
        ranked = sorted(self.gaps)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    @property
    def longest(self) -> float:
        return max(self.gaps, default=0.0)

    def _on_step(self) -> None:
        late = self._watch.nsecsElapsed() / 1e6 - STEP_MS
        self._watch.restart()
        self.gaps.append(max(0.0, late))
