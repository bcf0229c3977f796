"""A row as it travels and a row as it lies: the way in, proven before it is written.

What a newer build knows and this one doesn't (an unknown kind, a new word of an enum) must not be
half understood: it is put aside whole. A column that is missing takes the record's own default;
what never travels (`stays`) keeps what lies here.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from operator import itemgetter
from typing import Any

from console.domain.record import dataclass
from db.coding import Coding, Raw
from db.entity import Entity
from db.sync import wire

_EMPTY: dict[str, Raw] = {"TEXT": "", "INTEGER": 0, "REAL": 0.0, "BLOB": None}


@dataclass(frozen=True)
class Layout:
    """How rows of one kind are written here."""

    of: Entity
    missing: Mapping[str, Raw]  # what stands where a column is missing
    taken: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    proofs: tuple[tuple[int, Any], ...]  # places whose words must be known to this build
    sealed: tuple[int, ...]
    upsert: str

    def values(self, told: Mapping[str, Any]) -> tuple[Raw, ...]:
        """The columns in order; ValueError or KeyError where this build can't understand them."""
        row = self.taken({**self.missing, **told})
        if not self.sealed:
            for place, decode in self.proofs:
                if row[place] is not None:
                    decode(row[place])
            return row
        found = list(row)
        for place in self.sealed:
            found[place] = wire.read(found[place])
        for place, decode in self.proofs:
            if found[place] is not None:
                decode(found[place])
        return tuple(found)


@cache
def layout(of: Entity) -> Layout:
    missing = {one.name: _default(of, one) for one in fields(of.record)}
    proofs = tuple(
        (at, of.codings[name].decode)
        for at, name in enumerate(of.names)
        if name not in of.personal and _may_be_unknown(of.codings[name])
    )
    sealed = tuple(at for at, name in enumerate(of.names) if name in of.blobs)
    return Layout(of, missing, itemgetter(*of.names), proofs, sealed, _upsert(of))


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
