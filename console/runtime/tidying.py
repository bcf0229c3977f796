"""Garbage is collected on the GUI thread, and on no other.

Python collects on whichever thread happens to make one object too many. A dead ticket or widget
found by a worker is destroyed there: Qt's destructor then holds a lock of Qt and waits for the
interpreter, while the GUI thread, connecting a signal, holds the interpreter and waits for that
lock. The window would stand still for ever.
"""

import gc

from PySide6.QtCore import QObject, QTimer

TIDY_MS = 1000


class Tidying(QObject):
    """Python's own thresholds, looked at once a second from the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(TIDY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    def tidy(self) -> None:
        """The oldest generation that is due, as the collector itself would choose."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
