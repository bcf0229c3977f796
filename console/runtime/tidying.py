"""Garbage is collected on the GUI thread, and on no other.

Python collects on whichever thread happens to make one object too many. A dead ticket or widget
found by a worker is destroyed there: Qt's destructor then holds a lock of Qt and waits for the
interpreter, while the GUI thread, connecting a signal, holds the interpreter and waits for that
lock. The window would stand still for ever.

To look through a whole console takes a tenth of a second, in which the window stands still too. So
what has lived through a look at everything is left alone for an hour.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

TIDY_MS = 1000
ALONE_SECONDS = 3600.0
_OLDEST = 2


class Tidying(QObject):
    """Python's own thresholds, looked at once a second from the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looked_at_all = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(TIDY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    def tidy(self) -> None:
        """The oldest generation that is due, as the collector itself would choose."""
        for generation in (_OLDEST, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                if generation == _OLDEST:
                    self._look_at_all(time.monotonic())
                else:
                    gc.collect(generation)
                return

    def _look_at_all(self, now: float) -> None:
        if now - self._looked_at_all > ALONE_SECONDS:
            self._looked_at_all = now
            gc.unfreeze()
        gc.collect()
        gc.freeze()
