"""What a record refers to, by name: read once and kept until the register behind it changes."""

from collections.abc import Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.officer import Officer
from console.domain.place import Place, PlaceKind
from console.domain.refuge import Shelter
from console.domain.supply import Batch, Depot, Item
from console.services.permission import SYSTEM
from console.services.registers.shape import Named, Register, Shape
from console.services.world import World
from console.wording.officer import AUTOMATIC
from db.work import Read

_KINDS = {Shape.PLACE: Kind.PLACE, Shape.ACCOUNT: Kind.DEPOT}
_RECORDS: Mapping[Kind, tuple[type[Any], str]] = {
    Kind.OFFICER: (Officer, "name"),
    Kind.SHELTER: (Shelter, "name"),
    Kind.DEPOT: (Depot, "name"),
    Kind.ITEM: (Item, "title"),
    Kind.BATCH: (Batch, "lot"),
}


class Names:
    """`named(read)` gives the function that names an id; an unknown id reads as itself."""

    def __init__(self, world: World) -> None:
        self._store = world.store
        self._kept: dict[Kind, tuple[int, dict[str, str]]] = {}

    def table(self, read: Read, kind: Kind) -> Mapping[str, str]:
        # Before the reading: a newer row is only read twice. A purge changes no row, so that names
        # of persons are kept for no longer than until the next commit.
        version = self._store.commits if kind is Kind.OFFICER else self._store.version(kind)
        kept = self._kept.get(kind)
        if kept is None or kept[0] != version:
            kept = self._kept[kind] = (version, _table(read, kind))
        return kept[1]

    def fixed(self, read: Read, register: Register) -> Named:
        """As `named` for what this register refers to; it holds when the snapshot is over."""
        kinds = {_KINDS.get(field.shape, field.to) for field in register.fields}
        tables = {kind: self.table(read, kind) for kind in kinds if kind is not None}

        def name(kind: Kind, id_: str) -> str:
            return tables[kind].get(id_, id_)

        return name

    def named(self, read: Read) -> Named:
        def name(kind: Kind, id_: str) -> str:
            return self.table(read, kind).get(id_, id_)

        return name


def _table(read: Read, kind: Kind) -> dict[str, str]:
    if kind is Kind.PLACE:
        return full_names(read.find(Place))
    record, name = _RECORDS[kind]
    own = {SYSTEM: AUTOMATIC} if kind is Kind.OFFICER else {}
    return own | {one.id: getattr(one, name) for one in read.find(record)}


def full_names(places: list[Place]) -> dict[str, str]:
    """家朋乡尚村: below a town a name without its town may mean two places."""
    towns = {one.id: one.name for one in places if one.kind is PlaceKind.TOWNSHIP}
    return {
        one.id: one.name
        if one.name.startswith(towns.get(one.township_id, "") or "-")
        or one.kind is PlaceKind.TOWNSHIP
        else f"{towns.get(one.township_id, '')}{one.name}"
        for one in places
    }
