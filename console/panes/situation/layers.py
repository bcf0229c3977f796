"""From the glance to what the map shows: one function per layer, no Qt.

Only one set of figures stands on the map at a time, all of one window, and every township has
one: unknown reads —. Incidents are on every layer.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from console.domain.geo import CountyMap, Point
from console.domain.rain import RainScale, scale_for
from console.services.glance.atlas import Scope, Spot, Way
from console.services.glance.situation import ReadingRow, Situation
from console.widgets.map_layers import Fill, Layers, Legend, Link, Mark
from console.wording import UNKNOWN
from console.wording.situation import (
    SIGN,
    SILENT,
    UNKNOWN_CLASS,
    Layer,
    forces_line,
    headline,
    millimetres,
    over_warning,
    rain_bounds,
    scale_name,
    stock_line,
    water_line,
)
from resources.rain import rain_scales

ABOUT = "(位置为所在乡镇)"
CROWD = 4  # rings at one seat that can still be told apart


def layers(facts: Situation, county: CountyMap, layer: Layer) -> Layers:
    return _MADE[layer](facts, county)


def _rain(facts: Situation, county: CountyMap) -> Layers:
    window = facts.rain.window
    scale = scale_for(rain_scales(), window) if window else None
    marks = (
        *_grouped("depot", (d for d in facts.depots if d.scope is Scope.COUNTY)),
        *_grouped("team", (t for t in facts.teams if t.busy)),
        *_incidents(facts),
    )
    return Layers(
        fills=tuple(_rain_fill(cell.code, facts, scale) for cell in county.cells),
        marks=marks,
        links=_links(facts.ways),
        legend=_legend(marks, _swatches(facts, county, scale), scale_name(scale) if scale else ""),
    )


def _rain_fill(code: str, facts: Situation, scale: RainScale | None) -> Fill:
    reading = facts.rain.towns.get(code)
    if reading is None or scale is None:
        return Fill(code, UNKNOWN)
    found = scale.of(reading.value)
    return Fill(code, millimetres(reading.value), found.tone if found else "", calm=found is None)


def _swatches(
    facts: Situation, county: CountyMap, scale: RainScale | None
) -> tuple[tuple[str, str], ...]:
    known = () if scale is None else scale.met(facts.rain.amounts())
    named = [(one.tone, rain_bounds(scale, one)) for one in known if scale is not None]
    if len(facts.rain.towns) < len(county.cells):
        named.append(("", UNKNOWN_CLASS))
    return tuple(named)


def _water(facts: Situation, county: CountyMap) -> Layers:
    by_town: dict[str, list[ReadingRow]] = defaultdict(list)
    for town, row in facts.rivers:
        by_town[town].append(row)
    fills = tuple(_water_fill(cell.code, by_town[cell.code], facts) for cell in county.cells)
    seats = {cell.code: cell.seat for cell in county.cells}
    stations = [
        _gauge(row, seats[town], silent=row.silent(facts.read_at))
        for town, row in facts.rivers
        if town in seats and row.reading.metric == "river_stage"
    ]
    marks = (*stations, *_incidents(facts))
    return Layers(fills, marks, (), _legend(marks, _unknown(fills)))


def _water_fill(code: str, rows: list[ReadingRow], facts: Situation) -> Fill:
    """The highest above its warning mark; a station that fell silent shows no old figure."""
    over = [row for row in rows if row.reading.metric == "river_over_warning"]
    live = [row.reading.value for row in over if not row.silent(facts.read_at)]
    if live:
        return Fill(code, over_warning(max(live)), calm=True)
    return Fill(code, SILENT if over else UNKNOWN)


def _forces(facts: Situation, county: CountyMap) -> Layers:
    teams, people = Counter[str](), Counter[str]()
    for team in facts.teams:
        teams[team.town] += 1
        people[team.town] += team.people
    marks = (
        *_grouped("team", (t for t in facts.teams if t.scope is not Scope.VILLAGE)),
        *_incidents(facts),
    )
    fills = tuple(
        Fill(
            cell.code,
            f"{teams[cell.code]} 支 {people[cell.code]} 人" if teams[cell.code] else UNKNOWN,
            calm=True,
        )
        for cell in county.cells
    )
    return Layers(fills, marks, _links(w for w in facts.ways if not w.load), _legend(marks, ()))


def _stock(facts: Situation, county: CountyMap) -> Layers:
    depots = Counter(depot.town for depot in facts.depots)
    marks = (
        *_grouped("depot", (d for d in facts.depots if d.scope is not Scope.VILLAGE)),
        *_incidents(facts),
    )
    fills = tuple(
        Fill(
            cell.code,
            f"{depots[cell.code]} 处存放" if depots[cell.code] else UNKNOWN,
            calm=True,
        )
        for cell in county.cells
    )
    return Layers(fills, marks, _links(w for w in facts.ways if w.load), _legend(marks, ()))


_MADE: dict[Layer, Callable[[Situation, CountyMap], Layers]] = {
    Layer.RAIN: _rain,
    Layer.WATER: _water,
    Layer.FORCES: _forces,
    Layer.STOCK: _stock,
}


def _grouped(shape: str, spots: Iterable[Spot]) -> tuple[Mark, ...]:
    """One sign per position, with the number of what stands there."""
    by_place: dict[Point, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_place[spot.at].append(spot)
    return tuple(
        Mark(shape, shape, group[0].id, at, "、".join(s.name for s in group), count=len(group))
        for at, group in by_place.items()
    )


def _incidents(facts: Situation) -> tuple[Mark, ...]:
    """A ring each; where many stand at one seat, one ring with their number, the newest on top.

    Two hundred rings around one seat say nothing, and placing names between them takes longer
    than a blink.
    """
    by_place: dict[Point, list[Spot]] = defaultdict(list)
    for one in facts.incidents:
        by_place[one.at].append(one)
    marks: list[Mark] = []
    for at, group in by_place.items():
        if len(group) > CROWD:
            names = "、".join(one.name for one in group[:CROWD])
            label = f"{names} 等 {len(group)} 起"
            marks.append(Mark("incident", "incident", group[0].id, at, label, count=len(group)))
        else:
            marks += [
                Mark("incident", "incident", one.id, at, one.name + (ABOUT if one.about else ""))
                for one in group
            ]
    return tuple(marks)


def _links(ways: Iterable[Way]) -> tuple[Link, ...]:
    return tuple(
        Link(way.start, way.end, way.name, "sign_depot" if way.load else "sign_team")
        for way in ways
    )


def _unknown(fills: Iterable[Fill]) -> tuple[tuple[str, str], ...]:
    return () if all(fill.calm for fill in fills) else (("", UNKNOWN_CLASS),)


def _legend(
    marks: Iterable[Mark], swatches: tuple[tuple[str, str], ...], scale: str = ""
) -> Legend:
    shapes = dict.fromkeys(mark.shape for mark in marks)
    return Legend(swatches, tuple((shape, SIGN[shape]) for shape in shapes), scale)


def _gauge(row: ReadingRow, at: Point, *, silent: bool) -> Mark:
    one = row.reading
    text = SILENT if silent else f"{one.value} m"
    return Mark("station", "station", one.station, at, f"{one.station} {text}", text=text)


def title_line(facts: Situation, layer: Layer, *, brief: bool = False) -> str:
    """Which figures stand on the map, and when they were true."""
    if layer is Layer.RAIN:
        return headline(facts.rain, brief=brief)
    if layer is Layer.WATER:
        newest = max((row.reading.window_end for _, row in facts.rivers), default=None)
        return water_line(len({row.reading.station for _, row in facts.rivers}), newest)
    if layer is Layer.FORCES:
        people = sum(team.people for team in facts.teams)
        return forces_line(len(facts.teams), people, sum(team.busy for team in facts.teams))
    return stock_line(len(facts.depots), sum(way.load for way in facts.ways))
