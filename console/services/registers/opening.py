"""What a register's form is opened with: the record as it is now, its texts, what may be chosen."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from console.domain.changes import Kind
from console.domain.place import Place
from console.domain.record import dataclass
from console.domain.refuge import Shelter
from console.services.registers.kinds import BY_KIND
from console.services.registers.names import Names, full_names
from console.services.registers.shape import Field, Named, Register, Shape, typed
from db.work import Read


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a field may name: as it is written, with what else it answers to."""

    id: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """`before` goes back with the edit; `texts` stand in the fields. `id` is empty for a new one."""

    register: Register
    id: str
    name: str
    before: Mapping[str, Any]
    texts: Mapping[str, Any]
    options: Mapping[Shape, tuple[Option, ...]]


def opening(read: Read, names: Names, kind: Kind, id_: str = "") -> Opening:
    """Refused("missing") where the record has gone."""
    register = BY_KIND[kind]
    options = _options(read, register)
    if not id_:
        return Opening(register, "", "", {}, _as_new(register, names.named(read)), options)
    record = read.get(register.record, id_)
    before, named = register.values(record), names.named(read)
    texts = {one.key: _text(one, before[one.key], named) for one in register.fields if one.edited}
    return Opening(register, id_, register.names(record), before, texts, options)


def _as_new(register: Register, named: Named) -> dict[str, Any]:
    """What a new record has if nobody says otherwise: 待核, 可用, the datum of levels."""
    default = {one.name: one.default for one in fields(register.record)}
    return {
        one.key: _text(one, default[one.key], named)
        for one in register.fields
        if one.edited and one.shape in _SAID and default.get(one.key, MISSING) is not MISSING
    }


_SAID = frozenset({Shape.CHOICE, Shape.YES, Shape.TEXT})


def _text(field: Field, held: Any, named: Named) -> Any:
    return bool(held) if field.shape is Shape.YES else typed(field, held, named)


def _options(read: Read, register: Register) -> dict[Shape, tuple[Option, ...]]:
    shapes = {one.shape for one in register.fields}
    made: dict[Shape, tuple[Option, ...]] = {}
    if Shape.PLACE in shapes:
        places = read.find(Place, archived_at=None, order="code,name")
        full = full_names(places)
        made[Shape.PLACE] = tuple(
            Option(p.id, full[p.id], (p.name, p.code, *p.aliases)) for p in places
        )
    if Shape.REFERENCE in shapes:
        shelters = read.find(Shelter, archived_at=None, order="rank,id")
        made[Shape.REFERENCE] = tuple(Option(s.id, s.name, (s.code,)) for s in shelters)
    return made
