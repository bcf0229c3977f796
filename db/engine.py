"""Connections: SQLCipher by its driver, one that writes and a few that read; what their errors mean.

WAL with synchronous=FULL, so that a committed entry survives the power. The raw key form skips
key stretching: the key is 32 random bytes, not a password. SQLAlchemy describes the tables
(`db.tables`) and is not on this road: loading it would take as long as a bare window from start
to paint, and a pooled connection of its costs more than most questions.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from console.domain.refused import Unavailable

APPLICATION_ID = 0x43454343  # 'CECC': another program's file is not opened
_BUSY_MS = 5000
_SHORT_MS = 200  # for what may just as well be done later
_READERS = 6
_WAIT_SECONDS = 30.0  # for one of them; then the store says that it is busy
PAGE = 4096  # SQLCipher's page

_CODES = (
    ("database or disk is full", "disk_full"),
    ("readonly database", "store_read_only"),
    ("database is locked", "store_busy"),
    ("disk i/o error", "disk_error"),
    ("unable to open", "store_unreachable"),
    ("malformed", "store_damaged"),
    ("not a database", "store_damaged"),
)


def dial(path: Path, key: bytes, *, read_only: bool, fixed: bool = False) -> Any:
    """A driver connection with its key and pragmas set; autocommit, BEGIN is said by us.

    `fixed` is for a medium that can't be written at all, where even a reader's shared memory
    file has no place; nobody else may have the store open then.
    """
    mode = "mode=ro" if read_only else "mode=rwc"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?{mode}{'&immutable=1' if fixed else ''}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_MS / 1000,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr; errors tell
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


class Rows:
    """What a statement gives: rows one after the other, or the only one, or its first value."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._cursor)

    def fetchone(self) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def one(self) -> tuple[Any, ...]:
        """The only row; another number of them is a fault of ours."""
        (row,) = self._cursor.fetchmany(2)
        only: tuple[Any, ...] = row
        return only

    def scalar(self) -> Any:
        """The first value of the first row, None where there is none."""
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)


class Connection:
    """Inside a transaction. `raw` is the driver's own, for the statements of every write."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def run(self, sql: str, bound: Sequence[Any] = ()) -> Rows:
        return Rows(self.raw.execute(sql, bound))


class Writer:
    """The one write connection; the turnstile in `store` keeps it to one user at a time."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._raw: Any = None

    @property
    def raw(self) -> Any:
        """The driver's connection, dialled when first wanted."""
        if self._raw is None:
            made = dial(self._path, self._key, read_only=False)
            made.execute("PRAGMA journal_mode = WAL")
            made.execute("PRAGMA synchronous = FULL")
            self._raw = made
        return self._raw

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: on disk at the end, or as if nothing had been."""
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        try:
            yield Connection(raw)
            raw.execute("COMMIT")
        except BaseException:
            if not _rolled_back(raw):
                self.dispose()
            raise

    def dispose(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()


class Readers:
    """A few connections that can't write, handed out one to a snapshot."""

    def __init__(
        self, path: Path, key: bytes, *, read_only: bool, fixed: bool = False, size: int = _READERS
    ) -> None:
        self._dial: Callable[[], Any] = lambda: dial(path, key, read_only=read_only, fixed=fixed)
        self._free = threading.BoundedSemaphore(size)
        self._idle: list[Any] = []
        self._disposed = False

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read transaction. It ends by ROLLBACK, and a connection that can't even do that
        (SQLCipher stays in error after a damaged page) is thrown away: what was read before is
        still true.
        """
        if not self._free.acquire(timeout=_WAIT_SECONDS):
            raise Unavailable("store_busy")
        try:
            raw = self._taken()
            try:
                raw.execute("BEGIN")
                yield Connection(raw)
            finally:
                if _rolled_back(raw) and not self._disposed:
                    self._idle.append(raw)
                else:
                    _shut(raw)
        finally:
            self._free.release()

    def _taken(self) -> Any:
        with suppress(IndexError):  # another thread took the last one
            return self._idle.pop()
        made = self._dial()
        made.execute("PRAGMA query_only = ON")
        return made

    def dispose(self) -> None:
        """Those that are still in use are shut when they come back."""
        self._disposed = True
        while self._idle:
            _shut(self._idle.pop())


def _rolled_back(raw: Any) -> bool:
    """No transaction is left on it; False where it is of no more use."""
    try:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
    except driver.Error:
        return False
    return True


def _shut(raw: Any) -> None:
    with suppress(driver.Error):
        raw.close()


def said(error: Exception) -> Unavailable | None:
    """What a driver error means for the officer; None where it is our own fault."""
    text = str(error).lower()
    for words, code in _CODES:
        if words in text:
            return Unavailable(code)
    return None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns the disk's and the lock's errors into Unavailable; others pass as faults."""
    try:
        yield
    except driver.Error as error:
        meant = said(error)
        if meant is None:
            raise
        raise meant from error


def fold(writer: Writer) -> bool:
    """Folds the WAL back and empties it; False where readers or the disk hinder it for now."""
    try:
        raw = writer.raw
        raw.execute(f"PRAGMA busy_timeout = {_SHORT_MS}")
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        raw.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    except driver.Error:
        return False
    return not busy
