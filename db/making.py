"""A new store, so built that a kill at any moment leaves none or a whole one.

It is built beside (`console.db.part`), described in store.toml, and takes its name last. A
description with a part and no store is a making that was cut short: nothing was ever written
into it and nobody has its recovery key, so the next start makes it anew.
"""

import os
from dataclasses import field
from pathlib import Path

from console.domain.clock import Clock
from console.domain.record import dataclass
from db import keys, looks, migrations, storefile
from db.engine import APPLICATION_ID, dial, plain_errors
from db.schema import SCHEMA_NO
from db.storefile import StoreFile

FILE = "console.db"
PART = "console.db.part"
APP_VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Made:
    file: StoreFile
    key: bytes = field(repr=False)
    recovery_key: str = field(repr=False)


def cut_short(folder: Path) -> bool:
    """A making that did not come to its end."""
    return (folder / PART).exists() and not (folder / FILE).exists()


def make(folder: Path, place: keys.KeyPlace, clock: Clock) -> Made:
    """Builds the store; it is there once this returns."""
    (folder / storefile.NAME).unlink(missing_ok=True)
    part = folder / PART
    for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
        left.unlink(missing_ok=True)
    store_id, key = os.urandom(8).hex(), os.urandom(keys.KEY_BYTES)
    with plain_errors():
        _build(part, key, store_id)
    recovery = keys.new_recovery_key(os.urandom)
    wrapped = keys.wrap(key, keys.read_recovery_key(recovery), store_id, os.urandom(12))
    file = StoreFile(
        store_id=store_id,
        key_id=storefile.key_id(key),
        key_place=place.keep(store_id, key),
        schema=SCHEMA_NO,
        app_version=APP_VERSION,
        wrapped_key=wrapped,
        salt=looks.salt(part),
    )
    file = storefile.owned(storefile.signed(file, key), clock.now())
    storefile.write(folder, file)
    part.replace(folder / FILE)
    storefile.settle(folder)
    return Made(file, key, recovery)


def _build(path: Path, key: bytes, store_id: str) -> None:
    connection = dial(path, key, read_only=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.migrate(connection, 0)
        connection.executemany(
            "INSERT INTO state(k, v) VALUES (?, ?)",
            [("device_id", os.urandom(8).hex()), ("incarnation", "1"), ("store_id", store_id)],
        )
    finally:
        connection.close()
    with path.open("rb+") as built:
        os.fsync(built.fileno())
