"""A county's map arranged for one view: where cells, names, signs and the legend stand.

Arranging is dear (names look for room among the signs), painting is cheap: the ground goes into
one picture, names and signs are stamped. While the map is panned the same arrangement is painted
aside; it is made anew when the hand rests.
"""

from dataclasses import field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from console.domain.geo import CountyMap, Frame, Point, bounds, frame_of, inside_any
from console.domain.record import dataclass
from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.widgets import map_marks
from console.widgets.map_cluster import REACH, gathered
from console.widgets.map_ground import paint_cell, paint_drape, paint_link
from console.widgets.map_labels import Wanted, place, spread
from console.widgets.map_layers import Fill, Layers, Mark
from console.widgets.map_legend import LegendBlock
from console.widgets.map_stamps import EDGE, Words, block, stamp

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

    def degrees(self, spot: QPointF) -> Point:
        x = (spot.x() - self.origin.x()) / self.scale
        return self.frame.degrees((x, (self.origin.y() - spot.y()) / self.scale))

    def polygon(self, ring: tuple[Point, ...]) -> QPolygonF:
        return QPolygonF([self.at(point) for point in ring])

    def moved(self, way: QPointF) -> "View":
        return View(self.frame, self.scale, self.origin + way)


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
    """One arrangement of one content; made anew when anything of it changes."""

    def __init__(
        self, county: CountyMap, layers: Layers, size: QSizeF, zoom: float, pan: QPointF
    ) -> None:
        self.county = county
        self.layers = layers
        self.size = size
        self.legend = LegendBlock(layers.legend, size, sketch=county.sketch)
        self.foot = self.legend.height + px(8)
        self.room = QRectF(0, 0, size.width(), max(40.0, size.height() - self.foot)).adjusted(
            px(MARGIN), px(MARGIN), -px(MARGIN), 0
        )
        self.view = fitted(county, self.room, zoom, pan)
        cramped = self.view.scale < CRAMPED * scale()
        self.name_face = font("caption_strong" if cramped else "quiet_strong")
        self.figure_face = font("cap" if cramped else "caption")
        self.sign_scale = scale() * (0.75 if cramped else 1.0)
        self.drawn = self._arranged()
        self._beside_ink = {
            mark.id: self._ink(layers.fill(self._code_at(mark)))
            for mark, _ in self.drawn.marks
            if mark.text
        }

    # Arranging ------------------------------------------------------------------------------

    def _arranged(self) -> Drawn:
        marks = self._placed_marks()
        signs = [self._sign_box(mark, spot) for mark, spot in marks]
        areas = {
            cell.code: [self.view.polygon(ring) for ring in cell.rings]
            for cell in self.county.cells
        }
        names, texts = [], []
        for cell in self.county.cells:
            fill = self.layers.fill(cell.code)
            figure = fill.text if fill else ""
            area = max(areas[cell.code], key=lambda p: p.boundingRect().width())
            size = block(cell.name, figure, self.name_face, self.figure_face)
            names.append(Wanted(cell.code, size, area, self.view.at(cell.label)))
            texts.append(f"{cell.name} {figure}".strip())
        room = QRectF(0, 0, self.size.width(), self.room.bottom())
        return Drawn(areas, place(names, signs, room), tuple(marks), tuple(texts))

    def _placed_marks(self) -> list[tuple[Mark, QPointF]]:
        found = gathered(
            [(mark, self.view.at(mark.at)) for mark in self.layers.marks], REACH * scale()
        )
        spots = spread([(spot, self._side(mark), self._beside(mark)) for mark, spot in found])
        return [(mark, spot) for (mark, _), spot in zip(found, spots, strict=True)]

    def _sign_box(self, mark: Mark, spot: QPointF) -> QRectF:
        side = self._side(mark)
        return QRectF(spot.x() - side / 2, spot.y() - side / 2, side + self._beside(mark), side)

    def _side(self, mark: Mark) -> float:
        return map_marks.size(mark.shape, self.sign_scale)

    def _beside(self, mark: Mark) -> float:
        """What stands to the right of the sign: a stage, or the number of a crowd."""
        if mark.text:
            words = QFontMetricsF(self.figure_face)
            return words.horizontalAdvance(mark.text) + px(10)
        return map_marks.badge_width(mark.count, self.sign_scale)

    # Painting -------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_neighbours(painter)
        for cell in self.county.cells:
            paint_cell(painter, self.drawn.areas[cell.code], self.layers.fill(cell.code))
        for drape in self.layers.drapes:
            paint_drape(painter, drape, self.view.frame, self.view.scale, self.view.origin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("faint"), 1))
        painter.drawPolygon(self.view.polygon(self.county.outline))
        self._paint_seats(painter)
        for link in self.layers.links:
            paint_link(painter, self.view.at(link.start), self.view.at(link.end), color(link.tone))

    def paint_signs(self, painter: QPainter, ratio: float) -> None:
        for mark, spot in self.drawn.marks:
            self._paint_mark(painter, mark, spot, ratio)
        for cell in self.county.cells:
            self._paint_label(painter, cell.code, cell.name, ratio)

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

    def _paint_label(self, painter: QPainter, code: str, name: str, ratio: float) -> None:
        fill = self.layers.fill(code)
        halo = color(fill.tone) if fill and fill.tone else color("raised")
        figure = fill.text if fill else ""
        words = Words(name, figure, self.name_face, self.figure_face, self._ink(fill), halo)
        box = self.drawn.labels[code]
        at = box.topLeft() - QPointF(EDGE, EDGE)
        painter.drawPixmap(at.toPoint(), stamp(words, box.size(), ratio))

    @staticmethod
    def _ink(fill: Fill | None) -> QColor:
        return color("rain_ink" if fill and fill.tone else "ink")

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
        side = self._side(mark)
        count = 1 if mark.text else mark.count
        sign = map_marks.pixmap(mark.shape, mark.tone, self.sign_scale, ratio, count)
        painter.drawPixmap((spot - QPointF(side / 2, side / 2)).toPoint(), sign)
        if mark.text:
            painter.setFont(self.figure_face)
            painter.setPen(self._beside_ink[mark.id])
            painter.drawText(QPointF(spot.x() + side / 2 + 3, spot.y() + px(4)), mark.text)

    def _code_at(self, mark: Mark) -> str:
        cells = self.county.cells
        return next((cell.code for cell in cells if inside_any(mark.at, cell.rings)), "")
