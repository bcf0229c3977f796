"""Time as something that is handed in, so that a rule can be replayed and a test can wind it."""

from datetime import datetime, timedelta
from typing import Protocol

# How far a stated time may lie ahead: the clock of the other telephone is not ours.
SLACK = timedelta(minutes=2)


class Clock(Protocol):
    """`now()` is aware UTC wall time and may jump; `monotonic()` is seconds and never goes back."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...
