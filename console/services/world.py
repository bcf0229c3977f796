"""The world a service works in: a store, a clock, and the mark that its prints carry.

The live world and a drill are two of these; nothing else tells them apart (D26).
"""

from datetime import datetime
from pathlib import Path

from console.domain.clock import Clock
from console.domain.record import dataclass
from db.clock import SystemClock
from db.store import Store

__all__ = ["SystemClock", "World"]


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
