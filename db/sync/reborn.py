"""A new incarnation, because a second machine speaks with this workstation's name (a cloned disk).

What waits is told anew in a chain of its own, under the same ids of transactions and operations:
nothing is lost, and what the far end had taken already is known again.
"""

from typing import Any

import orjson

from db import outbox
from db.arrival import Arrival
from db.chain import GENESIS, digest, link
from db.coding import Raw, canonical
from db.commit import KEY_MARK, OUTBOX_MARK
from db.engine import direct
from db.schema import JOURNAL_COLUMNS
from db.sync import state

_COLUMNS = ", ".join(JOURNAL_COLUMNS)
_ROWS = JOURNAL_COLUMNS.index("rows")
_INC = outbox.COLUMNS.index("incarnation")
_INSERT = (
    f"INSERT INTO journal({_COLUMNS}, hash)"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * (len(JOURNAL_COLUMNS) + 1))})"
)


def begin(arrival: Arrival, free: int = 0) -> None:
    """`free` is an incarnation that the far end says nobody has."""
    run = direct(arrival.connection)
    me = state.stand(arrival.connection)
    asked = "SELECT max(incarnation) FROM journal WHERE device = ?"
    (known,) = run.execute(asked, (me.device,)).fetchone()
    new = max(free, me.incarnation + 1, int(known or 0) + 1)  # the other machine may have had one
    run.execute("UPDATE state SET v = ? WHERE k = 'incarnation'", (str(new),))
    arrival.incarnation_changed = True
    waiting = run.execute(
        f"SELECT n, {', '.join(outbox.COLUMNS)} FROM outbox"  # noqa: S608 - our own names
        " WHERE server_seq IS NULL ORDER BY n"
    ).fetchall()
    seq, before = 0, GENESIS
    for n, *row in waiting:
        first = seq + 1
        for line in _lines(run, me.device, row[_INC], row[_INC + 1], row[_INC + 2]):
            seq += 1
            values: tuple[Raw, ...] = (
                me.device,
                new,
                seq,
                *line[3:_ROWS],
                _keys(run, line[_ROWS]),
            )
            before = link(before, values)
            run.execute(_INSERT, (*values, before))
        row[_INC : _INC + 3] = [new, first, seq]
        run.execute(
            "UPDATE outbox SET incarnation = ?, first_line = ?, last_line = ? WHERE n = ?",
            (new, first, seq, n),
        )
        arrival.digests[OUTBOX_MARK, str(row[0])] = digest(tuple(row)).hex()


def _lines(run: Any, device: str, inc: int, first: int, last: int) -> list[tuple[Any, ...]]:
    asked = (
        f"SELECT {_COLUMNS} FROM journal WHERE device = ? AND incarnation = ?"  # noqa: S608
        " AND seq BETWEEN ? AND ? ORDER BY seq"
    )
    return list(run.execute(asked, (device, inc, first, last)).fetchall())


def _keys(run: Any, rows: str) -> str:
    """A line that is told anew names its keys as they are by now, and no rows: those went on."""
    told = []
    for mark, about, _ in orjson.loads(rows) if f'["{KEY_MARK}",' in rows else ():
        if mark == KEY_MARK:
            asked = "SELECT about, key, made_at, destroyed_at FROM subject_key WHERE about = ?"
            row = run.execute(asked, (about,)).fetchone()
            if row is not None:
                told.append([KEY_MARK, about, digest(row).hex()])
    return canonical(told)
