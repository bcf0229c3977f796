"""A group as it came up: read from its own bytes, its shape proven before any rule looks at it."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import MISSING, fields
from functools import cache
from itertools import pairwise
from typing import Any

from console.domain.changes import Kind
from console.domain.ledger import MOST
from console.domain.record import dataclass
from db.chain import GENESIS, link
from db.coding import Raw
from db.entity import DataClass, Entity
from db.registry import BY_KIND
from db.sync import wire
from db.sync.convert import CONVERTER, Converter

_LANES = 4
_ID_BYTES = 80
_LINE_COLUMNS = 17
_OP_BYTES = 64 << 10
_LARGE_BYTES = 4 << 20
_LARGE = {str(kind) for kind in (Kind.LAYER, Kind.PLAN, Kind.RULE, Kind.DOCUMENT, Kind.REVIEW)}
_NUL = b"\\u0000"
_UNTELLABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL's text can't hold it
_BEFORE = b'"before":'
# What a far end calls its own entries: a workstation's group of such a name would stand in their way.
_TAKEN = re.compile(r"(?:far|keys|again)-[0-9]|up\.")
_INCARNATIONS, _LINES = 1 << 31, 1 << 53
_ENTITIES: dict[str, Entity] = {str(kind): of for kind, of in BY_KIND.items()}
_TYPES: dict[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "INTEGER": (int,),
    "REAL": (float, int),
    "BLOB": (dict,),
}


@dataclass(frozen=True, slots=True)
class Op:
    id: str
    of: Entity
    key: tuple[str, str]  # (entity, id) of the row
    append: bool
    base: dict[str, Any] | None
    wish: dict[str, Any]


@dataclass(slots=True)
class Group:
    """`fault` is why it is put aside (a code of wire); its journal lines count all the same."""

    raw: bytes
    sha256: str
    n: int
    prev: int
    tx: str
    lane: int
    schema: int
    hlc: str
    actor: str
    incarnation: int
    before: str
    lines: list[list[Any]]
    told: list[dict[str, Any]]
    device: str
    fault: str = ""
    ops: Sequence[Op] = ()


def read(raw: bytes, device: str) -> Group:
    """The group of these bytes; Malformed where they are no group at all."""
    if len(raw) > wire.GROUP_BYTES:
        raise wire.Malformed("too large")
    told, fault = _loaded(raw)
    try:
        group = Group(
            raw,
            _content(raw),
            _whole(told["n"]),
            _whole(told["prev"]),
            _name(told["tx"]),
            _whole(told["lane"]),
            _whole(told["schema"]),
            _word(told["hlc"]),
            _word(told["actor"]),
            _whole(told["inc"]),
            _word(told["before"]),
            _listed(told["lines"]),
            _listed(told["ops"]),
            device,
            _word(told.get("void", "")) or fault,
        )
    except (KeyError, TypeError) as error:
        raise wire.Malformed(f"group: {error!r}") from error
    if group.lane >= _LANES or group.prev >= group.n or group.incarnation >= _INCARNATIONS:
        raise wire.Malformed("lane or order")
    if _TAKEN.match(group.tx):
        raise wire.Malformed("a name of the far end's own")
    return group


def _loaded(raw: bytes) -> tuple[dict[str, Any], str]:
    """The group, and INVALID where there is a sign in it that no far end can keep. Its numbers
    still count, or one bad sign would hold up its lane for ever.
    """
    try:
        told = wire.loads(raw)
        if _NUL not in raw:
            return told, ""
    except wire.Malformed:
        try:
            told = json.loads(raw)  # it lets half a surrogate pair pass
        except (ValueError, RecursionError):
            told = None
        if told is None:
            raise
    if not isinstance(told, dict):
        raise wire.Malformed("group")
    spoilt = {name for name in ("lines", "ops") if _untellable(told.get(name))}
    for name in spoilt:
        told[name] = []
    return told, wire.INVALID if spoilt else ""


def _untellable(value: Any) -> bool:
    if isinstance(value, str):
        return _UNTELLABLE.search(value) is not None
    if isinstance(value, dict):
        return any(_untellable(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(map(_untellable, value))


def _content(raw: bytes) -> str:
    """The hash of what a group says. Its number and incarnation are not in it: a machine that had
    to begin a new incarnation says the same things again under new numbers.
    """
    at = raw.find(_BEFORE)
    return hashlib.sha256(raw[max(at, 0) :]).hexdigest()


def prove(group: Group, schema: int, converter: Converter = CONVERTER) -> None:
    """Reads the operations, those of an older console in today's words; sets `fault` where they
    can't be taken.

    A group that its own console had to put aside comes as an empty one with `void`: its place in
    the lane must not stay a hole.
    """
    if group.fault:
        return
    if group.schema > schema:
        group.fault = wire.SCHEMA_AHEAD
        return
    if len(group.raw) > _OP_BYTES and any(map(_too_large, group.told)):
        group.fault = wire.TOO_LARGE
        return
    try:
        older = group.schema < schema
        told = group.told
        if older:
            told = [converter.operation(one, group.schema) for one in told]
        group.ops = [_op(one, older=older) for one in told]
    except _Faulty as faulty:
        group.fault = faulty.code
    except (KeyError, TypeError, ValueError):
        group.fault = wire.INVALID


AHEAD = "schema"  # what a group misses that speaks in words of a later build than this one


def ahead(group: Group) -> bool:
    """Whether it waits for this far end to be upgraded; what came empty waits for nothing."""
    return group.fault == wire.SCHEMA_AHEAD and bool(group.told)


def chained(group: Group) -> bool:
    """Whether the journal lines hold together and are the device's own (D19)."""
    try:
        before = bytes.fromhex(group.before)
        for line in group.lines:
            values: list[Raw] = [wire.read(value) for value in line[:_LINE_COLUMNS]]
            if values[0] != group.device or link(before, values).hex() != line[_LINE_COLUMNS]:
                return False
            before = bytes.fromhex(line[_LINE_COLUMNS])
    except (IndexError, TypeError, ValueError, wire.Malformed):
        return False
    seqs = [line[2] for line in group.lines]
    if not all(type(seq) is int and 0 < seq < _LINES for seq in seqs):
        return False
    if not all(type(line[1]) is int and 0 <= line[1] < _INCARNATIONS for line in group.lines):
        return False
    follows = all(later == earlier + 1 for earlier, later in pairwise(seqs))
    begins = not seqs or seqs[0] != 1 or group.before == GENESIS.hex()
    return follows and begins and len({line[1] for line in group.lines}) <= 1


