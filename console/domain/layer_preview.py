"""A file of shapes as it would lie on the map, and what its coordinates may really be.

The officer says which system a file is in; a guess may only warn (D36). It rests on what is known
of the county: the box around its outline, and how near a border in the file runs to the outline
under each system. Stored shapes are WGS84, rounded to a tenth of a metre.
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median

from console.domain.crs import TO_WGS84, Crs
from console.domain.geo import (
    Box,
    CountyMap,
    Frame,
    Point,
    Ring,
    bounds,
    distance_to_edge,
    frame_of,
)
from console.domain.geojson import Shapes
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.shape import Shape

AROUND = 0.6  # degrees beyond the county's box in which a neighbour's river is still ours
BORDER_KM = 2.0  # a point this near the outline may be meant to lie on it
BORDER_SHARE = 0.6
LOOKED_AT = 400  # points that a guess looks at
LEAST = 20
MOST_SHAPES = 60
GAIN_KM = 0.12  # how much nearer another system must bring the border
METRES = 1000.0  # no degree is that large: these are metres of a projection


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would lie on the map. `warnings` are codes, `notes` (code, how many)."""

    shapes: tuple[Shape, ...]
    points: int
    notes: tuple[tuple[str, int], ...] = ()
    warnings: tuple[str, ...] = ()
    crs: Crs = Crs.WGS84
    swapped: bool = False


def preview(found: Shapes, crs: Crs, county: CountyMap, *, swapped: bool = False) -> Preview:
    """Converted as the officer said, with warnings where the county's own shape contradicts.

    Coordinates that can't be degrees are refused, with a hint where swapping would mend them.
    """
    box = _wide(bounds(county.outline))
    raw = found
    if swapped:
        raw = Shapes(tuple(_mapped(shape, _turned) for shape in found.shapes), found.notes)
    points = _some(list(raw.points()))
    turned_fits = _fits(map(_turned, points), box)
    _check_range(raw.points(), turned=turned_fits)
    convert = TO_WGS84[crs]
    warnings = []
    if not _fits(map(convert, points), box):
        warnings.append("layer_swapped" if turned_fits else "layer_elsewhere")
    elif better := _rather(raw.shapes, crs, county.outline):
        warnings.append(f"layer_rather_{better}")
    shapes = tuple(_mapped(shape, convert) for shape in raw.shapes)
    return Preview(shapes, found.size, found.notes, tuple(warnings), crs, swapped)


def _check_range(points: Iterable[Point], *, turned: bool) -> None:
    for lon, lat in points:
        if abs(lon) <= 180 and abs(lat) <= 90:  # noqa: PLR2004 - degrees
            continue
        if turned:
            raise Refused("layer_swapped", field="swapped", lon=f"{lon:g}", lat=f"{lat:g}")
        code = "layer_projected" if max(abs(lon), abs(lat)) > METRES else "layer_range"
        raise Refused(code, field="crs", lon=f"{lon:g}", lat=f"{lat:g}")


def _fits(points: Iterable[Point], box: Box) -> bool:
    """By the middle of the points: one stray among many must not decide."""
    given = list(points)
    lon, lat = median(p[0] for p in given), median(p[1] for p in given)
    return box.left <= lon <= box.right and box.bottom <= lat <= box.top


def _rather(shapes: Sequence[Shape], said: Crs, outline: Ring) -> Crs | None:
    """The first shape that tells: a file of many counties has ours among them."""
    for shape in shapes[:MOST_SHAPES]:
        points = _some([point for part in shape.parts for point in part])
        if len(points) >= LEAST and (better := _better(points, said, outline)):
            return better
    return None


def _better(points: Sequence[Point], said: Crs, outline: Ring) -> Crs | None:
    """Another system under which a border lies plainly nearer to the county's; else None.

    Only what runs along the outline tells: a river inside the county fits as well half a
    kilometre aside.
    """
    frame = frame_of(outline)
    ring = frame.ring(outline)
    gaps = [_gap(TO_WGS84[said](point), frame, ring) for point in points]
    near = [point for point, gap in zip(points, gaps, strict=True) if gap < BORDER_KM]
    if len(near) < LEAST or len(near) < BORDER_SHARE * len(points):
        return None
    as_said = fmean(_gap(TO_WGS84[said](point), frame, ring) for point in near)
    others = {
        one: fmean(_gap(TO_WGS84[one](point), frame, ring) for point in near)
        for one in (Crs.WGS84, Crs.GCJ02, Crs.BD09)
        if TO_WGS84[one] is not TO_WGS84[said]
    }
    best = min(others, key=lambda one: others[one])
    return best if others[best] < as_said - GAIN_KM else None


def _gap(point: Point, frame: Frame, ring: Ring) -> float:
    return distance_to_edge(frame.km(*point), ring)


def _some(points: list[Point]) -> list[Point]:
    return points[:: max(1, len(points) // LOOKED_AT)]


def _wide(box: Box) -> Box:
    return Box(box.left - AROUND, box.bottom - AROUND, box.right + AROUND, box.top + AROUND)


def _turned(point: Point) -> Point:
    return point[1], point[0]


def _mapped(shape: Shape, convert: Callable[[Point], Point]) -> Shape:
    parts = tuple(tuple(convert(point) for point in part) for part in shape.parts)
    return Shape(shape.form, parts, shape.name)
