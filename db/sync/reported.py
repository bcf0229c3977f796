"""How far up the newest entry about a record has got, and which own decisions were turned away.

A record's newest journal line names its transaction, and the transaction its group in the outbox:
two index look-ups for a record, no group is unpacked. A line of another console came down from
the far end, so it is there; a group that is no longer kept was answered long ago.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from console.domain.record import dataclass
from db import appended
from db.coding import from_ms
from db.engine import direct
from db.registry import entity
from db.work import Read

R = TypeVar("R")
PENDING, ACKED = "pending", "acked"
_NEWEST = "SELECT tx, device FROM journal WHERE subject_id = ? ORDER BY n DESC LIMIT 1"
_GROUP = "SELECT state, acked_at FROM outbox WHERE tx_id = ?"
_REFUSED = "SELECT tx_id, ops FROM outbox WHERE state = 'rejected' ORDER BY n"


@dataclass(frozen=True, slots=True)
class Gone:
    """`state` as the outbox has it, acked where it came from elsewhere; `at` when it was answered."""

    state: str
    at: datetime | None = None


def gone(read: Read, ids: Iterable[str]) -> dict[str, Gone]:
    """By id; a record that the journal does not know is left out."""
    made: dict[str, Gone] = {}
    asked = direct(read.connection)
    own = asked.execute("SELECT v FROM state WHERE k = 'device_id'").fetchone()[0]
    for id_ in dict.fromkeys(ids):
        line = asked.execute(_NEWEST, (id_,)).fetchone()
        if line is None:
            continue
        tx, device = line
        group = asked.execute(_GROUP, (tx,)).fetchone() if device == own else None
        if group is None:
            made[id_] = Gone(ACKED)
        else:
            state, at = group
            made[id_] = Gone(str(state), None if at is None else from_ms(at))
    return made


def turned_away(read: Read, record: type[R]) -> list[R]:
    """Records of this kind that were made in a group which the far end rejected, as they were."""
    of = entity(record)
    empty: dict[str, object] = dict.fromkeys(of.names)
    run = direct(read.connection)
    sets = (
        one["set"]
        for tx, ops in run.execute(_REFUSED).fetchall()
        for one in appended.operations(run, tx, ops)
        if one["entity"] == of.kind and one["base"] is None
    )
    return [of.decode({**empty, **given}) for given in sets]
