"""Distances on the map: points set by click or by Space, a figure per leg and for the whole.

The cross can be led by arrows alone, so that measuring needs no mouse. Points are kept in
degrees: they stay where they are when the map is moved or brought nearer.
"""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from console.domain.geo import Frame, Point
from console.domain.measure import enclosed, legs
from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.widgets.map_canvas import View

CLOSES = 10.0  # a click this near the first point closes the line
_LEAST = 3


class Measure:
    """What has been set so far; `text` is also what is read aloud."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.closed = False
        self.cross: QPointF | None = None  # where the keys have led it

    def put(self, spot: QPointF, view: View) -> None:
        """A point, or the closing of the ring; after that a new one begins."""
        if self.closed:
            self.points, self.closed = [], False
        first = view.at(self.points[0]) if len(self.points) >= _LEAST else None
        if first is not None and (first - spot).manhattanLength() <= CLOSES * scale():
            self.closed = True
        else:
            self.points.append(view.degrees(spot))

    def close(self) -> None:
        self.closed = len(self.points) >= _LEAST

    def back(self) -> None:
        if self.closed:
            self.closed = False
        elif self.points:
            self.points.pop()

    def text(self, frame: Frame) -> str:
        ring = [*self.points, self.points[0]] if self.closed else self.points
        lengths = legs(frame, ring)
        if not lengths:
            return "量距:点击或按空格加点,退格撤一点,C 闭合,Esc 结束"
        said = f"量距 {len(lengths)} 段 · 共 {sum(lengths):.1f} km"
        return said + (f" · 面积 {enclosed(frame, self.points):.1f} km²" if self.closed else "")

    # Painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View) -> None:
        spots = [view.at(point) for point in self.points]
        painter.setPen(QPen(color("accent_ink"), 1))
        wash = color("accent_ink")
        wash.setAlpha(50)
        painter.setBrush(wash if self.closed else Qt.BrushStyle.NoBrush)
        line = QPolygonF(spots)
        if self.closed:
            painter.drawPolygon(line)
        else:
            painter.drawPolyline(line)
        painter.setBrush(color("accent_ink"))
        for spot in spots:
            painter.drawEllipse(spot, 3 * scale(), 3 * scale())
        ends = [*spots, spots[0]] if self.closed else spots
        ring = [*self.points, self.points[0]] if self.closed else self.points
        for (one, other), km in zip(pairwise(ends), legs(view.frame, ring), strict=True):
            tag(painter, (one + other) * 0.5, f"{km:.1f} km")
        if self.cross is not None:
            _paint_cross(painter, self.cross)


def tag(painter: QPainter, centre: QPointF, text: str) -> None:
    """A figure on its own ground: it must be read on any colour of rain."""
    metrics = QFontMetricsF(font("caption"))
    wide, high = metrics.horizontalAdvance(text) + px(10), metrics.height() + 2
    box = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
    painter.setPen(QPen(color("line_strong"), 1))
    painter.setBrush(color("surface"))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font("caption"))
    painter.setPen(color("ink"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_cross(painter: QPainter, at: QPointF) -> None:
    arm = 9 * scale()
    for tone, wide in (("sign_ground", 3), ("accent_ink", 1)):
        painter.setPen(QPen(color(tone), wide))
        painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
        painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
