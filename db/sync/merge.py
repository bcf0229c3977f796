"""How a patch meets a row that has moved on: field by field, against what its writer had seen.

Pure; the far end's and the relay's. Values are compared as they travel: equal bytes are equal
values, and a sealed word that was not touched keeps its bytes. Fields that mean nothing without
each other (longitude and latitude) meet as one.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import orjson

from console.domain.record import dataclass
from db.entity import Entity, Merge

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Apart:
    """A field of which two said different things; the far end's value stands until one chooses."""

    field: str
    base: Any
    first: Any
    late: Any


@dataclass(slots=True)
class Meeting:
    """`taken` is what changes in the row; `apart` what a person has to choose."""

    taken: dict[str, Any] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)


def meet(of: Entity, row: Values, base: Values | None, wish: Values) -> Meeting:
    """`row` as the far end has it, `base` as the writer had seen it, `wish` what he set.

    A field that he did not set is never touched (G9).
    """
    base = base or {}
    met = Meeting()
    for names in _groups(of, wish):
        _meet_one(of, names, row, base, wish, met)
    return met


def _groups(of: Entity, wish: Values) -> list[tuple[str, ...]]:
    left, found = [name for name in wish if name != "id"], []
    for group in of.inseparable:
        some = tuple(name for name in left if name in group)
        if some:
            found.append(some)
            left = [name for name in left if name not in group]
    return found + [(name,) for name in left]


def _meet_one(
    of: Entity, names: tuple[str, ...], row: Values, base: Values, wish: Values, met: Meeting
) -> None:
    differing = [name for name in names if row.get(name) != wish[name]]
    if not differing:
        return
    if all(row.get(name) == base.get(name) for name in names):
        met.taken.update((name, wish[name]) for name in differing)
        return
    for name in differing:
        joined = _joined(of.merge, row.get(name), wish[name])
        if joined is not _UNDECIDED:
            met.taken[name] = joined
        else:
            met.apart.append(Apart(name, base.get(name), row.get(name), wish[name]))


_UNDECIDED = object()


def _joined(policy: Merge, first: Any, late: Any) -> Any:
    if policy is Merge.MINE:
        return late
    if policy is Merge.MAXIMUM and type(first) is type(late):
        return max(first, late)
    if policy is Merge.UNION:
        return _union(first, late)
    return _UNDECIDED


def _union(first: Any, late: Any) -> Any:
    """Two sets, each a JSON array in a column."""
    try:
        both = orjson.loads(first or "[]") + orjson.loads(late or "[]")
    except (orjson.JSONDecodeError, TypeError):
        return _UNDECIDED
    kept: list[Any] = []
    for one in both:
        if one not in kept:
            kept.append(one)
    return orjson.dumps(kept).decode()
