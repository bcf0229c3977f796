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
SIGN = 20.0  # for every point of area shared with a sign
ABROAD = 300.0  # a corner outside its own area
_WIDEST = 30.0

_Sign = tuple[float, float, float, float]  # x, y, side, what stands beside it


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
        near = _near(one, signs)
        for point in _candidates(one.key, one.area, one.point):
            box = _around(point, one.size)
            price = _price(box, one, taken, room) + _far(point, one.point)
            price += _hidden(box, near, cost - price)
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


_spots: dict[str, tuple[QPolygonF, list[QPointF]]] = {}


def _candidates(key: str, area: QPolygonF, wish: QPointF) -> list[QPointF]:
    """Places inside the area, the wished one first; kept until the area moves on the screen."""
    kept = _spots.get(key)
    if kept is not None and kept[0] == area:
        return kept[1]
    box = area.boundingRect()
    spots = [
        QPointF(box.left() + box.width() * i / GRID, box.top() + box.height() * j / GRID)
        for i in range(1, GRID)
        for j in range(1, GRID)
    ]
    spots = [s for s in spots if area.containsPoint(s, Qt.FillRule.OddEvenFill)]
    spots.sort(key=lambda s: _far(s, wish))
    _spots[key] = (area, [wish, *spots])
    return _spots[key][1]


def _around(point: QPointF, size: QSizeF) -> QRectF:
    return QRectF(
        point.x() - size.width() / 2, point.y() - size.height() / 2, size.width(), size.height()
    )


def _far(one: QPointF, other: QPointF) -> float:
    return abs(one.x() - other.x()) + abs(one.y() - other.y())


def _near(one: Wanted, signs: Sequence[QRectF]) -> list[QRectF]:
    """The signs that its name could hide, wherever in its area it stands."""
    wide, high = one.size.width() / 2, one.size.height() / 2
    reach = one.area.boundingRect().adjusted(-wide, -high, wide, high)
    return [sign for sign in signs if reach.intersects(sign)]


def _price(box: QRectF, one: Wanted, taken: Sequence[QRectF], room: QRectF) -> float:
    price = 0.0 if room.contains(box) else CLASH
    price += CLASH * sum(box.intersects(other) for other in taken)
    corners = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
    fill = Qt.FillRule.OddEvenFill
    return price + ABROAD * sum(not one.area.containsPoint(c, fill) for c in corners)


def _hidden(box: QRectF, signs: Sequence[QRectF], enough: float) -> float:
    """The price of hidden signs; not counted on once the place is dearer than the best so far."""
    price = 0.0
    for sign in signs:
        if price >= enough:
            break
        price += SIGN * _shared(box, sign)
    return price


def _shared(one: QRectF, other: QRectF) -> float:
    both = one.intersected(other)
    return both.width() * both.height()


def spread(points: Sequence[tuple[QPointF, float, float]]) -> list[QPointF]:
    """Signs at one place step aside, first to the right, then around; the order is kept.

    A point, the side of its sign, and the length of what is written to the right of it.
    """
    placed: list[_Sign] = []
    steps = [(0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)]
    steps += [(2 * dx, 2 * dy) for dx, dy in steps[1:]]
    for point, side, beside in points:
        x, y = point.x(), point.y()
        reach = 3 * side + _WIDEST
        near = [one for one in placed if abs(one[1] - y) < reach and abs(one[0] - x) < 4 * reach]
        spots = ((x + dx * side, y + dy * side, side, beside) for dx, dy in steps)
        free = (spot for spot in spots if all(_clear(spot, other) for other in near))
        placed.append(next(free, (x, y, side, beside)))
    return [QPointF(x, y) for x, y, _, _ in placed]


def _clear(one: _Sign, other: _Sign) -> bool:
    left, right = (one, other) if one[0] <= other[0] else (other, one)
    apart = (left[2] + right[2]) / 2 - 1
    return abs(left[1] - right[1]) >= apart or right[0] - left[0] >= apart + left[3]
