"""Nearest-seat cells inside an outline that may be hollow-sided.

A county's outline is not convex, so the classic clip of Sutherland and Hodgman would leave
threads of zero width between pieces; here a cut gives back every piece as a ring of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import hypot

from console.domain.geo import Point, Ring, area, bounds, distance_to_edge, inside
from console.domain.record import dataclass

_HAIR = 1e-9  # a vertex this close to the cut is put on the kept side


@dataclass(frozen=True, slots=True)
class HalfPlane:
    """All points p with (p - at) · normal >= 0."""

    at: Point
    normal: Point

    def depth(self, point: Point) -> float:
        depth = (point[0] - self.at[0]) * self.normal[0] + (point[1] - self.at[1]) * self.normal[1]
        return _HAIR if abs(depth) < _HAIR else depth

    def along(self, point: Point) -> float:
        """Position along the border, for ordering crossings."""
        return (point[1] - self.at[1]) * self.normal[0] - (point[0] - self.at[0]) * self.normal[1]


def nearer(here: Point, there: Point) -> HalfPlane:
    """The side of the bisector on which points are nearer to `here`."""
    middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
    return HalfPlane(middle, (here[0] - there[0], here[1] - there[1]))


def cut(ring: Sequence[Point], side: HalfPlane) -> tuple[Ring, ...]:
    """The pieces of a simple ring that lie on the side; none, one, or several."""
    depths = [side.depth(point) for point in ring]
    if all(depth > 0 for depth in depths):
        return (tuple(ring),)
    if all(depth < 0 for depth in depths):
        return ()
    chains = _chains(ring, depths)
    return tuple(_closed(chains, side))


def _chains(ring: Sequence[Point], depths: Sequence[float]) -> list[list[Point]]:
    """Runs of kept points, each from its entry crossing to its exit crossing."""
    count = len(ring)
    entry = next(i for i in range(count) if depths[i] > 0 and depths[i - 1] < 0)
    chains: list[list[Point]] = []
    for i in (step % count for step in range(entry, entry + count)):
        if (depths[i] > 0) != (depths[i - 1] > 0):
            crossing = _crossing(ring[i - 1], ring[i], depths[i - 1], depths[i])
            if depths[i] > 0:
                chains.append([crossing])
            else:
                chains[-1].append(crossing)
        if depths[i] > 0:
            chains[-1].append(ring[i])
    return chains


def _crossing(a: Point, b: Point, depth_a: float, depth_b: float) -> Point:
    share = depth_a / (depth_a - depth_b)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _closed(chains: list[list[Point]], side: HalfPlane) -> Iterable[Ring]:
    """Along the border crossings pair off, each pair one stretch inside: link exits to entries."""
    ends = [(side.along(chain[0]), n, True) for n, chain in enumerate(chains)]
    ends += [(side.along(chain[-1]), n, False) for n, chain in enumerate(chains)]
    ends.sort()
    follows: dict[int, int] = {}
    for one, other in zip(ends[::2], ends[1::2], strict=True):
        entry, leave = (one, other) if one[2] else (other, one)
        follows[leave[1]] = entry[1]
    while follows:
        n = next(iter(follows))
        ring: list[Point] = []
        while n in follows:
            ring += chains[n]
            n = follows.pop(n)
        yield tuple(ring)


def cells(outline: Ring, seats: Mapping[str, Point]) -> dict[str, tuple[Ring, ...]]:
    """For every seat the part of the outline nearer to it than to any other seat."""
    found: dict[str, tuple[Ring, ...]] = {}
    for code, seat in seats.items():
        pieces: tuple[Ring, ...] = (outline,)
        for other, there in seats.items():
            if other != code:
                side = nearer(seat, there)
                pieces = tuple(kept for piece in pieces for kept in cut(piece, side))
        found[code] = pieces
    return found


def roomiest(ring: Ring, stretch: float = 1.0, steps: int = 24) -> Point:
    """The point farthest from the edge, by a grid and two refinements.

    `stretch` > 1 asks for more room sideways than upwards, as a name needs.
    """
    squeezed = tuple((x / stretch, y) for x, y in ring)
    box = bounds(squeezed)
    best, x0, y0, width, height = box.centre, box.left, box.bottom, box.width, box.height
    for _ in range(3):
        spots = [
            (x0 + width * i / steps, y0 + height * j / steps)
            for i in range(1, steps)
            for j in range(1, steps)
        ]
        best = max(
            (spot for spot in spots if inside(spot, squeezed)),
            key=lambda spot: distance_to_edge(spot, squeezed),
            default=best,
        )
        width, height = width * 3 / steps, height * 3 / steps
        x0, y0 = best[0] - width / 2, best[1] - height / 2
    return best[0] * stretch, best[1]


def main_piece(rings: Sequence[Ring], seat: Point) -> Ring:
    """The piece that holds the seat, else the largest one."""
    holding = next((ring for ring in rings if inside(seat, ring)), None)
    return holding or max(rings, key=lambda ring: abs(area(ring)))


def nearest(seats: Mapping[str, Point], point: Point) -> str:
    return min(seats, key=lambda code: hypot(seats[code][0] - point[0], seats[code][1] - point[1]))
