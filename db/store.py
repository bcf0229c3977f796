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
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from console.domain.changes import Changes, Kind, Origin
from console.domain.clock import Clock
from console.domain.refused import Unavailable
from db import drafts
from db import engine as connections
from db.arrival import RECEIVED, Arrival, vouch
from db.coding import from_ms, to_ms
from db.commit import Head, conclude, read_head
from db.ids import SharedIds
from db.seal import SealRing
from db.search import SearchFile
from db.turns import Lane, Turnstile
from db.work import Read, Work

T = TypeVar("T")


class Store:
    """`opened` by db.opening, which has checked the file, the key and the owner before."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        clock: Clock,
        *,
        read_only: bool = False,
        why: str = "",
        fixed: bool = False,
    ) -> None:
        self.path = path
        self.clock = clock
        self.read_only = read_only
        self.why_read_only = why
        self.ids = SharedIds(clock.now, os.urandom)
        self.ring = SealRing(os.urandom)
        self.search = SearchFile(path, key, read_only=read_only)
        self.commits = 0
        self._versions: dict[Kind, int] = {}
        self._turnstile = Turnstile()
        self._readers: Engine = connections.readers(path, key, read_only=read_only, fixed=fixed)
        self._writer: Engine | None = None if read_only else connections.writer(path, key)
        self._pen: Connection | None = None  # in the hand of whose turn it is
        self._jobs: ThreadPoolExecutor | None = None
        self._jobs_lock = threading.Lock()
        self._head: Head | None = None
        self._unfolded = False
        self._closed = False

    # -- reading ---------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Read]:
        """A snapshot; everything asked inside is true at one moment."""
        if self._closed:
            raise Unavailable("store_closed")
        with connections.plain_errors(), connections.snapshot(self._readers) as connection:
            yield Read(connection, self.ring)

    def version(self, kind: Kind) -> int:
        """Grows with every commit that touched the kind: what a cache of its records is keyed by.

        Nobody else writes the file while this store is open for writing.
        """
        return self._versions.get(kind, 0)

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
        with self._turnstile.turn(lane), connections.plain_errors():
            work = self._attempt(actor, cause, origin, history=history)
            try:
                with self._turned() as connection:
                    work.connection = connection
                    head = self._known_head(connection)
                    yield work
                    head = conclude(work, head) or head
            except BaseException:
                for about in work.key_digests:
                    self.ring.forget(about)  # made or destroyed, it was rolled back
                self._head = None  # read anew: the chain stands where the disk says
                raise
            self._head = head
            self.commits += 1
            work.changes = _changes(work)
            for kind in work.changes.ids:
                self._versions[kind] = self._versions.get(kind, 0) + 1
            if work.destroyed:
                self._erase()
                self.search.forget(work.destroyed)

    @contextmanager
    def receive(self, cause: str = RECEIVED, beside: Path | None = None) -> Iterator[Arrival]:
        """One slice of what came from outside: officers go first, nothing goes up (D23). A plain
        database file `beside` may be read from under the name `connections.BESIDE`.
        """
        with self._turnstile.turn(Lane.SYNC), connections.plain_errors():
            arrival = Arrival(from_ms(to_ms(self.clock.now())), cause, self.ids.next)
            try:
                with self._turned(beside) as connection:
                    arrival.connection = connection
                    yield arrival
                    vouch(arrival, self.ids.next)
            except BaseException:
                for about in arrival.learned:
                    self.ring.forget(about)
                raise
            if arrival.incarnation_changed:
                self._head = None
            arrival.changes = Changes(
                {kind: frozenset(some) for kind, some in arrival.touched.items()},
                Origin.PEER,
                cause,
            )
            if arrival.changes:
                self.commits += 1
                for kind in arrival.changes.ids:
                    self._versions[kind] = self._versions.get(kind, 0) + 1
            for about in arrival.learned:
                self.ring.forget(about)  # read anew, with the peers' keys among them
            for about in arrival.destroyed:
                self.ring.learn(about, None)
            if arrival.destroyed:
                self._erase()
                self.search.forget(arrival.destroyed)

    @contextmanager
    def _turned(self, beside: Path | None = None) -> Iterator[Connection]:
        """A transaction on the connection that stays in hand: to fetch it from the pool and put it
        back would add a tenth to every write.
        """
        pen = self._pen
        if pen is None or pen.closed or pen.invalidated or self._closed:
            pen = self._pen = self._writing().connect()
        try:
            with connections.attached(pen, beside), pen.begin():
                yield pen
        except BaseException:
            self._pen = None
            pen.close()
            raise

    def _writing(self) -> Engine:
        if self._writer is None:
            raise Unavailable("read_only")
        if self._closed:
            raise Unavailable("store_closed")
        return self._writer

    def _attempt(self, actor: str, cause: str, origin: Origin, *, history: bool) -> Work:
        work = Work(
            None,  # type: ignore[arg-type]  # set as soon as the transaction stands
            self.ring,
            actor=actor,
            now=from_ms(to_ms(self.clock.now())),
            cause=cause,
            new_id=self.ids.next,
        )
        work.origin, work.history = origin, history
        return work

    def _known_head(self, connection: Connection) -> Head:
        if self._head is None:
            self._head = read_head(connection)
            if self._head.newest:
                self.ids.follow(self._head.newest)
        return self._head

    def fold(self) -> None:
        """Tries again what a reader in the middle of a snapshot hindered (see `_erase`)."""
        if self._unfolded and not self.read_only:
            with self._turnstile.turn(Lane.CLOCK):
                self._erase()

    def _erase(self) -> None:
        """What was erased in the file is erased in the WAL too, at once or as soon as it can be."""
        self._unfolded = not connections.fold(self._writing())

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Runs `job` (which writes) on the store's own thread, in order of arrival."""
        with self._jobs_lock:
            if self._closed:
                raise Unavailable("store_closed")
            if self._jobs is None:
                self._jobs = ThreadPoolExecutor(1, thread_name_prefix="store")
            return self._jobs.submit(job)

    # -- drafts, keys, counts --------------------------------------------------------------

    @contextmanager
    def _aside(self) -> Iterator[Connection]:
        """A transaction beside the record: no journal line, nothing that goes up."""
        with (
            self._turnstile.turn(),
            connections.plain_errors(),
            self._turned() as connection,
        ):
            yield connection

    aside = _aside  # what the exchange notes about itself

    def keep_draft(self, key: str, body: str, officer: str = "") -> None:
        """What was typed and not yet saved; survives a crash, is not part of the record."""
        if self.read_only:
            return
        with self._aside() as connection:
            drafts.keep(connection, key, body, officer=officer, now=self.clock.now())

    def draft(self, key: str) -> str | None:
        with self.read() as read:
            return drafts.body(read.connection, key)

    def drafts(self, prefix: str) -> dict[str, str]:
        with self.read() as read:
            return drafts.beginning(read.connection, prefix)

    def drop_draft(self, key: str) -> None:
        if self.read_only:
            return
        with self._aside() as connection:
            drafts.drop(connection, key)

    def purge_drafts(self, before: datetime) -> int:
        """Drops what nobody has touched since `before` (D18); how many."""
        with self._aside() as connection:
            return drafts.purge(connection, before)

    def destroy_key(self, about: str, work: Work) -> None:
        """As `work.destroy_key(about)`."""
        work.destroy_key(about)

    def waiting(self) -> int:
        """Transactions that have not gone up yet."""
        with self.read() as read:
            return int(
                read.connection.exec_driver_sql(
                    "SELECT count(*) FROM outbox WHERE state = 'pending'"
                ).scalar_one()
            )

    def head(self) -> tuple[str, int, int, str]:
        """Device, incarnation, sequence and hash at which this device's chain stands."""
        with self.read() as read:
            found = read_head(read.connection)
        return found.device, found.incarnation, found.seq, found.hash.hex()

    def close(self) -> None:
        """Drains the queue, folds the WAL back and lets go of the file; a second time does nothing."""
        with self._jobs_lock:
            jobs, self._jobs = self._jobs, None
        if jobs is not None:
            jobs.shutdown(wait=True)
        with self._turnstile.turn():
            if self._closed:
                return
            if self._pen is not None:
                self._pen.close()
            if self._writer is not None:
                connections.fold(self._writer)
                self._writer.dispose()
            self._closed = True
            self.search.close()
            self._readers.dispose()


def _changes(work: Work) -> Changes:
    written: dict[Kind, set[str]] = {}
    for kind, some in work.written():
        written.setdefault(kind, set()).update(some)
    if work.entries:
        written[Kind.JOURNAL] = {entry.subject_id for entry in work.entries}
    ids = {kind: frozenset(all_) for kind, all_ in written.items()}
    return Changes(ids, work.origin, work.cause)
