"""What this store has and the far end never heard of, laid into the outbox as history (lane 3).

The first workstation of a county brings everything: rows in small groups, and the lines of its log
that never went up. Later it is a few rows that a far end put back from a copy has lost. No line of
the log is written for them, nothing happened; the inward chain vouches for the groups.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson

from console.domain.changes import Changes, Kind
from db import outbox
from db.arrival import Arrival
from db.chain import digest
from db.coding import Raw
from db.commit import OUTBOX_MARK
from db.engine import direct
from db.entity import DataClass, Entity
from db.ids import stamp
from db.outbox import HISTORY_LANE, PATCH, Added, Operation
from db.registry import ENTITIES
from db.schema import SCHEMA_NO
from db.store import Store
from db.sync import state, wire
from db.sync.overlay import Overlay

DONE = "done"
_ACTOR = "system"
_ROWS, _LINES = 200, 500  # in one group
_BYTES = 192 << 10
_AT_ONCE = 1000  # rows in one transaction
_NEVER = {DataClass.LOCAL, DataClass.REFERENCE}


def lay(store: Store, heard: Callable[[Changes], None]) -> None:
    """Everything that never went up. Cut off at any moment, it goes on there."""
    while True:
        with store.receive() as arrival:
            at = state.stand(arrival.connection).told.get(state.OFFERED, "")
            if at == DONE:
                return
            state.keep(arrival.connection, offered=_more(arrival, store.ids.next, at))
        heard(arrival.changes)


def _more(arrival: Arrival, new_id: Callable[[], str], at: str) -> str:
    """One slice: some rows of a kind, or at the end the lines; where it goes on."""
    offered = [of for of in ENTITIES if of.data_class not in _NEVER]
    kinds = [str(of.kind) for of in offered]
    kind, _, after = at.partition(":")
    place = kinds.index(kind) if kind else 0
    run = direct(arrival.connection)
    rows = run.execute(
        f'SELECT id FROM "{kinds[place]}" WHERE id > ? AND ver = 0 AND deleted = 0'  # noqa: S608
        " ORDER BY id LIMIT ?",
        (after, _AT_ONCE),
    ).fetchall()
    _tell(arrival, new_id, offered[place], [str(id_) for (id_,) in rows])
    if len(rows) == _AT_ONCE:
        return f"{kinds[place]}:{rows[-1][0]}"
    if place + 1 < len(kinds):
        return f"{kinds[place + 1]}:"
    me = state.stand(arrival.connection)
    for incarnation, first, last in list(unsent(run, me.device)):
        _put(arrival, new_id, [], (incarnation, first, last))
    return DONE


def again(arrival: Arrival, of: Entity, ids: Sequence[str]) -> None:
    """These rows were known there and are lost: as if they had never been told."""
    run = direct(arrival.connection)
    run.executemany(
        f'UPDATE "{of.kind}" SET ver = 0, shadow = NULL WHERE id = ?',  # noqa: S608
        [(id_,) for id_ in ids],
    )
    _tell(arrival, arrival.new_id, of, _not_refound(arrival, of, ids))


def _not_refound(arrival: Arrival, of: Entity, ids: Sequence[str]) -> list[str]:
    """What the far end itself had found short it finds again where it is so in its history of now;
    told by us it would stand open for ever. What a person has settled is told.
    """
    if of.kind is not Kind.SHORTFALL:
        return list(ids)
    kept = []
    for id_ in ids:
        withdrawn = direct(arrival.connection).execute(
            f'UPDATE "{of.kind}" SET deleted = 1 WHERE id = ? AND settled_at IS NULL',  # noqa: S608
            (id_,),
        )
        if withdrawn.rowcount:
            arrival.digests[str(of.kind), id_] = ""
            arrival.touch(of.kind, id_)
        else:
            kept.append(id_)
    return kept


def _tell(arrival: Arrival, new_id: Callable[[], str], of: Entity, ids: Sequence[str]) -> None:
    """Groups that make these rows. Under what waits, a row is told as it was before."""
    if not ids:
        return
    overlay = Overlay()
    overlay.load(arrival.connection, state.stand(arrival.connection).cursor)
    run = direct(arrival.connection)
    ledger = of.data_class is DataClass.LEDGER
    making: list[Operation] = []
    added: list[str] = []
    size = 0
    for id_ in ids:
        values = run.execute(
            f'SELECT {of.columns} FROM "{of.kind}" WHERE id = ?',  # noqa: S608 - our own names
            (id_,),
        ).fetchone()
        row = overlay.under((str(of.kind), id_), _told(of, values))
        if row is None:
            continue
        if ledger:
            added.append(id_)
        else:
            making.append(Operation(PATCH, of.word, id_, None, row))
        size += len(orjson.dumps(row))
        if len(making) + len(added) == _ROWS or size > _BYTES:
            _put(arrival, new_id, [(of.word, added)] if ledger else making)
            making, added, size = [], [], 0
    if making or added:
        _put(arrival, new_id, [(of.word, added)] if ledger else making)


def _told(of: Entity, values: tuple[Raw, ...]) -> dict[str, Any]:
    named = zip(of.names, values, strict=True)
    return {name: wire.spelled(v) for name, v in named if v is not None and name not in of.stays}


def _put(
    arrival: Arrival,
    new_id: Callable[[], str],
    ops: Sequence[Operation | Added],
    lines: tuple[int, int, int] | None = None,
) -> None:
    """A group of history; where it carries no lines, its last is before its first."""
    me = state.stand(arrival.connection)
    tx = new_id()
    values = (
        *(tx, HISTORY_LANE, SCHEMA_NO, stamp(tx, me.device), _ACTOR),
        *(lines or (me.incarnation, 1, 0)),
        outbox.spelled(tx, ops),
    )
    direct(arrival.connection).execute(outbox.INSERT, values)
    arrival.digests[OUTBOX_MARK, tx] = digest(values)


def unsent(run: Any, device: str) -> Iterator[tuple[int, int, int]]:
    """(incarnation, first, last) of the lines of our chains that no group carries."""
    chains = run.execute(
        "SELECT incarnation, max(seq) FROM journal WHERE device = ? GROUP BY incarnation",
        (device,),
    ).fetchall()
    for incarnation, newest in chains:
        at = 1
        carried = run.execute(
            "SELECT first_line, last_line FROM outbox WHERE incarnation = ?"
            " AND last_line >= first_line ORDER BY first_line",
            (incarnation,),
        ).fetchall()
        for first, last in (*carried, (newest + 1, newest + 1)):
            while at < first:
                upto = min(first - 1, at + _LINES - 1)
                yield incarnation, at, upto
                at = upto + 1
            at = max(at, last + 1)
