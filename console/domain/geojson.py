"""A GeoJSON text as shapes in degrees, with what had to be mended said beside them.

Nothing is dropped in silence: an open ring is closed and noted, heights and features without a
geometry are noted, and anything else that is wrong refuses the whole file with the place of it.
Coordinates are kept as they stand in the file; which system they are in is the officer's to say.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NoReturn

from console.domain.geo import Point, Ring
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.shape import Form, Shape

_NAMES = ("name", "NAME", "Name", "名称", "dt_name", "title")
_RING = 4  # positions of the smallest closed ring, the first said twice
_DEEP = 4  # collections within collections


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a file holds; notes are (code, how many)."""

    shapes: tuple[Shape, ...]
    notes: tuple[tuple[str, int], ...] = ()

    def points(self) -> Iterator[Point]:
        for shape in self.shapes:
            for part in shape.parts:
                yield from part

    @property
    def size(self) -> int:
        return sum(len(part) for shape in self.shapes for part in shape.parts)


def read_geojson(data: bytes, most_points: int) -> Shapes:
    """Refused where it is no GeoJSON, or holds nothing, or holds what can't be a place."""
    found = _Reader(most_points)
    try:
        raw = json.loads(data.decode("utf-8-sig"), parse_constant=_not_a_number)
        found.collect(raw)
    except UnicodeDecodeError:
        raise Refused("layer_not_utf8", field="path") from None
    except json.JSONDecodeError as error:
        raise Refused("layer_not_json", field="path", line=error.lineno) from None
    except RecursionError:
        raise Refused("layer_not_json", field="path", line=1) from None
    if not found.shapes:
        raise Refused("layer_empty", field="path")
    return Shapes(tuple(found.shapes), tuple(found.notes.items()))


def _not_a_number(word: str) -> NoReturn:
    raise Refused("layer_nan", field="path", what=word)


class _Reader:
    """Walks one file; `number` counts features from 1, as a person would."""

    def __init__(self, most_points: int) -> None:
        self.shapes: list[Shape] = []
        self.notes: Counter[str] = Counter()
        self._left = most_points
        self._most = most_points
        self._number = 0

    def collect(self, raw: Any) -> None:
        if not isinstance(raw, Mapping):
            raise Refused("layer_wrong_type", field="path", found=_kind(raw))
        if raw.get("type") == "FeatureCollection":
            features = raw.get("features")
            if not isinstance(features, list):
                raise Refused("layer_wrong_type", field="path", found="FeatureCollection")
            for feature in features:
                self._feature(feature)
        elif raw.get("type") == "Feature":
            self._feature(raw)
        else:
            self._number = 1
            self._geometry(raw, "")

    def _feature(self, raw: Any) -> None:
        self._number += 1
        if not isinstance(raw, Mapping) or raw.get("type") != "Feature":
            self._bad(_kind(raw))
        properties = raw.get("properties")
        said = properties if isinstance(properties, Mapping) else {}
        name = next((str(said[key]) for key in _NAMES if said.get(key)), "")
        if raw.get("geometry") is None:
            self.notes["layer_no_geometry"] += 1
        else:
            self._geometry(raw["geometry"], name)

    def _geometry(self, raw: Any, name: str, deep: int = 0) -> None:
        if not isinstance(raw, Mapping) or deep > _DEEP:
            self._bad(_kind(raw))
        kind = raw.get("type")
        if kind == "GeometryCollection":
            for one in self._list(raw.get("geometries")):
                self._geometry(one, name, deep + 1)
            return
        made = _MADE.get(kind) if isinstance(kind, str) else None
        if made is None:
            self._bad(_kind(raw))
        for shape in made(self, raw.get("coordinates"), name):
            if shape.parts:
                self.shapes.append(shape)

    # Coordinates ----------------------------------------------------------------------------

    def _point(self, raw: Any, name: str) -> Iterator[Shape]:
        yield Shape(Form.POINT, ((self._position(raw),),), name)

    def _points(self, raw: Any, name: str) -> Iterator[Shape]:
        yield Shape(Form.POINT, tuple((self._position(one),) for one in self._list(raw)), name)

    def _line(self, raw: Any, name: str) -> Iterator[Shape]:
        yield from self._lines([raw], name)

    def _lines(self, raw: Any, name: str) -> Iterator[Shape]:
        parts = tuple(self._chain(one) for one in self._list(raw))
        yield Shape(Form.LINE, tuple(part for part in parts if len(part) > 1), name)

    def _area(self, raw: Any, name: str) -> Iterator[Shape]:
        rings = tuple(self._ring(one) for one in self._list(raw))
        yield Shape(Form.AREA, rings, name)

    def _areas(self, raw: Any, name: str) -> Iterator[Shape]:
        for one in self._list(raw):
            yield from self._area(one, name)

    def _ring(self, raw: Any) -> Ring:
        """Closed where it was left open; what is no ring even then refuses the file."""
        chain = self._chain(raw)
        if chain and chain[0] != chain[-1]:
            self.notes["layer_ring_closed"] += 1
            chain = (*chain, chain[0])
        if len(chain) < _RING:
            raise Refused("layer_ring", field="path", number=self._number)
        return chain

    def _chain(self, raw: Any) -> Ring:
        return tuple(self._position(one) for one in self._list(raw))

    def _position(self, raw: Any) -> Point:
        self._left -= 1
        if self._left < 0:
            raise Refused("layer_many_points", field="path", most=self._most)
        if not isinstance(raw, list) or len(raw) < 2:  # noqa: PLR2004 - a pair
            raise Refused("layer_position", field="path", number=self._number)
        lon, lat = raw[0], raw[1]
        if not all(type(one) in {int, float} for one in (lon, lat)):
            raise Refused("layer_position", field="path", number=self._number)
        if not (isfinite(lon) and isfinite(lat)):
            raise Refused("layer_nan", field="path", what=str(lon if isfinite(lat) else lat))
        if len(raw) > 2:  # noqa: PLR2004 - a height
            self.notes["layer_heights"] += 1
        return float(lon), float(lat)

    def _list(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list):
            raise Refused("layer_position", field="path", number=self._number)
        return raw

    def _bad(self, found: str) -> NoReturn:
        raise Refused("layer_geometry", field="path", number=self._number, found=found)


_MADE = {
    "Point": _Reader._point,  # noqa: SLF001 - the reader's own table
    "MultiPoint": _Reader._points,  # noqa: SLF001
    "LineString": _Reader._line,  # noqa: SLF001
    "MultiLineString": _Reader._lines,  # noqa: SLF001
    "Polygon": _Reader._area,  # noqa: SLF001
    "MultiPolygon": _Reader._areas,  # noqa: SLF001
}


def _kind(raw: Any) -> str:
    """What stands where something else was expected, in a word."""
    if isinstance(raw, Mapping):
        return str(raw.get("type", "无 type"))[:40]
    return type(raw).__name__
