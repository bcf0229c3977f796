"""A panel that floats over the window without stopping it; Esc puts it away and focus returns."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from console.theme.fonts import px


class Overlay(QFrame):
    """`open_up()`, `put_away()`; `closed()` afterwards. Centred near the top of its host."""

    closed = Signal()

    def __init__(self, host: QWidget, name: str, wide: int, high: int) -> None:
        super().__init__(host)
        self.setObjectName("Overlay")
        self.setAccessibleName(name)
        self._host = host
        self._size = (wide, high)
        self._before: QWidget | None = None
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(1, 1, 1, 1)
        self.inner.setSpacing(0)
        host.installEventFilter(self)
        self.hide()

    def open_up(self, first: QWidget) -> None:
        if not self.isVisible():
            self._before = self._host.window().focusWidget()
        self._fit()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self._host.rect()
        wide = min(px(self._size[0]), room.width() - 24)
        high = min(px(self._size[1]), room.height() - 100)
        self.setGeometry((room.width() - wide) // 2, min(80, room.height() // 8), wide, high)
