"""Where things are: positions for incidents, teams, depots and what is under way between them.

What has no position of its own stands at its place's, else at its township's seat, and says so
(`about`), so that the map never pretends to know more than it was told.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from console.domain.dispatch import ROAD, Dispatch, State
from console.domain.force import Team, TeamKind
from console.domain.geo import Point
from console.domain.incident import Incident, IncidentState
from console.domain.map_layer import MapLayer
from console.domain.place import Place, PlaceKind, located
from console.domain.record import dataclass
from console.domain.shape import Shape
from console.domain.supply import Depot, Tier
from console.domain.transfer import State as TransferState
from console.domain.transfer import Transfer
from db.work import Read

UNDER_WAY = tuple(state for state in ROAD if state is not State.RETURNED)


class Scope(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_TEAM = {TeamKind.TOWNSHIP: Scope.TOWNSHIP, TeamKind.VILLAGE: Scope.VILLAGE}
_DEPOT = {Tier.TOWNSHIP: Scope.TOWNSHIP, Tier.VILLAGE: Scope.VILLAGE}


@dataclass(frozen=True, slots=True)
class Spot:
    """Something with a place on the map. `busy`: sent out; `scope`: whose it is."""

    id: str
    name: str
    at: Point
    town: str = ""
    about: bool = False
    people: int = 0
    busy: bool = False
    scope: Scope = Scope.COUNTY


@dataclass(frozen=True, slots=True)
class Way:
    """A team or a load under way."""

    id: str
    name: str
    start: Point
    end: Point
    load: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One sign of the page's map; `sort` names its shape (`wording.map_site.Sort`), `lines` are
    kind and place, then the last statement.
    """

    sort: str
    id: str
    name: str
    at: Point
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draped:
    """An imported layer with its shapes unpacked."""

    layer: MapLayer
    shapes: tuple[Shape, ...]


class Atlas:
    """Places by id, and a position for anything that has one."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.id: place for place in places}
        self.towns = tuple(
            (place.code, place.name)
            for place in self._places.values()
            if place.kind is PlaceKind.TOWNSHIP and place.lon is not None
        )

    def name(self, place_id: str) -> str:
        place = self._places.get(place_id)
        return place.name if place else ""

    def town(self, place_id: str) -> str:
        place = self._places.get(place_id)
        if place is None:
            return ""
        return place.id if place.kind is PlaceKind.TOWNSHIP else place.township_id

    def find(
        self, lon: float | None, lat: float | None, place_id: str, text: str = ""
    ) -> tuple[Point, str, bool] | None:
        """(where, township, stands in); None where nothing is known."""
        if not place_id and text and (named := located(self._places.values(), text)):
            place_id = named.id
        town = self.town(place_id)
        if lon is not None and lat is not None:
            return (lon, lat), town, False
        for one in (place_id, town):
            place = self._places.get(one)
            if place is not None and place.lon is not None and place.lat is not None:
                exact = one == place_id and place.kind is not PlaceKind.TOWNSHIP
                return (place.lon, place.lat), town, not exact
        return None


def incident_spots(read: Read, atlas: Atlas) -> tuple[Spot, ...]:
    states = (IncidentState.REPORTED, IncidentState.VERIFIED)
    spots = []
    for one in read.find(Incident, state__in=states, order="received_at"):
        found = atlas.find(one.lon, one.lat, one.place_id, one.place_text)
        if found:
            spots.append(Spot(one.id, one.title, *found))
    return tuple(spots)


def team_spots(
    teams: Sequence[Team], dispatches: Sequence[Dispatch], atlas: Atlas
) -> tuple[Spot, ...]:
    out = {one.team_id for one in dispatches}
    spots = []
    for team in teams:
        found = atlas.find(team.lon, team.lat, team.place_id, team.place_name)
        if found:
            spots.append(
                Spot(
                    team.id,
                    team.name,
                    *found,
                    people=team.available,
                    busy=team.id in out,
                    scope=_TEAM.get(team.kind, Scope.COUNTY),
                )
            )
    return tuple(spots)


def team_ways(
    teams: Sequence[Team], dispatches: Sequence[Dispatch], atlas: Atlas
) -> tuple[Way, ...]:
    known = {team.id: team for team in teams}
    ways = []
    for one in dispatches:
        team = known.get(one.team_id)
        start = team and atlas.find(team.lon, team.lat, team.place_id, team.place_name)
        end = atlas.find(one.lon, one.lat, one.place_id, one.place_name)
        if team and start and end and start[0] != end[0]:
            ways.append(
                Way(one.id, f"{team.name} {one.people} 人 → {one.place_name}", start[0], end[0])
            )
    return tuple(ways)


def depot_spots(depots: Sequence[Depot], atlas: Atlas) -> tuple[Spot, ...]:
    spots = []
    for depot in depots:
        found = atlas.find(depot.lon, depot.lat, depot.place_id)
        if found:
            scope = _DEPOT.get(depot.tier, Scope.COUNTY)
            spots.append(Spot(depot.id, depot.name, *found, scope=scope))
    return tuple(spots)


def load_ways(read: Read, depots: Sequence[Depot], atlas: Atlas) -> tuple[Way, ...]:
    """Goods that were ordered out and have not been signed for."""
    known = {depot.id: depot for depot in depots}
    ways = []
    for one in read.find(Transfer, state=TransferState.ORDERED, order="requested_at"):
        ends = [known.get(one.from_depot_id), known.get(one.to_depot_id)]
        spots = [atlas.find(d.lon, d.lat, d.place_id) for d in ends if d is not None]
        if len(spots) == len(ends) and spots[0] and spots[1] and spots[0][0] != spots[1][0]:
            name = " → ".join(d.name for d in ends if d is not None)
            ways.append(Way(one.id, name, spots[0][0], spots[1][0], load=True))
    return tuple(ways)
