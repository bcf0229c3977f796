"""恢复备份: which copies there are, what putting one back would lose, and the making ready of it.

The change itself happens while no window stands: the composition root closes the console, changes
the store by one rename (db.restoring) and opens again. Only the 系统管理员 may, with the password
and a reason; the old store is set aside, never deleted.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from console.domain.changes import Kind
from console.domain.clock import Clock
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.services.glance import log
from console.services.officers import Officers
from console.services.permission import Permission, permit, permitted
from console.services.world import World
from console.wording import full_time
from console.wording.store import PERMISSION
from db import backup, examining, forgotten, journal, keys, opening, restoring, storefile
from db.opened import Opened
from db.store import Store
from db.work import Work

SHOWN = 500  # lines of a preview; the count is of all


@dataclass(frozen=True, slots=True)
class Copy:
    """`since` is how many lines the present journal has that the copy has not; None: not known.

    `aside` marks a store that a restored copy once took the place of.
    """

    name: str
    at: datetime
    size: int
    lines: int
    since: int | None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a restore would lose: `count` lines, the newest of them as sentences."""

    copy: Copy
    count: int
    lines: tuple[log.Told, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """A store made ready; `opening.exchange` takes `head` and `stamp`."""

    name: str
    head: tuple[str, int, int, str]
    stamp: str


@lru_cache(256)
def _far(path: Path, _changed: int, key: bytes) -> examining.Head:
    """A copy does not grow: it is opened once."""
    return examining.head_of(path, key)


@dataclass(frozen=True)
class Restoring:
    world: World
    opened: Opened

    def copies(self) -> list[Copy]:
        """The newest first, then what was set aside."""
        with self.world.store.read() as read:
            here = examining.head_now(read)
            return [
                self._copy(here, one, aside=aside)
                for folder, aside in ((backup.FOLDER, False), (backup.ASIDE, True))
                for one in backup.listed(self.opened.folder / folder)
            ]

    def _copy(self, here: examining.Head, one: backup.Backup, *, aside: bool) -> Copy:
        try:
            told = one.path.stat()
            head = _far(one.path, told.st_mtime_ns, self.opened.key)
        except (OSError, Unavailable):
            return Copy(one.path.name, one.at, 0, one.lines, None, aside)
        since = examining.count_newer(here, head)
        return Copy(one.path.name, one.at, told.st_size, head.lines, since, aside)

    def preview(self, name: str) -> Preview:
        """Looks through the copy and says what came after it; Unavailable where it can't serve."""
        source = self._source(name)
        head = examining.examine(source.path, self.opened.key, self.opened.file)
        with self.world.store.read() as read:
            here = examining.head_now(read)
            copy = self._copy(here, source, aside=source.path.parent.name == backup.ASIDE)
            lost = examining.newer_than(read, head)
            lines = journal.lines(read, limit=SHOWN)
            known, gone = log.names(read), set(lost)
            told = tuple(log.told(line, known) for line in lines if line.n in gone)
        return Preview(copy, len(lost), told)

    def _source(self, name: str) -> backup.Backup:
        folder = self.opened.folder
        known = (*backup.listed(folder / backup.FOLDER), *backup.listed(folder / backup.ASIDE))
        for one in known:
            if one.path.name == name:
                return one
        raise Unavailable("restore_gone", path=name)

    def prepare(self, actor: str, name: str, reason: str, password: str) -> Order:
        """Everything but the change itself: who, why, which, and the new store made ready."""
        why = reason.strip()
        with self.world.store.read() as read:
            if not permitted(read, actor, Permission.ADMINISTER):
                raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])
        if not why:
            raise Refused("restore_reason_missing", field="reason")
        Officers(self.world).prove(actor, password)
        source = self._source(name)
        seen = examining.examine(source.path, self.opened.key, self.opened.file)
        with self.world.store.write(actor, "store.restore") as w:
            permit(w, actor, Permission.ADMINISTER)
            w.log(_entry("restore_ordered", w, why, name=name))
        with self.world.store.read() as read:
            lost = len(examining.newer_than(read, seen))
            purged = forgotten.destroyed(read)
        _, incarnation, _, _ = self.world.store.head()
        return _ready(
            self.opened.folder,
            self.opened.key,
            self.world,
            source,
            _Facts(actor, why, lost, max(incarnation, seen.incarnation) + 1, purged),
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    actor: str
    reason: str
    lost: int | None
    incarnation: int
    purged: frozenset[str]


def _ready(folder: Path, key: bytes, world: World, source: backup.Backup, facts: _Facts) -> Order:
    """`purged` by the present store and by the signed list are destroyed again (D18)."""

    def tell(w: Work) -> None:
        told = _entry("restored", w, facts.reason, name=source.path.name)
        more = {"at": full_time(source.at), "lost": facts.lost}
        w.log(replace(told, facts={**told.facts, **more}))

    purged = facts.purged | forgotten.read(folder, key)
    head = restoring.prepare(
        source.path,
        folder,
        key,
        world.clock,
        incarnation=facts.incarnation,
        purged=purged,
        tell=tell,
        actor=facts.actor,
    )
    lines = 0 if facts.lost is None else source.lines + facts.lost
    return Order(source.path.name, head, backup.stamp(lines, world.now))


def rescue(
    folder: Path, place: keys.KeyPlace, clock: Clock, asked: tuple[str, str, str, str]
) -> Order:
    """From the command line, when the present store can't be opened at all.

    `asked` is (name of the copy, reason, login, password): who is an administrator, the copy says.
    """
    name, reason, who, password = asked
    if not reason.strip():
        raise Refused("restore_reason_missing", field="reason")
    file = storefile.read(folder)
    if file is None:
        raise Unavailable("store_file_gone", path=storefile.NAME)
    key = place.load(file.store_id, file.key_place)
    source = next(
        (one for one in backup.listed(folder / backup.FOLDER) if one.path.name == name), None
    )
    if source is None:
        raise Unavailable("restore_gone", path=name)
    seen = examining.examine(source.path, key, file)
    world = World(Store(source.path, key, clock, read_only=True, fixed=True), clock)
    try:
        session = Officers(world).sign_in(who, password)
        with world.store.read() as read:
            if not permitted(read, session.officer_id, Permission.ADMINISTER):
                raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])
    finally:
        world.store.close()
    incarnation = max(file.head_incarnation, seen.incarnation) + 1
    facts = _Facts(session.officer_id, reason.strip(), None, incarnation, frozenset())
    return _ready(folder, key, world, source, facts)


def finish(folder: Path, place: keys.KeyPlace, order: Order) -> Path:
    """The change itself, while the store is closed; where the old store now lies."""
    return opening.exchange(folder, place, order.head, order.stamp)


def _entry(kind: str, w: Work, reason: str, **facts: str) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=Kind.SETTING,
        subject_id="store",
        at=w.now,
        facts=facts,
        important=True,
        reason=reason,
    )
