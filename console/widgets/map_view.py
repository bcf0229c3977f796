"""The map as a widget: zoom, pan, pick by mouse or keys. Plain QPainter, no plotting library.

`picked(kind, id)` fires on a click and on Enter over the chosen mark; a click on an area gives
("place", code). Arrows walk through the marks from west to east, + − 0 zoom and fit, Shift with
an arrow pans.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from console.domain.geo import CountyMap
from console.theme.tokens import color, current, scale
from console.widgets.map_canvas import Canvas, Drawn
from console.widgets.map_layers import Layers, Mark

CLOSEST = 8.0
STEP = 1.25
REACH = 14.0  # how near a click must be to a sign
NUDGE = 60.0

Key = Qt.Key
_ZOOM = {Key.Key_Plus: STEP, Key.Key_Equal: STEP, Key.Key_Minus: 1 / STEP}
_WALK = {Key.Key_Right: 1, Key.Key_Down: 1, Key.Key_Left: -1, Key.Key_Up: -1}
_PAN = {
    Key.Key_Left: QPointF(NUDGE, 0),
    Key.Key_Right: QPointF(-NUDGE, 0),
    Key.Key_Up: QPointF(0, NUDGE),
    Key.Key_Down: QPointF(0, -NUDGE),
}


class MapView(QWidget):
    """Shows one `CountyMap` under one `Layers`; both may change at any time."""

    picked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._county: CountyMap | None = None
        self._layers = Layers()
        self._zoom = 1.0
        self._pan = QPointF()
        self._canvas: Canvas | None = None
        self._picture = QPixmap()
        self._made_for: object = None
        self._current = ""
        self._grip: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        if self._current not in {_key(mark) for mark in layers.marks}:
            self._current = ""
        self._changed()

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
        if self._zoom > 1.0:
            self._pan += way
            self._changed()

    @property
    def zoom(self) -> float:
        return self._zoom

    def drawn(self) -> Drawn:
        """Where everything stands; for tests and the text snapshot."""
        canvas = self._painted()
        return canvas.drawn if canvas else Drawn()

    def chosen(self) -> Mark | None:
        return next((m for m in self._layers.marks if _key(m) == self._current), None)

    # Painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        canvas = self._painted()
        if canvas is None:
            return
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for mark, spot in canvas.drawn.marks:
                if _key(mark) == self._current:
                    painter.setPen(QPen(color("accent_ink"), 2))
                    painter.drawEllipse(spot, 17 * scale(), 17 * scale())
            if self.hasFocus():
                painter.setPen(QPen(color("accent_ink"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)

    def _painted(self) -> Canvas | None:
        if self._county is None or self.width() < 2 or self.height() < 2:  # noqa: PLR2004
            return None
        ratio = self.devicePixelRatioF()
        made_for = (self.size(), ratio, current().name, scale())
        if self._canvas is None or made_for != self._made_for:
            self._made_for = made_for
            size = QSizeF(self.size())
            self._canvas = Canvas(self._county, self._layers, size, self._zoom, self._pan)
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            with QPainter(self._picture) as painter:
                self._canvas.paint(painter, ratio)
        return self._canvas

    def _changed(self) -> None:
        self._canvas = None
        self.update()

    # Hands ----------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if turn:
            self.zoom_by(STEP if turn > 0 else 1 / STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        way = event.position() - self._grip
        if self._dragged or way.manhattanLength() > 6:  # noqa: PLR2004 - a hand trembles
            self._dragged = True
            self._grip = event.position()
            self.pan_by(way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self._grip = self._grip, None
        if held is None or self._dragged:
            return
        mark = self.mark_at(event.position())
        if mark is not None:
            self._current = _key(mark)
            self.update()
            self.picked.emit(mark.kind, mark.id)
        elif code := self.area_at(event.position()):
            self.picked.emit("place", code)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # the tile opens its page

    def mark_at(self, point: QPointF) -> Mark | None:
        near = [
            (gap, number)
            for number, (_, spot) in enumerate(self.drawn().marks)
            if (gap := (spot - point).manhattanLength()) <= REACH * scale()
        ]
        return self.drawn().marks[min(near)[1]][0] if near else None

    def area_at(self, point: QPointF) -> str:
        fill = Qt.FillRule.OddEvenFill
        for code, areas in self.drawn().areas.items():
            if any(area.containsPoint(point, fill) for area in areas):
                return code
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            mark = self.mark_at(QPointF(event.pos()))
            if mark is not None:
                QToolTip.showText(event.globalPos(), mark.label, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Key(event.key())
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        chosen = self.chosen()
        if key in _ZOOM:
            self.zoom_by(_ZOOM[key])
        elif key is Key.Key_0:
            self.fit()
        elif shifted and key in _PAN:
            self.pan_by(_PAN[key])
        elif key in _WALK and self._layers.marks:
            self._walk(_WALK[key])
        elif key in {Key.Key_Return, Key.Key_Enter} and chosen is not None:
            self.picked.emit(chosen.kind, chosen.id)
        elif key is Key.Key_Escape and chosen is not None:
            self._current = ""
            self.update()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        order = [_key(m) for m, _ in sorted(self.drawn().marks, key=lambda row: row[1].x())]
        at = order.index(self._current) if self._current in order else (-1 if step > 0 else 0)
        self._current = order[(at + step) % len(order)]
        chosen = self.chosen()
        self.setAccessibleDescription(chosen.label if chosen else "")
        self.update()


def _key(mark: Mark) -> str:
    return f"{mark.kind}/{mark.id}"
