"""Paints a county's map into a rectangle: cells, names, links, signs, legend.

Cells, names and legend go into one pixmap per size, theme and content, so that moving a choice
over the map costs a stamp. Lines are one pixel wide and polygons are mapped once per view: wide
curves cost 2.5 to 8 times as much (measured).
"""

from dataclasses import field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from console.domain.geo import CountyMap, Frame, Point, bounds, frame_of, inside_any
from console.domain.record import dataclass
from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.widgets import map_marks
from console.widgets.map_labels import Wanted, place, spread
from console.widgets.map_layers import Fill, Layers, Mark
from console.widgets.map_legend import LegendBlock

MARGIN = 14
CRAMPED = 9.0  # points to a kilometre below which names and signs shrink


@dataclass(frozen=True, slots=True)
class View:
    """Where the map lies in the widget: kilometres to points."""

    frame: Frame
    scale: float
    origin: QPointF

    def at(self, degrees: Point) -> QPointF:
        x, y = self.frame.km(*degrees)
        return QPointF(self.origin.x() + x * self.scale, self.origin.y() - y * self.scale)

    def polygon(self, ring: tuple[Point, ...]) -> QPolygonF:
        return QPolygonF([self.at(point) for point in ring])


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where things came to stand, for picking and for tests."""

    areas: dict[str, list[QPolygonF]] = field(default_factory=dict)
    labels: dict[str, QRectF] = field(default_factory=dict)
    marks: tuple[tuple[Mark, QPointF], ...] = ()
    texts: tuple[str, ...] = ()


def fitted(county: CountyMap, room: QRectF, zoom: float, pan: QPointF) -> View:
    """The whole outline in the room at zoom 1; `pan` in points on top."""
    frame = frame_of(county.outline)
    box = bounds(frame.ring(county.outline))
    unit = zoom * max(0.5, min(room.width() / box.width, room.height() / box.height))
    middle = box.centre
    origin = QPointF(
        room.center().x() - middle[0] * unit + pan.x(),
        room.center().y() + middle[1] * unit + pan.y(),
    )
    return View(frame, unit, origin)


class Canvas:
    """One painting of one content; made anew when anything of it changes."""

    def __init__(
        self, county: CountyMap, layers: Layers, size: QSizeF, zoom: float, pan: QPointF
    ) -> None:
        self.county = county
        self.layers = layers
        self.size = size
        self.legend = LegendBlock(layers.legend, size, sketch=county.sketch)
        foot = self.legend.height + px(8)
        self.room = QRectF(0, 0, size.width(), max(40.0, size.height() - foot)).adjusted(
            px(MARGIN), px(MARGIN), -px(MARGIN), 0
        )
        self.view = fitted(county, self.room, zoom, pan)
        cramped = self.view.scale < CRAMPED * scale()
        self.name_face = font("caption_strong" if cramped else "quiet_strong")
        self.figure_face = font("cap" if cramped else "caption")
        self.sign_scale = scale() * (0.75 if cramped else 1.0)
        self.drawn = self._arranged()

    # Arranging ------------------------------------------------------------------------------

    def _arranged(self) -> Drawn:
        sides = [map_marks.size(mark.shape, self.sign_scale) for mark in self.layers.marks]
        words = QFontMetricsF(self.figure_face)
        besides = [_length(words, _beside(mark)) for mark in self.layers.marks]
        spots = spread(
            [
                (self.view.at(mark.at), side, beside)
                for mark, side, beside in zip(self.layers.marks, sides, besides, strict=True)
            ]
        )
        signs = [
            QRectF(
                spot.x() - side / 2,
                spot.y() - side / 2,
                side + beside,
                side,
            )
            for spot, side, beside in zip(spots, sides, besides, strict=True)
        ]
        areas = {
            cell.code: [self.view.polygon(ring) for ring in cell.rings]
            for cell in self.county.cells
        }
        names, texts = [], []
        for cell in self.county.cells:
            fill = self.layers.fill(cell.code)
            figure = fill.text if fill else ""
            area = max(areas[cell.code], key=lambda p: p.boundingRect().width())
            names.append(
                Wanted(cell.code, self._block(cell.name, figure), area, self.view.at(cell.label))
            )
            texts.append(f"{cell.name} {figure}".strip())
        room = QRectF(0, 0, self.size.width(), self.room.bottom())
        labels = place(names, signs, room)
        marks = tuple(zip(self.layers.marks, spots, strict=True))
        return Drawn(areas, labels, marks, tuple(texts))

    # Painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, ratio: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_neighbours(painter)
        for cell in self.county.cells:
            self._paint_cell(painter, cell.code)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("faint"), 1))
        painter.drawPolygon(self.view.polygon(self.county.outline))
        self._paint_seats(painter)
        for link in self.layers.links:
            self._paint_link(painter, link.start, link.end, color(link.tone))
        for mark, spot in self.drawn.marks:
            self._paint_mark(painter, mark, spot, ratio)
        for cell in self.county.cells:
            self._paint_label(painter, cell.code, cell.name)
        self.legend.paint(painter, ratio)

    def _paint_cell(self, painter: QPainter, code: str) -> None:
        fill = self.layers.fill(code)
        painter.setPen(QPen(color("rain_edge" if fill and fill.tone else "line_strong"), 1))
        for area in self.drawn.areas[code]:
            painter.setBrush(color(fill.tone) if fill and fill.tone else color("raised"))
            painter.drawPolygon(area)
            if fill and not fill.tone and not fill.calm:
                painter.setBrush(QBrush(color("line_strong"), Qt.BrushStyle.BDiagPattern))
                painter.drawPolygon(area)

    def _paint_seats(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for cell in self.county.cells:
            dot = self._ink(self.layers.fill(cell.code))
            dot.setAlpha(190)
            painter.setBrush(dot)
            spot = self.view.at(cell.seat)
            covered = any(
                QRectF(s.x() - px(9), s.y() - px(9), px(18), px(18)).contains(spot)
                for _, s in self.drawn.marks
            )
            if not covered and not self._near_name(cell.code, spot):
                painter.drawEllipse(spot, 2.0 * scale(), 2.0 * scale())

    def _near_name(self, code: str, spot: QPointF) -> bool:
        """A dot beside a figure would read as its decimal point."""
        return self.drawn.labels[code].adjusted(-px(6), -px(4), px(6), px(4)).contains(spot)

    def _paint_label(self, painter: QPainter, code: str, name: str) -> None:
        fill = self.layers.fill(code)
        box = self.drawn.labels[code]
        high = QFontMetricsF(self.name_face).height()
        top = QRectF(box.left(), box.top(), box.width(), high)
        rest = QRectF(box.left(), box.top() + high - 2, box.width(), box.height() - high + 2)
        halo = color(fill.tone) if fill and fill.tone else color("raised")
        ink = self._ink(fill)
        for face, where, words in (
            (self.name_face, top, name),
            (self.figure_face, rest, fill.text if fill else ""),
        ):
            painter.setFont(face)
            _haloed(painter, where, words, ink, halo)

    @staticmethod
    def _ink(fill: Fill | None) -> QColor:
        return color("rain_ink" if fill and fill.tone else "ink")

    def _paint_link(self, painter: QPainter, start: Point, end: Point, ink: QColor) -> None:
        """Bent a little, so that a way there and one back can be told apart."""
        one, other = self.view.at(start), self.view.at(end)
        across = other - one
        bend = QPointF(across.y(), -across.x()) * 0.22
        path = QPainterPath(one)
        path.quadTo(QPointF((one + other) * 0.5 + bend), other)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tone, wide in ((color("sign_ground"), 3.0), (ink, 1.6)):
            pen = QPen(tone, wide * scale(), Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([6 / wide, 4.5 / wide])
            painter.setPen(pen)
            painter.drawPath(path)

    def _paint_neighbours(self, painter: QPainter) -> None:
        painter.setFont(font("caption"))
        painter.setPen(color("faint"))
        metrics = QFontMetricsF(font("caption"))
        room = QRectF(0, 0, self.size.width(), self.room.bottom())
        own = QPainterPath()
        own.addPolygon(self.view.polygon(self.county.outline))
        for box in self.drawn.labels.values():
            own.addRect(box)
        for name, at in self.county.neighbours:
            spot = self.view.at(at)
            wide, high = metrics.horizontalAdvance(name), metrics.height()
            box = QRectF(spot.x() - wide / 2, spot.y() - high / 2, wide, high)
            if room.contains(box) and not own.intersects(box):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_mark(self, painter: QPainter, mark: Mark, spot: QPointF, ratio: float) -> None:
        side = map_marks.size(mark.shape, self.sign_scale)
        sign = map_marks.pixmap(mark.shape, mark.tone, self.sign_scale, ratio)
        painter.drawPixmap(QPointF(spot.x() - side / 2, spot.y() - side / 2), sign)
        words = _beside(mark)
        if words:
            painter.setFont(self.figure_face)
            painter.setPen(self._ink(self.layers.fill(self._code_at(mark))))
            painter.drawText(QPointF(spot.x() + side / 2 + 3, spot.y() + px(4)), words)

    def _code_at(self, mark: Mark) -> str:
        cells = self.county.cells
        return next((cell.code for cell in cells if inside_any(mark.at, cell.rings)), "")

    def _block(self, name: str, figure: str) -> QSizeF:
        top, below = QFontMetricsF(self.name_face), QFontMetricsF(self.figure_face)
        wide = max(top.horizontalAdvance(name), below.horizontalAdvance(figure))
        return QSizeF(wide + 4, top.height() + (below.height() - 4 if figure else 0))


def _beside(mark: Mark) -> str:
    """What is written beside a sign: a stage, or how many stand there."""
    return mark.text or (f"×{mark.count}" if mark.count > 1 else "")


def _length(metrics: QFontMetricsF, words: str) -> float:
    """With room before it and after: ×2 beside 176 mm would read 2176."""
    return metrics.horizontalAdvance(words) + px(10) if words else 0.0


def _haloed(painter: QPainter, box: QRectF, words: str, ink: QColor, halo: QColor) -> None:
    """The area's own colour around the letters: unseen inside it, a border where they leave it."""
    centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(halo)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
        painter.drawText(box.translated(dx, dy), centre, words)
    painter.setPen(ink)
    painter.drawText(box, centre, words)
