"""How a value of the domain lies in a column, decided once from the record's own annotations.

Columns are only TEXT, INTEGER, REAL or BLOB (STRICT tables): a moment is UTC milliseconds, a
measured Decimal is integer thousandths, an enum its value, a flag 0 or 1, and anything nested is
canonical JSON, so that equal values are equal bytes and a digest of a row means something.
"""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson

from console.domain.record import dataclass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLI = timedelta(milliseconds=1)
Raw = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Coding:
    """SQL type with the way in and the way out; None passes both ways untouched. `spelled` is the
    way in as an expression over `v`, for the one function that writes a whole row (see
    `compiled`); "" where it has to be called.
    """

    sql: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    optional: bool = False
    plain: bool = False  # the stored value is the value
    spelled: str = ""


def to_ms(moment: datetime) -> int:
    """UTC milliseconds; a naive moment is a fault of the caller."""
    if moment.tzinfo is None:
        raise ValueError("naive time")
    return (moment - EPOCH) // _MILLI


def from_ms(milliseconds: int) -> datetime:
    return EPOCH + milliseconds * _MILLI


def to_thousandths(value: Decimal) -> int:
    above, below = value.as_integer_ratio()
    if 1000 % below:
        raise ValueError(f"finer than a thousandth: {value}")
    return above * (1000 // below)


def from_thousandths(value: int) -> Decimal:
    return Decimal(value) / 1000


_SPELLING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """JSON with one spelling: keys in order, no spaces, Chinese as itself."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # half a character, refused where it is put down; or what is no JSON at all
        return _SPELLING.encode(value)


def _same(value: Any) -> Any:
    return value


_SCALARS: dict[Any, Coding] = {
    str: Coding("TEXT", _same, _same, plain=True),
    int: Coding("INTEGER", _same, _same, plain=True),
    float: Coding("REAL", float, _same, plain=True, spelled="float(v)"),  # 118 lies as 118.0
    bytes: Coding("BLOB", _same, _same, plain=True),
    bool: Coding("INTEGER", int, bool, spelled="int(v)"),
    datetime: Coding(
        "INTEGER",
        to_ms,
        from_ms,
        spelled="(d := v - EPOCH).days * 86400000 + d.seconds * 1000 + d.microseconds // 1000",
    ),
    Decimal: Coding("INTEGER", to_thousandths, from_thousandths),
}


def coding(annotation: Any) -> Coding:
    """The column coding for an annotation of a record's field."""
    annotation, optional = _without_none(annotation)
    found = _SCALARS.get(annotation)
    if found is None and isinstance(annotation, type) and issubclass(annotation, Enum):
        found = _enum(annotation)
    if found is None:
        inner = json_coding(annotation)
        found = Coding(
            "TEXT",
            lambda value: canonical(inner[0](value)),
            lambda text: inner[1](json.loads(text)),
        )
    return Coding(found.sql, found.encode, found.decode, optional, found.plain, found.spelled)


def _enum(kind: type[Enum]) -> Coding:
    sql = "INTEGER" if issubclass(kind, IntEnum) else "TEXT"
    members = {member.value: member for member in kind}
    return Coding(sql, _value, members.__getitem__, spelled="v._value_")


def _value(member: Enum) -> Any:
    return member.value


def compiled(fields: Mapping[str, Coding]) -> Callable[[Any], tuple[Raw, ...]]:
    """All columns of a record in one go. It runs for every row written, and a call for each field
    would take three times as long.
    """
    known: dict[str, Any] = {"EPOCH": EPOCH, "int": int, "float": float}
    parts = []
    for at, (name, code) in enumerate(fields.items()):
        if code.plain and not code.spelled:
            parts.append(f"r.{name}")
            continue
        known[f"in{at}"] = code.encode
        spelled = code.spelled or f"in{at}(v)"
        parts.append(f"None if (v := r.{name}) is None else {spelled}")
    made: Callable[[Any], tuple[Raw, ...]] = eval(  # noqa: S307 - our own field names
        f"lambda r: ({', '.join(parts)},)", known
    )
    return made


def _without_none(annotation: Any) -> tuple[Any, bool]:
    supertype = getattr(annotation, "__supertype__", None)
    if supertype is not None:
        return _without_none(supertype)
    if get_origin(annotation) in {Union, types.UnionType}:
        kept = tuple(part for part in get_args(annotation) if part is not types.NoneType)
        if len(kept) == 1:
            return _without_none(kept[0])[0], True
        scalars = all(part in {str, int, bool} for part in kept)
        return (object if scalars else annotation), len(kept) < len(get_args(annotation))
    return annotation, False


Both = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def json_coding(annotation: Any) -> Both:
    """The way into and out of JSON for a nested value."""
    annotation, optional = _without_none(annotation)
    ways = _json_ways(annotation)
    if not optional:
        return ways
    into, out = ways
    return (
        lambda value: None if value is None else into(value),
        lambda value: None if value is None else out(value),
    )


def _json_ways(annotation: Any) -> Both:
    if annotation in {str, int, bool, float, object, Any}:
        return _same, _same
    if annotation is datetime:
        return to_ms, from_ms
    if annotation is Decimal:
        return str, Decimal
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return (lambda member: member.value), annotation
    if is_dataclass(annotation):
        return _record_ways(annotation)
    return _container_ways(annotation)


def _container_ways(annotation: Any) -> Both:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004
        into, out = json_coding(arguments[0])
        return (lambda v: [into(x) for x in v]), (lambda v: tuple(out(x) for x in v))
    if origin is tuple:
        ways = [json_coding(argument) for argument in arguments]
        return (
            lambda v: [way[0](x) for way, x in zip(ways, v, strict=True)],
            lambda v: tuple(way[1](x) for way, x in zip(ways, v, strict=True)),
        )
    if origin is frozenset:
        into, out = json_coding(arguments[0])
        return (lambda v: sorted(into(x) for x in v)), (lambda v: frozenset(out(x) for x in v))
    if origin is not None and issubclass(origin, Mapping):
        into, out = json_coding(arguments[1])
        return (
            lambda v: {str(key): into(x) for key, x in v.items()},
            lambda v: {key: out(x) for key, x in v.items()},
        )
    raise TypeError(f"no way to store {annotation!r}")


def _record_ways(kind: Any) -> Both:
    hints = get_type_hints(kind)
    ways = {f.name: json_coding(hints[f.name]) for f in fields(kind)}

    def into(value: Any) -> dict[str, Any]:
        return {name: way[0](getattr(value, name)) for name, way in ways.items()}

    def out(value: dict[str, Any]) -> Any:
        known = {name: way[1](value[name]) for name, way in ways.items() if name in value}
        return kind(**known)

    return into, out
