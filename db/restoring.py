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
from typing import Any

import sqlcipher3.dbapi2 as driver

from console.domain.clock import Clock
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import engine as connections
from db import forgotten, looks, migrations, storefile
from db.backup import ASIDE
from db.check import check
from db.engine import APPLICATION_ID, dial, direct, plain_errors
from db.making import FILE
from db.schema import SCHEMA_NO
from db.seal import SealRing
from db.store import Store
from db.storefile import StoreFile
from db.work import Read, Work

NEW = "console.db.new"  # the store to come; with NEXT beside it, it is ready
NEXT = "store.toml.next"
_SUFFIXES = ("-wal", "-shm", "-journal")
_SHORT_MS = 300
_PURGED = "check_key"  # in a copy a purged key is gone without a line: that is as it should be


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chains of a copy go, by device and incarnation."""

    lines: int
    chains: dict[tuple[str, int], int]
    incarnation: int


def examine(source: Path, key: bytes, ours: StoreFile) -> Head:
    """That this copy may take our store's place, or Unavailable that says what it is instead."""
    name = source.name
    if not source.exists():
        raise Unavailable("restore_gone", path=name)
    _refuse_others(source)
    told = storefile.read(source.parent, source.with_suffix(".toml").name)
    if told is None:
        raise Unavailable("restore_undescribed", path=name)
    if told.schema > SCHEMA_NO:
        raise Unavailable("restore_newer", path=name, app=told.app_version)
    if told.store_id != ours.store_id:
        raise Unavailable("restore_other_store", path=name)
    if told.key_id != ours.key_id or storefile.key_id(key) != told.key_id:
        raise Unavailable("restore_other_key", path=name)
    if not storefile.true_under(told, key):
        raise Unavailable("restore_changed", path=name)
    try:
        return _looked_through(source, key, told)
    except Unavailable as error:
        if error.code != "store_damaged":
            raise
        raise Unavailable("restore_damaged", path=name) from error


def _refuse_others(source: Path) -> None:
    try:
        looks.refuse_other_files(source)
    except Unavailable as error:
        foreign = error.code == "store_foreign"
        code = "restore_foreign" if foreign else "restore_damaged"
        raise Unavailable(code, path=source.name) from error


def _looked_through(source: Path, key: bytes, told: StoreFile) -> Head:
    with plain_errors():
        connection = dial(source, key, read_only=True, fixed=True)
        try:
            schema = _identity(connection, source, told)
            head = _head(connection)
        finally:
            connection.close()
    if schema == SCHEMA_NO and not _whole(source, key):
        raise Unavailable("restore_damaged", path=source.name)
    return head


def _identity(connection: Any, source: Path, told: StoreFile) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    kept = connection.execute("SELECT v FROM state WHERE k = 'store_id'").fetchone()
    if application != APPLICATION_ID:
        raise Unavailable("restore_foreign", path=source.name)
    if schema > SCHEMA_NO:
        raise Unavailable("restore_newer", path=source.name, app=told.app_version)
    if kept is None or kept[0] != told.store_id:
        raise Unavailable("restore_other_store", path=source.name)
    return schema


def _head(connection: Any) -> Head:
    rows = connection.execute(
        "SELECT device, incarnation, max(seq), count(*) FROM journal GROUP BY device, incarnation"
    ).fetchall()
    at = connection.execute("SELECT v FROM state WHERE k = 'incarnation'").fetchone()
    chains = {(str(row[0]), int(row[1])): int(row[2]) for row in rows}
    return Head(sum(int(row[3]) for row in rows), chains, int(at[0]) if at else 1)


def _whole(source: Path, key: bytes) -> bool:
    engine = connections.readers(source, key, read_only=True, fixed=True)
    try:
        with connections.snapshot(engine) as connection:
            read = Read(connection, SealRing(os.urandom))
            report, purged = check(read), forgotten.destroyed(read)
    finally:
        engine.dispose()
    return all(
        finding.code == _PURGED and finding.facts.get("about") in purged
        for finding in report.findings
    )


def newer_than(read: Read, head: Head) -> list[int]:
    """Numbers of the journal's lines that the copy does not have, oldest first."""
    rows = read.connection.exec_driver_sql("SELECT n, device, incarnation, seq FROM journal")
    return sorted(row[0] for row in rows if row[3] > head.chains.get((row[1], row[2]), 0))


def count_newer(here: Head, head: Head) -> int:
    """How many they are; a chain has no gaps."""
    return sum(max(seq - head.chains.get(at, 0), 0) for at, seq in here.chains.items())


def head_now(read: Read) -> Head:
    """How far the present store goes."""
    return _head(direct(read.connection))


def head_of(path: Path, key: bytes) -> Head:
    """How far a copy goes, without looking through it."""
    with plain_errors():
        connection = dial(path, key, read_only=True, fixed=True)
        try:
            return _head(connection)
        finally:
            connection.close()


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
