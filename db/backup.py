"""Copies of the store, taken while it is in use, under the same key, each with its description.

A copy is named by how far its journal goes (a clock set back must not make an old copy the
newest) and when it was taken. Copies obey D18: a key destroyed in the store is destroyed in them.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import engine as connections
from db import storefile
from db.check import Report, check
from db.engine import dial, plain_errors
from db.seal import SealRing
from db.storefile import StoreFile
from db.work import Read

FOLDER = "backups"
ASIDE = "aside"  # stores that a restored copy has taken the place of
_NAME = re.compile(r"console-(\d{9})-(\d{8}T\d{6})Z\.db")
_JOURNAL_LENGTH = "SELECT count(*) FROM journal"
_TIME = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """`lines` is how many lines its journal has."""

    path: Path
    lines: int
    at: datetime

    @property
    def description(self) -> str:
        return self.path.with_suffix(".toml").name


def copy(path: Path, key: bytes, to: Path, file: StoreFile | None = None) -> Path:
    """A consistent snapshot at `to` (VACUUM INTO keeps the encryption); whole or not at all.

    `file` is laid beside it: with it, the recovery key opens the copy on another machine.
    """
    beside = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        _vacuum(path, key, beside)
        if file is not None:
            storefile.write(to.parent, file, to.with_suffix(".toml").name)
        beside.replace(to)
        storefile.settle(to.parent)
    except (OSError, driver.Error, Unavailable) as error:
        with suppress(OSError):
            beside.unlink()
        raise Unavailable("backup_failed", path=to.name) from error
    return to


def _vacuum(path: Path, key: bytes, to: Path) -> None:
    connection = dial(path, key, read_only=False)
    try:
        connection.execute("VACUUM INTO ?", (str(to),))
    finally:
        connection.close()
    with to.open("rb+") as written:
        os.fsync(written.fileno())


def take(path: Path, key: bytes, file: StoreFile, now: datetime, *, keep: int) -> Backup:
    """One more copy in `backups` beside the store; of all copies the newest `keep` stay."""
    folder = path.parent / FOLDER
    lines = _lines(path, key)
    at = now.astimezone(UTC).replace(microsecond=0)
    to = folder / f"console-{stamp(lines, at)}.db"
    copy(path, key, to, file)
    made = Backup(to, lines, at)
    if not sound(to, key, lines):
        drop(made)
        raise Unavailable("backup_unsound", path=to.name)
    for old in listed(folder)[max(keep, 1) :]:
        drop(old)
    return made


def stamp(lines: int, now: datetime) -> str:
    """How the name of a copy ends that was taken now."""
    return f"{lines:09d}-{now.astimezone(UTC).strftime(_TIME)}Z"


def _lines(path: Path, key: bytes) -> int:
    with plain_errors():
        connection = dial(path, key, read_only=True)
        try:
            return int(connection.execute(_JOURNAL_LENGTH).fetchone()[0])
        finally:
            connection.close()


def listed(folder: Path) -> list[Backup]:
    """The copies in `folder`, the one whose journal goes furthest first."""
    found = []
    for path in folder.glob("console-*.db"):
        named = _NAME.fullmatch(path.name)
        if named is not None:
            at = datetime.strptime(named[2], _TIME).replace(tzinfo=UTC)
            found.append(Backup(path, int(named[1]), at))
    return sorted(found, key=lambda one: (one.lines, one.at), reverse=True)


def last_backup(folder: Path) -> Backup | None:
    """The newest copy; `folder` is the store's."""
    found = listed(folder / FOLDER)
    return found[0] if found else None


def verify(path: Path, key: bytes) -> Report:
    """Looks at a copy as `check` looks at the store, and leaves no trace beside it."""
    engine = connections.readers(path, key, read_only=True, fixed=True)
    try:
        with plain_errors(), connections.snapshot(engine) as connection:
            return check(Read(connection, SealRing(os.urandom)))
    finally:
        engine.dispose()


def sound(path: Path, key: bytes, lines: int) -> bool:
    """Right after it was made: it opens, its pages hold together, its journal goes as far as said."""
    connection = None
    try:
        connection = dial(path, key, read_only=True, fixed=True)
        whole = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        return bool(whole and connection.execute(_JOURNAL_LENGTH).fetchone()[0] >= lines)
    except driver.Error:
        return False
    finally:
        if connection is not None:
            connection.close()


def drop(one: Backup) -> None:
    """A copy and its description."""
    one.path.unlink(missing_ok=True)
    one.path.with_suffix(".toml").unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """What a copy that was cut short left behind: it holds keys and nobody would erase them."""
    for left in (folder / FOLDER).glob("console-*.part*"):
        left.unlink(missing_ok=True)


def erase(folder: Path, key: bytes, destroyed: Iterable[str]) -> int:
    """Destroys these keys in every copy too; how many copies held one.

    A copy then knows less than its own journal says, and `verify` names the key: whoever restores
    it writes the destruction into the journal again.
    """
    abouts = [(about,) for about in destroyed]
    touched = 0
    for one in (*listed(folder / FOLDER), *listed(folder / ASIDE)):
        try:
            touched += _erase_in(one.path, key, abouts)
        except Unavailable as error:
            if error.code != "store_damaged":  # nobody reads words out of a damaged one either
                raise
    return touched


def erase_in(one: Backup, key: bytes, destroyed: Iterable[str]) -> bool:
    """In this copy; whether it held one."""
    return _erase_in(one.path, key, [(about,) for about in destroyed])


def _erase_in(path: Path, key: bytes, abouts: list[tuple[str]]) -> bool:
    with plain_errors():
        connection = dial(path, key, read_only=False)
        try:
            before = connection.total_changes
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE subject_key SET key = NULL, destroyed_at = made_at"
                " WHERE about = ? AND key IS NOT NULL",
                abouts,
            )
            connection.executemany(
                "UPDATE peer_key SET key = NULL, destroyed_at = made_at"
                " WHERE about = ? AND key IS NOT NULL",
                abouts,
            )
            connection.execute("COMMIT")
            if connection.total_changes > before:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(connection.total_changes > before)
        finally:
            connection.close()
