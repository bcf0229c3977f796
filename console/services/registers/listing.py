"""Registers as they are read: counts, rows by the page, the card of one record and its history."""

from array import array
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.services.duty import current_watch
from console.services.glance import log
from console.services.permission import Permission, permitted
from console.services.registers.kinds import BY_KIND, REGISTERS, Count
from console.services.registers.names import Names
from console.services.registers.shape import Field, Named, Register, Shape, shown, value
from console.services.world import World
from console.wording import masked
from db import journal
from db.paging import LIMIT, Sought
from db.registry import BY_KIND as ENTITIES
from db.work import Read

_WRITTEN = frozenset({Shape.TEXT, Shape.LONG, Shape.WORDS, Shape.DAY, Shape.PHONE, Shape.ACCOUNT})
_SHORT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`full` shows telephones in full: for those on watch, and after it was written down (D41)."""

    kind: Kind
    order: str = ""
    text: str = ""
    archived: bool = False
    full: bool = False


class Row:
    """`number` is the row's own in its table; its texts are made when they are looked at: of a
    page of two hundred the screen shows twenty.
    """

    __slots__ = ("_read", "_record", "_texts", "archived", "id", "number")

    def __init__(self, number: int, record: Any, reading: "Reading") -> None:
        self.number, self.id = number, str(record.id)
        self.archived = reading.register.archived(record)
        self._record, self._read = record, reading
        self._texts: list[str | None] = [None] * len(reading.register.fields)

    def text(self, at: int) -> str:
        made = self._texts[at]
        if made is None:
            made = self._texts[at] = self._read.cell(self._read.register.fields[at], self._record)
        return made

    @property
    def cells(self) -> tuple[str, ...]:
        """By the register's fields."""
        return tuple(self.text(at) for at in range(len(self._texts)))


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one answer read."""

    register: Register
    named: Named
    full: bool

    def cell(self, field: Field, record: Any) -> str:
        text = shown(field, value(field, record), self.named)
        return hidden(text) if field.shape is Shape.PHONE and not self.full else text


@dataclass(frozen=True, slots=True)
class Past:
    """One line about a record: what changed from what to what."""

    n: int
    at: datetime
    tag: str
    sentence: str
    actor: str
    changes: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record with everything that its card and its form show."""

    register: Register
    record: Any
    cells: tuple[tuple[str, str], ...]
    archived: bool
    history: tuple[Past, ...]


class Listing:
    """Asked on a reader thread; `first`, `order` and `rows` each take a snapshot of their own."""

    def __init__(self, world: World, names: Names) -> None:
        self._world, self._names = world, names
        self._counted: dict[Kind, tuple[int, Count]] = {}

    def first(self, query: Query, limit: int = LIMIT) -> list[Row]:
        with self._world.store.read() as read:
            register, sought = self._sought(read, query)
            if _by_eye(query):
                numbers = self._picked(read, query, sought)[:limit]
                found = read.numbered(register.record, numbers)
            else:
                found = read.page(register.record, sought, limit=limit)
            return self._rows(read, register, found, full=query.full)

    def order(self, query: Query) -> "array[int]":
        with self._world.store.read() as read:
            register, sought = self._sought(read, query)
            if _by_eye(query):
                return self._picked(read, query, sought)
            return read.order(register.record, sought)

    def rows(self, query: Query, numbers: Iterable[int]) -> list[Row]:
        with self._world.store.read() as read:
            register = BY_KIND[query.kind]
            found = read.numbered(register.record, list(numbers))
            return self._rows(read, register, found, full=query.full)

    def number_of(self, kind: Kind, id_: str) -> int:
        """The number of one record's row, -1 where it has none."""
        with self._world.store.read() as read:
            found = read.order(BY_KIND[kind].record, Sought(where={"id": id_}))
            return found[0] if found else -1

    def counts(self, read: Read) -> tuple[Count, ...]:
        """How long each register is; counted anew only where one has changed."""
        return tuple(self._count(read, register) for register in REGISTERS)

    # -- inside ------------------------------------------------------------------------------

    def _count(self, read: Read, register: Register) -> Count:
        version = self._world.store.version(register.kind)
        held = self._counted.get(register.kind)
        if held is not None and held[0] == version:
            return held[1]
        whole = read.count(register.record)
        living = read.count(register.record, **_living(register)) if register.archives else whole
        made = Count(register, living, whole - living)
        self._counted[register.kind] = (version, made)
        return made

    def _sought(self, read: Read, query: Query) -> tuple[Register, Sought]:
        register = BY_KIND[query.kind]
        where = {} if query.archived or not register.archives else _living(register)
        order = query.order or register.order
        if not query.text or _by_eye(query):
            return register, Sought(order=order, where=where)
        return register, Sought(
            order=order,
            text=query.text,
            within=_within(register),
            either=self._either(read, register, query.text),
            where=where,
        )

    def _either(self, read: Read, register: Register, text: str) -> dict[str, tuple[Any, ...]]:
        """Enumerations by their label, references by the name of what they refer to."""
        found: dict[str, tuple[Any, ...]] = {}
        for field in register.fields:
            if field.shape is Shape.CHOICE:
                found[field.key] = tuple(k for k, label in field.labels.items() if text in label)
            elif field.shape in {Shape.REFERENCE, Shape.PLACE} and len(field.held) == 1:
                table = self._names.table(read, field.to or Kind.PLACE)
                found[field.key] = tuple(id_ for id_, name in table.items() if text in name)
            elif field.shape is Shape.ACCOUNT:
                table = self._names.table(read, Kind.DEPOT)
                held = (id_ for id_, name in table.items() if text in name)
                found[field.key] = tuple(f"depot:{id_}" for id_ in held)
        return found

    def _picked(self, read: Read, query: Query, sought: Sought) -> "array[int]":
        """By what can be read in the row, names of persons too: these registers are small."""
        register = BY_KIND[query.kind]
        numbers = read.order(register.record, sought)
        rows = self._rows(read, register, read.numbered(register.record, numbers), full=True)
        wanted = query.text.casefold()
        return array(
            "q", [r.number for r in rows if any(wanted in one.casefold() for one in r.cells)]
        )

    def _rows(
        self, read: Read, register: Register, found: list[tuple[int, Any]], *, full: bool
    ) -> list[Row]:
        reading = Reading(register, self._names.fixed(read, register), full)
        return [Row(number, record, reading) for number, record in found]


