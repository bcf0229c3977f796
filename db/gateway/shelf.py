"""What the rules of the far end stand on: one county's transaction, asked and filled in sets.

A `Shelf` is open for one county with its head locked until it ends (the only lock there is, so
commit order is the order of `seq`). Rules ask a few times and put down once (`Batch`), because a
push of a thousand operations must cost a handful of statements. PostgreSQL is the real one; the
simulator keeps another in memory.
"""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import field
from typing import Any, Protocol

from console.domain.record import dataclass
from db.sync import wire

FAR_END = "province"  # the device of what the far end says itself
Key = tuple[str, str]
"""(entity, id)"""


@dataclass(frozen=True, slots=True)
class Row:
    """A current row; `body` is the JSON of its columns; who changed it last, where and when.

    `marks` is JSON of {field: [device, actor, at]} once fields were changed after it was made.
    """

    ver: int
    seq: int
    body: str
    device: str
    actor: str
    at: int
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A group that was taken before: the hash of its bytes and what was answered."""

    sha256: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One group in the log, as the feed tells it. `echo` is what its own device gets for rows."""

    seq: int
    tx: str
    device: str
    incarnation: int
    n: int
    lane: int
    actor: str
    hlc: str
    at: int
    state: str
    code: str
    lines: str
    rows: str
    echo: str | None
    sha256: str
    answer: dict[str, Any]
    raw: bytes = b""  # kept of a group that was put aside
    re: str = ""  # the transaction of an earlier entry that this one is the verdict on


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group that was put aside at `seq` until the row is there that it misses; `skew` is how far
    its workstation's clock was ahead when it came.
    """

    seq: int
    tx: str
    device: str
    misses: Key
    skew: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a device's journal chain: lines `first`…`last`, hash before and at its end."""

    device: str
    incarnation: int
    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A person's or an event's key, wrapped; `key` None once destroyed."""

    about: str
    by: str
    key: str | None
    made_at: int
    destroyed_at: int | None


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    name: str
    post: str
    public_key: str
    incarnation: int
    revoked: bool


@dataclass(slots=True)
class Batch:
    """All that one push wrote."""

    head: int
    entries: list[Entry] = field(default_factory=list)
    fresh: dict[Key, Row] = field(default_factory=dict)
    changed: dict[Key, Row] = field(default_factory=dict)
    claimed: dict[Key, str] = field(default_factory=dict)  # (what, key) → whose
    released: set[Key] = field(default_factory=set)
    balances: dict[Key, int] = field(default_factory=dict)  # (account, batch) → now
    lanes: dict[tuple[str, int, int], tuple[int, str]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)  # all of the devices in `chains`
    chains: set[tuple[str, int]] = field(default_factory=set)
    keys: list[tuple[int, SubjectKey]] = field(default_factory=list)  # with their seq
    buckets: dict[int, tuple[int, int]] = field(default_factory=dict)  # change of count and sum
    waiting: dict[str, Waiting | None] = field(default_factory=dict)  # by tx; None: no more
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # the newest, by tx


def count_row(batch: Batch, key: Key, old: Row | None, row: Row) -> None:
    """A row's part in the sums that show whether two copies agree (G8)."""
    bucket, adds = wire.counted(*key, row.ver)
    count, total = batch.buckets.get(bucket, (0, 0))
    if old is not None:
        total -= wire.row_sum(*key, old.ver, deleted=False)
        count -= 1
    batch.buckets[bucket] = (count + 1, total + adds)


def new_keys(told: Iterable[SubjectKey], there: Iterable[SubjectKey]) -> list[SubjectKey]:
    """Those that are not here yet, or are destroyed by now; a destroyed one is so for good (D18)."""
    known = {(one.about, one.by): one for one in there}
    gone = {about for (about, _), one in known.items() if one.destroyed_at is not None}
    found = []
    for key in told:
        old = known.get((key.about, key.by))
        if old is not None and (old.destroyed_at is not None or key.destroyed_at is None):
            continue
        if key.about in gone and key.destroyed_at is None:
            continue
        found.append(key)
    return found


