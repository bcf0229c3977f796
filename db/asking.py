"""The small question language as SQL text: `field=value`, `field__le=value`, `order="-at,id"`.

The text is written straight for the driver. Built as SQLAlchemy expressions the same questions
cost more than the answers: some forty of them stand between a start and the painted wall.
Names and the words of our own enumerations are written out, every other value is bound.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from db.coding import Raw
from db.entity import Entity

_OPERATORS = {"": "=", "not": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "like": "LIKE"}


def column(of: Entity, name: str) -> str:
    """The quoted name; sealed fields can't be asked for, and an unknown one is our fault."""
    if name in of.personal:
        raise TypeError(f"{of.kind}.{name} is sealed and can't be asked for")
    if name not in of.codings:
        raise TypeError(f"{of.kind} has no {name}")
    return f'"{name}"'


def where(of: Entity, asked: Mapping[str, Any]) -> tuple[str, list[Raw]]:
    """The condition and what is bound to it."""
    parts, bound = ["deleted = 0"], list[Raw]()
    for key, value in asked.items():
        name, _, operator = key.partition("__")
        quoted, encode = column(of, name), of.codings[name].encode
        if operator == "in":
            values = list(value)
            marks = [_mark(one) for one in values]
            parts.append(f"{quoted} IN ({', '.join(marks)})")
            bound += [encode(one) for one in values if not isinstance(one, StrEnum)]
        elif value is None:
            parts.append(f"{quoted} {_NULL[operator]}")
        else:
            parts.append(f"{quoted} {_OPERATORS[operator]} {_mark(value)}")
            if not isinstance(value, StrEnum):
                bound.append(encode(value))
    return " AND ".join(parts), bound


def _mark(value: object) -> str:
    """A word of our own stands in the text, so that SQLite sees which partial index answers it."""
    if not isinstance(value, StrEnum):
        return "?"
    if "'" in value.value:
        raise TypeError(f"{value!r} can't stand in a question")
    return f"'{value.value}'"


_NULL = {"": "IS NULL", "not": "IS NOT NULL"}


def select(of: Entity, what: str, condition: str) -> str:
    return f'SELECT {what} FROM "{of.kind}" WHERE {condition}'  # noqa: S608 - our own names


def ordered(of: Entity, order: str) -> str:
    said = (
        f"{column(of, name.lstrip('-'))}{' DESC' if name.startswith('-') else ''}"
        for name in order.split(",")
    )
    return f" ORDER BY {', '.join(said)}"


def part(limit: int | None, offset: int = 0) -> str:
    """No limit is -1 in SQLite; an offset needs one."""
    if limit is None and not offset:
        return ""
    return f" LIMIT {-1 if limit is None else int(limit)} OFFSET {int(offset)}"
