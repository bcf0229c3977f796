"""A sheet that opens over the right side of the page; the page stays visible and alive.

Not modal: nothing waits for it. Esc goes back and the form keeps its draft, because the drawer
only hides it; the pane that owns the form decides when it is done.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.theme.fonts import px
from console.widgets.form import Form
from console.widgets.pane import Sheet
from console.widgets.panel import CommandButton, Header

WIDTH = 560
MARGIN = 12


class Drawer(QFrame):
    """`open_sheet(Sheet)`, `put_away()`; `closed()` when it has gone. Place it over `host`."""

    closed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("Drawer")
        self._host = host
        self._sheet: Sheet | None = None
        self._before: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._header = Header("")
        back = self._header.add_button("返回", keys="Esc")
        back.clicked.connect(self.put_away)
        outer.addWidget(self._header)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._scroll, 1)
        host.installEventFilter(self)
        self.hide()

    @property
    def sheet(self) -> Sheet | None:
        return self._sheet

    def open_sheet(self, sheet: Sheet) -> None:
        if self._sheet is not None and self._sheet.form is not sheet.form:
            self._release()
        elif self._sheet is None:
            self._before = self._host.window().focusWidget()
        self._sheet = sheet
        self._header.set_title(sheet.title)
        self._header.set_subtitle(sheet.subtitle)
        self.setAccessibleName(sheet.title)
        if self._scroll.widget() is not sheet.form:
            self._scroll.setWidget(sheet.form)
        if isinstance(sheet.form, Form):
            sheet.form.abandoned.connect(self.put_away, Qt.ConnectionType.UniqueConnection)
        sheet.form.show()
        self._fit()
        self.show()
        self.raise_()
        _first(sheet.form).setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Back to the page; what was typed stays in the form."""
        if self._sheet is None:
            return
        self._release()
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

    def _release(self) -> None:
        """The form goes back to its pane unharmed."""
        form = self._scroll.takeWidget()
        if form is not None:
            form.hide()
            form.setParent(self._host)
        self._sheet = None

    def _fit(self) -> None:
        room = self._host.rect().adjusted(*(px(n) for n in (MARGIN, MARGIN, -MARGIN, -MARGIN)))
        wide = min(px(WIDTH), room.width())
        self.setGeometry(room.right() - wide + 1, room.top(), wide, room.height())


def _first(form: QWidget) -> QWidget:
    """Where the hand lands: the form's own choice, else its first field in tab order."""
    if form.focusProxy() is not None:
        return form
    one = form.nextInFocusChain()
    while one is not None and one is not form:
        reached = form.isAncestorOf(one) and one.isEnabled() and one.isVisibleTo(form)
        button = isinstance(one, CommandButton)
        if reached and not button and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return one
        one = one.nextInFocusChain()
    return form
