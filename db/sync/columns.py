"""A row as it travels and a row as it lies: the way in, proven before it is written.

What a newer build knows and this one doesn't (an unknown kind, a new word of an enum) must not be
half understood: it is put aside whole. A column that is missing takes the record's own default;
what never travels (`stays`) keeps what lies here.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from console.domain.record import dataclass
from db.coding import Coding, Raw, from_ms, to_ms
from db.entity import Entity
from db.sync import wire

# What the words of a row may do to whoever reads them: a word that is missing or unknown, a number
# that no column holds, a figure that is none, a text nested without end.
UNREADABLE = (
    *(KeyError, ValueError, TypeError, IndexError, AttributeError),
    *(ArithmeticError, RecursionError, wire.Malformed),
)
# No calendar has another, and no pane could show it.
_FIRST, _LAST = (to_ms(datetime(*day, tzinfo=UTC)) for day in ((1, 1, 2), (9999, 12, 30)))
_EMPTY: dict[str, Raw] = {"TEXT": "", "INTEGER": 0, "REAL": 0.0, "BLOB": None}


@dataclass(frozen=True)
class Layout:
    """How rows of one kind are written here."""

    of: Entity
    missing: Mapping[str, Raw]  # what stands where a column is missing
    taken: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    proofs: tuple[tuple[int, Any], ...]  # places whose words must be known to this build
    sealed: tuple[int, ...]
    moments: tuple[int, ...]
    upsert: str
    shapes: set[tuple[type, ...]] = field(default_factory=set)  # types of rows that lie as told

    def values(self, told: Mapping[str, Any]) -> tuple[Raw, ...]:
        """The columns in order; UNREADABLE where this build can't understand them."""
        row = self.taken({**self.missing, **told})
        if self.sealed:
            found = list(row)
            for place in self.sealed:
                found[place] = wire.read(found[place])
            row = tuple(found)
        for place, decode in self.proofs:
            if row[place] is not None:
                decode(row[place])
        for place in self.moments:
            at = row[place]
            if at is not None and not _FIRST <= at <= _LAST:
                raise ValueError(f"a time {at!r}")
        return row if tuple(map(type, row)) in self.shapes else self.exact(row)

    def exact(self, row: tuple[Any, ...]) -> tuple[Raw, ...]:
        """As it will lie there: SQLite would make a text of a number without a word, and the digest
        would be of something else. TypeError for what is no value of its column.
        """
        types = tuple(map(type, row))
        if types in self.shapes:
            return row
        mended = tuple(map(_lying, self.of.names, map(self.of.sql_type, self.of.names), row))
        if tuple(map(type, mended)) != types:
            return mended
        self.shapes.add(types)
        return row


def in_time(at: Raw) -> bool:
    return at is None or (type(at) is int and _FIRST <= at <= _LAST)


_LIES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float, "BLOB": bytes}


def _lying(name: str, sql: str, value: Any) -> Raw:
    lies: Raw = value
    if sql == "REAL" and type(lies) is int:
        return float(lies)
    if lies is not None and type(lies) is not _LIES[sql]:
        raise TypeError(f"{name} {lies!r}")
    return lies


@cache
def layout(of: Entity) -> Layout:
    missing = {one.name: _default(of, one) for one in fields(of.record)}
    proofs = tuple(
        (at, of.codings[name].decode)
        for at, name in enumerate(of.names)
        if name not in of.personal and _may_be_unknown(of.codings[name])
    )
    sealed = tuple(at for at, name in enumerate(of.names) if name in of.blobs)
    moments = tuple(at for at, name in enumerate(of.names) if of.codings[name].decode is from_ms)
    return Layout(of, missing, itemgetter(*of.names), proofs, sealed, moments, _upsert(of))


def _may_be_unknown(code: Coding) -> bool:
    """Words and numbers of an enumeration, and what is nested."""
    return not code.plain and (
        code.sql == "TEXT" or isinstance(getattr(code.decode, "__self__", None), dict)
    )


def _default(of: Entity, one: Any) -> Raw:
    code = of.codings[one.name]
    if one.name in of.personal:
        return None
    value = one.default
    if value is MISSING and one.default_factory is not MISSING:
        value = one.default_factory()
    if value is MISSING:
        return None if code.optional else _EMPTY[code.sql]
    if value is None or code.plain:
        found: Raw = value
        return found
    encoded: Raw = code.encode(value)
    return encoded


def _upsert(of: Entity) -> str:
    names = ", ".join(f'"{name}"' for name in of.names)
    marks = ", ".join("?" * (len(of.names) + 2))
    changed = ", ".join(
        f'"{name}" = excluded."{name}"'
        for name in of.names
        if name != "id" and name not in of.stays
    )
    return (
        f'INSERT INTO "{of.kind}"({names}, ver, shadow) VALUES ({marks})'  # noqa: S608 - our own names
        f" ON CONFLICT(id) DO UPDATE SET {changed}, ver = excluded.ver,"
        " shadow = excluded.shadow, deleted = 0"
    )
