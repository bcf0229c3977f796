"""What the journal tells about everything else: digests of rows, keys and groups of operations.

Read once from the first line to the last, so that the check can hold the store against it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import Connection

from console.domain.record import dataclass
from db import outbox, vouched
from db.chain import GENESIS, digest, link
from db.commit import OUTBOX_MARK
from db.outbox import COLUMNS
from db.schema import JOURNAL_COLUMNS
from db.storefile import StoreFile

_ROWS = JOURNAL_COLUMNS.index("rows")
_TX_ID, _OPS = COLUMNS.index("tx_id"), COLUMNS.index("ops")


def inward(device: str) -> str:
    """The name of the chain that vouches for what came from outside; it never goes up."""
    return f"{device}.in"


REBORN = "sync.reborn"  # the cause under which lines were told anew in another chain
RETOLD = "retold"  # what the inward line says of it: {"incarnation:seq": the hash it had there}


def retold(connection: Connection, device: str, incarnation: int, seq: int) -> str | None:
    """The hash that an own line had before it was told anew in another chain; None if none was."""
    asked = "SELECT facts FROM journal WHERE device = ? AND cause = ? ORDER BY n DESC"
    for (facts,) in connection.exec_driver_sql(asked, (inward(device), REBORN)):
        found = json.loads(facts).get(RETOLD, {}).get(f"{incarnation}:{seq}")
        if found is not None:
            return str(found)
    return None


@dataclass(frozen=True, slots=True)
class Finding:
    """A code with its facts; `console.wording` says it in Chinese."""

    code: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class ChainLine:
    """Where a line stands in which chain."""

    device: str
    incarnation: int
    seq: int
    hash: bytes

    def is_anchor(self, file: StoreFile) -> bool:
        head = (file.head_device, file.head_incarnation, file.head_seq)
        return (self.device, self.incarnation, self.seq) == head


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one transaction as they lie in the outbox."""

    n: int
    row: tuple[Any, ...]

    @property
    def tx(self) -> str:
        return str(self.row[_TX_ID])

    @property
    def size(self) -> int:
        """How many operations; 0 for a text that was spoilt, which its digest shows."""
        try:
            return len(outbox.touched(self.row[_OPS]))
        except (ValueError, LookupError, TypeError):
            return 0


@dataclass(slots=True)
class Told:
    """`digests` by (kind, id), the newest; `groups` by this device's transactions."""

    device: str = ""
    incarnation: int = 0
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    heads: dict[tuple[str, int], tuple[int, bytes]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def owns(self, device: str) -> bool:
        """Whether it is a chain of this workstation: what it wrote, or what it was sent."""
        return not self.device or device in {self.device, inward(self.device)}

    def writes(self, device: str, incarnation: int) -> bool:
        """A chain that is written here and now. Of an earlier life of this workstation the far
        end may bring back lines that a copy did not have, as it brings those of others.
        """
        return self.owns(device) and incarnation == (self.incarnation or incarnation)

    def take(self, device: str, rows: str) -> None:
        """The digests that a line carries; a spoilt list shows as a broken chain already."""
        try:
            told = list(vouched.read(rows))
        except (ValueError, TypeError):
            return
        if not self.owns(device):
            return  # of rows as they were there; what lies here is vouched for by our own chain
        for kind, id_, value in told:
            if kind != OUTBOX_MARK:
                self.digests[kind, id_] = value
            elif value:
                self.groups[id_] = value
            else:
                self.groups.pop(id_, None)

    def agrees(self, group: Group) -> bool:
        return self.groups.get(group.tx) == digest(group.row)

    def missing(self, seen: Sequence[str]) -> list[str]:
        """Transactions that must be in the outbox after the first that is there, and aren't."""
        expected = list(self.groups)
        begin = expected.index(seen[0]) if seen and seen[0] in self.groups else 0
        there = set(seen)
        return [tx for tx in expected[begin:] if tx not in there]


def journal(connection: Connection, told: Told, findings: list[Finding]) -> Iterator[ChainLine]:
    """Every line once, with what is wrong about its place in its chain put into `findings`."""
    columns = ", ".join(JOURNAL_COLUMNS)
    rows = connection.exec_driver_sql(
        f"SELECT {columns}, hash, n FROM journal ORDER BY n"  # noqa: S608 - our own names
    )
    peers: set[tuple[str, int]] = set()
    for at, row in enumerate(rows, 1):
        values, hash_, n = tuple(row[:-2]), row[-2], row[-1]
        line = ChainLine(values[0], values[1], values[2], hash_)
        if told.writes(line.device, line.incarnation):
            findings.extend(_wrong(told, line, values, at, n))
        else:
            peers.add((line.device, line.incarnation))
            if n != at:
                findings.append(Finding("check_chain_gap", {"device": line.device, "found": n}))
        told.heads[line.device, line.incarnation] = (line.seq, hash_)
        told.take(line.device, values[_ROWS])
        yield line
    for device, incarnation in sorted(peers):
        findings.extend(_wrong_of_peer(connection, told, device, incarnation))


def _wrong_of_peer(
    connection: Connection, told: Told, device: str, incarnation: int
) -> Iterator[Finding]:
    """Another workstation's chain, in its own order: its lines come as the lanes let them, so a
    hole is something still under way; what follows without one must fit.
    """
    columns = ", ".join(JOURNAL_COLUMNS)
    before_seq, before = 0, GENESIS
    for row in connection.exec_driver_sql(
        f"SELECT {columns}, hash, n FROM journal"  # noqa: S608 - our own names
        " WHERE device = ? AND incarnation = ? ORDER BY seq",
        (device, incarnation),
    ):
        values, hash_, n = tuple(row[:-2]), row[-2], row[-1]
        seq = int(values[2])
        if seq == before_seq + 1 and link(before, values) != hash_:
            yield Finding("check_chain_broken", {"device": device, "seq": seq, "n": n})
        before_seq, before = seq, hash_
    told.heads[device, incarnation] = (before_seq, before)


def _wrong(
    told: Told, line: ChainLine, values: tuple[Any, ...], at: int, n: int
) -> Iterator[Finding]:
    before_seq, before = told.heads.get((line.device, line.incarnation), (0, GENESIS))
    if line.seq != before_seq + 1 or n != at:
        yield Finding(
            "check_chain_gap", {"device": line.device, "after": before_seq, "found": line.seq}
        )
    if link(before, values) != line.hash:
        yield Finding("check_chain_broken", {"device": line.device, "seq": line.seq, "n": n})


def groups(connection: Connection) -> Iterator[Group]:
    """The outbox in order."""
    columns = ", ".join(COLUMNS)
    rows = connection.exec_driver_sql(
        f"SELECT n, {columns} FROM outbox ORDER BY n"  # noqa: S608 - our own names
    )
    for n, *row in rows:
        yield Group(n, tuple(row))
