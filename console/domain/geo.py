"""Plane geometry of one county: a local frame in kilometres, rings, and cells around seats.

A county is some tens of kilometres wide, so an equirectangular frame at its middle latitude is
true to a few parts in ten thousand; no projection library is wanted. Coordinates are WGS84
longitude and latitude in degrees outside, kilometres (x east, y north) inside the frame.
Township cells are a drawing aid (示意): every point goes to the nearest seat, cut at the outline.
"""

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians

from console.domain.record import dataclass

Point = tuple[float, float]
Ring = tuple[Point, ...]

KM_PER_DEGREE_LAT = 110.86  # WGS84 meridian at 30° N
KM_PER_DEGREE_LON = 111.32  # at the equator; the frame multiplies by the cosine


@dataclass(frozen=True, slots=True)
class Frame:
    """Degrees to kilometres around (lon, lat) and back."""

    lon: float
    lat: float

    @property
    def _km_per_lon(self) -> float:
        return KM_PER_DEGREE_LON * cos(radians(self.lat))

    def km(self, lon: float, lat: float) -> Point:
        return (lon - self.lon) * self._km_per_lon, (lat - self.lat) * KM_PER_DEGREE_LAT

    def degrees(self, point: Point) -> Point:
        return self.lon + point[0] / self._km_per_lon, self.lat + point[1] / KM_PER_DEGREE_LAT

    def ring(self, degrees: Iterable[Point]) -> Ring:
        return tuple(self.km(lon, lat) for lon, lat in degrees)


@dataclass(frozen=True, slots=True)
class Box:
    """The upright rectangle around something."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One township as drawn: its pieces, the seat, and where its name reads best (degrees)."""

    code: str
    name: str
    rings: tuple[Ring, ...]
    seat: Point
    label: Point


@dataclass(frozen=True, slots=True)
class CountyMap:
    """The county's own generalised map. `sketch` is shown as 示意: it proves no boundary."""

    code: str
    outline: Ring
    cells: tuple[Cell, ...]
    neighbours: tuple[tuple[str, Point], ...] = ()
    sketch: bool = True

    def cell(self, code: str) -> Cell | None:
        """The cell of a township, or of anything whose code begins with it."""
        return next((one for one in self.cells if code.startswith(one.code)), None)


def bounds(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def frame_of(degrees: Iterable[Point]) -> Frame:
    """The frame that sits in the middle of the points."""
    return Frame(*bounds(degrees).centre)


def area(ring: Sequence[Point]) -> float:
    """Signed: positive where the ring runs counter-clockwise."""
    following = (*ring[1:], *ring[:1])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Even-odd rule; a point on the very edge may fall on either side."""
    x, y = point
    hit = False
    before = ring[-1]
    for after in ring:
        if (after[1] > y) != (before[1] > y):
            share = (y - after[1]) / (before[1] - after[1])
            hit ^= x < after[0] + share * (before[0] - after[0])
        before = after
    return hit


def inside_any(point: Point, rings: Iterable[Sequence[Point]]) -> bool:
    return any(inside(point, ring) for ring in rings)


def distance_to_edge(point: Point, ring: Sequence[Point]) -> float:
    return min(_to_segment(point, a, b) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _to_segment(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = 0.0 if not square else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy)


def simplify(ring: Sequence[Point], tolerance: float) -> Ring:
    """Douglas and Peucker on a closed ring, cut at its two points farthest apart."""
    start = 0
    far = max(
        range(len(ring)), key=lambda i: hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1])
    )
    if far == start:
        return tuple(ring)
    one = _thin((*ring[start : far + 1],), tolerance)
    other = _thin((*ring[far:], ring[0]), tolerance)
    return (*one[:-1], *other[:-1])


def _thin(line: Ring, tolerance: float) -> Ring:
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:  # noqa: PLR2004 - neighbours have nothing between them
            continue
        worst = max(
            range(first + 1, last), key=lambda i: _to_segment(line[i], line[first], line[last])
        )
        if _to_segment(line[worst], line[first], line[last]) > tolerance:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return tuple(line[i] for i in sorted(keep))
