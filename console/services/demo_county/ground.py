"""The county's places as the made-up registers stand on them."""

from collections.abc import Mapping

from console.domain.place import Place, PlaceKind
from console.domain.record import dataclass
from resources import places

_VIRTUAL = "虚拟社区"  # a code of the statistics office without a village behind it (D17)


@dataclass(frozen=True, slots=True)
class Ground:
    """12 townships and the 81 villages and communities that people live in, by code."""

    county: str
    towns: tuple[Place, ...]
    villages: tuple[Place, ...]
    by_id: Mapping[str, Place]

    @classmethod
    def of(cls, county: str) -> "Ground":
        known = places.load(county)
        villages = (p for p in known if p.kind is PlaceKind.VILLAGE and _VIRTUAL not in p.name)
        return cls(
            county,
            tuple(p for p in known if p.kind is PlaceKind.TOWNSHIP),
            tuple(villages),
            {p.id: p for p in known},
        )

    def town(self, place: Place) -> Place:
        return self.by_id[place.township_id] if place.township_id else place

    def seat(self, place: Place) -> tuple[float | None, float | None]:
        """A village's own seat is not known: its town's stands for it."""
        held = place if place.lon is not None else self.town(place)
        return held.lon, held.lat

    def villages_of(self, town: Place) -> tuple[Place, ...]:
        return tuple(p for p in self.villages if p.township_id == town.id)