def _living(register: Register) -> dict[str, Any]:
    return {"active": True} if register.archives == "active" else {register.archives: None}


def _by_eye(query: Query) -> bool:
    return bool(query.text) and bool(ENTITIES[query.kind].personal)


def _within(register: Register) -> tuple[str, ...]:
    sealed = ENTITIES[register.kind].personal
    names = [
        field.held[-1]
        for field in register.fields
        if field.shape in _WRITTEN or (field.shape is Shape.PLACE and len(field.held) > 1)
    ]
    if "index" in ENTITIES[register.kind].codings:
        names.append("index")
    return tuple(name for name in names if name not in sealed)


def hidden(phone: str) -> str:
    """100 **** 0001: enough to know it again, not enough to dial."""
    digits = "".join(c for c in phone if c.isdigit())
    if not digits:
        return ""
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) > _SHORT else masked(digits)


# -- the page ---------------------------------------------------------------------------------------


def sealed(kind: Kind) -> frozenset[str]:
    """Fields that lie as ciphertext: no question of the store can order by them."""
    return ENTITIES[kind].personal


def may(read: Read, actor: str) -> frozenset[Kind]:
    """The registers that this officer may change."""
    return frozenset(
        register.kind
        for register in REGISTERS
        if register.writes and permitted(read, actor, Permission(register.permission))
    )


def on_watch(read: Read, actor: str, now: datetime) -> bool:
    watch = current_watch(read, now)
    return watch is not None and actor in watch.people


def sheet(read: Read, names: Names, kind: Kind, id_: str, *, full: bool) -> Sheet | None:
    register = BY_KIND[kind]
    record = read.seek(register.record, id_)
    if record is None:
        return None
    reading = Reading(register, names.named(read), full)
    cells = tuple((field.label, reading.cell(field, record)) for field in register.fields)
    past = history(read, kind, id_, full=full)
    return Sheet(register, record, cells, register.archived(record), past)


def history(read: Read, kind: Kind, id_: str, *, full: bool, limit: int = 200) -> tuple[Past, ...]:
    """Every line about one record, newest first."""
    register = BY_KIND[kind]
    people = log.names(read)
    lines = journal.lines(read, limit=limit, subjects=[id_])
    return tuple(_past(register, line, log.told(line, people), full=full) for line in lines)


def _past(register: Register, line: Any, told: log.Told, *, full: bool) -> Past:
    words: Mapping[str, Any] = {**line.facts, **line.private}
    changes = []
    for field in register.fields:
        if f"{field.key}_to" in words or f"{field.key}_from" in words:
            pair = (str(words.get(f"{field.key}_{end}") or "") for end in ("from", "to"))
            old, new = (
                hidden(one) if field.shape is Shape.PHONE and not full else one for one in pair
            )
            changes.append((field.label, old, new))
    return Past(told.n, told.at, told.tag, told.sentence, told.actor, tuple(changes), line.reason)
