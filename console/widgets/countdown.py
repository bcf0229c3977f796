"""How long is left, and by when; amber at a fifth, red when over, then counting up.

The limits are data: whoever makes the deadline says when it began and when it ends.
"""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QLabel, QWidget

from console.theme import set_tone
from console.wording import UNKNOWN, clock_time, countdown

AMBER_AT = 0.2  # design: amber at 20 % left


def urgency(now: datetime, start: datetime | None, due: datetime, amber: float = AMBER_AT) -> str:
    """Empty while there is time, warn in the last fifth, bad when over; no start, no fifth."""
    left = due - now
    if left < timedelta(0):
        return "bad"
    if start is None or due <= start:
        return ""
    return "warn" if left <= (due - start) * amber else ""


class Countdown(QLabel):
    """`count_to(due, start)`, then `tick(now)` once a second from the pane's `on_tick`."""

    def __init__(self, *, with_clock: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(UNKNOWN, parent)
        self._with_clock = with_clock
        self._due: datetime | None = None
        self._start: datetime | None = None
        self._amber = AMBER_AT

    def count_to(
        self, due: datetime | None, start: datetime | None = None, amber: float = AMBER_AT
    ) -> None:
        self._due, self._start, self._amber = due, start, amber
        if due is None:
            self.setText(UNKNOWN)
            set_tone(self, "")

    def tick(self, now: datetime) -> None:
        if self._due is None:
            return
        text = countdown(self._due - now)
        if self._with_clock:
            text = f"{text}({clock_time(self._due)} 前)"
        self.setText(text)
        set_tone(self, urgency(now, self._start, self._due, self._amber))
