"""A copy put in the store's place, so that a kill at any moment leaves the old one or the new one.

The new store is made ready beside the old one: what was purged since is destroyed again (D18), its
journal goes on in a new incarnation of this device (the lines that the old one wrote since are
another branch and must not share its numbers), and its first line says what happened. Then the
old file gets a second name in `aside`, the new description is laid ready, and one rename changes
the store. `settle` finishes or undoes that at the next opening. Nothing is ever deleted of the
old one.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from console.domain.clock import Clock
from console.domain.refused import Unavailable
from db import looks, migrations, storefile
from db.backup import ASIDE
from db.engine import dial, plain_errors
from db.making import FILE
from db.schema import SCHEMA_NO
from db.store import Store
from db.storefile import StoreFile
from db.work import Work

NEW = "console.db.new"  # the store to come; with NEXT beside it, it is ready
NEXT = "store.toml.next"
_SUFFIXES = ("-wal", "-shm", "-journal")
_SHORT_MS = 300


def prepare(
    source: Path,
    folder: Path,
    key: bytes,
    clock: Clock,
    *,
    incarnation: int,
    purged: Iterable[str],
    tell: Callable[[Work], None],
    actor: str,
) -> tuple[str, int, int, str]:
    """Makes the store to come ready beside the present one; where its journal stands then."""
    part = folder / NEW
    _clear(folder)
    try:
        shutil.copyfile(source, part)
        _reborn(part, key, incarnation)
        store = Store(part, key, clock)
        try:
            with store.write(actor, "store.restore") as w:
                _forget(w, purged)
                tell(w)
            head = store.head()
        finally:
            store.close()
        with part.open("rb+") as built:
            os.fsync(built.fileno())
    except (OSError, driver.Error, Unavailable) as error:
        _clear(folder)
        raise Unavailable("restore_failed", path=source.name) from error
    return head


def _reborn(part: Path, key: bytes, incarnation: int) -> None:
    with plain_errors():
        connection = dial(part, key, read_only=False)
        try:
            at = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if at < SCHEMA_NO:
                migrations.migrate(connection, at)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(
                "UPDATE state SET v = ? WHERE k = 'incarnation'", (str(incarnation),)
            )
        finally:
            connection.close()


def _forget(w: Work, purged: Iterable[str]) -> None:
    for about in sorted(purged):
        w.destroy_key(about)


def swap(folder: Path, key: bytes, head: tuple[str, int, int, str], stamp: str) -> Path:
    """Puts what `prepare` made in the store's place; the old file's new name. The store is closed
    and its lock is ours.
    """
    here, new = folder / FILE, folder / NEW
    file = storefile.read(folder)
    if file is None or not new.exists():
        raise Unavailable("restore_failed", path=NEW)
    if here.exists():
        _folded(here, key)
    device, incarnation, seq, hash_ = head
    coming = replace(
        file,
        schema=SCHEMA_NO,
        salt=looks.salt(new),
        head_device=device,
        head_incarnation=incarnation,
        head_seq=seq,
        head_hash=hash_,
    )
    aside = folder / ASIDE / f"console-{stamp}.db"
    try:
        _set_aside(here, aside, file)
        storefile.write(folder, storefile.signed(coming, key), NEXT)
        new.replace(here)
        storefile.settle(folder)
        (folder / NEXT).replace(folder / storefile.NAME)
        storefile.settle(folder)
    except OSError as error:
        raise Unavailable("restore_failed", path=FILE) from error
    return aside


def _folded(here: Path, key: bytes) -> None:
    """Everything is in the file itself: a log left beside it would be read into the new one."""
    try:
        connection = dial(here, key, read_only=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {_SHORT_MS}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
    except driver.Error:
        _keep_damaged(here)
        return
    wal = Path(f"{here}-wal")
    if wal.exists() and wal.stat().st_size:
        raise Unavailable("restore_read_elsewhere")


def _keep_damaged(here: Path) -> None:
    """A store that can't be read keeps its log beside it, under a name that nobody reads."""
    for suffix in _SUFFIXES:
        left = Path(f"{here}{suffix}")
        if left.exists():
            left.replace(here.parent / f"{left.name}.damaged")


def _set_aside(here: Path, aside: Path, file: StoreFile) -> None:
    if not here.exists():
        return
    aside.parent.mkdir(parents=True, exist_ok=True)
    storefile.write(aside.parent, file, aside.with_suffix(".toml").name)
    try:
        os.link(here, aside)
    except FileExistsError:
        aside.unlink()
        os.link(here, aside)
    except OSError:  # a medium without second names
        shutil.copyfile(here, aside)
        with aside.open("rb+") as written:
            os.fsync(written.fileno())
    storefile.settle(aside.parent)


def settle(folder: Path) -> None:
    """At an opening, under the lock: a change that was cut short is undone, or finished."""
    new, coming = folder / NEW, folder / NEXT
    if new.exists():
        _unname(folder)
        _clear(folder)
    elif coming.exists():
        coming.replace(folder / storefile.NAME)
        storefile.settle(folder)


def _unname(folder: Path) -> None:
    """The store that stays must have no second name: what is set aside is never written to."""
    here = folder / FILE
    for aside in (folder / ASIDE).glob("console-*.db"):
        if here.exists() and aside.samefile(here):
            aside.unlink()
            aside.with_suffix(".toml").unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """NEXT first: while it stands without NEW, the change is done."""
    with suppress(OSError):
        (folder / NEXT).unlink()
        storefile.settle(folder)
    for suffix in ("", *_SUFFIXES):
        with suppress(OSError):
            Path(f"{folder / NEW}{suffix}").unlink()
