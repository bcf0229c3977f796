"""The map as the page has it: over the plain map a scale, the position under the pointer, cards
beside the signs, and measuring. The tile on the wall stays without all this.

M measures (click or Space sets a point, arrows lead the cross, Backspace takes one back, C
closes, Esc ends). Enter opens the chosen sign's card. The figures 1–9 ask for a layer.
"""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.domain.geo import Point
from console.domain.measure import round_length
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.map_canvas import MARGIN, Canvas, View
from console.widgets.map_card import MapCard
from console.widgets.map_layers import Layers, Mark
from console.widgets.map_measure import Measure
from console.widgets.map_view import MapView

BAR = 120  # points, at most
READOUT = 190
CLOSER = 2.0
LEAD = 8.0  # points that an arrow leads the cross; with Shift one

Key = Qt.Key
_DIGITS = {getattr(Key, f"Key_{n}"): n for n in range(1, 10)}
_LEADS = {
    Key.Key_Left: QPointF(-1, 0),
    Key.Key_Right: QPointF(1, 0),
    Key.Key_Up: QPointF(0, -1),
    Key.Key_Down: QPointF(0, 1),
}


class MapDesk(MapView):
    """`layer_asked(n)` on a figure key; `measured(text)` whenever a point is set or taken back."""

    layer_asked = Signal(int)
    measured = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = MapCard(self)
        self.measure: Measure | None = None
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)

    # What a pane calls ----------------------------------------------------------------------

    def set_layers(self, layers: Layers) -> None:
        before = self.chosen() if self.card.isVisible() else None
        super().set_layers(layers)
        if before is not None and self.chosen() != before:
            self.card.hide()

    def start_measure(self) -> None:
        self.card.hide()
        self.measure = Measure()
        self.setFocus()
        self._tell()

    def end_measure(self) -> None:
        self.measure = None
        self.setAccessibleDescription("")
        self.update()

    def toggle_measure(self) -> None:
        if self.measure is None:
            self.start_measure()
        else:
            self.end_measure()

    def view(self) -> View | None:
        """Degrees to points as the map stands now."""
        canvas = self._arranged()
        return None if canvas is None else canvas.view.moved(self._pan - self._arranged_at)

    def position(self) -> Point | None:
        """Under the pointer, or under the cross that the keys lead."""
        view = self.view()
        cross = self.measure.cross if self.measure is not None else None
        spot = cross or self._pointer
        return view.degrees(spot) if view is not None and spot is not None else None

    def readout(self) -> str:
        at = self.position()
        return "" if at is None else f"东经 {at[0]:.4f}°  北纬 {at[1]:.4f}°  WGS84"

    # Painting -------------------------------------------------------------------------------

    def paint_tools(self, painter: QPainter, canvas: Canvas) -> None:
        view = self.view()
        if view is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.measure is not None:
            self.measure.paint(painter, view)
            self._paint_words(painter, self.measure.text(view.frame), self._head())
        self._paint_bar(painter, view, canvas.room.bottom())
        if words := self.readout():
            self._paint_words(painter, words, self._readout_box(canvas))

    def _paint_bar(self, painter: QPainter, view: View, bottom: float) -> None:
        """A true length, round in kilometres."""
        km = round_length(px(BAR) / view.scale)
        wide = km * view.scale
        left, line = float(px(MARGIN)), bottom - px(7)
        words = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
        long = QFontMetricsF(font("caption")).horizontalAdvance(words)
        back = color("surface")
        back.setAlpha(210)
        box = QRectF(left - 4, line - px(10), wide + long + px(18), px(18))
        painter.fillRect(box, back)
        painter.setPen(QPen(color("dim"), 1))
        painter.drawLine(QPointF(left, line), QPointF(left + wide, line))
        for x in (left, left + wide):
            painter.drawLine(QPointF(x, line - px(4)), QPointF(x, line))
        painter.setFont(font("caption"))
        painter.drawText(QPointF(left + wide + px(6), line + 2), words)

    def _paint_words(self, painter: QPainter, words: str, room: QRectF) -> None:
        long = QFontMetricsF(font("caption")).horizontalAdvance(words) + px(12)
        box = QRectF(room)
        if room.right() > self.width() / 2:
            box.setLeft(room.right() - long)
        else:
            box.setWidth(long)
        back = color("surface")
        back.setAlpha(225)
        painter.fillRect(box, back)
        painter.setFont(font("caption"))
        painter.setPen(color("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _head(self) -> QRectF:
        return QRectF(px(MARGIN), px(8), px(READOUT) / 2, px(22))

    def _readout_box(self, canvas: Canvas) -> QRectF:
        wide = px(READOUT) * 1.6
        right = self.width() - px(MARGIN)
        return QRectF(right - wide, canvas.room.bottom() - px(17), wide, px(18))

    # Hands ----------------------------------------------------------------------------------

    def pick(self, mark: Mark) -> None:
        super().pick(mark)
        spot = next((s for m, s in self.drawn().marks if m == mark), None)
        if spot is not None:
            self.card.show_mark(mark, spot)

    def clicked_at(self, spot: QPointF) -> None:
        view = self.view()
        if self.measure is not None and view is not None:
            self.measure.cross = None
            self.measure.put(spot, view)
            self._tell()
            return
        self.card.hide()
        super().clicked_at(spot)

    def pan_by(self, way: QPointF) -> None:
        self.card.hide()
        super().pan_by(way)

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        self.card.hide()
        super().zoom_by(factor, around)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.measure is None:
            self.zoom_by(CLOSER, event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._pointer = event.position()
        canvas = self._arranged()
        if canvas is not None:
            self.update(self._readout_box(canvas).toAlignedRect())

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Key(event.key())
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if key is Key.Key_M and plain:
            self.toggle_measure()
        elif self.measure is not None and self._measuring(key, event):
            return
        elif key in _DIGITS and plain:
            self.layer_asked.emit(_DIGITS[key])
        elif key is Key.Key_Escape and self.card.isVisible():
            self.card.hide()
        else:
            if key in _LEADS:
                self.card.hide()
            super().keyPressEvent(event)

    def _measuring(self, key: Qt.Key, event: QKeyEvent) -> bool:
        """What the keys mean while measuring; False for those that keep their own meaning."""
        measure, view = self.measure, self.view()
        if measure is None or view is None:
            return False
        if key is Key.Key_Escape:
            self.end_measure()
            return True
        if key in _LEADS:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._lead(measure, _LEADS[key] * (1.0 if fine else LEAD))
            return True
        if key in {Key.Key_Space, Key.Key_Return, Key.Key_Enter}:
            measure.put(measure.cross or QPointF(self.rect().center()), view)
        elif key is Key.Key_Backspace:
            measure.back()
        elif key is Key.Key_C:
            measure.close()
        else:
            return False
        self._tell()
        return True

    def _lead(self, measure: Measure, way: QPointF) -> None:
        at = (measure.cross or QPointF(self.rect().center())) + way
        measure.cross = QPointF(
            min(max(at.x(), 0.0), float(self.width())), min(max(at.y(), 0.0), float(self.height()))
        )
        self.update()

    def _tell(self) -> None:
        view = self.view()
        if self.measure is not None and view is not None:
            words = self.measure.text(view.frame)
            self.setAccessibleDescription(words)
            self.measured.emit(words)
        self.update()
