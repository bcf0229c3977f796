"""The outbox as a person reads it: what waits in order of urgency, what was refused and why.

Only looks; what is sent and what becomes of it is the engine's.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import orjson

from console.domain.changes import Kind
from console.domain.entry import Line
from console.domain.record import dataclass
from db import appended, journal, outbox
from db.coding import from_ms
from db.engine import direct
from db.read import Read
from db.sync.state import AGREED, BOOTSTRAP, CHECKED, HEAD, SERVER, stand

DISCARDED = "group_discarded"  # the line of the log that deals with one
PENDING, ACKED, REJECTED, QUARANTINED = "pending", "acked", "rejected", "quarantined"
_MOST = 200
_COLUMNS = (
    "n, tx_id, lane, actor, incarnation, first_line, last_line, ops, state, attempts, last_error,"
    " server_seq, acked_at"
)


NOT_DEALT = (
    "NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_id = outbox.tx_id"  # noqa: S608
    f" AND j.kind = '{DISCARDED}')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one transaction wrote: its records, and the lines of the log that say it in words."""

    n: int
    tx: str
    lane: int
    actor: str
    subjects: tuple[tuple[Kind, str], ...]
    lines: tuple[Line, ...]
    state: str
    attempts: int
    error: str
    seq: int | None
    answered_at: datetime | None


def groups(read: Read, state: str, *, limit: int = _MOST) -> list[Group]:
    """The most urgent first, then as they were written; what was answered, the newest first."""
    order = "lane, n" if state == PENDING else "n DESC"
    where = f"state = ? AND {NOT_DEALT}" if state in {REJECTED, QUARANTINED} else "state = ?"
    rows = read.connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY {order} LIMIT ?",  # noqa: S608
        (state, limit),
    ).fetchall()
    return [_group(read, tuple(row)) for row in rows]


def answered(read: Read) -> Iterator[Group]:
    """Every group that the far end has answered, as they were written; those dealt with too."""
    asked = f"SELECT {_COLUMNS} FROM outbox WHERE state <> ? ORDER BY n"  # noqa: S608
    for row in read.connection.exec_driver_sql(asked, (PENDING,)):
        yield _group(read, tuple(row))


def group(read: Read, n: int) -> tuple[Group, str] | None:
    """One group, and its operations as they lie."""
    row = read.connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM outbox WHERE n = ?",  # noqa: S608 - our own names
        (n,),
    ).fetchone()
    if row is None:
        return None
    told = appended.operations(direct(read.connection), str(row[1]), str(row[7]))
    return _group(read, tuple(row)), orjson.dumps(told).decode()


def counts(read: Read) -> Mapping[int, int]:
    """How many groups wait, by lane."""
    rows = read.connection.exec_driver_sql(
        "SELECT lane, count(*) FROM outbox WHERE state = 'pending' GROUP BY lane"
    )
    return {int(lane): int(count) for lane, count in rows}


def put_aside(read: Read) -> Mapping[str, int]:
    """How many were rejected or quarantined and nobody has dealt with, by state. Each is asked for
    by itself: together they would find neither of their indexes, and this is asked all the time.
    """
    found = {}
    for state in (REJECTED, QUARANTINED):
        asked = f"SELECT count(*) FROM outbox WHERE state = '{state}' AND {NOT_DEALT}"  # noqa: S608
        count = int(read.connection.exec_driver_sql(asked).scalar_one())
        if count:
            found[state] = count
    return found


def last_answer(read: Read) -> tuple[datetime, int] | None:
    """When the far end last took something, and at which of its numbers."""
    row = read.connection.exec_driver_sql(
        "SELECT acked_at, server_seq FROM outbox WHERE acked_at IS NOT NULL"
        " ORDER BY acked_at DESC, n DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (from_ms(int(row[0])), int(row[1] or 0))


def device(read: Read) -> str:
    """The id of this workstation."""
    return str(
        read.connection.exec_driver_sql("SELECT v FROM state WHERE k = 'device_id'").scalar_one()
    )


def server(read: Read) -> str:
    """The far end's address; empty before this workstation has joined."""
    found = read.connection.exec_driver_sql("SELECT v FROM state WHERE k = ?", (SERVER,)).scalar()
    return str(found or "")


def progress(read: Read) -> tuple[int, int]:
    """How far this workstation has read the far end's log, and how long that was last said to be;
    where it was cut off fetching everything at once, how many bytes of that have been put down.
    """
    me = stand(read.connection)
    if begun := me.told.get(BOOTSTRAP):
        told = orjson.loads(begun)
        done = sum(one["bytes"] for one in told["segments"] if one["id"] in told["done"])
        return done, sum(one["bytes"] for one in told["segments"])
    return me.cursor, max(me.cursor, int(me.told.get(HEAD, 0)))


def agreed(read: Read) -> tuple[bool, datetime] | None:
    """Whether both ends held the same when that was last compared, and when; None before."""
    me = stand(read.connection)
    at = me.at(CHECKED)
    return None if at is None else (me.told.get(AGREED) == "1", at)


def files(read: Read) -> tuple[int, int]:
    """How many files are whole here and not at the far end, and how many bytes they are."""
    count, size = read.connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(size - sent), 0) FROM blob"
        " WHERE uploaded_at IS NULL AND have = size"
    ).one()
    return int(count), int(size)


def last_heard(read: Read, device: str) -> datetime | None:
    """When the newest line that has come from another workstation was written there."""
    at = read.connection.exec_driver_sql(
        "SELECT recorded_at FROM journal WHERE device = ? ORDER BY incarnation DESC, seq DESC"
        " LIMIT 1",
        (device,),
    ).scalar()
    return None if at is None else from_ms(int(at))


def lane_of(kind: Kind) -> int:
    return outbox.lane(str(kind))


def unread(read: Read) -> list[tuple[int, str, int]]:
    """What came down and this build can't apply: number, why, schema."""
    rows = read.connection.exec_driver_sql(
        "SELECT seq, error, schema_no FROM quarantine_in ORDER BY seq"
    )
    return [(int(seq), str(error), int(schema)) for seq, error, schema in rows]


def _group(read: Read, row: Sequence[object]) -> Group:
    n, tx, lane, actor, incarnation, first, last, ops, state, attempts, error, seq, at = row
    lines = journal.of_group(read, int(str(incarnation)), int(str(first)), int(str(last)))
    return Group(
        n=int(str(n)),
        tx=str(tx),
        lane=int(str(lane)),
        actor=str(actor),
        subjects=tuple((Kind(entity), id_) for entity, id_ in outbox.touched(str(ops))),
        lines=tuple(lines),
        state=str(state),
        attempts=int(str(attempts)),
        error=str(error or ""),
        seq=None if seq is None else int(str(seq)),
        answered_at=None if at is None else from_ms(int(str(at))),
    )
