"""A long list a page at a time: what is asked, and the SQL that answers it.

A list of 100,000 rows is never in memory. Its order is: one whole number a row (SQLite's own row
number, eight bytes), asked once per question, so that any page anywhere is then fetched by its
numbers and costs the same as the first. OFFSET would read everything that it skips. The first
page is asked for by itself, so that something stands on the screen before the order is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from console.domain.record import dataclass
from db import asking
from db.coding import Raw, canonical
from db.entity import Entity

LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """`order` is one field, `-field` for the last first, empty for the order of making.

    `text` must occur in one of the fields `within`, or one of `either` must hold: the words of an
    enumeration and the names of what a field refers to are not in the row itself. `where` as in
    `read.find`.
    """

    order: str = ""
    text: str = ""
    within: tuple[str, ...] = ()
    either: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)


def pages(of: Entity, sought: Sought, limit: int, offset: int = 0) -> tuple[str, list[Raw]]:
    """Number and columns of so many rows."""
    condition, bound = _condition(of, sought)
    asked = asking.select(of, f"rowid, {of.columns}", condition)
    return asked + _order(of, sought.order) + asking.part(limit, offset), bound


def order(of: Entity, sought: Sought) -> tuple[str, list[Raw]]:
    """The numbers of all of them in order, as one text: 100,000 rows handed over one by one would
    hold up the thread that paints.
    """
    condition, bound = _condition(of, sought)
    said = f"group_concat(rowid, ','{_order(of, sought.order)})"
    return asking.select(of, said, condition), bound


def numbered(of: Entity, numbers: Iterable[int]) -> tuple[str, list[Raw]]:
    """The rows of these numbers, as the table gives them."""
    condition = "deleted = 0 AND rowid IN (SELECT value FROM json_each(?))"
    return asking.select(of, f"rowid, {of.columns}", condition), [canonical(list(numbers))]


def _condition(of: Entity, sought: Sought) -> tuple[str, list[Raw]]:
    condition, bound = asking.where(of, sought.where)
    if not sought.text:
        return condition, bound
    like = f"%{escaped(sought.text)}%"
    names = [name for name in sought.within if of.codings[name].sql == "TEXT"]
    parts = [f"{asking.column(of, name)} LIKE ? ESCAPE '\\'" for name in names]
    bound += [like] * len(parts)
    for name, values in sought.either.items():
        if values:
            quoted, encode = asking.column(of, name), of.codings[name].encode
            parts.append(f"{quoted} IN (SELECT value FROM json_each(?))")  # noqa: S608 - our own names
            bound.append(canonical([encode(value) for value in values]))
    return f"{condition} AND ({' OR '.join(parts) or '0'})", bound


def _order(of: Entity, said: str) -> str:
    """Always ends with the id, so that no two rows ever change places."""
    if not said:
        return ' ORDER BY "id" DESC'
    down = " DESC" if said.startswith("-") else ""
    return f' ORDER BY {asking.column(of, said.lstrip("-"))}{down}, "id"{down}'


def escaped(text: str) -> str:
    r"""What was typed, with % _ and \ meaning themselves."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
