"""The map under hands: zoom, pan, pick by mouse or keys.

`picked(kind, id)` fires on a click and on Enter over the chosen mark; a click on an area gives
("place", code). Arrows walk through the marks from west to east, + − zoom, 0 and Home fit, Shift
with an arrow pans. What the page adds (measuring, cards, a readout) is `map_desk`'s.
"""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from console.theme.tokens import scale
from console.widgets.map_layers import Mark
from console.widgets.map_stage import STEP, MapStage, key_of

REACH = 14.0  # how near a click must be to a sign
NUDGE = 60.0

Key = Qt.Key
_ZOOM = {Key.Key_Plus: STEP, Key.Key_Equal: STEP, Key.Key_Minus: 1 / STEP}
_FIT = {Key.Key_0, Key.Key_Home}
_WALK = {Key.Key_Right: 1, Key.Key_Down: 1, Key.Key_Left: -1, Key.Key_Up: -1}
_PAN = {
    Key.Key_Left: QPointF(NUDGE, 0),
    Key.Key_Right: QPointF(-NUDGE, 0),
    Key.Key_Up: QPointF(0, NUDGE),
    Key.Key_Down: QPointF(0, -NUDGE),
}


class MapView(MapStage):
    """Shows one `CountyMap` under one `Layers`; both may change at any time."""

    picked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grip: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

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
        self.clicked_at(event.position())

    def clicked_at(self, spot: QPointF) -> None:
        mark = self.mark_at(spot)
        if mark is not None:
            self._current = key_of(mark)
            self.update()
            self.pick(mark)
        elif code := self.area_at(spot):
            self.picked.emit("place", code)

    def pick(self, mark: Mark) -> None:
        self.picked.emit(mark.kind, mark.id)

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
        elif key in _FIT:
            self.fit()
        elif shifted and key in _PAN:
            self.pan_by(_PAN[key])
        elif key in _WALK and self._layers.marks:
            self._walk(_WALK[key])
        elif key in {Key.Key_Return, Key.Key_Enter} and chosen is not None:
            self.pick(chosen)
        elif key is Key.Key_Escape and chosen is not None:
            self._current = ""
            self.update()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        order = [key_of(m) for m, _ in sorted(self.drawn().marks, key=lambda row: row[1].x())]
        at = order.index(self._current) if self._current in order else (-1 if step > 0 else 0)
        self._current = order[(at + step) % len(order)]
        self._bring_into_view()
        chosen = self.chosen()
        self.setAccessibleDescription(chosen.label if chosen else "")
        self.update()

    def _bring_into_view(self) -> None:
        canvas = self._arranged()
        spot = next((s for m, s in self.drawn().marks if key_of(m) == self._current), None)
        if canvas is not None and spot is not None and not canvas.room.contains(spot):
            self.pan_by(canvas.room.center() - spot)
