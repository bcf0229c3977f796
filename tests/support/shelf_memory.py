"""The far end's shelves in memory: the same promises as PostgreSQL's, for the simulator.

What a push puts down is kept only when its transaction ends well. `saved` and `restore` are the
province's backup: a restored one is another history (its epoch changes).
"""

import copy
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db.gateway.shelf import (
    Batch,
    Device,
    Entry,
    Glance,
    Key,
    Known,
    Piece,
    Row,
    Segment,
    SubjectKey,
    Tenant,
    Waiting,
)
from db.sync import wire


@dataclass
class County:
    """One county's tables."""

    head: int = 0
    min_cursor: int = 0
    log: list[Entry] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    items: dict[Key, Row] = field(default_factory=dict)
    claims: dict[Key, str] = field(default_factory=dict)
    balances: dict[Key, int] = field(default_factory=dict)
    lanes: dict[tuple[str, int, int], tuple[int, str]] = field(default_factory=dict)
    pieces: dict[tuple[str, int], list[Piece]] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[int, SubjectKey]] = field(default_factory=dict)
    buckets: dict[int, tuple[int, int]] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    segments: dict[tuple[int, str], tuple[Segment, bytes]] = field(default_factory=dict)


@dataclass
class State:
    """All that a backup holds."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    counties: dict[int, County] = field(default_factory=dict)
    devices: dict[str, tuple[int, Device]] = field(default_factory=dict)
    invites: dict[str, tuple[int, str, str, int, bool]] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)


class MemoryShelf:
    """One county, its lock held by whoever opened it."""

    def __init__(self, shelves: "MemoryShelves", tenant: int, county: County) -> None:
        self.tenant, self.head, self.epoch = tenant, county.head, shelves.epoch()
        self.min_cursor = county.min_cursor
        self._shelves, self._county = shelves, county
        self.batch: Batch | None = None
        self.born: tuple[str, int] | None = None
        self.laid: dict[Key, Row] = {}

    def known(self, txs: Collection[str]) -> dict[str, Known]:
        return {tx: self._county.known[tx] for tx in txs if tx in self._county.known}

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]:
        return lanes(self._county, device, incarnation)

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        return {key: self._county.items[key] for key in keys if key in self._county.items}

    def claims(self, keys: Collection[Key]) -> dict[Key, str]:
        return {key: self._county.claims[key] for key in keys if key in self._county.claims}

    def balances(self, keys: Collection[Key]) -> dict[Key, int]:
        return {key: self._county.balances[key] for key in keys if key in self._county.balances}

    def of_kind(self, entity: str) -> dict[Key, Row]:
        return {key: row for key, row in self._county.items.items() if key[0] == entity}

    def pieces(self, device: str, incarnation: int) -> list[Piece]:
        return list(self._county.pieces.get((device, incarnation), []))

    def subject_keys(self, abouts: Collection[str]) -> list[SubjectKey]:
        return [key for _, key in self._county.keys.values() if key.about in abouts]

    def device(self, device: str) -> Device | None:
        return self._shelves.device_of(self.tenant, device)

    def waiting(self) -> list[Waiting]:
        return sorted(self._county.waiting.values(), key=lambda one: one.seq)

    def aside(self, txs: Collection[str]) -> dict[str, bytes]:
        return {entry.tx: entry.raw for entry in self._county.log if entry.tx in txs}

    def reborn(self, device: str, incarnation: int) -> None:
        self.born = (device, incarnation)

    def put_rows(self, fresh: dict[Key, Row], changed: dict[Key, Row]) -> None:
        self.laid.update(fresh)
        self.laid.update(changed)

    def put(self, batch: Batch) -> None:
        self.batch = batch


class MemoryView:
    """A county as it is now: nothing is written while it is looked at (one thread)."""

    def __init__(self, shelves: "MemoryShelves", tenant: int, county: County) -> None:
        self.glance = Glance(county.head, county.min_cursor, shelves.epoch())
        self._shelves, self._tenant, self._county = shelves, tenant, county

    def entries(self, after: int, limit: int) -> Iterable[Entry]:
        return self._county.log[after : after + limit]  # dense: place n holds seq n + 1

    def row(self, key: Key) -> Row | None:
        return self._county.items.get(key)

    def keys(self, after: int, upto: int) -> list[tuple[int, SubjectKey]]:
        return [told for told in self._county.keys.values() if after < told[0] <= upto]

    def all_keys(self) -> Iterable[SubjectKey]:
        return [key for _, key in self._county.keys.values()]

    def all_rows(self) -> Iterable[tuple[str, str, Row]]:
        return [(*key, row) for key, row in sorted(self._county.items.items())]

    def all_lines(self) -> Iterable[str]:
        return [entry.lines for entry in self._county.log]

    def buckets(self) -> dict[int, tuple[int, int]]:
        return dict(self._county.buckets)

    def in_bucket(self, bucket: int) -> list[tuple[str, str, int]]:
        return [
            (*key, row.ver)
            for key, row in self._county.items.items()
            if wire.bucket_of(*key) == bucket
        ]

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]:
        return lanes(self._county, device, incarnation)

    def device(self, device: str) -> Device | None:
        return self._shelves.device_of(self._tenant, device)


def lanes(county: County, device: str, incarnation: int) -> dict[int, tuple[int, str]]:
    return {
        lane: last
        for (whose, inc, lane), last in county.lanes.items()
        if (whose, inc) == (device, incarnation)
    }


class MemoryShelves:
    def __init__(self, epoch: str = "0190aaaa-0000-7000-8000-000000000001") -> None:
        self.state = State()
        self._epoch, self._lock = epoch, threading.RLock()

    # -- backup ----------------------------------------------------------------------------

    def saved(self) -> State:
        return copy.deepcopy(self.state)

    def restore(self, state: State, epoch: str) -> None:
        """What was written after `state` is lost; the history is another one from here on."""
        self.state, self._epoch = copy.deepcopy(state), epoch

    # -- the directory ---------------------------------------------------------------------

    def epoch(self) -> str:
        return self._epoch

    def add(self, code: str, name: str, county_key: str = "Y291bnR5") -> Tenant:
        made = self.state.tenants.setdefault(
            code, Tenant(len(self.state.tenants) + 1, code, name, county_key)
        )
        self.state.counties.setdefault(made.id, County())
        return made

    def tenant(self, code: str) -> Tenant | None:
        return self.state.tenants.get(code)

    def device_of(self, tenant: int, device: str) -> Device | None:
        found = self.state.devices.get(device)
        return found[1] if found is not None and found[0] == tenant else None

    def invite(self, tenant: int, code_hash: str, name: str, post: str, until: int) -> None:
        self.state.invites[code_hash] = (tenant, name, post, until, False)

    def invited(self, code_hash: str, now: int) -> str | None:
        found = self.state.invites.get(code_hash)
        return None if found is None or found[3] <= now else self._tenant(found[0]).code

    def enrol(
        self, code_hash: str, device: str, public_key: str, name: str, now: int
    ) -> tuple[Tenant, Device] | None:
        found = self.state.invites.get(code_hash)
        if found is None or found[3] <= now:
            return None
        tenant, called, post, until, used = found
        there = self.state.devices.get(device)
        if used and not (there and there[0] == tenant and there[1].public_key == public_key):
            return None
        if there is not None and there[0] != tenant:
            return None
        incarnation = there[1].incarnation if there else 1
        made = Device(device, name or called, post, public_key, incarnation, revoked=False)
        self.state.devices[device] = (tenant, made)
        self.state.invites[code_hash] = (tenant, called, post, until, True)
        return self._tenant(tenant), made

    def _tenant(self, id_: int) -> Tenant:
        return next(one for one in self.state.tenants.values() if one.id == id_)

    def find_device(self, device: str) -> tuple[Tenant, Device] | None:
        found = self.state.devices.get(device)
        return None if found is None else (self._tenant(found[0]), found[1])

    def revoke(self, device: str, now: int) -> bool:
        found = self.state.devices.get(device)
        if found is None or found[1].revoked:
            return False
        self.state.devices[device] = (found[0], replace(found[1], revoked=True))
        return True

    def seen(self, device: str, at: int, cursor: int) -> None:
        """Only an operator looks at it."""

    def secret(self, name: str, made: bytes) -> bytes:
        return self.state.secrets.setdefault(name, made)

    # -- a county --------------------------------------------------------------------------

    @contextmanager
    def open(self, tenant: int) -> Iterator[MemoryShelf]:
        with self._lock:
            county = self._county(tenant)
            shelf = MemoryShelf(self, tenant, county)
            yield shelf
            if shelf.born is not None:
                device, incarnation = shelf.born
                made = replace(self.state.devices[device][1], incarnation=incarnation)
                self.state.devices[device] = (tenant, made)
            county.items.update(shelf.laid)
            if shelf.batch is not None:
                _commit(county, shelf.batch)

    @contextmanager
    def view(self, tenant: int) -> Iterator[MemoryView]:
        with self._lock:
            yield MemoryView(self, tenant, self._county(tenant))

    def _county(self, tenant: int) -> County:
        found = self.state.counties.get(tenant)
        if found is None:
            raise wire.Problem(404, wire.NO_SUCH_TENANT, {})
        return found

    # -- segments --------------------------------------------------------------------------

    def keep_segments(self, tenant: int, kept: Iterable[tuple[Segment, bytes]]) -> None:
        for segment, data in kept:
            place = segment.schema, segment.id
            self._county(tenant).segments.pop(place, None)
            self._county(tenant).segments[place] = (segment, data)

    def segment(self, tenant: int, id_: str) -> bytes | None:
        kept = self._county(tenant).segments.items()
        return next((data for (_, id__), (_, data) in kept if id__ == id_), None)

    def segments(self, tenant: int, cursor: int, schema: int = 0) -> list[Segment]:
        kept = self._county(tenant).segments.values()
        all_of = [segment for segment, _ in kept if segment.schema == schema]
        newest = max((one.cursor for one in all_of), default=-1)
        return [one for one in all_of if one.cursor == newest >= cursor]


def _commit(county: County, batch: Batch) -> None:
    """All of it at once, as a COMMIT does."""
    county.head = batch.head
    county.log += batch.entries
    for entry in batch.entries:
        county.known[entry.tx] = Known(entry.sha256, entry.answer)
    for tx, answer in batch.answers.items():
        county.known[tx] = replace(county.known[tx], answer=answer)
    for tx, waits in batch.waiting.items():
        county.waiting.pop(tx, None)
        if waits is not None:
            county.waiting[tx] = waits
    county.items.update(batch.fresh)
    county.items.update(batch.changed)
    for key in batch.released:
        county.claims.pop(key, None)
    county.claims.update(batch.claimed)
    county.balances.update(batch.balances)
    county.lanes.update(batch.lanes)
    for chain in batch.chains:
        county.pieces[chain] = [p for p in batch.pieces if (p.device, p.incarnation) == chain]
    for seq, key in batch.keys:
        county.keys[key.about, key.by] = (seq, key)
    for seq, key in batch.keys:
        if key.destroyed_at is not None:
            for place, (_, other) in list(county.keys.items()):
                if other.about == key.about and other.key is not None:
                    gone = replace(other, key=None, destroyed_at=key.destroyed_at)
                    county.keys[place] = (seq, gone)
    for bucket, (n, total) in batch.buckets.items():
        count, was = county.buckets.get(bucket, (0, 0))
        county.buckets[bucket] = (count + n, (was + total) % (1 << 64))
