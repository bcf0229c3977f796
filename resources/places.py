"""The county's places and its generalised map, read from its folder into domain records.

Places are read once, when a store is made or its reference data renewed; the map is read at
start-up, so that it is kept as JSON with its cells already cut.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from console.domain.geo import Cell, CountyMap, Point, Ring
from console.domain.place import Place, PlaceKind, index_of

TOWNSHIP_DIGITS = 9
_SUFFIXES = ("社区", "镇", "乡", "村")


def load(county: str = "341824") -> tuple[Place, ...]:
    """The county, its towns and its villages, towns before villages."""
    raw = _toml(county)
    everyday = frozenset(raw["everyday"])
    top = _place(raw["county"], PlaceKind.COUNTY, everyday)
    towns = [_place(row, PlaceKind.TOWNSHIP, everyday, parent=county) for row in raw["township"]]
    villages = [
        _place(row, PlaceKind.VILLAGE, everyday, parent=row["code"][:TOWNSHIP_DIGITS])
        for row in raw["villages"]
    ]
    return (top, *towns, *villages)


def neighbours(county: str = "341824") -> tuple[Place, ...]:
    """The counties around, whose responses are told to ours (毗邻通报)."""
    return tuple(_place(row, PlaceKind.COUNTY, frozenset()) for row in _toml(county)["neighbour"])


def county_map(county: str = "341824") -> CountyMap:
    raw = json.loads(_folder(county).joinpath("maps/county.json").read_text(encoding="utf-8"))
    return CountyMap(
        code=raw["code"],
        outline=_ring(raw["outline"]),
        cells=tuple(
            Cell(
                code=cell["code"],
                name=cell["name"],
                rings=tuple(_ring(ring) for ring in cell["rings"]),
                seat=_point(cell["seat"]),
                label=_point(cell["label"]),
            )
            for cell in raw["cells"]
        ),
        neighbours=tuple((name, _point(at)) for name, at in raw["neighbours"]),
        sketch=raw["sketch"],
    )


def _place(
    row: Mapping[str, Any], kind: PlaceKind, everyday: frozenset[str], parent: str = ""
) -> Place:
    name: str = row["name"]
    said = row["reading"]
    readings = [tuple(one.split()) for one in ([said] if isinstance(said, str) else said)]
    given = row.get("aliases", [])
    aliases = tuple(dict.fromkeys((*_short(name, everyday), *(alias for alias, _ in given))))
    return Place(
        id=row["code"],
        code=row["code"],
        name=name,
        kind=kind,
        parent_id=parent,
        township_id=parent if kind is PlaceKind.VILLAGE else "",
        aliases=aliases,
        index=index_of((name, *aliases), (*readings, *(tuple(r.split()) for _, r in given))),
        lon=row.get("lon"),
        lat=row.get("lat"),
    )


def _short(name: str, everyday: frozenset[str]) -> Iterable[str]:
    """家朋 for 家朋乡; not 上游 for 上游村, which a caller says of any river."""
    for suffix in _SUFFIXES:
        short = name.removesuffix(suffix)
        if short != name:
            return (short,) if len(short) > 1 and short not in everyday else ()
    return ()


def _point(pair: list[float]) -> Point:
    return pair[0], pair[1]


def _ring(pairs: list[list[float]]) -> Ring:
    return tuple(_point(pair) for pair in pairs)


def _folder(county: str) -> Any:
    return files("resources").joinpath("counties", county)


def _toml(county: str) -> Mapping[str, Any]:
    text = _folder(county).joinpath("places/places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
