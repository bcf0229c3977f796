"""Distances and areas on the county's map, in kilometres on the county's own frame."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot, log10

from console.domain.geo import Frame, Point, area

_ROUND = (5.0, 2.0, 1.0)


def legs(frame: Frame, points: Sequence[Point]) -> tuple[float, ...]:
    """Kilometres from each point to the next."""
    km = [frame.km(*point) for point in points]
    return tuple(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(km))


def enclosed(frame: Frame, points: Sequence[Point]) -> float:
    """Square kilometres inside the closed line through the points."""
    return abs(area([frame.km(*point) for point in points])) if len(points) > 2 else 0.0  # noqa: PLR2004 - a triangle


def round_length(most: float) -> float:
    """The longest of 1, 2, 5, 10, 20, … kilometres (or metres as 0.1, 0.2, …) that fits."""
    if most <= 0:
        return 0.0
    power = 10.0 ** int(log10(most) // 1)
    return next(step * power for step in _ROUND if step * power <= most * (1 + 1e-9))
