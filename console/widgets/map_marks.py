"""The signs on the map, drawn once per theme and size and stamped as pixmaps.

Each differs by shape as well as by colour: a triangle for a team, a ringed square for a depot,
a double ring for an incident, a drop for a gauge.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from console.theme.tokens import color

SIZES = {"team": 16, "depot": 18, "incident": 26, "station": 16}


def pixmap(shape: str, tone: str, factor: float, ratio: float) -> QPixmap:
    """`factor` is the type scale in force, `ratio` the screen's pixels per point."""
    ink = color(tone or f"sign_{shape}")
    return _drawn(shape, ink.rgba(), color("sign_ground").rgba(), factor, ratio)


def size(shape: str, factor: float) -> float:
    return SIZES[shape] * factor


@lru_cache(maxsize=256)
def _drawn(shape: str, ink: int, ground: int, factor: float, ratio: float) -> QPixmap:
    side = SIZES[shape] * factor
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side, side)
        _SHAPES[shape](painter, QColor.fromRgba(ink), QColor.fromRgba(ground))
    return made


def _team(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(QPen(ground, 0.06))
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(0.04, 0.04, 0.92, 0.92), 0.2, 0.2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    painter.drawPolygon(QPolygonF([QPointF(0.5, 0.26), QPointF(0.76, 0.72), QPointF(0.24, 0.72)]))


def _depot(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(QPen(ink, 0.11))
    painter.setBrush(ground)
    painter.drawEllipse(QRectF(0.07, 0.07, 0.86, 0.86))
    painter.setPen(QPen(ink, 0.09))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(0.34, 0.34, 0.32, 0.32))


def _incident(painter: QPainter, ink: QColor, ground: QColor) -> None:
    halo = QColor(ground)
    halo.setAlpha(225)  # the rings keep their contrast on a light legend, too
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawEllipse(QRectF(0.0, 0.0, 1.0, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 0.05))
    painter.drawEllipse(QRectF(0.04, 0.04, 0.92, 0.92))
    painter.setPen(QPen(ink, 0.11))
    painter.drawEllipse(QRectF(0.24, 0.24, 0.52, 0.52))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ink))
    painter.drawEllipse(QRectF(0.43, 0.43, 0.14, 0.14))


def _station(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(QPen(ground, 0.06))
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(0.08, 0.2), QPointF(0.92, 0.2), QPointF(0.5, 0.92)]))


_SHAPES = {"team": _team, "depot": _depot, "incident": _incident, "station": _station}
