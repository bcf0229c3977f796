"""Where names stand on a map so that none overlaps another, a sign or the edge.

Each name wants the roomiest point of its area; only where something is in its way does it look
for another place in the same area, by a small grid. Small areas choose first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPolygonF

GRID = 12
CLASH = 10_000.0  # against another name, or over the edge
SIGN = 6.0  # for every point of area shared with a sign
ABROAD = 300.0  # a corner outside its own area


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name's block of text, its area on screen and the point it would like."""

    key: str
    size: QSizeF
    area: QPolygonF
    point: QPointF


def place(wanted: Sequence[Wanted], signs: Sequence[QRectF], room: QRectF) -> dict[str, QRectF]:
    """A rectangle for every name; of bad places the least bad one."""
    taken: list[QRectF] = []
    found: dict[str, QRectF] = {}
    for one in sorted(wanted, key=_extent):
        best, cost = QRectF(), float("inf")
        for point in _candidates(one):
            box = _around(point, one.size)
            price = _price(box, one, taken, signs, room) + _far(point, one.point)
            if price < cost:
                best, cost = box, price
            if cost < 1.0:
                break
        found[one.key] = best
        taken.append(best)
    return found


def _extent(one: Wanted) -> float:
    box = one.area.boundingRect()
    return box.width() * box.height()


def _candidates(one: Wanted) -> list[QPointF]:
    box = one.area.boundingRect()
    spots = [
        QPointF(box.left() + box.width() * i / GRID, box.top() + box.height() * j / GRID)
        for i in range(1, GRID)
        for j in range(1, GRID)
    ]
    spots = [s for s in spots if one.area.containsPoint(s, Qt.FillRule.OddEvenFill)]
    spots.sort(key=lambda s: _far(s, one.point))
    return [one.point, *spots]


def _around(point: QPointF, size: QSizeF) -> QRectF:
    return QRectF(
        point.x() - size.width() / 2, point.y() - size.height() / 2, size.width(), size.height()
    )


def _far(one: QPointF, other: QPointF) -> float:
    return abs(one.x() - other.x()) + abs(one.y() - other.y())


def _price(
    box: QRectF, one: Wanted, taken: Sequence[QRectF], signs: Sequence[QRectF], room: QRectF
) -> float:
    price = 0.0 if room.contains(box) else CLASH
    price += CLASH * sum(box.intersects(other) for other in taken)
    price += SIGN * sum(_shared(box, sign) for sign in signs)
    corners = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
    fill = Qt.FillRule.OddEvenFill
    return price + ABROAD * sum(not one.area.containsPoint(c, fill) for c in corners)


def _shared(one: QRectF, other: QRectF) -> float:
    both = one.intersected(other)
    return both.width() * both.height()


def spread(points: Sequence[tuple[QPointF, float]]) -> list[QPointF]:
    """Signs at one place step aside, first to the right, then around; the order is kept."""
    placed: list[tuple[QPointF, float]] = []
    steps = [(0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)]
    steps += [(2 * dx, 2 * dy) for dx, dy in steps[1:]]
    for point, side in points:
        spots = [QPointF(point.x() + dx * side, point.y() + dy * side) for dx, dy in steps]
        free = (
            spot
            for spot in spots
            if all(_apart(spot, other) >= (side + wide) / 2 - 1 for other, wide in placed)
        )
        placed.append((next(free, point), side))
    return [spot for spot, _ in placed]


def _apart(one: QPointF, other: QPointF) -> float:
    return max(abs(one.x() - other.x()), abs(one.y() - other.y()))
