"""Whether a copy may take the store's place, and how far it goes: looked at, never written to."""

import os
from pathlib import Path
from typing import Any

from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import engine as connections
from db import forgotten, looks, storefile
from db.check import check
from db.engine import APPLICATION_ID, dial, direct, plain_errors
from db.schema import SCHEMA_NO
from db.seal import SealRing
from db.storefile import StoreFile
from db.work import Read

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
    """As `check` proves it; a key that was erased here without a line is as it should be."""
    engine = connections.readers(source, key, read_only=True, fixed=True)
    try:
        with plain_errors(), connections.snapshot(engine) as connection:
            read = Read(connection, SealRing(os.urandom))
            found = check(read).findings
            if any(finding.code != _PURGED for finding in found):
                return False  # and no more questions: a damaged page stays in error
            purged = forgotten.destroyed(read) if found else frozenset()
    finally:
        engine.dispose()
    return all(finding.facts.get("about") in purged for finding in found)


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
