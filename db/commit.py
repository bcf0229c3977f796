"""What a transaction writes beside its rows before it ends: journal lines and operations.

The first line of a transaction carries the digests of all that it wrote: rows, keys, and its
group of operations. So a row, a key or an operation altered behind the journal's back shows.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from console.domain.record import dataclass
from db import outbox, vouched
from db.chain import GENESIS, digest, link
from db.coding import Raw, canonical, to_ms
from db.engine import direct
from db.entity import DataClass
from db.ids import stamp
from db.outbox import Operation
from db.registry import BY_KIND
from db.schema import JOURNAL_COLUMNS, SCHEMA_NO
from db.vouched import Vouched
from db.work import Work, readable_text

_JOURNAL_INSERT = (
    f"INSERT INTO journal({', '.join(JOURNAL_COLUMNS)}, hash)"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * (len(JOURNAL_COLUMNS) + 1))})"
)
_STOCK_AND_DECISION = "a stock fact and a decision in one transaction"
# Beside kinds of records in a line's `rows`.
KEY_MARK, PEER_MARK, OUTBOX_MARK = "subject_key", "peer_key", "outbox"

Values = tuple[Raw, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Where this device's chain stands; `newest` is the last id that was given out."""

    device: str
    incarnation: int
    seq: int
    hash: bytes
    newest: str = ""


def read_head(connection: Connection) -> Head:
    rows = connection.exec_driver_sql("SELECT k, v FROM state")
    state = {str(k): str(v) for k, v in rows}
    device, incarnation = state["device_id"], int(state["incarnation"])
    last = connection.exec_driver_sql(
        "SELECT seq, hash, tx FROM journal WHERE device = ? AND incarnation = ?"
        " ORDER BY seq DESC LIMIT 1",
        (device, incarnation),
    ).fetchone()
    if last is None:
        return Head(device, incarnation, 0, GENESIS)
    return Head(device, incarnation, last[0], last[1], last[2])


def hash_at(connection: Connection, device: str, incarnation: int, seq: int) -> bytes | None:
    """The hash of one line of a chain; None where there is no such line."""
    found: bytes | None = connection.exec_driver_sql(
        "SELECT hash FROM journal WHERE device = ? AND incarnation = ? AND seq = ?",
        (device, incarnation, seq),
    ).scalar()
    return found


def conclude(work: Work, head: Head) -> Head | None:
    """Writes the lines and operations of `work`; the head after them, None where nothing was done."""
    work.settle()
    if not work.operations and not work.entries and not work.wrote:
        return None
    _allowed(work)
    with readable_text():
        group = None if work.history else _group(work, head)
        tx = work.new_id() if group is None else str(group[0])
        lines = _lines(work, head, tx, group)
        run = direct(work.connection)
        run.executemany(_JOURNAL_INSERT, lines)
        if group is not None:
            run.execute(outbox.INSERT, group)
    seq, hash_ = lines[-1][2], lines[-1][-1]
    assert isinstance(seq, int)
    assert isinstance(hash_, bytes)
    return Head(head.device, head.incarnation, seq, hash_)


def _allowed(work: Work) -> None:
    if not work.entries:
        raise TypeError(f"a write without a journal line: {work.cause}")
    written = [BY_KIND[kind] for kind in {kind for kind, _ in work.written()}]
    decided = any(of.data_class is DataClass.DECISION for of in written)
    if decided and any(of.stock_fact for of in written):
        raise TypeError(_STOCK_AND_DECISION)


def _lines(work: Work, head: Head, tx: str, group: Values | None) -> list[Values]:
    private = [work.seal_words(e.about or e.subject_id, e.private) for e in work.entries]
    rows = vouched.spelled([*work.laid, *vouched.runs(_others(work, tx, group))])
    seq, hash_ = head.seq, head.hash
    made: list[Values] = []
    for n, (entry, sealed) in enumerate(zip(work.entries, private, strict=True)):
        seq += 1
        recorded = min(entry.at, work.now) if work.history else work.now
        values: Values = (
            head.device,
            head.incarnation,
            seq,
            tx,
            to_ms(entry.at),
            to_ms(recorded),
            work.hands.get(n, work.actor),
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
        hash_ = link(hash_, values)
        rows = vouched.NOTHING
        made.append((*values, hash_))
    return made


def _others(work: Work, tx: str, group: Values | None) -> Iterator[Vouched]:
    """What else the first line vouches for: rows written over, keys, the group."""
    for (kind, id_), value in work.digests.items():
        yield kind, id_, value
    for about, value in work.key_digests.items():
        yield KEY_MARK, about, value
    for (about, by), value in work.peer_digests.items():
        yield PEER_MARK, f"{about}|{by}", value
    if group is not None:
        yield OUTBOX_MARK, tx, digest(group)


def _entities(work: Work) -> set[str]:
    """Of what kinds the group's operations are."""
    return {op.entity if isinstance(op, Operation) else op[0] for op in work.operations}


def _group(work: Work, head: Head) -> Values:
    """The row of the outbox. Its id is made last: nothing of this transaction has a newer one."""
    lane = min(map(outbox.lane, _entities(work)), default=1)
    tx = work.new_id()
    ops = outbox.spelled(tx, work.operations)
    first, last = head.seq + 1, head.seq + len(work.entries)
    moment = stamp(tx, head.device)
    return (tx, lane, SCHEMA_NO, moment, work.actor, head.incarnation, first, last, ops)
