"""Opening a store: every way in which it may not be ours to write, each with its own answer.

In order: who has it, what store.toml says it is, the key, the file itself, its application id,
its schema. A damaged store is never written to; a newer one and a held one may be read.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from console.domain.clock import Clock
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import backup, keys, looks, making, migrations, restoring, storefile
from db.engine import APPLICATION_ID, PAGE, dial, plain_errors
from db.making import APP_VERSION, FILE
from db.opened import Opened
from db.schema import SCHEMA_NO
from db.store import Store
from db.storefile import StoreFile

__all__ = ["APP_VERSION", "FILE", "LOCK", "Opened", "exists", "open_store"]

LOCK = "console.lock"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for: which folder, with which key."""

    folder: Path
    place: keys.KeyPlace
    clock: Clock
    recovery: str

    @property
    def path(self) -> Path:
        return self.folder / FILE


def exists(folder: Path) -> bool:
    return (folder / FILE).exists()


def open_store(
    folder: Path,
    place: keys.KeyPlace,
    clock: Clock,
    *,
    read_only: bool = False,
    recovery: str = "",
) -> Opened:
    """Opens, or makes, the store in `folder`; Unavailable with a code says what is wrong.

    `recovery` is a typed recovery key for a store whose key is lost; it puts the key back.
    """
    asked = _Asked(folder, place, clock, recovery)
    if read_only:
        return _open_read_only(asked, "chosen_read_only")
    lock = _lock(folder)
    try:
        return _claim(asked, lock)
    except BaseException:
        lock.release()
        raise


def _lock(folder: Path) -> FileLock:
    """The system's own lock: a console that was killed leaves none behind."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise Unavailable("store_held", **_owner(folder)) from error
    except OSError as error:
        raise Unavailable("store_folder_read_only", path=folder.name) from error
    return lock


def exchange(
    folder: Path, place: keys.KeyPlace, head: tuple[str, int, int, str], stamp: str
) -> Path:
    """Puts the store that was made ready (`restoring.prepare`) in the place of the closed one;
    where the old one now lies.
    """
    lock = _lock(folder)
    try:
        file = storefile.read(folder)
        if file is None:
            raise Unavailable("store_file_gone", path=storefile.NAME)
        key = place.load(file.store_id, file.key_place)
        return restoring.swap(folder, key, head, stamp)
    finally:
        lock.release()


def _owner(folder: Path) -> dict[str, object]:
    try:
        return storefile.owner(storefile.read(folder))
    except Unavailable:
        return storefile.owner(None)


def _claim(asked: _Asked, lock: FileLock) -> Opened:
    restoring.settle(asked.folder)
    file = storefile.read(asked.folder)
    if file is None and exists(asked.folder):
        looks.refuse_other_files(asked.path)
        raise Unavailable("store_file_gone", path=storefile.NAME)
    if file is None or making.cut_short(asked.folder):
        return _make(asked, lock)
    return _open(asked, lock, file)


def _make(asked: _Asked, lock: FileLock) -> Opened:
    try:
        made = making.make(asked.folder, asked.place, asked.clock)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        code = "disk_full" if full else "store_folder_read_only"
        raise Unavailable(code, path=asked.folder.name) from error
    store = Store(asked.path, made.key, asked.clock)
    return Opened(store, asked.folder, lock, made.file, made.key, made.recovery_key)


def _open(asked: _Asked, lock: FileLock, file: StoreFile) -> Opened:
    if file.schema > SCHEMA_NO:
        raise Unavailable("store_newer", theirs=file.schema, ours=SCHEMA_NO, app=file.app_version)
    key = _looked_at(asked, file)
    if not os.access(asked.path, os.W_OK):
        raise Unavailable("store_file_read_only", path=FILE)
    with _read(asked.path, key, file, read_only=False) as connection:
        at = _identity(connection, asked.path, file)
        if at > SCHEMA_NO:
            raise Unavailable("store_newer", theirs=at, ours=SCHEMA_NO, app=file.app_version)
        if at < SCHEMA_NO:
            to = asked.folder / backup.FOLDER / f"before-schema-{SCHEMA_NO}.db"
            backup.copy(asked.path, key, to, file)
            migrations.migrate(connection, at)
    file = _put_right(asked, file, key)
    storefile.write(asked.folder, file)
    return Opened(Store(asked.path, key, asked.clock), asked.folder, lock, file, key)


def _looked_at(asked: _Asked, file: StoreFile) -> bytes:
    """The key, once the file and its description have passed for ours."""
    if not asked.path.exists():
        raise Unavailable("store_gone", path=FILE)
    looks.refuse_other_files(asked.path)
    return _key(asked, file)


def _key(asked: _Asked, file: StoreFile) -> bytes:
    if asked.recovery:
        recovery = keys.read_recovery_key(asked.recovery)
        key = keys.unwrap(file.wrapped_key, recovery, file.store_id)
    else:
        key = asked.place.load(file.store_id, file.key_place)
    if storefile.key_id(key) != file.key_id:
        raise Unavailable("key_wrong", store=file.store_id)
    if not storefile.true_under(file, key):
        raise Unavailable("store_file_changed", path=storefile.NAME)
    return key


def _put_right(asked: _Asked, file: StoreFile, key: bytes) -> StoreFile:
    """The description as it is from now on: our schema, our lock, the key back in its place."""
    where = asked.place.keep(file.store_id, key) if asked.recovery else file.key_place
    now = replace(
        file,
        schema=SCHEMA_NO,
        app_version=APP_VERSION,
        key_place=where,
        salt=looks.salt(asked.path),
    )
    return storefile.owned(storefile.signed(now, key), asked.clock.now())


@contextmanager
def _read(
    path: Path, key: bytes, file: StoreFile, *, read_only: bool, fixed: bool = False
) -> Iterator[Any]:
    """A connection; what can't be read is named for what it is."""
    try:
        with plain_errors():
            connection = dial(path, key, read_only=read_only, fixed=fixed)
            try:
                yield connection
            finally:
                connection.close()
    except Unavailable as error:
        if error.code != "store_damaged":
            raise
        raise looks.verdict(path, file) from error


def _identity(connection: Any, path: Path, file: StoreFile) -> int:
    """The schema number, once the file has shown that it is this store and of full length."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    if application != APPLICATION_ID:
        raise Unavailable("store_foreign", path=FILE)
    kept = connection.execute("SELECT v FROM state WHERE k = 'store_id'").fetchone()
    if kept is None or kept[0] != file.store_id:
        raise Unavailable("store_foreign", path=FILE)
    if not _wal(path) and path.stat().st_size < pages * PAGE:
        raise Unavailable("store_damaged", path=FILE)
    return number


def _open_read_only(asked: _Asked, why: str) -> Opened:
    """Beside an owner, or on a medium that can't be written; a newer schema is read as it is, and
    an older one has to be brought forward first.
    """
    file = storefile.read(asked.folder)
    if file is None:
        raise Unavailable("store_gone", path=FILE)
    key = _looked_at(asked, file)
    writable = os.access(asked.folder, os.W_OK) and os.access(asked.path, os.W_OK)
    fixed = not writable and not _wal(asked.path)
    with _read(asked.path, key, file, read_only=True, fixed=fixed) as connection:
        at = _identity(connection, asked.path, file)
    if at < SCHEMA_NO:  # it lacks columns that this build asks for, and nothing may be added
        raise Unavailable("store_older", theirs=at, ours=SCHEMA_NO)
    store = Store(asked.path, key, asked.clock, read_only=True, why=why, fixed=fixed)
    return Opened(store, asked.folder, None, file, key)


def _wal(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0
