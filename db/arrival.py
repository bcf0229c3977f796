"""One slice of what came from outside, and the line that vouches for it.

Rows that peers wrote are proven by nobody here: their digests in the peers' journals are of rows
that may since have met others'. So each slice is vouched for by a line of a chain of its own
(`<device>.in`), which never goes up; `check` and the search read it like any other line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from console.domain.changes import Changes, Kind
from console.domain.record import dataclass
from db import vouched
from db.chain import GENESIS, link
from db.coding import Raw, canonical, to_ms
from db.schema import JOURNAL_COLUMNS
from db.told import inward
from db.vouched import Run

RECEIVED = "sync.received"
ACTOR = "system"
_INSERT = (
    f"INSERT INTO journal({', '.join(JOURNAL_COLUMNS)}, hash)"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * (len(JOURNAL_COLUMNS) + 1))})"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that an officer should read: what became of something of his."""

    kind: str
    subject_kind: Kind
    subject_id: str
    facts: Mapping[str, Any]
    important: bool = True


@dataclass(slots=True)
class Arrival:
    """`digests` by (kind or mark, id): hex of what now lies there, "" for what was withdrawn.
    `proven` are the same for rows that came by the thousand.
    """

    now: datetime
    cause: str
    new_id: Callable[[], str]
    connection: Connection = field(default=None)  # type: ignore[assignment]  # set at once
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    proven: Sequence[Run] = ()
    touched: dict[Kind, set[str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    learned: set[str] = field(default_factory=set)
    destroyed: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    incarnation_changed: bool = False
    changes: Changes = field(default_factory=Changes)

    def touch(self, kind: Kind, id_: str) -> None:
        self.touched.setdefault(kind, set()).add(id_)


def vouch(arrival: Arrival, new_id: Callable[[], str]) -> None:
    """Writes the slice's lines at the end of the inward chain; nothing for an empty slice."""
    if not (arrival.digests or arrival.proven or arrival.remarks):
        return
    connection = arrival.connection
    state = {str(k): v for k, v in connection.exec_driver_sql("SELECT k, v FROM state")}
    device, incarnation = inward(str(state["device_id"])), int(state["incarnation"])
    last = connection.exec_driver_sql(
        "SELECT seq, hash FROM journal WHERE device = ? AND incarnation = ?"
        " ORDER BY seq DESC LIMIT 1",
        (device, incarnation),
    ).fetchone()
    seq, before = (0, GENESIS) if last is None else (int(last[0]), bytes(last[1]))
    told = ((name, id_, value) for (name, id_), value in arrival.digests.items())
    rows = vouched.spelled([*vouched.runs(told), *arrival.proven])
    tx, at = new_id(), to_ms(arrival.now)
    main = Remark(RECEIVED, Kind.JOURNAL, device, arrival.facts, important=False)
    for remark in (main, *arrival.remarks):
        seq += 1
        values: tuple[Raw, ...] = (
            device,
            incarnation,
            seq,
            tx,
            at,
            at,
            ACTOR,
            arrival.cause,
            remark.kind,
            str(remark.subject_kind),
            remark.subject_id,
            canonical(dict(remark.facts)),
            None,
            "",
            int(remark.important),
            "",
            rows,
        )
        before = link(before, values)
        connection.exec_driver_sql(_INSERT, (*values, before))
        rows = vouched.NOTHING
