"""How the store is, as the status line says it: before the self-check it is not known.

And whether anybody lives in it, which a start asks before everything else.
"""

from dataclasses import replace
from datetime import datetime

from console.domain.officer import Officer
from console.domain.record import dataclass
from console.services.world import World
from db import backup
from db.opened import Opened


@dataclass(frozen=True, slots=True)
class Health:
    """`state` is ok, read_only, damaged or unsure; `troubles` are sentences."""

    state: str
    words: str
    backup_at: datetime | None = None
    troubles: tuple[str, ...] = ()

    @classmethod
    def of(cls, opened: Opened) -> "Health":
        """Before the check has run."""
        state = "read_only" if opened.store.read_only else "unsure"
        words = "本机库 只读" if opened.store.read_only else "本机库 自检中"
        last = backup.last_backup(opened.folder)
        return cls(state, words, last.at if last else None)

    def with_backup(self, at: datetime | None) -> "Health":
        return replace(self, backup_at=at)


def peopled(world: World) -> bool:
    """Whether anybody could sign in."""
    with world.store.read() as read:
        return bool(read.count(Officer))
