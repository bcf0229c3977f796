"""Everything that has a sign on the map, with the words of its card; the page's map only.

What left the register has no sign. What has no position of its own stands at its place or its
township's seat and says so; what has no place at all can't be drawn and is counted.
"""

from collections.abc import Iterable
from functools import lru_cache

from console.domain.dispatch import Dispatch
from console.domain.force import Team
from console.domain.geo import Point
from console.domain.incident import Incident, IncidentState
from console.domain.map_layer import MapLayer
from console.domain.place import Place
from console.domain.refuge import Shelter, Vehicle
from console.domain.risk import Reservoir, RiskPoint
from console.domain.shape import Shape, unpack
from console.domain.supply import Depot
from console.services.glance.atlas import UNDER_WAY, Atlas, Draped, Site
from console.wording.map_site import (
    ABOUT,
    Sort,
    depot_lines,
    incident_lines,
    reservoir_lines,
    risk_lines,
    shelter_lines,
    team_lines,
    vehicle_lines,
    way_lines,
)
from db.work import Read

LIVING = (IncidentState.REPORTED, IncidentState.VERIFIED)


Found = tuple[Point, str, bool] | None


def sites(read: Read) -> tuple[Site, ...]:
    """In the order of `Sort`, so that what matters most is drawn and walked first."""
    atlas = Atlas(read.find(Place))
    teams = read.find(Team, archived_at=None, order="rank")
    depots = read.find(Depot, archived_at=None, order="rank")
    sent = read.find(Dispatch, state__in=UNDER_WAY, order="ordered_at")
    made: list[Site | None] = []
    for one in read.find(Incident, state__in=LIVING, order="received_at"):
        found = atlas.find(one.lon, one.lat, one.place_id, one.place_text)
        made.append(_site(Sort.INCIDENT, one.id, one.title, found, incident_lines(one)))
    made += _under_way(teams, sent, atlas)
    for team in teams:
        found = atlas.find(team.lon, team.lat, team.place_id, team.place_name)
        made.append(_site(Sort.TEAM, team.id, team.name, found, team_lines(team)))
    for depot in depots:
        found = atlas.find(depot.lon, depot.lat, depot.place_id)
        lines = depot_lines(depot, atlas.name(depot.place_id))
        made.append(_site(Sort.DEPOT, depot.id, depot.name, found, lines))
    made += _registers(read, atlas)
    return tuple(one for one in made if one is not None)


def _under_way(
    teams: Iterable[Team], sent: Iterable[Dispatch], atlas: Atlas
) -> Iterable[Site | None]:
    """Where a team was sent: its own way there is drawn beside."""
    names = {team.id: team.name for team in teams}
    for one in sent:
        found = atlas.find(one.lon, one.lat, one.place_id, one.place_name)
        if one.team_id in names:
            yield _site(Sort.UNDER_WAY, one.id, names[one.team_id], found, way_lines(one))


def _registers(read: Read, atlas: Atlas) -> Iterable[Site | None]:
    for risk in read.find(RiskPoint, archived_at=None, order="rank"):
        at = atlas.find(risk.lon, risk.lat, risk.place_id, risk.place_name)
        yield _site(Sort.RISK, risk.id, risk.name, at, risk_lines(risk))
    for dam in read.find(Reservoir, archived_at=None, order="rank"):
        at = atlas.find(dam.lon, dam.lat, dam.place_id, dam.place_name)
        yield _site(Sort.RESERVOIR, dam.id, dam.name, at, reservoir_lines(dam))
    for refuge in read.find(Shelter, archived_at=None, order="rank"):
        at = atlas.find(refuge.lon, refuge.lat, refuge.place_id, refuge.place_name)
        yield _site(Sort.SHELTER, refuge.id, refuge.name, at, shelter_lines(refuge))
    for car in read.find(Vehicle, archived_at=None, order="rank"):
        at = atlas.find(None, None, car.place_id, car.place_name)
        yield _site(Sort.VEHICLE, car.id, car.name, at, vehicle_lines(car))


def _site(sort: Sort, id_: str, name: str, found: Found, lines: tuple[str, ...]) -> Site | None:
    if found is None:
        return None
    at, _, about = found
    return Site(sort, id_, name, at, (*lines, ABOUT) if about else lines)


def draped(read: Read) -> tuple[Draped, ...]:
    layers = read.find(MapLayer, archived_at=None, order="imported_at,id")
    return tuple(Draped(layer, _shapes(layer.id, layer.shapes)) for layer in layers)


@lru_cache(maxsize=32)
def _shapes(_id: str, packed: str) -> tuple[Shape, ...]:
    return unpack(packed)
