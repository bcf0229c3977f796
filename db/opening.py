"""Opening a store: every way in which it may not be ours to write, each with its own answer.

In order: who has it, what store.toml says it is, the key, the file itself, its application id,
its schema. A damaged store is never written to; a newer one and a held one may be read.
"""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from filelock import FileLock, Timeout

from console.domain.clock import Clock
from console.domain.refused import Unavailable
from db import backup, keys, migrations, storefile
from db.engine import APPLICATION_ID, dial, said
from db.schema import SCHEMA_NO
from db.store import Store
from db.storefile import StoreFile

FILE = "console.db"
LOCK = "console.lock"
APP_VERSION = "0.1.0"


@dataclass(slots=True)
class Opened:
    """A store with the lock on its folder. `recovery_key` is there once, when it was made."""

    store: Store
    folder: Path
    lock: FileLock | None
    file: StoreFile
    key: bytes
    recovery_key: str = ""

    def anchor(self) -> None:
        """Writes the journal's head into store.toml, so that a cut-off tail shows."""
        if self.store.read_only:
            return
        device, incarnation, seq, hash_ = self.store.head()
        self.file = storefile.signed(
            replace(
                self.file,
                head_device=device,
                head_incarnation=incarnation,
                head_seq=seq,
                head_hash=hash_,
            ),
            self.key,
        )
        storefile.write(self.folder, self.file)

    def close(self) -> None:
        self.anchor()
        self.store.close()
        if self.lock is not None:
            self.file = replace(self.file, owner_pid=0, owner_host="", owner_since="")
            storefile.write(self.folder, self.file)
            self.lock.release()


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
    if read_only:
        return _open_read_only(folder, place, clock, "chosen_read_only", recovery)
    lock = _lock(folder)
    try:
        return _claim(folder, place, clock, lock, recovery)
    except BaseException:
        lock.release()
        raise


def _claim(
    folder: Path, place: keys.KeyPlace, clock: Clock, lock: FileLock, recovery: str
) -> Opened:
    file = storefile.read(folder)
    if file is not None:
        return _open(folder, place, clock, lock, file, recovery)
    if exists(folder):
        raise Unavailable("store_foreign", path=FILE)
    return _make(folder, place, clock, lock)


def _lock(folder: Path) -> FileLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise Unavailable("store_held", **_owner(folder)) from error
    except OSError as error:
        raise Unavailable("store_folder_read_only", path=folder.name) from error
    return lock


def _owner(folder: Path) -> dict[str, object]:
    try:
        file = storefile.read(folder)
    except Unavailable:
        file = None
    if file is None or not file.owner_host:
        return {"host": "", "pid": "", "since": ""}
    return {"host": file.owner_host, "pid": file.owner_pid, "since": file.owner_since}


def _owned(file: StoreFile, clock: Clock, key: bytes) -> StoreFile:
    made = replace(
        file,
        owner_pid=os.getpid(),
        owner_host=platform.node() or "localhost",
        owner_since=clock.now().isoformat(timespec="seconds"),
    )
    return storefile.signed(made, key)


