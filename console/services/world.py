"""The world a service works in: a store, a clock, and the mark that its prints carry.

The live world and a drill are two of these; nothing else tells them apart (D26).
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from console.domain.clock import Clock
from console.domain.record import dataclass
from db.store import Store

_STEADY: int | None = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; Windows' own counts sleep in


class SystemClock:
    """The machine's own clock; the only place that reads it."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is where time comes from

    def monotonic(self) -> float:
        """Goes on while the machine sleeps, or waking up would look like a jump of the clock."""
        return time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)


@dataclass(frozen=True)
class World:
    """`print_mark` stands on every print and message, e.g. 演练; `county` is the six-digit code;
    `papers` is the folder into which papers are put.
    """

    store: Store
    clock: Clock
    county: str = "341824"
    print_mark: str = ""
    papers: Path | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now()
