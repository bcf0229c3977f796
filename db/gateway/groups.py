"""A group as it came up: read from its own bytes, its shape proven before any rule looks at it."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from console.domain.changes import Kind
from console.domain.record import dataclass
from db.chain import GENESIS, link
from db.coding import Raw
from db.entity import DataClass, Entity
from db.registry import BY_KIND
from db.sync import wire

_LANES = 4
_ID_BYTES = 80
_LINE_COLUMNS = 17
_OP_BYTES = 64 << 10
_NUL = b"\\u0000"
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
    row_id: str
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
    told = wire.loads(raw)
    try:
        group = Group(
            raw,
            hashlib.sha256(raw).hexdigest(),
            _whole(told["n"]),
            _whole(told["prev"]),
            _word(told["tx"]),
            _whole(told["lane"]),
            _whole(told["schema"]),
            _word(told["hlc"]),
            _word(told["actor"]),
            _whole(told["inc"]),
            _word(told["before"]),
            _listed(told["lines"]),
            _listed(told["ops"]),
            device,
            _word(told.get("void", "")),
        )
    except (KeyError, TypeError) as error:
        raise wire.Malformed(f"group: {error!r}") from error
    if group.lane >= _LANES or group.prev >= group.n:
        raise wire.Malformed("lane or order")
    return group


def prove(group: Group, schema: int) -> None:
    """Reads the operations; sets `fault` where they can't be taken.

    A group that its own console had to put aside comes as an empty one with `void`: its place in
    the lane must not stay a hole.
    """
    if group.fault:
        return
    if group.schema > schema:
        group.fault = wire.SCHEMA_AHEAD
        return
    if _NUL in group.raw:
        group.fault = wire.INVALID
        return
    try:
        group.ops = [_op(told) for told in group.told]
    except _Unknown:
        group.fault = wire.UNKNOWN_ENTITY
    except (KeyError, TypeError, ValueError):
        group.fault = wire.INVALID


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
    if not all(isinstance(seq, int) and seq > 0 for seq in seqs):
        return False
    follows = all(later == earlier + 1 for earlier, later in pairwise(seqs))
    begins = not seqs or seqs[0] != 1 or group.before == GENESIS.hex()
    return follows and begins and len({line[1] for line in group.lines}) <= 1


class _Unknown(Exception):  # noqa: N818 - private signal
    pass


def _op(told: dict[str, Any]) -> Op:
    of = _ENTITIES.get(told["entity"])
    if of is None:
        raise _Unknown
    wish, base, row_id = told["set"], told["base"], _word(told["of"])
    kind = told["kind"]
    ledger = of.data_class is DataClass.LEDGER
    if kind not in {"patch", "append"} or (kind == "append") != ledger:
        raise ValueError("kind")
    if of.data_class in {DataClass.REFERENCE, DataClass.LOCAL}:
        raise ValueError("read only")
    if not isinstance(wish, dict) or not (base is None or isinstance(base, dict)):
        raise TypeError("set")
    _typed(of, wish)
    if base is None and wish.get("id") != row_id:
        raise ValueError("id")
    return Op(_word(told["id"]), of, row_id, ledger, base, wish)


def _typed(of: Entity, wish: dict[str, Any]) -> None:
    """Known columns carry their type; an unknown one is kept as it is (sync protocol 1.8)."""
    for name, value in wish.items():
        if value is None:
            continue
        code = of.codings.get(name)
        if code is None:
            continue
        if name in of.stays:
            raise ValueError(name)
        if type(value) not in _TYPES["BLOB" if name in of.personal else code.sql]:
            raise TypeError(name)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise TypeError("number")
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _ID_BYTES:
        raise TypeError("word")
    return value


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def entity_named(name: str) -> Entity | None:
    return _ENTITIES.get(name)


def is_fact(group: Group) -> bool:
    """Stock facts are never turned away for a reason of business."""
    return any(op.of.kind is Kind.MOVE for op in group.ops)
