"""The record on this machine: one write connection, many readers, one unit of work.

Owns the only write connection and its queue (officers first, sync in slices) and offers
`submit()`; `console.runtime` only adapts that to Qt. Every write is one transaction of rows,
journal lines and outbox operations, on disk (WAL, FULL) before `changes` exists.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from console.domain.changes import Changes, Kind, Origin
from console.domain.clock import Clock
from console.domain.ids import IdSource
from console.domain.refused import Unavailable
from db import engine as connections
from db import outbox
from db.chain import GENESIS, link
from db.coding import canonical, to_ms
from db.entity import DataClass
from db.registry import BY_KIND
from db.schema import JOURNAL_COLUMNS, SCHEMA_NO
from db.seal import SealRing
from db.turns import Lane, Turnstile
from db.work import Read, Work

T = TypeVar("T")
_JOURNAL_INSERT = (
    f"INSERT INTO journal({', '.join(JOURNAL_COLUMNS)}, hash)"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * (len(JOURNAL_COLUMNS) + 1))})"
)
_STOCK_AND_DECISION = "a stock fact and a decision in one transaction"


@dataclass(slots=True)
class _Head:
    """Where this device's chain stands; kept under the turnstile."""

    device: str
    incarnation: int
    seq: int
    hash: bytes
    hlc_ms: int = 0
    hlc_counter: int = 0


