"""Places: laid in from the county's files, and natural villages as the county meets them."""

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.incident import plain
from console.domain.place import Place, PlaceKind, index_of
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import Permission, permit
from console.services.world import World
from resources.readings import readings


@dataclass(frozen=True)
class Places:
    world: World

    def add_hamlet(
        self, actor: str, name: str, parent_id: str, at: tuple[float, float] | None = None
    ) -> tuple[str, Changes]:
        """A 自然村 or 组 under its village or town, found by pinyin from now on."""
        kept = plain(name)
        if not kept:
            raise Refused("place_text_missing")
        with self.world.store.write(actor, "place.add") as w:
            permit(w, actor, Permission.TAKE_CALL)
            parent = w.get(Place, parent_id)
            town = parent.id if parent.kind is PlaceKind.TOWNSHIP else parent.township_id
            place = Place(
                id=w.new_id(),
                name=kept,
                kind=PlaceKind.HAMLET,
                parent_id=parent.id,
                township_id=town,
                index=index_of((kept,), readings(kept)),
                lon=at[0] if at else None,
                lat=at[1] if at else None,
            )
            w.save(place)
            w.log(
                Entry(
                    kind="place_added",
                    subject_kind=Kind.PLACE,
                    subject_id=place.id,
                    at=w.now,
                    facts={"name": kept, "parent": parent.name},
                )
            )
        return place.id, w.changes
