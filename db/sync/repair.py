"""Divergence is looked for, not assumed away: sums of 256 buckets, held against the far end's.

What the far end has and we have otherwise comes with a snapshot; what it has lost is told again.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection

from console.domain.changes import Changes, Kind
from db.coding import to_ms
from db.engine import direct
from db.entity import DataClass
from db.registry import BY_KIND, ENTITIES
from db.store import Store
from db.sync import offering, state, wire

EVERY = 300.0  # seconds between two looks through all rows
_MASK = (1 << 64) - 1
Buckets = dict[int, tuple[int, int]]
Call = Callable[..., Any]


class Differs(Exception):  # noqa: N818 - a way on, not a fault
    """Rows here are not the far end's: only a snapshot puts that right."""


def sums(connection: Connection) -> Buckets:
    """Count and sum of every bucket, of what the far end has told us."""
    counts, totals = [0] * wire.BUCKETS, [0] * wire.BUCKETS
    for kind, id_, ver in _told(connection):
        bucket, adds = wire.counted(kind, id_, ver)
        counts[bucket] += 1
        totals[bucket] += adds
    return {b: (n, totals[b] & _MASK) for b, n in enumerate(counts) if n}


def root(buckets: Buckets) -> str:
    """One short word for all of them, as the far end spells it."""
    told = "|".join(f"{b}:{n}:{s:016x}" for b, (n, s) in sorted(buckets.items()) if n)
    return wire.sha(told.encode())[:16]


def _told(connection: Connection) -> Iterator[tuple[str, str, int]]:
    for of in ENTITIES:
        if of.data_class is not DataClass.LOCAL:
            asked = f'SELECT id, ver FROM "{of.kind}" WHERE ver > 0'  # noqa: S608 - our own names
            for id_, ver in direct(connection).execute(asked):
                yield of.word, id_, ver


class Comparer:
    """Looks at the head, not more often than it is worth."""

    def __init__(
        self, store: Store, heard: Callable[[Changes], None], every: float = EVERY
    ) -> None:
        self._store, self._heard, self._every = store, heard, every
        self._at: float | None = None
        self._agreed = ""
        self._rests = False

    def rest(self) -> None:
        """Not in this round: so much has just come that it may be worked at before it is summed up
        too. In the next one.
        """
        self._rests = True

    def compare(self, call: Call, checksum: dict[str, Any] | None) -> None:
        """Differs where a snapshot is needed; what the far end lost is laid into the outbox."""
        now, rests, self._rests = self._store.clock.monotonic(), self._rests, False
        if rests or checksum is None or checksum["root"] == self._agreed:
            return
        if self._at is not None and now - self._at < self._every:
            return
        with self._store.read() as read:
            me = state.stand(read.connection)
            if me.cursor != checksum["at"] or _unread(read.connection):
                return  # what this build can't read differs, and that is known
            mine = sums(read.connection)
        self._at = now
        agreed = root(mine) == checksum["root"]
        if agreed:
            self._agreed = str(checksum["root"])
        self._keep(agreed=agreed)
        if not agreed:
            self._repair(call, mine, int(checksum["at"]))

    def _keep(self, *, agreed: bool) -> None:
        with self._store.receive() as arrival:
            state.keep(
                arrival.connection, agreed=str(int(agreed)), checked_at=str(to_ms(arrival.now))
            )

    def _repair(self, call: Call, mine: Buckets, at: int) -> None:
        answer = _asked(call, {})
        if answer["at"] != at:
            self._at = None  # somebody wrote meanwhile: next time
            return
        theirs = {int(b): (int(n), int(s, 16) & _MASK) for b, n, s in answer["buckets"]}
        lost: dict[str, list[str]] = {}
        for bucket in range(wire.BUCKETS):
            if theirs.get(bucket, (0, 0)) != mine.get(bucket, (0, 0)):
                for kind, id_ in self._bucket(call, bucket, at):
                    lost.setdefault(kind, []).append(id_)
        if lost:
            with self._store.receive() as arrival:
                for kind, ids in lost.items():
                    offering.again(arrival, BY_KIND[Kind(kind)], ids)
            self._at = None
            self._heard(arrival.changes)

    def _bucket(self, call: Call, bucket: int, at: int) -> list[tuple[str, str]]:
        answer = _asked(call, {"bucket": bucket})
        if answer["at"] != at:
            return []
        theirs = {(str(kind), str(id_)): int(ver) for kind, id_, ver in answer["rows"]}
        with self._store.read() as read:
            mine = {
                (kind, id_): ver
                for kind, id_, ver in _told(read.connection)
                if wire.bucket_of(kind, id_) == bucket
            }
        if any(mine.get(key) != ver for key, ver in theirs.items()):
            raise Differs
        return sorted(mine.keys() - theirs.keys())


def _asked(call: Call, told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = call("POST", "/v1/sync/buckets", wire.dumps(told)).json()
    return found


def _unread(connection: Connection) -> bool:
    asked = "SELECT 1 FROM quarantine_in LIMIT 1"
    return connection.exec_driver_sql(asked).fetchone() is not None
