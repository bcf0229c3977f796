"""A new incarnation, because a second life speaks with this workstation's name: a cloned disk, or
one that was put back behind the program's back and written on.

What waits is told anew in a chain of its own, under the same ids of transactions and operations:
nothing is lost, and what the far end had taken already is known again. Its lines keep their place
in the log: they move to the new chain instead of being written twice, for their old numbers belong
to the other life, whose lines come from the far end. The inward chain says which they were.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from db import outbox
from db.arrival import Arrival
from db.chain import GENESIS, digest, link
from db.coding import Raw, to_ms
from db.commit import OUTBOX_MARK
from db.engine import direct
from db.schema import JOURNAL_COLUMNS, STAYS_DDL
from db.sync import state, wire
from db.told import RETOLD

_INC = outbox.COLUMNS.index("incarnation")
_UPDATE = "UPDATE journal SET incarnation = ?, seq = ?, hash = ? WHERE n = ?"


def waiting(connection: Connection) -> list[str]:
    """Transactions of which it is not known whether the far end has them."""
    rows = connection.exec_driver_sql("SELECT tx_id FROM outbox WHERE server_seq IS NULL")
    return [str(tx) for (tx,) in rows]


def begin(arrival: Arrival, known: Mapping[str, Any], free: int) -> None:
    """`known` are the far end's answers to what it has of that, by transaction; `free` is an
    incarnation that it says nobody has.
    """
    run = direct(arrival.connection)
    for tx, told in known.items():
        state_ = {wire.OK: "acked", wire.MERGED: "acked"}.get(told["st"], told["st"])
        run.execute(
            "UPDATE outbox SET state = CASE state WHEN 'pending' THEN ? ELSE state END,"
            " last_error = coalesce(last_error, ?), server_seq = ?, acked_at = ?"
            " WHERE tx_id = ? AND server_seq IS NULL",
            (state_, told.get("code"), told["seq"], to_ms(arrival.now), tx),
        )
    me = state.stand(arrival.connection)
    asked = "SELECT max(incarnation) FROM journal WHERE device = ?"
    (highest,) = run.execute(asked, (me.device,)).fetchone()
    new = max(
        free, me.incarnation + 1, int(highest or 0) + 1
    )  # the other machine may have had one
    run.execute("UPDATE state SET v = ? WHERE k = 'incarnation'", (str(new),))
    arrival.incarnation_changed = True
    left = [
        (_lines(run, me.device, *row[_INC : _INC + 3]), n, row)
        for n, *row in run.execute(
            f"SELECT n, {', '.join(outbox.COLUMNS)} FROM outbox"  # noqa: S608 - our own names
            " WHERE server_seq IS NULL ORDER BY n"
        ).fetchall()
    ]
    left.sort(key=lambda one: (one[0][0][0] if one[0] else 0, one[1]))  # as they lie in the log
    retold: dict[str, str] = {}
    seq, before = 0, GENESIS
    run.execute("DROP TRIGGER journal_stays")  # here alone a line moves, and it is said below
    for lines, n, row in left:
        first = seq + 1
        for place, values, was in lines:
            seq += 1
            retold[f"{values[1]}:{values[2]}"] = was.hex()
            moved: tuple[Raw, ...] = (me.device, new, seq, *values[3:])
            before = link(before, moved)
            run.execute(_UPDATE, (new, seq, before, place))
        row[_INC : _INC + 3] = [new, first, seq]
        run.execute(
            "UPDATE outbox SET incarnation = ?, first_line = ?, last_line = ? WHERE n = ?",
            (new, first, seq, n),
        )
        arrival.digests[OUTBOX_MARK, str(row[0])] = digest(tuple(row))
    run.execute(STAYS_DDL)
    arrival.facts = {RETOLD: retold}


def _lines(
    run: Any, device: str, inc: int, first: int, last: int
) -> list[tuple[int, tuple[Any, ...], bytes]]:
    """Place in the log, columns, hash."""
    asked = (
        f"SELECT n, {', '.join(JOURNAL_COLUMNS)}, hash FROM journal"  # noqa: S608 - our own names
        " WHERE device = ? AND incarnation = ? AND seq BETWEEN ? AND ? ORDER BY seq"
    )
    found = run.execute(asked, (device, inc, first, last)).fetchall()
    return [(row[0], tuple(row[1:-1]), row[-1]) for row in found]
