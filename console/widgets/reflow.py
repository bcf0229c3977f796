"""A page that keeps its meaning when type is large or the screen small.

At 200 % a 1920 screen is as wide as a 960 one: what stands side by side then stands one below the
other, every frame keeps a readable height, and the page scrolls down (never sideways). The
width at which that happens is in pixels at 100 %.
"""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QLayout,
    QScrollArea,
    QSplitter,
    QWidget,
)
from shiboken6 import isValid

from console.theme.fonts import px
from console.widgets.pane import Card
from console.widgets.panel import Panel

NARROW = 1180
LOW = 560  # a page with less height scrolls instead of squeezing its frames
STRIP = 130  # what is lower is a strip of figures or stages, and stays one
SETTLED_MS = 40
LEAST = 300  # of a frame that holds more
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own "as wide as you like"


class Reflow(QScrollArea):
    """`Reflow(page)`; `narrow` says how the page stands now. A page with a `share_out()` of its own
    is asked to share out its room anew when it stands side by side again.
    """

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Reflow")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.page = page
        self.narrow = False
        self._soon = QTimer(self)  # a layout turned while styles are being given out crashes Qt
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._arrange)
        self._settled = QTimer(self)  # hints are right only once Qt has laid out the new type
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._hold)
        self._anew = False
        self._turned: list[tuple[QBoxLayout | QSplitter, object]] = []
        self._held: list[tuple[QWidget, int, int]] = []
        self._shares: list[tuple[QSplitter, list[int]]] = []
        self.setWidget(page)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Another type size is another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_held"):
            self.arrange_anew()

    def arrange_anew(self) -> None:
        """Something else stands in the page now."""
        self._anew = True
        self._soon.start()

    def measure(self) -> None:
        """What stands in the frames has changed, and with it the height that they want."""
        if self.narrow:
            self._soon.start()

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    def _arrange(self) -> None:
        if not self.isVisible():
            return
        narrow = self.width() < px(NARROW)
        if narrow != self.narrow or self._anew:
            self._anew = False
            self._stand_up()
            self.narrow = narrow
            if narrow:
                self._lie_down()
        elif narrow:
            self._hold()
        self.page.setMinimumHeight(0 if narrow else px(LOW))

    def _lie_down(self) -> None:
        for splitter in self.page.findChildren(QSplitter):
            self._shares.append((splitter, splitter.sizes()))
            if splitter.orientation() == Qt.Orientation.Horizontal and _frames(splitter):
                self._turned.append((splitter, splitter.orientation()))
                splitter.setOrientation(Qt.Orientation.Vertical)
        for row in self.page.findChildren(QBoxLayout):
            across = row.direction() == QBoxLayout.Direction.LeftToRight
            if across and sum(_holds_frames(row, n) for n in range(row.count())) > 1:
                self._turned.append((row, row.direction()))
                row.setDirection(QBoxLayout.Direction.TopToBottom)
        for frame in _frames(self.page):
            self._held.append((frame, frame.minimumHeight(), frame.maximumWidth()))
            frame.setMaximumWidth(QWIDGETSIZE_MAX)
        self._hold()
        self._settled.start()

    def _hold(self) -> None:
        """As high as what stands in it wants; a set height hides its own least one from Qt."""
        for frame, _, _ in self._held:
            if not isValid(frame):
                continue
            inner = _inner(frame)
            wanted = max(inner.sizeHint().height(), inner.minimumSizeHint().height())
            if wanted > px(STRIP):
                wanted = max(wanted, px(LEAST))
            if wanted != frame.minimumHeight():
                frame.setMinimumHeight(wanted)

    def _stand_up(self) -> None:
        for turned, before in self._turned:
            if not isValid(turned):
                continue
            if isinstance(turned, QSplitter) and isinstance(before, Qt.Orientation):
                turned.setOrientation(before)
            elif isinstance(turned, QBoxLayout) and isinstance(before, QBoxLayout.Direction):
                turned.setDirection(before)
        for frame, least, widest in self._held:
            if isValid(frame):  # a card took the place of its skeleton
                frame.setMinimumHeight(least)
                frame.setMaximumWidth(widest)
        for splitter, sizes in self._shares:
            if isValid(splitter):
                splitter.setSizes(sizes)
        self._turned, self._held, self._shares = [], [], []
        share_out = getattr(self.page, "share_out", None)
        if callable(share_out):
            share_out()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A key may lead to a field that lies below the edge."""
        if now is not None and self.isVisible() and self.page.isAncestorOf(now):
            self.ensureWidgetVisible(now, px(24), px(24))


def _frames(within: QWidget) -> list[QWidget]:
    """The frames of a page, cards on the wall too; one inside another belongs to the outer one."""
    found = [*within.findChildren(Panel), *within.findChildren(Card)]
    return [one for one in found if not any(o is not one and o.isAncestorOf(one) for o in found)]


def _inner(frame: QWidget) -> QWidget:
    return frame.panel if isinstance(frame, Card) else frame


def _holds_frames(row: QLayout, number: int) -> bool:
    item = row.itemAt(number)
    if item is None:
        return False
    inner: QLayout | None = item.layout()
    if inner is not None:
        return any(_holds_frames(inner, n) for n in range(inner.count()))
    widget: QWidget | None = item.widget()
    return widget is not None and (isinstance(widget, Panel | Card) or bool(_frames(widget)))
