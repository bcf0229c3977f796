"""One thing that was found, with what the record says of it and a key to copy its number.

On watch a number stands in full; anybody else's first look is written down (D41), therefore the
card itself never has a number that may not be seen.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from console.domain.changes import Changes
from console.services.search import CardView, Hit
from console.shell.desk import Desk
from console.shell.overlay import Overlay
from console.theme.fonts import px
from console.widgets.panel import CommandButton, Header

COPY_KEY = "Ctrl+C"


class FoundCard(Overlay):
    """`asked(hit)` when its room is wanted."""

    asked = Signal(object)

    def __init__(self, host: QWidget, desk: Desk) -> None:
        super().__init__(host, "查到的记录", 620, 400)
        self._desk = desk
        self._hit: Hit | None = None
        self._leads = False
        self._phone = False
        self.header = Header("")
        self.copy = self.header.add_button("复制电话", keys=COPY_KEY)
        self.copy.clicked.connect(self.copy_phone)
        self.lead = self.header.add_button("去看", keys="Enter")
        self.lead.clicked.connect(self._on_lead)
        back: CommandButton = self.header.add_button("返回", keys="Esc")
        back.clicked.connect(self.put_away)
        self.inner.addWidget(self.header)
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(px(16), px(12), px(16), px(16))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnStretch(1, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._fields)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner.addWidget(scroll, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def open_card(self, hit: Hit, *, leads: bool) -> None:
        self._hit, self._leads = hit, leads
        self.header.set_title(hit.title)
        self.header.set_subtitle("")
        self._show_rows(())
        self.lead.setVisible(leads)
        self.copy.setVisible(False)
        self.open_up(self)
        search, officer = self._desk.services.search, self._desk.focus.officer
        self._desk.runner.read(search.card, officer, hit).done.connect(self._on_card)

    def rows(self) -> list[tuple[str, str]]:
        """What stands on it, for tests."""
        labels = [
            [self._grid.itemAtPosition(row, column) for column in (0, 1)]
            for row in range(self._grid.rowCount())
        ]
        return [
            (one.widget().text(), two.widget().text())  # type: ignore[attr-defined]
            for one, two in labels
            if one is not None and two is not None
        ]

    def copy_phone(self) -> None:
        if self._hit is None or not self._phone:
            return
        search, officer = self._desk.services.search, self._desk.focus.officer
        self._desk.runner.write(search.dial, officer, self._hit).done.connect(self._on_phone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_C:
            self.copy_phone()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_lead()
        else:
            super().keyPressEvent(event)

    def _on_lead(self) -> None:
        hit = self._hit
        if hit is not None and self._leads:
            self.put_away()
            self.asked.emit(hit)

    def _on_card(self, view: CardView) -> None:
        if view.hit != self._hit:
            return
        self._phone = view.has_phone
        self.copy.setVisible(view.has_phone)
        self.header.set_subtitle(view.kind)
        self._show_rows(view.rows)

    def _on_phone(self, answer: tuple[str, Changes]) -> None:
        QGuiApplication.clipboard().setText(answer[0])
        self._desk.bus.say("已复制电话", "ok")

    def _show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()
        for number, (label, value) in enumerate(rows):
            name, text = QLabel(label), QLabel(value)
            name.setProperty("role", "quiet")
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, number, 1)
