"""The machine's clock is not trusted: a jump of over two minutes goes into the journal (D22).

A dead battery or a corrected clock must stop nobody from working. Ids and the chain keep their
order by themselves; what an officer needs is a line that says from where on the stated times
are to be read with care.
"""

from dataclasses import field
from datetime import datetime, timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.services.permission import SYSTEM
from console.services.world import World
from db import journal
from db.turns import Lane

JUMP = timedelta(minutes=2)


def note_jump(world: World, seconds: int) -> Changes:
    """One line: by how much the wall clock went ahead (or back, below zero) of elapsed time."""
    with world.store.write(SYSTEM, "clock.watch", lane=Lane.CLOCK) as w:
        w.log(
            Entry(
                kind="clock_jumped",
                subject_kind=Kind.SETTING,
                subject_id="clock",
                at=w.now,
                facts={"seconds": seconds},
                important=True,
            )
        )
    return w.changes


def since_last_time(world: World) -> Changes:
    """At the start: whether the clock stands before what was last written, the console being off."""
    with world.store.read() as read:
        newest = journal.lines(read, limit=1)
    behind = newest[0].recorded_at - world.now if newest else timedelta()
    return note_jump(world, -round(behind.total_seconds())) if behind > JUMP else Changes()


@dataclass(slots=True)
class ClockWatch:
    """`look()` every few seconds; holds the wall against a clock that nobody can set."""

    world: World
    _wall: datetime = field(init=False)
    _steady: float = field(init=False)

    def __post_init__(self) -> None:
        self._rebase()

    def look(self) -> Changes:
        """What was written, if the wall jumped since the last look."""
        elapsed = timedelta(seconds=self.world.clock.monotonic() - self._steady)
        jump = self.world.now - self._wall - elapsed
        if abs(jump) <= JUMP:
            return Changes()
        self._rebase()
        return note_jump(self.world, round(jump.total_seconds()))

    def _rebase(self) -> None:
        self._wall = self.world.now
        self._steady = self.world.clock.monotonic()
