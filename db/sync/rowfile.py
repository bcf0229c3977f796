"""Rows of a snapshot as a small plain SQLite file: a newcomer's store takes it in one statement.

Read row by row out of JSON, a county cost eight times what its bytes cost to write; copied from
table to table, little more than that. The far end writes kinds of which there may be any number
and that keep nothing back on a workstation (`PLAIN`); the rest, and rows with words that the far
end does not know itself, travel as JSON. Personal fields are ciphertext here as everywhere.

Nothing is believed of the file but that it came whole: only tables, only known columns, only words
that this build knows. Whoever finds something else reads the rows one by one.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any, Self

from console.domain.changes import Kind
from console.domain.record import dataclass
from db.chain import digests
from db.coding import Raw
from db.entity import Entity
from db.registry import ENTITIES
from db.sync import wire
from db.sync.columns import UNREADABLE, Layout, in_time, layout
from db.vouched import Run

SEGMENT = "table"  # the kind of a segment whose bytes these are
PLAIN: dict[str, Entity] = {of.word: of for of in ENTITIES if not (of.unique or of.stays)}
_VER = "ver"
_AT_ONCE = 2000

Row = tuple[str, int, tuple[Raw, ...]]  # entity, ver, columns in order


class Strange(wire.Malformed):
    """Something in the file that this build does not know: the rows are looked at one by one."""


def columns(entity: str, told: dict[str, Any]) -> tuple[Raw, ...] | None:
    """The row as it lies in a table; None where it has to travel as JSON."""
    of = PLAIN.get(entity)
    if of is None or not told.keys() <= set(of.names):
        return None
    try:
        return layout(of).values(told)
    except UNREADABLE:
        return None


def written(rows: Iterable[Row]) -> bytes:
    """The file."""
    by_kind: dict[str, list[tuple[Raw, ...]]] = {}
    for entity, ver, values in rows:
        by_kind.setdefault(entity, []).append((*values, ver))
    made = sqlite3.connect(":memory:", isolation_level=None)
    try:
        made.execute("BEGIN")
        for entity, some in by_kind.items():
            of = PLAIN[entity]
            typed = ", ".join(f'"{name}" {of.sql_type(name)}' for name in of.names)
            made.execute(f'CREATE TABLE "{entity}"({typed}, {_VER} INTEGER) STRICT')
            marks = ", ".join("?" * (len(of.names) + 1))
            made.executemany(f'INSERT INTO "{entity}" VALUES ({marks})', some)  # noqa: S608
        made.execute("COMMIT")
        return made.serialize()
    except sqlite3.Error as error:
        raise Strange(str(error)) from error
    finally:
        made.close()


@dataclass(slots=True)
class Looked:
    """What was found in a file: by kind, how its rows are copied; `proven` as the inward chain
    vouches for them.
    """

    copies: list[tuple[str, tuple[Raw, ...]]] = field(default_factory=list)  # statement, defaults
    touched: dict[Kind, set[str]] = field(default_factory=dict)
    proven: list[Run] = field(default_factory=list)


def looked_at(data: bytes, schema: str) -> Looked:
    """Looks through the whole file, which will be attached as `schema`; Strange for anything that
    can't be copied blindly.
    """
    found = Looked()
    with _Opened(data) as file:
        for entity, names in file.tables():
            plan = _plan(entity, names)
            _known(file.run, plan)
            _in_time(file.run, plan)
            _prove(file.run, plan, found)
            found.copies.append((plan.copy(schema), plan.defaults))
    return found


def told(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows one by one, as a segment of JSON tells them."""
    with _Opened(data) as file:
        for entity, names in file.tables():
            spelled = ", ".join(f'"{name}"' for name in names)
            for row in file.run.execute(f'SELECT {spelled} FROM "{entity}"'):  # noqa: S608
                words = {k: wire.spelled(v) for k, v in zip(names, row, strict=True)}
                ver = words.pop(_VER)
                yield {"e": entity, "id": words["id"], "ver": ver, "row": words}