class Shelf(Protocol):
    """One county, its head locked; `put` once at the end."""

    tenant: int
    head: int
    epoch: str
    min_cursor: int

    def known(self, txs: Collection[str]) -> dict[str, Known]: ...

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]: ...

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]: ...

    def claims(self, keys: Collection[Key]) -> dict[Key, str]: ...

    def balances(self, keys: Collection[Key]) -> dict[Key, int]: ...

    def of_kind(self, entity: str) -> dict[Key, Row]:
        """All rows of a kind of which there are few."""
        ...

    def pieces(self, device: str, incarnation: int) -> list[Piece]: ...

    def subject_keys(self, abouts: Collection[str]) -> list[SubjectKey]: ...

    def waiting(self) -> list[Waiting]:
        """Groups that wait for a row, in the order in which they came."""
        ...

    def aside(self, txs: Collection[str]) -> dict[str, bytes]:
        """The bytes of groups that were put aside."""
        ...

    def device(self, device: str) -> Device | None: ...

    def reborn(self, device: str, incarnation: int) -> None: ...

    def put_rows(self, fresh: dict[Key, Row], changed: dict[Key, Row]) -> None:
        """Some of the rows already, while the next groups are judged."""
        ...

    def put(self, batch: Batch) -> None: ...

    def carry(self, rows: Iterable[tuple[int, str, str, str, bytes]]) -> None:
        """Only at a relay: (seq, tx, device, signature, bytes) of what is owed to the province."""
        ...


@dataclass(frozen=True, slots=True)
class Glance:
    """A county's head, read without a lock."""

    head: int
    min_cursor: int
    epoch: str


class View(Protocol):
    """One county, read at one moment without holding anybody up."""

    glance: Glance

    def entries(self, after: int, limit: int) -> Iterable[Entry]: ...

    def row(self, key: Key) -> Row | None: ...

    def keys(self, after: int, upto: int) -> list[tuple[int, SubjectKey]]: ...

    def all_keys(self) -> Iterable[SubjectKey]: ...

    def all_rows(self) -> Iterable[tuple[str, str, Row]]: ...

    def all_lines(self) -> Iterable[str]: ...

    def buckets(self) -> dict[int, tuple[int, int]]: ...

    def in_bucket(self, bucket: int) -> list[tuple[str, str, int]]: ...

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]: ...

    def device(self, device: str) -> Device | None: ...


@dataclass(frozen=True, slots=True)
class Tenant:
    id: int
    code: str
    name: str
    county_key: str  # base64; wraps the subject keys between the county's own consoles


@dataclass(frozen=True, slots=True)
class Segment:
    """`schema` is whose words are in it; 0: as they lie."""

    id: str
    kind: str
    rows: int
    bytes: int
    cursor: int
    schema: int = 0


class Shelves(Protocol):
    """All counties. Every method is one transaction."""

    def tenant(self, code: str) -> Tenant | None: ...

    def open(self, tenant: int) -> AbstractContextManager[Shelf]: ...

    def view(self, tenant: int) -> AbstractContextManager[View]: ...

    def epoch(self) -> str: ...

    def invite(self, tenant: int, code_hash: str, name: str, post: str, until: int) -> None: ...

    def invited(self, code_hash: str, now: int) -> str | None:
        """The county that a code is for; None where there is no such code."""
        ...

    def enrol(
        self, code_hash: str, device: str, public_key: str, name: str, now: int
    ) -> tuple[Tenant, Device] | None: ...

    def find_device(self, device: str) -> tuple[Tenant, Device] | None: ...

    def of(self, tenant: int) -> list[Device]: ...

    def join(self, tenant: int, device: Device, now: int) -> bool: ...

    def secret(self, name: str, made: bytes) -> bytes: ...

    def revoke(self, device: str, now: int) -> bool: ...

    def seen(self, device: str, at: int, cursor: int) -> None: ...

    def keep_segments(self, tenant: int, kept: Iterable[tuple[Segment, bytes]]) -> None:
        """A whole snapshot at once: nobody ever finds half of one."""
        ...

    def segment(self, tenant: int, id_: str) -> bytes | None: ...

    def segments(self, tenant: int, cursor: int, schema: int = 0) -> list[Segment]:
        """Those of the newest snapshot that was taken at `cursor` or later, in order."""
        ...
