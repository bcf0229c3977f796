"""The signs on the map, drawn once per theme, size and number, and stamped as pixmaps.

Each differs by shape as well as by colour: a triangle for a team, a ringed square for a depot,
a double ring for an incident, a drop for a gauge, a house for a shelter, a lozenge for a risk, a
dam for a reservoir, wheels for a vehicle, an arrow for what is under way. Many under one sign
wear their number.
"""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from console.theme.fonts import font, px
from console.theme.tokens import color

SIZES = {
    "team": 16,
    "depot": 18,
    "incident": 26,
    "station": 16,
    "under_way": 18,
    "risk": 18,
    "reservoir": 18,
    "shelter": 18,
    "vehicle": 18,
}
_MOST = 999
_LAP = 0.84  # where the number begins, as a share of the sign


def pixmap(shape: str, tone: str, factor: float, ratio: float, count: int = 1) -> QPixmap:
    """`factor` is the type scale in force, `ratio` the screen's pixels per point."""
    inks = (color(tone or f"sign_{shape}").rgba(), color("sign_ground").rgba())
    return _drawn(shape, inks, factor, ratio, _number(count), font("cap").key())


def size(shape: str, factor: float) -> float:
    return SIZES[shape] * factor


def badge_width(count: int, factor: float) -> float:
    """How far the number reaches beyond the sign."""
    return _badge(_number(count)) - size("team", factor) * (1 - _LAP) + 2 if count > 1 else 0.0


def _number(count: int) -> str:
    if count < 2:  # noqa: PLR2004 - one needs no number
        return ""
    return str(count) if count <= _MOST else f"{_MOST}+"


def _badge(text: str) -> float:
    return QFontMetricsF(font("cap")).horizontalAdvance(text) + px(6)


@lru_cache(maxsize=512)
def _drawn(
    shape: str, inks: tuple[int, int], factor: float, ratio: float, number: str, _face: str
) -> QPixmap:
    side = SIZES[shape] * factor
    wide = side if not number else max(side, side * _LAP + _badge(number) + 1)
    made = QPixmap(round(wide * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    ink, ground = (QColor.fromRgba(one) for one in inks)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(side, side)
        _SHAPES[shape](painter, ink, ground)
        painter.restore()
        if number:
            _paint_number(painter, number, QRectF(side * _LAP, 0, _badge(number), side), ink)
    return made


def _paint_number(painter: QPainter, number: str, room: QRectF, ink: QColor) -> None:
    high = min(room.height() - 1, float(px(13)))
    pill = QRectF(room.left(), 0.5, room.width(), high)
    painter.setPen(QPen(ink, 1))
    painter.setBrush(color("sign_ground"))
    painter.drawRoundedRect(pill, high / 2, high / 2)
    painter.setFont(font("cap"))
    painter.setPen(color("sign_number"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, number)


def _polygon(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])


def _team(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(QPen(ground, 0.06))
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(0.04, 0.04, 0.92, 0.92), 0.2, 0.2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    painter.drawPolygon(_polygon((0.5, 0.26), (0.76, 0.72), (0.24, 0.72)))


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
    painter.drawPolygon(_polygon((0.08, 0.2), (0.92, 0.2), (0.5, 0.92)))


def _under_way(painter: QPainter, ink: QColor, ground: QColor) -> None:
    """An arrow to the right."""
    painter.setPen(QPen(ground, 0.06))
    painter.setBrush(ink)
    shaft = _polygon(
        (0.05, 0.36), (0.5, 0.36), (0.5, 0.1), (0.95, 0.5), (0.5, 0.9), (0.5, 0.64), (0.05, 0.64)
    )
    painter.drawPolygon(shaft)


def _risk(painter: QPainter, ink: QColor, ground: QColor) -> None:
    """A lozenge with a stroke and a dot."""
    painter.setPen(QPen(ink, 0.1))
    painter.setBrush(ground)
    painter.drawPolygon(_polygon((0.5, 0.06), (0.94, 0.5), (0.5, 0.94), (0.06, 0.5)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRect(QRectF(0.44, 0.28, 0.12, 0.27))
    painter.drawEllipse(QRectF(0.43, 0.61, 0.14, 0.14))


def _reservoir(painter: QPainter, ink: QColor, ground: QColor) -> None:
    """A dam, narrow above, with water standing behind it."""
    painter.setPen(QPen(ink, 0.09))
    painter.setBrush(ground)
    painter.drawRect(QRectF(0.05, 0.14, 0.9, 0.74))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(_polygon((0.52, 0.26), (0.64, 0.26), (0.88, 0.88), (0.52, 0.88)))
    painter.drawRect(QRectF(0.05, 0.46, 0.47, 0.12))
    painter.drawRect(QRectF(0.05, 0.68, 0.47, 0.1))


def _shelter(painter: QPainter, ink: QColor, ground: QColor) -> None:
    """A house with its door."""
    painter.setPen(QPen(ground, 0.06))
    painter.setBrush(ink)
    painter.drawPolygon(
        _polygon(
            (0.5, 0.06),
            (0.96, 0.5),
            (0.84, 0.5),
            (0.84, 0.92),
            (0.16, 0.92),
            (0.16, 0.5),
            (0.04, 0.5),
        )
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRect(QRectF(0.41, 0.58, 0.18, 0.34))


def _vehicle(painter: QPainter, ink: QColor, ground: QColor) -> None:
    """A lorry from the side."""
    painter.setPen(QPen(ground, 0.05))
    painter.setBrush(ink)
    painter.drawRect(QRectF(0.03, 0.2, 0.56, 0.5))
    painter.drawPolygon(
        _polygon((0.62, 0.34), (0.82, 0.34), (0.97, 0.52), (0.97, 0.7), (0.62, 0.7))
    )
    painter.setBrush(ground)
    painter.setPen(QPen(ink, 0.08))
    for left in (0.14, 0.64):
        painter.drawEllipse(QRectF(left, 0.6, 0.24, 0.24))


_SHAPES: dict[str, Callable[[QPainter, QColor, QColor], None]] = {
    "team": _team,
    "depot": _depot,
    "incident": _incident,
    "station": _station,
    "under_way": _under_way,
    "risk": _risk,
    "reservoir": _reservoir,
    "shelter": _shelter,
    "vehicle": _vehicle,
}
