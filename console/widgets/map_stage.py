"""The map's picture in a widget: what is shown, how near, how far aside, and the painting of it.

Plain QPainter, no plotting library. While a hand pans, one picture of the ground moves and names
and signs are stamped; when it rests they are arranged anew. What hands do is `map_view`'s.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from console.domain.geo import CountyMap
from console.theme.tokens import color, current, scale
from console.widgets.map_canvas import Canvas, Drawn
from console.widgets.map_layers import Layers, Mark

CLOSEST = 16.0
STEP = 1.25
BEYOND = 192  # points of ground drawn beyond the edge, so that a pan uncovers nothing
_HAIR = 1e-6
REST_MS = 140  # after that the names look for their places anew


class MapStage(QWidget):
    """Shows one `CountyMap` under one `Layers`; both may change at any time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._county: CountyMap | None = None
        self._layers = Layers()
        self._zoom = 1.0
        self._pan = QPointF()
        self._cover = 0.0
        self._canvas: Canvas | None = None
        self._arranged_at = QPointF()  # the pan for which the canvas was arranged
        self._ground: QPixmap | None = None
        self._ground_at = QPointF()
        self._made_for: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._settle)
        self._current = ""
        self.setMinimumSize(240, 110)
        self.setAccessibleName("态势图")

    def sizeHint(self) -> QSize:
        return QSize(760, 480)

    # What a pane calls ----------------------------------------------------------------------

    def set_county(self, county: CountyMap) -> None:
        self._county = county
        self._changed()

    def set_layers(self, layers: Layers) -> None:
        if layers == self._layers:
            return
        self._layers = layers
        if self._current not in {key_of(mark) for mark in layers.marks}:
            self._current = ""
        self._changed()

    def set_cover(self, right: float) -> None:
        """So many points at the right lie under something; the county keeps clear of them."""
        if right != self._cover:
            self._cover = right
            self._changed()

    @property
    def layers(self) -> Layers:
        return self._layers

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """In or out, the point under the pointer staying where it is; 1 is the whole county."""
        wanted = min(CLOSEST, max(1.0, self._zoom * factor))
        factor, self._zoom = wanted / self._zoom, wanted
        if self._canvas is not None:
            away = (around or self._canvas.room.center()) - self._canvas.room.center()
            self._pan = away - (away - self._pan) * factor
        if self._zoom == 1.0:
            self._pan = QPointF()
        self._changed()

    def zoom_in(self) -> None:
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / STEP)

    def fit(self) -> None:
        self._zoom, self._pan = 1.0, QPointF()
        self._changed()

    def pan_by(self, way: QPointF) -> None:
        """The ground moves with the hand; names find their places when it rests."""
        if self._zoom > 1.0:
            self._pan += QPointF(way.toPoint())
            self._rest.start()
            self.update()

    @property
    def zoom(self) -> float:
        return self._zoom

    def drawn(self) -> Drawn:
        """Where everything stands; for tests and the text snapshot."""
        self._settle()
        canvas = self._arranged()
        return canvas.drawn if canvas else Drawn()

    def chosen(self) -> Mark | None:
        return next((m for m, _ in self.drawn().marks if key_of(m) == self._current), None)

    # Painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        canvas = self._arranged()
        if canvas is None:
            return
        shift = self._pan - self._arranged_at
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            beyond = self._beyond()
            ground = self._ground_for(canvas, shift, ratio)
            painter.drawPixmap(shift - self._ground_at - QPointF(beyond, beyond), ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.translate(shift)
            canvas.paint_signs(painter, ratio)
            self._paint_chosen(painter, canvas)
            painter.restore()
            if self._zoom > 1.0 or self._layers.drapes:
                foot = QRectF(0, self.height() - canvas.foot, self.width(), canvas.foot)
                painter.fillRect(foot, color("surface"))
            self.paint_tools(painter, canvas)
            canvas.legend.paint(painter, ratio)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(color("accent_ink"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)

    def paint_tools(self, painter: QPainter, canvas: Canvas) -> None:
        """What a page lays over the map; the tile on the wall has nothing here."""

    def _paint_chosen(self, painter: QPainter, canvas: Canvas) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark, spot in canvas.drawn.marks:
            if key_of(mark) == self._current:
                painter.setPen(QPen(color("accent_ink"), 2))
                painter.drawEllipse(spot, 17 * scale(), 17 * scale())

    def _arranged(self) -> Canvas | None:
        if self._county is None or self.width() < 2 or self.height() < 2:  # noqa: PLR2004
            return None
        made_for = (self.size(), self.devicePixelRatioF(), current().name, scale())
        if self._canvas is None or made_for != self._made_for:
            self._made_for = made_for
            size = QSizeF(self.size())
            cover = min(self._cover, size.width() / 2)
            self._canvas = Canvas(
                self._county, self._layers, size, self._zoom, self._pan, cover=cover
            )
            self._arranged_at = QPointF(self._pan)
            self._ground = None
        return self._canvas

    def _ground_for(self, canvas: Canvas, shift: QPointF, ratio: float) -> QPixmap:
        """The picture of the ground; where the pan has left it, only what came into sight is new."""
        beyond, away = self._beyond(), shift - self._ground_at
        if self._ground is not None and max(abs(away.x()), abs(away.y())) <= beyond:
            return self._ground
        bare = QRegion()
        if self._ground is None or not _scrolled(self._ground, away * ratio, bare):
            self._ground = QPixmap((self.size() + QSize(2 * beyond, 2 * beyond)) * ratio)
            self._ground.setDevicePixelRatio(ratio)
            bare = QRegion(self._ground.rect())
        self._ground_at = QPointF(shift)
        with QPainter(self._ground) as painter:
            painter.scale(1 / ratio, 1 / ratio)
            painter.setClipRegion(bare)
            # The panel's own colour: a picture that is never filled has no transparency to give.
            painter.fillRect(self._ground.rect(), color("surface"))
            painter.scale(ratio, ratio)
            painter.translate(shift + QPointF(beyond, beyond))
            canvas.paint_ground(painter)
        return self._ground

    def _beyond(self) -> int:
        return BEYOND if self._zoom > 1.0 else 0

    def _settle(self) -> None:
        """The hand rests: names and signs are arranged for what is seen now."""
        self._rest.stop()
        if self._canvas is not None and self._pan != self._arranged_at:
            self._changed()

    def _changed(self) -> None:
        self._canvas = None
        self._ground_at = QPointF()
        self.update()


def _scrolled(picture: QPixmap, way: QPointF, bare: QRegion) -> bool:
    """Moves a picture by whole pixels of the screen, `bare` being what it leaves; else False."""
    step = way.toPoint()
    if (way - QPointF(step)).manhattanLength() > _HAIR:
        return False
    picture.scroll(step.x(), step.y(), picture.rect(), bare)
    return True


def key_of(mark: Mark) -> str:
    return f"{mark.kind}/{mark.id}"
