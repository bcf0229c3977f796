"""Signs that would stand on one another stand as one, with their number in it.

Only the same shape comes together, and nearness is measured on the screen, so that coming nearer
takes a crowd apart. A few incidents at one place stay apart: each is somebody's call.
"""

from collections.abc import Iterable

from PySide6.QtCore import QPointF

from console.widgets.map_layers import Mark, crowd

REACH = 34.0
APART = {"incident": 4}  # so many of a shape are still told apart


def gathered(placed: Iterable[tuple[Mark, QPointF]], reach: float) -> list[tuple[Mark, QPointF]]:
    """In the order of the first of each crowd; a crowd stands where its first one stands."""
    crowds: list[tuple[list[Mark], QPointF]] = []
    by_shape: dict[tuple[str, str], list[tuple[list[Mark], QPointF]]] = {}
    for mark, spot in placed:
        near = by_shape.setdefault((mark.shape, mark.tone), [])
        found = None if mark.text else _nearest(near, spot, reach)
        if found is None:
            found = ([], spot)
            near.append(found)
            crowds.append(found)
        found[0].append(mark)
    return [one for members, spot in crowds for one in _told(members, spot)]


def _nearest(
    near: list[tuple[list[Mark], QPointF]], spot: QPointF, reach: float
) -> tuple[list[Mark], QPointF] | None:
    best, gap = None, reach
    for one in near:
        away = abs(one[1].x() - spot.x()) + abs(one[1].y() - spot.y())
        if away <= gap and not one[0][0].text:
            best, gap = one, away
    return best


def _told(members: list[Mark], spot: QPointF) -> list[tuple[Mark, QPointF]]:
    """A few of what stays apart step aside for each other later; the rest is one sign."""
    if len(members) <= APART.get(members[0].shape, 1):
        return [(mark, QPointF(spot)) for mark in members]
    return [(crowd(tuple(members)), spot)]
