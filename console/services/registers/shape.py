"""What a register is, as data: its columns and fields, and how each is typed, kept and shown.

One description serves the table, the card, the form and the history, so that a field can't be
named or checked in two ways. A field holds one or two fields of its record (a place is a name as
typed with the id where it is known).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field as made
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any
from unicodedata import normalize

from console.domain.changes import Kind
from console.domain.incident import plain, plain_phone
from console.domain.ledger import Side, ref_of, side_of
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.wording import CHINA, local, number
from console.wording.register import SIDE, YES

MOST = 10**8


class Shape(StrEnum):
    TEXT = "text"
    LONG = "long"  # a sentence or two
    SOURCE = "source"  # a text of many lines, kept to the letter
    WORDS = "words"  # several, set apart by 、
    WHOLE = "whole"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"  # a calendar date, kept as ISO text
    DATED = "dated"  # a date, kept as its first moment
    MOMENT = "moment"  # kept with its time
    YES = "yes"
    PHONE = "phone"
    PLACE = "place"
    REFERENCE = "reference"  # to a record of another kind, shown by its name
    DEGREE = "degree"
    ACCOUNT = "account"  # one side of a stock movement


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`keys` are the record's own fields; `column` whether it stands in the table from the start;
    `width` 0 shares what is left. `sort` names the unsealed field to order by, "" for none.
    """

    key: str
    label: str
    shape: Shape = Shape.TEXT
    keys: tuple[str, ...] = ()
    labels: Mapping[Any, str] = made(default_factory=dict)
    to: Kind | None = None
    required: bool = False
    column: bool = True
    width: int = 0
    stretch: int = 2
    edited: bool = True
    least: float = 0
    most: float = MOST
    sort: str | None = None

    @property
    def held(self) -> tuple[str, ...]:
        return self.keys or (self.key,)

    @property
    def sorted_by(self) -> str:
        return self.held[-1] if self.sort is None else self.sort

    @property
    def right(self) -> bool:
        return self.shape in {Shape.WHOLE, Shape.DEGREE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`names(record)` is how the row is called; `born` makes the fields that nobody types."""

    kind: Kind
    record: type[Any]
    title: str
    fields: tuple[Field, ...]
    unit: str = "条"
    names: Callable[[Any], str] = lambda one: str(one.name)
    permission: str = "edit_register"
    writes: bool = True
    adds: bool = True
    archives: str = "archived_at"
    born: Mapping[str, Any] = made(default_factory=dict)
    order: str = ""

    def field(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key)

    def values(self, record: Any) -> dict[str, Any]:
        """What the record holds, by field: what a form is opened with."""
        return {one.key: value(one, record) for one in self.fields}

    def archived(self, record: Any) -> bool:
        held = getattr(record, self.archives, None) if self.archives else None
        return not held if self.archives == "active" else held is not None


def value(field: Field, record: Any) -> Any:
    held = tuple(getattr(record, key) for key in field.held)
    return held if len(held) > 1 else held[0]


Named = Callable[[Kind, str], str]


def shown(field: Field, held: Any, named: Named) -> str:
    """As a person reads it; empty where nothing is known."""
    if held in (None, "", ()):
        return ""
    return _SHOWN.get(field.shape, _plain)(field, held, named)


def typed(field: Field, held: Any, named: Named) -> str:
    """As it stands in the form."""
    if field.shape is Shape.CHOICE:
        return str(held.value) if isinstance(held, Enum) else str(held or "")
    if field.shape is Shape.WHOLE:
        return "" if held is None else str(held)
    if field.shape is Shape.SOURCE:
        return str(held or "")
    return shown(field, held, named)


def _place(_field: Field, held: Any, named: Named) -> str:
    if isinstance(held, tuple):
        return str(held[1]) or named(Kind.PLACE, held[0])
    return named(Kind.PLACE, held)


def _reference(field: Field, held: Any, named: Named) -> str:
    return named(field.to or Kind.PLACE, str(held))


def _account(_field: Field, held: Any, named: Named) -> str:
    side, ref = side_of(held), ref_of(held)
    name = named(Kind.DEPOT, ref) if side is Side.DEPOT else ref
    return name if side in {Side.DEPOT, Side.SUPPLIER} and name else f"{SIDE[side]} {name}".strip()


def _day(_field: Field, held: Any, _named: Named) -> str:
    return f"{local(held):%Y-%m-%d}" if isinstance(held, datetime) else str(held)


def _moment(_field: Field, held: Any, _named: Named) -> str:
    return f"{local(held):%Y-%m-%d %H:%M}"


def _choice(field: Field, held: Any, _named: Named) -> str:
    return field.labels.get(held, str(held))


def _words(field: Field, held: Any, _named: Named) -> str:
    return "、".join(field.labels.get(one, str(one)) for one in held)


def _source(_field: Field, held: Any, _named: Named) -> str:
    return f"{number(len(str(held).splitlines()))} 行"


def _plain(_field: Field, held: Any, _named: Named) -> str:
    return str(held)


_SHOWN: Mapping[Shape, Callable[[Field, Any, Named], str]] = {
    Shape.PLACE: _place,
    Shape.REFERENCE: _reference,
    Shape.ACCOUNT: _account,
    Shape.DAY: _day,
    Shape.DATED: _day,
    Shape.MOMENT: _moment,
    Shape.SOURCE: _source,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _words,
    Shape.WORDS: _words,
    Shape.WHOLE: lambda _f, held, _n: number(held),
    Shape.YES: lambda _f, held, _n: YES[bool(held)],
}


# -- as typed → as kept; places and references are read by `reading`, which knows the store --------


def parsed(field: Field, text: Any) -> Any:
    """The value that was meant, or a refusal that names the field."""
    if field.shape is Shape.YES:
        return text is True or text == YES[True]
    if field.shape is Shape.SOURCE:
        return str(text or "")
    kept = plain(str(text or ""))
    if not kept and field.required:
        raise Refused("register_field_missing", field=field.key, label=field.label)
    return _PARSED.get(field.shape, _as_it_is)(field, kept)


def _whole(field: Field, text: str) -> int | None:
    bare = re.sub(r"[\s,，\u2009]", "", normalize("NFKC", text))
    if not bare:
        return 0 if field.key not in _UNKNOWN else None
    if not re.fullmatch(r"\d{1,12}", bare):
        raise Refused("register_not_whole", field=field.key, text=text)
    if int(bare) > field.most:
        most = number(int(field.most))
        raise Refused(
            "register_too_great", field=field.key, label=field.label, most=most, text=text
        )
    return int(bare)


_BLANK_DAYS = frozenset({"day", "expires_on"})  # no date is "" there, never None
_UNKNOWN = frozenset({"minutes_out", "minutes_to_hall", "flood_limit", "design_flood"})


def _degree(field: Field, text: str) -> float | None:
    if not text:
        return None
    try:
        read = float(normalize("NFKC", text).rstrip("°度"))
    except ValueError:
        raise Refused("register_degree_shape", field=field.key, text=text) from None
    if not field.least <= read <= field.most:
        told = {"label": field.label, "text": text, "least": field.least, "most": field.most}
        raise Refused("register_degree_range", field=field.key, **told)
    return read


def _one_of(field: Field, text: str) -> Any:
    for member, label in field.labels.items():
        if text in {label, str(getattr(member, "value", member))}:
            return member
    choices = "、".join(field.labels.values())
    raise Refused("register_no_choice", field=field.key, text=text, choices=choices)


def _some_of(field: Field, text: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(_one_of(field, one) for one in _split(field, text)))


def _split(_field: Field, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, re.split(r"[、,，;；\s]+", text))))


def _iso(field: Field, text: str) -> Any:
    if not text:
        return "" if field.key in _BLANK_DAYS else None
    bare = re.sub(r"[年月./]", "-", normalize("NFKC", text)).rstrip("日号")
    try:
        day = date(*(int(part) for part in bare.split("-")))
    except (ValueError, TypeError):
        raise Refused("register_day_shape", field=field.key, text=text) from None
    return day.isoformat()


def _dated(field: Field, text: str) -> datetime | None:
    day = _iso(field, text)
    return datetime.fromisoformat(day).replace(tzinfo=CHINA) if day else None


def _phone(field: Field, text: str) -> str:
    try:
        return plain_phone(text) if text else ""
    except Refused:
        raise Refused("register_phone_shape", field=field.key, text=text) from None


def _as_it_is(_field: Field, text: str) -> str:
    return text


_PARSED: Mapping[Shape, Callable[[Field, str], Any]] = {
    Shape.WHOLE: _whole,
    Shape.DEGREE: _degree,
    Shape.CHOICE: _one_of,
    Shape.CHOICES: _some_of,
    Shape.WORDS: _split,
    Shape.DAY: _iso,
    Shape.DATED: _dated,
    Shape.PHONE: _phone,
}
