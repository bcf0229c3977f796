"""Coordinates as maps of this country give them, and the way to WGS84 and back.

GCJ-02 shifts every point by some hundred metres, BD-09 shifts GCJ-02 once more; both are given
here by their published formulas. CGCS2000 differs from WGS84 by centimetres and is kept as it is.
The shift has no closed inverse, so that it is found by steps until a tenth of a metre is left.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

from console.domain.geo import Point

_AXIS = 6378245.0  # Krasovsky's ellipsoid, on which the shift is defined
_ECCENTRICITY = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BAIDU = pi * 3000.0 / 180.0
_CLOSE = 1e-7  # degrees, a hundredth of a metre
_MOST_STEPS = 30


class Crs(StrEnum):
    """What a file says of itself, or the person who brings it."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    """The upright rectangle outside which nothing is shifted."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def gcj_of_wgs(point: Point) -> Point:
    lon, lat = point
    if not in_china(lon, lat):
        return point
    dlon, dlat = _shift(lon, lat)
    return lon + dlon, lat + dlat


def wgs_of_gcj(point: Point) -> Point:
    return _undone(gcj_of_wgs, point) if in_china(*point) else point


def bd_of_gcj(point: Point) -> Point:
    lon, lat = point
    if not in_china(lon, lat):
        return point
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def gcj_of_bd(point: Point) -> Point:
    return _undone(bd_of_gcj, point) if in_china(*point) else point


def wgs_of_bd(point: Point) -> Point:
    return wgs_of_gcj(gcj_of_bd(point))


def bd_of_wgs(point: Point) -> Point:
    return bd_of_gcj(gcj_of_wgs(point))


def _same(point: Point) -> Point:
    return point


TO_WGS84: dict[Crs, Callable[[Point], Point]] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: wgs_of_gcj,
    Crs.BD09: wgs_of_bd,
}


def _undone(shift: Callable[[Point], Point], point: Point) -> Point:
    """The point that `shift` takes to this one; each step mends what the last one missed by."""
    lon, lat = point
    for _ in range(_MOST_STEPS):
        x, y = shift((lon, lat))
        missed = point[0] - x, point[1] - y
        lon, lat = lon + missed[0], lat + missed[1]
        if abs(missed[0]) < _CLOSE and abs(missed[1]) < _CLOSE:
            break
    return lon, lat


def _shift(lon: float, lat: float) -> Point:
    """Degrees east and north."""
    x, y = lon - 105.0, lat - 35.0
    east, north = _east(x, y), _north(x, y)
    flat = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (flat * sqrt(flat))
    parallel = _AXIS / sqrt(flat) * cos(radians(lat))
    return east * 180.0 / (parallel * pi), north * 180.0 / (meridian * pi)


def _waves(value: float, terms: tuple[tuple[float, float], ...]) -> float:
    return sum(height * sin(value * pi / length) for height, length in terms) * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    plain = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return (
        plain
        + _waves(x, ((20.0, 1 / 6), (20.0, 1 / 2)))
        + _waves(x, ((20.0, 1.0), (40.0, 3.0)))
        + _waves(x, ((150.0, 12.0), (300.0, 30.0)))
    )


def _north(x: float, y: float) -> float:
    plain = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return (
        plain
        + _waves(x, ((20.0, 1 / 6), (20.0, 1 / 2)))
        + _waves(y, ((20.0, 1.0), (40.0, 3.0)))
        + _waves(y, ((160.0, 12.0), (320.0, 30.0)))
    )
