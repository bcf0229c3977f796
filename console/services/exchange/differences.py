"""数据不一致 as it is read: both values side by side, with who said each, where and when.

The register's own description says how a field is called and shown; what no register describes
has its label in the wording. Telephones are masked for those who are not on watch (D41).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.domain.changes import Kind
from console.domain.difference import Choice, Difference
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.station import Station
from console.services.permission import SYSTEM
from console.services.registers import BY_KIND, Field, Shape
from console.services.registers.listing import hidden
from console.services.registers.names import Names
from console.services.registers.shape import Named, shown
from console.wording import date_time, said
from console.wording.exchange import (
    BLANK,
    FIELD,
    GONE,
    HERE,
    OTHER_STATION,
    PROVINCE,
)
from console.wording.officer import AUTOMATIC
from console.wording.register import YES
from console.wording.store import KIND
from db.entity import DataClass
from db.registry import BY_KIND as ENTITIES
from db.seal import DESTROYED
from db.sync import values
from db.work import Read

_SETTLED = 20
_PROVINCE = {"", "province"}
DECISION, NOT_TYPED = "difference_decision", "difference_not_typed"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values. `here` is whether it was said at this workstation."""

    choice: Choice
    where: str
    who: str
    at: datetime
    words: str
    here: bool
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """`left` is this workstation's where one of the two is. `now` is what stands in the record
    where it is neither of the two. `barred` says which choices can't be made, by a refusal's code.
    """

    id: str
    kind: Kind
    entity_id: str
    title: str
    label: str
    base: str
    left: Side
    right: Side
    now: str = ""
    masked: bool = False
    barred: Mapping[Choice, str]
    found_at: datetime
    choice: Choice
    kept: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    reason: str = ""

    @property
    def open(self) -> bool:
        return self.choice is Choice.OPEN


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose names are known, which station is this one, and whether telephones stand in full."""

    people: Mapping[str, str]
    phones: Mapping[str, str]
    stations: Mapping[str, str]
    device: str
    named: Named
    full: bool

    def where(self, device: str) -> str:
        if device == self.device:
            return HERE
        if device in _PROVINCE:
            return PROVINCE
        return self.stations.get(device, OTHER_STATION)


def eyes(read: Read, names_: Names, device: str, *, full: bool) -> Eyes:
    stations = {one.id: one.name for one in read.find(Station)}
    known = read.find(Officer)
    people = {one.id: one.name for one in known}
    phones = {one.id: one.phone for one in known}
    return Eyes(people, phones, stations, device, names_.named(read), full)


def rows(read: Read, seen: Eyes) -> tuple[DifferenceRow, ...]:
    """The open ones, the oldest first, then those settled last."""
    open_ = read.find(Difference, choice=Choice.OPEN, order="found_at,id")
    settled = read.find(Difference, choice__in=_CLOSED, order="-settled_at,-id", limit=_SETTLED)
    return tuple(_row(read, one, seen) for one in (*open_, *settled))


_CLOSED = tuple(choice for choice in Choice if choice is not Choice.OPEN)


def field_of(kind: Kind, name: str) -> Field | None:
    """The register's field that holds this column."""
    register = BY_KIND.get(kind)
    fields = () if register is None else register.fields
    return next((one for one in fields if name in one.held), None)


def label_of(kind: Kind, name: str) -> str:
    field = field_of(kind, name)
    return FIELD.get(name, name) if field is None else field.label


def title_of(read: Read, kind: Kind, id_: str) -> str:
    """How the record is called; its kind where it has no name."""
    record = read.seek(ENTITIES[kind].record, id_)
    if record is None:
        return f"{KIND[kind]}{GONE}"
    register = BY_KIND.get(kind)
    if register is not None:
        return register.names(record) or KIND[kind]
    for name in ("title", "name", "place_text"):
        words = getattr(record, name, "")
        if words:
            return str(words)
    starts = getattr(record, "starts", None)  # a watch has no name and is one of many
    return KIND[kind] if starts is None else f"{KIND[kind]} {date_time(starts)}"


def words_of(kind: Kind, name: str, value: Any, seen: Eyes) -> str:
    """A value of one column as a person reads it."""
    if value in (None, "", (), DESTROYED):
        return value or BLANK
    field = field_of(kind, name)
    if _is_phone(kind, name, field) and not seen.full:
        return hidden(str(value)) or BLANK
    if field is not None and len(field.held) == 1:
        return shown(field, value, seen.named) or BLANK
    return _undescribed(name, value, seen)


