"""The store's own housekeeping, done by a timer: anchors, copies, and what is to be forgotten.

How often and how many copies is county data (resources/national/keeping.toml), all 默认建议: no
rule that was read sets a number. A copy is read from a snapshot of its own, so that no officer's
write waits for it.
"""

from dataclasses import field
from datetime import timedelta

from console.domain import copies as staying
from console.domain.changes import Changes, Kind
from console.domain.copies import Rule
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import SYSTEM, Permission, permitted
from console.services.world import World
from console.wording.store import PERMISSION
from db import backup, forgotten
from db.opened import Opened
from db.turns import Lane
from resources import keeping

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and how long."""

    copy_every: timedelta = timedelta(hours=8)
    copies: int = 21
    drafts_for: timedelta = timedelta(days=30)
    days: int = 0
    weeks: int = 0
    after_handover: bool = True

    @property
    def rule(self) -> Rule:
        return Rule(self.copies, self.days, self.weeks)


def rhythm() -> Rhythm:
    """As the county has it."""
    rule = keeping.backups()
    return Rhythm(
        copy_every=timedelta(hours=keeping.every_hours()),
        copies=rule.newest,
        drafts_for=timedelta(days=keeping.draft_days()),
        days=rule.days,
        weeks=rule.weeks,
        after_handover=keeping.after_handover(),
    )


@dataclass(frozen=True, slots=True)
class Keeping:
    """`tend()` every five minutes, on a worker; what was written since the last anchor is what a
    cut-off tail could hide.
    """

    world: World
    opened: Opened
    rhythm: Rhythm = field(default_factory=rhythm)

    def tend(self) -> Changes:
        """Anchors the journal, folds what is still unfolded, purges old drafts, copies when due."""
        if self.world.store.read_only:
            return Changes()
        self.opened.anchor()
        self.world.store.fold()
        self.world.store.purge_drafts(self.world.now - self.rhythm.drafts_for)
        changes = self.copy_now() if self.copy_due() else Changes()
        self._forget_rest()
        return changes

    def _forget_rest(self) -> None:
        """A purge that was cut short before it had reached the copies reaches them now."""
        with self.world.store.read() as read:
            rest = forgotten.destroyed(read)
        rest -= forgotten.read(self.opened.folder, self.opened.key)
        if rest:
            self.forget(*rest)

    def copy_due(self) -> bool:
        """Not since a watch ago, or by a clock that has gone back behind the last copy."""
        last = backup.last_backup(self.opened.folder)
        if last is None:
            return True
        since = self.world.now - last.at
        return since >= self.rhythm.copy_every or since < -self.rhythm.copy_every

    def after_handover(self) -> Changes:
        """The watch that begins has a copy of what it took over."""
        wanted = self.rhythm.after_handover and not self.world.store.read_only
        return self.copy_now() if wanted else Changes()

    def copy_by(self, actor: str) -> Changes:
        """An officer's own order; whoever may write anything may have a copy made."""
        if not actor:
            raise Refused("signed_out")
        with self.world.store.read() as read:
            allowed = any(permitted(read, actor, one) for one in _MAY_COPY)
        if not allowed:
            raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])
        return self.copy_now(actor)

    def copy_now(self, actor: str = SYSTEM) -> Changes:
        """A copy with its line in the journal; one at a time, whoever asks."""
        with self.opened.copying:
            backup.sweep(self.opened.folder)
            made = backup.take(
                self.world.store.path,
                self.opened.key,
                self.opened.file,
                self.world.now,
                keep=_ALL,
            )
            self._purge_again(made)
            self._thin()
        with self.world.store.write(actor, "store.copy", lane=Lane.CLOCK) as w:
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

    def _purge_again(self, made: backup.Backup) -> None:
        """What was destroyed while the copy was being written."""
        with self.world.store.read() as read:
            backup.erase_in(made, self.opened.key, forgotten.destroyed(read))

    def _thin(self) -> None:
        found = backup.listed(self.opened.folder / backup.FOLDER)
        stay = staying.kept([one.at for one in found], self.rhythm.rule)
        for place, one in enumerate(found):
            if place not in stay:
                backup.drop(one)

    def forget(self, *abouts: str) -> int:
        """After keys were destroyed: in the copies too (D18). How many copies held one."""
        with self.opened.copying:
            forgotten.add(self.opened.folder, self.opened.key, abouts)
            return backup.erase(self.opened.folder, self.opened.key, abouts)


_MAY_COPY = (Permission.ADMINISTER, Permission.HAND_OVER)
