"""What the rules work on and what they leave: the county's rows before, the group's effect after."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import orjson

from console.domain.record import dataclass
from db.gateway.groups import Group
from db.gateway.shelf import Key, Row
from db.registry import entity
from db.sync import wire
from db.sync.convert import CONVERTER, Converter

_MILLISECOND_DIGITS = 14


class Turned(Exception):  # noqa: N818 - a verdict, not a fault
    """The whole group is refused (`rejected`) or put aside (`quarantined`) with a code."""

    def __init__(self, state: str, code: str, misses: Key | None = None) -> None:
        super().__init__(state, code)
        self.state = state
        self.code = code
        self.misses = misses


@dataclass(slots=True)
class Standing:
    """The county as a push finds it and each group leaves it; `now` in milliseconds, `skews` how far
    a workstation's clock is ahead of it.
    """

    rows: dict[Key, Row]
    bodies: dict[Key, dict[str, Any]]
    claims: dict[Key, str]
    balances: dict[Key, int]
    now: int
    skews: dict[str, int] = field(default_factory=dict)
    converter: Converter = CONVERTER

    def body(self, key: Key) -> dict[str, Any] | None:
        """The columns of a row; not to be changed in place."""
        found = self.bodies.get(key)
        if found is None:
            row = self.rows.get(key)
            if row is None:
                return None
            found = self.bodies[key] = orjson.loads(row.body)
        return found


@dataclass(slots=True)
class Outcome:
    """`bodies` are the rows as the group leaves them; nothing stands until it is agreed to."""

    state: str = wire.OK
    code: str = ""
    flags: set[str] = field(default_factory=set)
    bodies: dict[Key, dict[str, Any]] = field(default_factory=dict)
    claimed: dict[Key, str] = field(default_factory=dict)
    released: set[Key] = field(default_factory=set)
    balances: dict[Key, int] = field(default_factory=dict)
    misses: Key | None = None  # a row: with it the group may be judged again

    def body(self, key: Key, standing: Standing) -> dict[str, Any] | None:
        """A row as it stands in the middle of the group."""
        found = self.bodies.get(key)
        return standing.body(key) if found is None else found

    def holder(self, claim: Key, standing: Standing) -> str | None:
        """Whose a claim is in the middle of the group."""
        if claim in self.claimed:
            return self.claimed[claim]
        return None if claim in self.released else standing.claims.get(claim)

    def write(self, record: Any) -> None:
        """A row that the far end makes itself, encoded as a console would."""
        of = entity(type(record))
        body = {name: value for name, value in of.encode(record).items() if value is not None}
        self.bodies[str(of.kind), record.id] = body


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it, at which workstation, and when by its own clock."""

    device: str
    actor: str
    at: int


def author(row: Row | None, name: str, group: Group) -> Author:
    """Of one field's value; of `group` itself where it made the row a moment ago."""
    if row is None:
        return Author(group.device, group.actor, moment(group.hlc))
    if not row.marks:
        return Author(row.device, row.actor, row.at)
    marks = orjson.loads(row.marks)
    return Author(*marks.get(name, marks[""]))


def marked(row: Row, old: Mapping[str, Any], new: Mapping[str, Any], by: Author) -> str:
    """The authors of a row's fields after a change; "" is whoever made it."""
    marks = orjson.loads(row.marks) if row.marks else {"": [row.device, row.actor, row.at]}
    told = [by.device, by.actor, by.at]
    marks |= {name: told for name, value in new.items() if old.get(name) != value}
    return orjson.dumps(marks).decode()


def moment(hlc: str) -> int:
    """Milliseconds that a hybrid clock's text begins with; for showing only."""
    head = hlc.partition("-")[0]
    return int(head) if head.isdecimal() and len(head) <= _MILLISECOND_DIGITS else 0


def json_text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