def _make(folder: Path, place: keys.KeyPlace, clock: Clock, lock: FileLock) -> Opened:
    store_id = os.urandom(8).hex()
    key = os.urandom(keys.KEY_BYTES)
    recovery = keys.new_recovery_key(os.urandom)
    wrapped = keys.wrap(key, keys.read_recovery_key(recovery), store_id, os.urandom(12))
    file = _owned(
        StoreFile(
            store_id=store_id,
            key_id=storefile.key_id(key),
            key_place=place.keep(store_id, key),
            schema=SCHEMA_NO,
            app_version=APP_VERSION,
            wrapped_key=wrapped,
        ),
        clock,
        key,
    )
    path = folder / FILE
    with _meaning():
        connection = dial(path, key, read_only=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.migrate(connection, 0)
            device = os.urandom(8).hex()
            connection.executemany(
                "INSERT INTO state(k, v) VALUES (?, ?)",
                [("device_id", device), ("incarnation", "1"), ("store_id", store_id)],
            )
        finally:
            connection.close()
    storefile.write(folder, file)
    return Opened(Store(path, key, clock), folder, lock, file, key, recovery)


class _meaning:  # noqa: N801 - reads as a phrase: with _meaning()
    """Driver errors while opening, said as what is wrong with the store."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, driver.Error):
            meant = said(error)
            if meant is not None:
                raise meant from error


def _key(
    folder: Path, place: keys.KeyPlace, file: StoreFile, recovery: str, *, put_back: bool
) -> tuple[bytes, StoreFile]:
    if recovery:
        key = keys.unwrap(file.wrapped_key, keys.read_recovery_key(recovery), file.store_id)
        if put_back:
            where = place.keep(file.store_id, key)
            file = storefile.signed(replace(file, key_place=where), key)
            storefile.write(folder, file)
    else:
        key = place.load(file.store_id, file.key_place)
    if storefile.key_id(key) != file.key_id:
        raise Unavailable("key_wrong", store=file.store_id)
    if not storefile.true_under(file, key):
        raise Unavailable("store_file_changed", path=storefile.NAME)
    return key, file


def _open(
    folder: Path,
    place: keys.KeyPlace,
    clock: Clock,
    lock: FileLock,
    file: StoreFile,
    recovery: str,
) -> Opened:
    if file.schema > SCHEMA_NO:
        raise Unavailable("store_newer", theirs=file.schema, ours=SCHEMA_NO, app=file.app_version)
    path = folder / FILE
    if not path.exists():
        raise Unavailable("store_gone", path=FILE)
    key, file = _key(folder, place, file, recovery, put_back=True)
    if not os.access(path, os.W_OK):
        raise Unavailable("store_file_read_only", path=FILE)
    with _meaning():
        at = _version(path, key, file)
        if at < SCHEMA_NO:
            backup.copy(path, key, folder / "backups" / f"before-schema-{SCHEMA_NO}.db")
            _migrate(path, key, at)
            file = replace(file, schema=SCHEMA_NO, app_version=APP_VERSION)
    file = _owned(file, clock, key)
    storefile.write(folder, file)
    return Opened(Store(path, key, clock), folder, lock, file, key)


def _version(path: Path, key: bytes, file: StoreFile) -> int:
    """The schema number, once the file has shown that it is ours and can be read."""
    return _asked(path, key, lambda connection: _identity(connection, file))


def _identity(connection: Any, file: StoreFile) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise Unavailable("store_foreign", path=FILE)
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if number > SCHEMA_NO:
        raise Unavailable("store_newer", theirs=number, ours=SCHEMA_NO, app=file.app_version)
    kept = connection.execute("SELECT v FROM state WHERE k = 'store_id'").fetchone()
    if kept is None or kept[0] != file.store_id:
        raise Unavailable("store_foreign", path=FILE)
    return number


def _asked(path: Path, key: bytes, ask: Callable[[Any], int]) -> int:
    connection = dial(path, key, read_only=False)
    try:
        return ask(connection)
    finally:
        connection.close()


def _migrate(path: Path, key: bytes, at: int) -> None:
    connection = dial(path, key, read_only=False)
    try:
        migrations.migrate(connection, at)
    finally:
        connection.close()


def _open_read_only(
    folder: Path, place: keys.KeyPlace, clock: Clock, why: str, recovery: str
) -> Opened:
    """Beside an owner, or on a medium that can't be written; a newer schema is read as it is."""
    file = storefile.read(folder)
    path = folder / FILE
    if file is None or not path.exists():
        raise Unavailable("store_gone", path=FILE)
    key, file = _key(folder, place, file, recovery, put_back=False)
    with _meaning():
        connection = dial(path, key, read_only=True)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.close()
    if application != APPLICATION_ID:
        raise Unavailable("store_foreign", path=FILE)
    return Opened(Store(path, key, clock, read_only=True, why=why), folder, None, file, key)
