"""Connections: SQLCipher through SQLAlchemy's generic sqlite dialect, and what their errors mean.

The generic dialect with our driver and our own pool: the pysqlcipher dialect would give one
connection per thread. WAL with synchronous=FULL, so that a committed entry survives the power.
The raw key form skips key stretching: the key is 32 random bytes, not a password.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool, StaticPool

from console.domain.refused import Unavailable

T = TypeVar("T")

APPLICATION_ID = 0x43454343  # 'CECC': another program's file is not opened
_BUSY_MS = 5000
_SHORT_MS = 200  # for what may just as well be done later
_READERS = 6
PAGE = 4096  # SQLCipher's page
BESIDE = "beside"
_CACHE_KIB, _LARGE_KIB = 8_000, 64_000  # of the pen, and for many rows at once
_FOLD_PAGES = 2000  # twice SQLite's own: pages written again and again are folded back once


def _itself(value: T) -> T:
    return value


# Without an adapter the driver asks each None and each bytes in vain whether it has one of its own:
# ten times what it takes to bind them.
for kind in (type(None), bytes):
    driver.register_adapter(kind, _itself)

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


def _engine(connect: Callable[[], Any], pool: dict[str, Any], begin: str) -> Engine:
    # A crash report or a log must not carry what was being written (names, numbers).
    made = create_engine("sqlite://", module=driver, creator=connect, hide_parameters=True, **pool)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        direct(connection).execute(begin)

    return made


def writer(path: Path, key: bytes) -> Engine:
    """The one write connection; the turnstile in `store` keeps it to one user at a time."""

    def connect() -> Any:
        connection = dial(path, key, read_only=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_FOLD_PAGES}")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return connection

    return _engine(connect, {"poolclass": StaticPool}, "BEGIN IMMEDIATE")


def readers(path: Path, key: bytes, *, read_only: bool, fixed: bool = False) -> Engine:
    """Connections that can't write, each `begin` a snapshot."""

    def connect() -> Any:
        connection = dial(path, key, read_only=read_only, fixed=fixed)
        connection.execute("PRAGMA query_only = ON")
        return connection

    pool = {"poolclass": QueuePool, "pool_size": _READERS, "max_overflow": 0}
    return _engine(connect, pool, "BEGIN")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A read transaction. It ends by ROLLBACK, and a connection that can't even do that (SQLCipher
    stays in error after a damaged page) is thrown away: what was read before is still true.
    """
    with engine.connect() as connection:
        connection.begin()
        try:
            yield connection
        finally:
            try:
                connection.rollback()
            except DBAPIError:
                connection.invalidate()


def direct(connection: Connection) -> Any:
    """The driver's own connection within SQLAlchemy's transaction, for the statements of every
    write: a row each time through `exec_driver_sql` costs five times the statement itself.
    """
    return connection.connection.driver_connection


@contextmanager
def attached(connection: Connection, beside: Path | None) -> Iterator[None]:
    """With a plain file at hand under `BESIDE`, for transactions of many thousand rows."""
    if beside is None:
        yield
        return
    run = direct(connection)
    run.execute(f"ATTACH ? AS {BESIDE} KEY ''", (str(beside),))
    run.execute(f"PRAGMA main.cache_size = -{_LARGE_KIB}")  # indexes are filled out of order
    try:
        yield
    finally:
        run.execute(f"PRAGMA main.cache_size = -{_CACHE_KIB}")
        run.execute(f"DETACH {BESIDE}")


def said(error: Exception) -> Unavailable | None:
    """What a driver error means for the officer; None where it is our own fault."""
    text = str(getattr(error, "orig", error)).lower()
    for words, code in _CODES:
        if words in text:
            return Unavailable(code)
    return None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns the disk's and the lock's errors into Unavailable; others pass as faults."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("store_busy") from error
    except (DBAPIError, driver.Error) as error:
        meant = said(error)
        if meant is None:
            raise
        raise meant from error


@contextmanager
def plain_files() -> Iterator[None]:
    """Likewise for the files beside the store."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise Unavailable("disk_full" if full else "disk_error") from error


def fold(engine: Engine) -> bool:
    """Folds the WAL back and empties it; False where readers or the disk hinder it for now."""
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert connection is not None
        connection.execute(f"PRAGMA busy_timeout = {_SHORT_MS}")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    except driver.Error:
        return False
    finally:
        raw.close()
    return not busy
