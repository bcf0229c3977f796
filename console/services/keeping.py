"""The store's own housekeeping, done by a timer: anchors, copies, and what is to be forgotten.

A copy each watch (8 hours) and the newest 21 kept (a week) are 默认建议: no rule that was read
sets a number.
"""

from datetime import timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.services.permission import SYSTEM
from console.services.world import World
from db import backup
from db.opened import Opened
from db.turns import Lane


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and how long."""

    copy_every: timedelta = timedelta(hours=8)
    copies: int = 21
    drafts_for: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Keeping:
    """`tend()` every five minutes, on a worker; what was written since the last anchor is what a
    cut-off tail could hide.
    """

    world: World
    opened: Opened
    rhythm: Rhythm = Rhythm()

    def tend(self) -> Changes:
        """Anchors the journal, folds what is still unfolded, purges old drafts, copies when due."""
        if self.world.store.read_only:
            return Changes()
        self.opened.anchor()
        self.world.store.fold()
        self.world.store.purge_drafts(self.world.now - self.rhythm.drafts_for)
        return self.copy_now() if self.copy_due() else Changes()

    def copy_due(self) -> bool:
        """Not since a watch ago, or by a clock that has gone back behind the last copy."""
        last = backup.last_backup(self.opened.folder)
        if last is None:
            return True
        since = self.world.now - last.at
        return since >= self.rhythm.copy_every or since < -self.rhythm.copy_every

    def copy_now(self) -> Changes:
        """A copy with its line in the journal; also what an officer's own order does."""
        made = backup.take(
            self.world.store.path,
            self.opened.key,
            self.opened.file,
            self.world.now,
            keep=self.rhythm.copies,
        )
        with self.world.store.write(SYSTEM, "store.copy", lane=Lane.CLOCK) as w:
            w.log(
                Entry(
                    kind="backed_up",
                    subject_kind=Kind.SETTING,
                    subject_id="store",
                    at=w.now,
                    facts={"name": made.path.name, "lines": made.lines},
                )
            )
        return w.changes

    def forget(self, *abouts: str) -> int:
        """After keys were destroyed: in the copies too (D18). How many copies held one."""
        return backup.erase(self.opened.folder, self.opened.key, abouts)