class Store:
    """`opened` by db.opening, which has checked the file, the key and the owner before."""

    def __init__(
        self, path: Path, key: bytes, clock: Clock, *, read_only: bool = False, why: str = ""
    ) -> None:
        self.path = path
        self.clock = clock
        self.read_only = read_only
        self.why_read_only = why
        self.ids = IdSource(clock.now, os.urandom)
        self.ring = SealRing(os.urandom)
        self._turnstile = Turnstile()
        self._readers: Engine = connections.readers(path, key, read_only=read_only)
        self._writer: Engine | None = None if read_only else connections.writer(path, key)
        self._jobs: ThreadPoolExecutor | None = None
        self._jobs_lock = threading.Lock()
        self._head: _Head | None = None

    # -- reading ---------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Read]:
        """A snapshot; everything asked inside is true at one moment."""
        with connections.plain_errors(), self._readers.begin() as connection:
            yield Read(connection, self.ring)

    # -- writing ---------------------------------------------------------------------------

    @contextmanager
    def write(
        self,
        actor: str,
        cause: str = "",
        *,
        lane: Lane = Lane.USER,
        history: bool = False,
        origin: Origin = Origin.HERE,
    ) -> Iterator[Work]:
        """One transaction. `history` writes what the province already has: no outbox (D28)."""
        if self._writer is None:
            raise Unavailable("read_only", why=self.why_read_only)
        with self._turnstile.turn(lane), connections.plain_errors():
            work = self._attempt(actor, cause, origin)
            try:
                with self._writer.begin() as connection:
                    work.connection = connection
                    yield work
                    head = self._close_work(connection, work, history=history)
            except BaseException:
                for about in work.keys_made:
                    self.ring.forget(about)  # its row was rolled back
                self._head = None  # read anew: the chain stands where the disk says
                raise
            if head is not None:
                self._head = head
            work.changes = _changes(work)

    def _attempt(self, actor: str, cause: str, origin: Origin) -> Work:
        work = Work(
            None,  # type: ignore[arg-type]  # set as soon as the transaction stands
            self.ring,
            actor=actor,
            now=self.clock.now(),
            cause=cause,
            new_id=self.ids.next,
        )
        work.origin = origin
        return work

    def _close_work(self, connection: Connection, work: Work, *, history: bool) -> _Head | None:
        if not work.operations and not work.entries:
            return None
        if not work.entries:
            raise TypeError(f"a write without a journal line: {work.cause}")
        written = [BY_KIND[kind] for kind, _ in work.digests]
        decided = any(of.data_class is DataClass.DECISION for of in written)
        if decided and any(of.stock_fact for of in written):
            raise TypeError(_STOCK_AND_DECISION)
        head = self._head or self._read_head(connection)
        tx = work.new_id()
        journal = self._journal(connection, work, head, tx)
        if not history:
            self._outbox(connection, work, head, tx, journal)
        return head

    def _journal(
        self, connection: Connection, work: Work, head: _Head, tx: str
    ) -> list[tuple[object, ...]]:
        written = [[str(kind), id_, value.hex()] for (kind, id_), value in work.digests.items()]
        rows = canonical(written)
        made: list[tuple[object, ...]] = []
        for entry in work.entries:
            sealed = work.seal_words(entry.about or entry.subject_id, entry.private)
            values = (
                head.device,
                head.incarnation,
                head.seq + 1,
                tx,
                to_ms(entry.at),
                to_ms(work.now),
                work.actor,
                work.cause,
                entry.kind,
                str(entry.subject_kind),
                entry.subject_id,
                canonical(dict(entry.facts)),
                sealed,
                entry.about or (entry.subject_id if entry.private else ""),
                int(entry.important),
                entry.reason,
                rows,
            )
            head.hash = link(head.hash, values)
            head.seq += 1
            rows = "[]"  # the first line of the transaction carries the digests
            made.append((*values, head.hash))
        for row in made:
            connection.exec_driver_sql(_JOURNAL_INSERT, row)
        return made

    def _outbox(
        self,
        connection: Connection,
        work: Work,
        head: _Head,
        tx: str,
        journal: list[tuple[object, ...]],
    ) -> None:
        lane = min((outbox.lane(op.entity) for op in work.operations), default=1)
        hlc = self._hlc(head, work.now)
        for op in work.operations:
            row = (work.new_id(), tx, 0, lane, op.kind, op.entity, op.entity_id, 0, op.base)
            connection.exec_driver_sql(
                outbox.INSERT, (*row, op.changed, SCHEMA_NO, hlc, work.actor)
            )
        told = canonical([[_text(value) for value in row] for row in journal])
        row = (work.new_id(), tx, 1, lane, "journal", "journal", tx, 0, None)
        connection.exec_driver_sql(outbox.INSERT, (*row, told, SCHEMA_NO, hlc, work.actor))

    def _hlc(self, head: _Head, now: datetime) -> str:
        """Hybrid clock text: for showing an order only, no rule depends on it."""
        wall = to_ms(now)
        if wall > head.hlc_ms:
            head.hlc_ms, head.hlc_counter = wall, 0
        else:
            head.hlc_counter += 1
        return f"{head.hlc_ms:013d}-{head.hlc_counter:04d}-{head.device[-4:]}"

    def _read_head(self, connection: Connection) -> _Head:
        rows = connection.exec_driver_sql("SELECT k, v FROM state")
        state = {str(k): str(v) for k, v in rows}
        device, incarnation = state["device_id"], int(state["incarnation"])
        last = connection.exec_driver_sql(
            "SELECT seq, hash FROM journal WHERE device = ? AND incarnation = ?"
            " ORDER BY seq DESC LIMIT 1",
            (device, incarnation),
        ).fetchone()
        seq, hash_ = (last[0], last[1]) if last is not None else (0, GENESIS)
        newest = connection.exec_driver_sql("SELECT max(hlc) FROM outbox").scalar()
        wall = int(newest.split("-")[0]) if newest else 0
        return _Head(device, incarnation, seq, hash_, wall)

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Runs `job` (which writes) on the store's own thread, in order of arrival."""
        with self._jobs_lock:
            if self._jobs is None:
                self._jobs = ThreadPoolExecutor(1, thread_name_prefix="store")
            return self._jobs.submit(job)

    # -- drafts, keys, counts --------------------------------------------------------------

    def keep_draft(self, key: str, body: str, officer: str = "") -> None:
        """What was typed and not yet saved; survives a crash, is not part of the record."""
        if self._writer is None:
            return
        with (
            self._turnstile.turn(),
            connections.plain_errors(),
            self._writer.begin() as connection,
        ):
            connection.exec_driver_sql(
                "INSERT INTO draft(key, body, kept_at, officer) VALUES (?, ?, ?, ?)"
                " ON CONFLICT(key) DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at",
                (key, body, to_ms(self.clock.now()), officer),
            )

    def draft(self, key: str) -> str | None:
        with self.read() as read:
            found = read.connection.exec_driver_sql("SELECT body FROM draft WHERE key = ?", (key,))
            body = found.scalar()
            return None if body is None else str(body)

    def drafts(self, prefix: str) -> dict[str, str]:
        with self.read() as read:
            rows = read.connection.exec_driver_sql(
                "SELECT key, body FROM draft WHERE key LIKE ? ORDER BY kept_at", (f"{prefix}%",)
            )
            return {str(key): str(body) for key, body in rows}

    def drop_draft(self, key: str) -> None:
        if self._writer is None:
            return
        with (
            self._turnstile.turn(),
            connections.plain_errors(),
            self._writer.begin() as connection,
        ):
            connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))

    def destroy_key(self, about: str, work: Work) -> None:
        """Destroys the key of an event or person inside `work`, which must say why in the journal."""
        work.connection.exec_driver_sql(
            "UPDATE subject_key SET key = NULL, destroyed_at = ? WHERE about = ?",
            (to_ms(work.now), about),
        )
        self.ring.forget(about)

    def waiting(self) -> int:
        """Transactions that have not gone up yet."""
        with self.read() as read:
            return int(
                read.connection.exec_driver_sql(
                    "SELECT count(*) FROM outbox WHERE state = 'pending' AND tx_last = 1"
                ).scalar_one()
            )

    def head(self) -> tuple[str, int, int, str]:
        """Device, incarnation, sequence and hash at which this device's chain stands."""
        with self.read() as read:
            found = self._read_head(read.connection)
        return found.device, found.incarnation, found.seq, found.hash.hex()

    def close(self) -> None:
        """Drains the queue, folds the WAL back and lets go of the file."""
        if self._jobs is not None:
            self._jobs.shutdown(wait=True)
        if self._writer is not None:
            with self._turnstile.turn():
                raw = self._writer.raw_connection()
                try:
                    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
                finally:
                    raw.close()
                self._writer.dispose()
        self._readers.dispose()


def _text(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _changes(work: Work) -> Changes:
    ids: dict[Kind, frozenset[str]] = {}
    for kind, id_ in work.digests:
        ids[kind] = ids.get(kind, frozenset()) | {id_}
    if work.entries:
        ids[Kind.JOURNAL] = frozenset(entry.subject_id for entry in work.entries)
    return Changes(ids, work.origin, work.cause)
