"""A group's operations in full: what it only names, rows of a ledger, with their words put in.

The words follow from the row, which never changes and whose digest stands in the journal, so that
the bytes that go up are the same each time (G3). A column that came with a later schema is no part
of a group that was written before it (`Entity.names_at`).
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import orjson

from console.domain.changes import Kind
from db.coding import Raw
from db.outbox import APPEND, Told, cleared, lying
from db.registry import BY_KIND
from db.schema import SCHEMA_NO

_NAMED = '"rows":['  # no field has a list in it as it lies here: nested values are text


def operations(run: Any, tx: str, ops: str, schema: int = SCHEMA_NO) -> list[Told]:
    """Every operation as it travels; `run` is a driver's connection, `schema` the group's own.
    LookupError for a row that is not there any more, ValueError for what was spoilt.
    """
    if _NAMED not in ops:
        return lying(ops)
    told: list[Told] = []
    places = count()
    for op in lying(ops):
        if "rows" in op:
            told += _appended(run, tx, (Kind(op["entity"]), schema), op["rows"], places)
        else:
            next(places)
            told.append(op)
    return told


def travelling(run: Any, tx: str, ops: str, schema: int) -> tuple[bytes, int]:
    """As they go up, and how many they are."""
    if _NAMED not in ops:
        return ops.encode(), ops.count('"entity":')
    told = operations(run, tx, ops, schema)
    return orjson.dumps(told), len(told)


def _appended(
    run: Any, tx: str, what: tuple[Kind, int], ids: list[str], places: Iterator[int]
) -> Iterator[Told]:
    """A thousand at a time go up: as `Operation.making(…).told(…)`, in one go."""
    kind, schema = what
    of = BY_KIND[kind]
    names = of.names_at(schema)
    columns = ", ".join(f'"{name}"' for name in names)
    asked = (
        f'SELECT {columns} FROM "{kind}"'  # noqa: S608 - our own names
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    place, word, bare = names.index("id"), of.word, not (of.blobs or of.stays)
    found = run.execute(asked, (orjson.dumps(ids).decode(),)).fetchall()
    rows: dict[Raw, tuple[Raw, ...]] = {row[place]: row for row in found}
    for id_ in ids:
        given: Told = {name: v for name, v in zip(names, rows[id_]) if v is not None}  # noqa: B905
        if not bare:
            cleared(of, given)
        at = next(places)
        yield {
            "id": f"{tx}.{at}",
            "kind": APPEND,
            "entity": word,
            "of": id_,
            "base": None,
            "set": given,
        }