class _Faulty(Exception):  # noqa: N818 - private signal
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _too_large(told: Any) -> bool:
    large = isinstance(told, dict) and told.get("entity") in _LARGE
    return len(wire.dumps(told)) > (_LARGE_BYTES if large else _OP_BYTES)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is known of a kind of row before one is looked at: this runs for every operation."""

    of: Entity
    ledger: bool
    allowed: frozenset[tuple[str, type]]  # (column, type of its value)
    required: frozenset[str]  # without these no console could lay the row down
    defaults: dict[str, Raw]  # of those, what an older console did not know of yet


@cache
def _shape(entity: str) -> _Shape:
    of = _ENTITIES.get(entity)
    if of is None:
        raise _Faulty(wire.UNKNOWN_ENTITY)
    if of.data_class in {DataClass.REFERENCE, DataClass.LOCAL}:
        raise _Faulty(wire.FORBIDDEN_OP)  # published from above, read only here
    names = [name for name in of.names if name not in of.stays]
    plain = {(name, kind) for name in names for kind in _TYPES[of.sql_type(name)]}
    required = frozenset(n for n in names if n not in of.personal and not of.codings[n].optional)
    return _Shape(
        of,
        of.data_class is DataClass.LEDGER,
        frozenset(plain | {(name, type(None)) for name in names}),
        required,
        {
            one.name: of.codings[one.name].encode(one.default)
            for one in fields(of.record)
            if one.name in required and one.default is not MISSING
        },
    )


def _op(told: dict[str, Any], *, older: bool) -> Op:
    entity, wish, base = told["entity"], told["set"], told["base"]
    shape, row_id, kind = _shape(entity), _name(told["of"]), told["kind"]
    if kind not in _KINDS or (kind == "append") != shape.ledger:
        raise ValueError("kind")
    if type(wish) is not dict or not (base is None or type(base) is dict):
        raise TypeError("set")
    if not shape.allowed.issuperset(zip(wish, map(type, wish.values()), strict=True)):
        _typed(shape.of, wish)
    if None in wish.values() and any(wish.get(name, "") is None for name in shape.required):
        raise ValueError("nothing")
    if base is None:
        if wish.get("id") != row_id:
            raise ValueError("id")
        if not shape.required <= wish.keys():
            if not older:
                raise ValueError("columns")
            wish = {**shape.defaults, **wish}  # as the newer record would have been made
    if shape.of.stock_fact and not 0 < wish.get("quantity", 0) <= MOST:
        raise ValueError("quantity")
    return Op(_word(told["id"]), shape.of, (entity, row_id), shape.ledger, base, wish)


_KINDS = ("append", "patch")


def _typed(of: Entity, wish: dict[str, Any]) -> None:
    """Known columns carry their type; an unknown one is kept as it is (sync protocol 1.8)."""
    for name, value in wish.items():
        if name not in of.codings:
            _word(name)  # a difference may come to be called after it
            continue
        if value is None:
            continue
        if name in of.stays:
            raise ValueError(name)
        if type(value) not in _TYPES[of.sql_type(name)]:
            raise TypeError(name)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise TypeError("number")
    return value


def _word(value: Any) -> str:
    if type(value) is not str or len(value) > _ID_BYTES or not value.isprintable():
        raise TypeError("word")
    return value


def _name(value: Any) -> str:
    """Of a row or a transaction: never nothing."""
    if not value:
        raise TypeError("name")
    return _word(value)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def entity_named(name: str) -> Entity | None:
    return _ENTITIES.get(name)


def is_fact(group: Group) -> bool:
    """Stock facts are never turned away for a reason of business."""
    return any(op.of.kind is Kind.MOVE for op in group.ops)