class _Opened:
    """The file in memory; a broken one is Malformed."""

    def __init__(self, data: bytes) -> None:
        self.run = sqlite3.connect(":memory:", isolation_level=None)
        self._data = data

    def __enter__(self) -> Self:
        try:
            self.run.deserialize(self._data)
            self.run.execute("PRAGMA trusted_schema = OFF")
            self.run.execute("PRAGMA cell_size_check = ON")
        except sqlite3.Error as error:
            self.run.close()
            raise wire.Malformed("row file") from error
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.run.close()
        if isinstance(error, sqlite3.Error):
            raise wire.Malformed("row file") from error

    def tables(self) -> list[tuple[str, list[str]]]:
        """Each with its columns."""
        there = self.run.execute("SELECT type, name FROM sqlite_master").fetchall()
        if any(kind != "table" for kind, _ in there):
            raise Strange("more than tables")
        asked = "SELECT name FROM pragma_table_info(?)"
        return [
            (str(name), [str(column) for (column,) in self.run.execute(asked, (name,))])
            for _, name in there
        ]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one kind are taken out of the file: where a column is missing, its default."""

    entity: str
    layout: Layout
    parts: tuple[str, ...]
    defaults: tuple[Raw, ...]

    def copy(self, schema: str) -> str:
        names = ", ".join(f'"{name}"' for name in self.layout.of.names)
        changed = ", ".join(
            f'"{name}" = excluded."{name}"' for name in self.layout.of.names if name != "id"
        )
        return (
            f'INSERT INTO main."{self.entity}"({names}, ver)'  # noqa: S608 - our own names
            f' SELECT {", ".join(self.parts)}, {_VER} FROM {schema}."{self.entity}" WHERE true'
            f" ON CONFLICT(id) DO UPDATE SET {changed}, ver = excluded.ver, shadow = NULL,"
            " deleted = 0"
        )


def _plan(entity: str, names: list[str]) -> _Plan:
    of = PLAIN.get(entity)
    if of is None or not {"id", _VER} <= set(names) <= {*of.names, _VER}:
        raise Strange(entity)
    shape = layout(of)
    there = set(names)
    parts = tuple(f'"{name}"' if name in there else "?" for name in of.names)
    defaults = tuple(shape.missing[name] for name in of.names if name not in there)
    return _Plan(entity, shape, parts, defaults)


def _known(run: Any, plan: _Plan) -> None:
    """Each word of an enumeration, each nested value once."""
    for place, decode in plan.layout.proofs:
        if plan.parts[place] == "?":
            continue
        asked = f'SELECT DISTINCT {plan.parts[place]} FROM "{plan.entity}"'  # noqa: S608
        for (value,) in run.execute(asked):
            try:
                if value is not None:
                    decode(value)
            except UNREADABLE as error:
                raise Strange(f"{plan.entity} {value!r}") from error


def _in_time(run: Any, plan: _Plan) -> None:
    for name in (plan.parts[place] for place in plan.layout.moments):
        if name == "?":
            continue
        asked = f'SELECT min({name}), max({name}) FROM "{plan.entity}"'  # noqa: S608
        if not all(map(in_time, run.execute(asked).fetchone())):
            raise Strange(f"{plan.entity} {name}")


def _prove(run: Any, plan: _Plan, found: Looked) -> None:
    entity, at = plan.entity, plan.layout.of.names.index("id")
    asked = f'SELECT {", ".join(plan.parts)} FROM "{entity}"'  # noqa: S608 - our own names
    coming, touched = run.execute(asked, plan.defaults), set[str]()
    while rows := coming.fetchmany(_AT_ONCE):
        _as_it_lies(plan, rows)
        ids = [row[at] for row in rows]
        if any(type(id_) is not str for id_ in ids):
            raise Strange(entity)
        touched.update(ids)
        found.proven.append((entity, ids, digests(rows)))
    found.touched[plan.layout.of.kind] = touched


def _as_it_lies(plan: _Plan, rows: list[tuple[Raw, ...]]) -> None:
    """One row for each shape that is among them; most are of one."""
    for row in {tuple(map(type, row)): row for row in rows}.values():
        try:
            if plan.layout.exact(row) is not row:
                raise Strange(f"{plan.entity} {row!r}")
        except TypeError as error:
            raise Strange(f"{plan.entity} {error}") from error
