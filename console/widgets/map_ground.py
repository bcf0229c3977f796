"""What lies on the ground of a map: cells, imported shapes, the outline, seats and ways.

Drawn into one picture per view and moved as a whole while the map is panned. Lines are one pixel
wide: wide curves cost 2.5 to 8 times as much (measured). Imported shapes lie as paths in
kilometres, thinned for the scale in which they are seen, and Qt maps them.
"""

from collections.abc import Iterable
from math import floor, log2

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from console.domain.geo import Frame, Point, Ring
from console.domain.shape import Form
from console.theme.tokens import color, scale
from console.widgets.map_layers import Drape, Fill

NEAR_PX = 0.7  # points closer than that on the screen are one
_STYLE = {
    "layer_river": Qt.PenStyle.SolidLine,
    "layer_road": Qt.PenStyle.DashLine,
    "layer_border": Qt.PenStyle.DashDotLine,
    "layer_other": Qt.PenStyle.DotLine,
}
_WASH = 40  # of 255: areas let the rain's colour through
_KEPT = 24

_Paths = tuple[QPainterPath, QPainterPath, list[Point]]  # lines, areas, points
_paths: dict[tuple[str, int, int, int], _Paths] = {}


def pen(tone: str) -> QPen:
    made = QPen(color(tone), 1, _STYLE.get(tone, Qt.PenStyle.SolidLine))
    made.setCosmetic(True)
    return made


def paint_cell(painter: QPainter, areas: Iterable[QPolygonF], fill: Fill | None) -> None:
    painter.setPen(QPen(color("rain_edge" if fill and fill.tone else "line_strong"), 1))
    for area in areas:
        painter.setBrush(color(fill.tone) if fill and fill.tone else color("raised"))
        painter.drawPolygon(area)
        if fill and not fill.tone and not fill.calm:
            painter.setBrush(QBrush(color("line_strong"), Qt.BrushStyle.BDiagPattern))
            painter.drawPolygon(area)


def paint_drape(
    painter: QPainter, drape: Drape, frame: Frame, unit: float, origin: QPointF
) -> None:
    """One imported layer; `unit` is points to a kilometre."""
    lines, areas, points = _paths_of(drape, frame, unit)
    painter.save()
    painter.setTransform(QTransform(unit, 0, 0, -unit, origin.x(), origin.y()), True)
    painter.setPen(pen(drape.tone))
    wash = color(drape.tone)
    wash.setAlpha(_WASH)
    painter.setBrush(wash if drape.tone != "layer_border" else Qt.BrushStyle.NoBrush)
    painter.drawPath(areas)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(lines)
    painter.restore()
    painter.setPen(QPen(color("sign_ground"), 1))
    painter.setBrush(color(drape.tone))
    half = 2.5 * scale()
    for x, y in points:
        painter.drawEllipse(QPointF(origin.x() + x * unit, origin.y() - y * unit), half, half)


def _paths_of(drape: Drape, frame: Frame, unit: float) -> _Paths:
    level = floor(log2(max(unit, 0.01)))
    key = (drape.id, id(drape.shapes), len(drape.shapes), level)
    if key not in _paths:
        if len(_paths) >= _KEPT:
            _paths.pop(next(iter(_paths)))
        _paths[key] = _built(drape, frame, NEAR_PX / 2**level)
    return _paths[key]


def _built(drape: Drape, frame: Frame, least: float) -> _Paths:
    lines, areas = QPainterPath(), QPainterPath()
    points: list[Point] = []
    for shape in drape.shapes:
        for part in shape.parts:
            if shape.form is Form.POINT:
                points.append(frame.km(*part[0]))
            else:
                target = areas if shape.form is Form.AREA else lines
                target.addPolygon(QPolygonF(_thinned(frame.ring(part), least)))
    return lines, areas, points


def _thinned(line: Ring, least: float) -> list[QPointF]:
    """Without points that would fall on the one before; the ends stay."""
    kept = [line[0]]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= least:
            kept.append(point)
    kept.append(line[-1])
    return [QPointF(*point) for point in kept]


def paint_link(painter: QPainter, one: QPointF, other: QPointF, ink: QColor) -> None:
    """Bent a little, so that a way there and one back can be told apart."""
    across = other - one
    bend = QPointF(across.y(), -across.x()) * 0.22
    path = QPainterPath(one)
    path.quadTo(QPointF((one + other) * 0.5 + bend), other)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tone, wide in ((color("sign_ground"), 3.0), (ink, 1.6)):
        dashes = QPen(tone, wide * scale(), Qt.PenStyle.CustomDashLine)
        dashes.setDashPattern([6 / wide, 4.5 / wide])
        painter.setPen(dashes)
        painter.drawPath(path)