def _undescribed(name: str, value: Any, seen: Eyes) -> str:
    """A field that no register describes."""
    if isinstance(value, bool):
        return YES[value]
    if name.endswith("place_id"):
        return seen.named(Kind.PLACE, str(value))
    if name.endswith("_by") or name == "officer_id":
        return seen.people.get(str(value), str(value))
    if isinstance(value, tuple):
        return "、".join(_part(one, seen) for one in value)
    return said(value)


def _part(one: Any, seen: Eyes) -> str:
    """An assignment is a post and its officer."""
    officer = getattr(one, "officer_id", None)
    if officer is None:
        return said(one)
    return f"{said(one.post)} {seen.people.get(officer, officer)}"


def _is_phone(kind: Kind, name: str, field: Field | None) -> bool:
    shape = field.shape if field is not None else Shape.TEXT
    return shape is Shape.PHONE or (name in ENTITIES[kind].personal and "phone" in name)


def _row(read: Read, one: Difference, seen: Eyes) -> DifferenceRow:
    told = {
        "base": _told(read, one, one.base, seen),
        "first": _told(read, one, one.first, seen),
        "late": _told(read, one, one.late, seen),
    }
    first = _side(Choice.FIRST, (one.first_device, one.first_by), one.first_at, told, seen)
    late = _side(Choice.LATE, (one.late_device, one.late_by), one.late_at, told, seen)
    left, right = (late, first) if late.here else (first, late)
    now = _now(read, one, seen)
    return DifferenceRow(
        id=one.id,
        kind=one.entity,
        entity_id=one.entity_id,
        title=title_of(read, one.entity, one.entity_id),
        label=label_of(one.entity, one.field),
        base=told["base"],
        left=left,
        right=right,
        now="" if now in (told["first"], told["late"]) else now,
        masked=_is_phone(one.entity, one.field, field_of(one.entity, one.field)) and not seen.full,
        barred=barred(read, one),
        found_at=one.found_at,
        choice=one.choice,
        kept=_told(read, one, one.kept, seen) if one.choice is not Choice.OPEN else "",
        settled_by=_who(one.settled_by, seen),
        settled_at=one.settled_at,
        reason=one.reason,
    )


def _side(
    choice: Choice, by: tuple[str, str], at: datetime, told: Mapping[str, str], seen: Eyes
) -> Side:
    device, officer = by
    phone = seen.phones.get(officer, "")
    shown_ = phone if seen.full else hidden(phone)
    who = _who(officer, seen)
    return Side(
        choice,
        seen.where(device),
        who,
        at,
        told[choice.value],
        device == seen.device,
        f"{who} {shown_}" if phone else "",
    )


def _who(officer: str, seen: Eyes) -> str:
    return AUTOMATIC if officer == SYSTEM else seen.people.get(officer, officer)


def _told(read: Read, one: Difference, told: str | None, seen: Eyes) -> str:
    try:
        value = values.value(read, one.entity, one.field, one.about, told)
    except (KeyError, ValueError, TypeError):  # a newer version's field or value
        return str(told or BLANK)
    return words_of(one.entity, one.field, value, seen)


def _now(read: Read, one: Difference, seen: Eyes) -> str:
    try:
        told = values.spelled(read, one.entity, one.entity_id, one.field)
    except KeyError:
        return ""
    return GONE if told is None else _told(read, one, told, seen)


def barred(read: Read, one: Difference) -> dict[Choice, str]:
    """What can't be chosen here: a decision is the decider's, and some fields are no text."""
    of = ENTITIES[one.entity]
    if one.field not in of.codings:
        return dict.fromkeys(_CLOSED, "difference_field_unknown")
    now = values.spelled(read, one.entity, one.entity_id, one.field)
    if now is None:
        return dict.fromkeys(_CLOSED, "difference_record_gone")
    found: dict[Choice, str] = {}
    if of.data_class is DataClass.DECISION:
        found[Choice.OTHER] = DECISION
        for choice, told in ((Choice.FIRST, one.first), (Choice.LATE, one.late)):
            if told != now:
                found[choice] = DECISION
    elif not may_type(one.entity, one.field):
        found[Choice.OTHER] = NOT_TYPED
    return found


def may_type(kind: Kind, name: str) -> bool:
    """Whether another value can be written down as text and read back."""
    field = field_of(kind, name)
    if field is not None:
        return field.edited and len(field.held) == 1 and field.shape is not Shape.SOURCE
    return ENTITIES[kind].codings[name].plain and name in FIELD and not name.endswith("_id")
