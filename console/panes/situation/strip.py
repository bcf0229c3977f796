"""The switches beside the map: one per kind of sign, with its shape, number and key, then one per
imported layer. What is off is dim and its sign crossed out, so that colour alone says nothing.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.panes.situation.signs import TONE
from console.services.glance.atlas import Draped
from console.theme import hold
from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.widgets import map_marks
from console.widgets.map_ground import pen
from console.widgets.panel import CommandButton
from console.wording import number
from console.wording.map_layer import LAYER_KIND
from console.wording.map_site import SORT, Sort

WIDE = 168
ROW = 28


class Switch(QAbstractButton):
    """A row that is on or off; `key` is what it is remembered by."""

    def __init__(self, key: str, words: str, cap: str = "", *, line: str = "") -> None:
        super().__init__()
        self.key, self._cap, self._line = key, cap, line
        self._count: int | None = None
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self._name()
            self.update()

    def _name(self) -> None:
        many = "" if self._count is None else f" {self._count} 处"
        self.setAccessibleName(f"图层 {self.text()}{many} {self._cap}".strip())

    def sizeHint(self) -> QSize:
        return QSize(px(WIDE) - px(16), px(ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(self.rect())
            if self.underMouse() or self.hasFocus():
                painter.setPen(QPen(color("accent_ink" if self.hasFocus() else "line"), 1))
                painter.setBrush(color("raised"))
                painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 6, 6)
            painter.setOpacity(1.0 if self.isChecked() else 0.55)
            self._paint_sign(painter, QPointF(px(18), room.center().y()))
            painter.setOpacity(1.0)
            self._paint_words(painter, room)

    def _paint_sign(self, painter: QPainter, at: QPointF) -> None:
        half = px(8)
        if self._line:
            painter.setPen(pen(self._line))
            painter.drawLine(at - QPointF(half, 0), at + QPointF(half, 0))
        else:
            factor = scale() * 16 / map_marks.SIZES[self.key]
            sign = map_marks.pixmap(self.key, "", factor, self.devicePixelRatioF())
            painter.drawPixmap((at - QPointF(half, half)).toPoint(), sign)
        if not self.isChecked():
            painter.setPen(QPen(color("dim"), 1))
            painter.drawLine(at + QPointF(-half, half), at + QPointF(half, -half))

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        cap = px(16) if self._cap else 0
        middle = Qt.AlignmentFlag.AlignVCenter
        right = room.adjusted(0, 0, -px(6), 0)
        if self._cap:
            box = QRectF(right.right() - cap, room.center().y() - cap / 2, cap, cap)
            painter.setPen(QPen(color("faint"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
            painter.setFont(font("cap"))
            painter.setPen(color("dim"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._cap)
        painter.setFont(font("quiet"))
        figure = "" if self._count is None else number(self._count)
        wide = painter.fontMetrics().horizontalAdvance(figure)
        painter.setPen(color("dim"))
        figures = right.adjusted(0, 0, -cap - px(8), 0)
        painter.drawText(figures, middle | Qt.AlignmentFlag.AlignRight, figure)
        painter.setPen(color("ink" if self.isChecked() else "dim"))
        words = QRectF(px(34), 0, figures.right() - wide - px(6) - px(34), room.height())
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, middle, shown)


class Strip(QScrollArea):
    """`switched(key, on)` by hand; `command_asked(id)` from the buttons below the switches."""

    switched = Signal(str, bool)
    command_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("图层开关")
        hold(self, width=WIDE)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(px(8), px(8), px(4), px(8))
        self._column.setSpacing(0)
        self.switches: dict[str, Switch] = {}
        for digit, sort in enumerate(Sort, 1):
            self._add(Switch(sort, SORT[sort], str(digit)), digit - 1)
        for title, command, keys in (
            ("量距", "situation.measure", "M"),
            ("导入图层", "situation.import_layer", "Alt+I"),
            ("图层管理", "situation.manage_layers", "Alt+G"),
        ):
            button = CommandButton(title, command, keys)
            button.setProperty("flat", True)
            button.command_asked.connect(self.command_asked)
            self._column.addWidget(button)
        self._column.addStretch(1)
        self.setWidget(inside)

    def press(self, digit: int) -> None:
        """As if the switch with that key were clicked."""
        for number_, sort in enumerate(Sort, 1):
            if number_ == digit:
                self.switches[sort].click()

    def show_state(
        self, counts: Mapping[str, int], drapes: Sequence[Draped], off: frozenset[str]
    ) -> None:
        self._know([one.layer.id for one in drapes])
        for sort in Sort:
            self.switches[sort].set_count(counts.get(sort, 0))
        for place, one in enumerate(drapes, len(Sort)):
            layer = one.layer
            row = self.switches.get(layer.id)
            if row is None:
                row = Switch(layer.id, layer.name, line=TONE[layer.kind])
                row.setToolTip(f"{LAYER_KIND[layer.kind]} · {layer.source}")
                self._add(row, place)
            row.setText(layer.name)
        for key, row in self.switches.items():
            row.setChecked(key not in off)

    def _know(self, ids: Sequence[str]) -> None:
        for key in set(self.switches) - set(ids) - set(Sort):
            self.switches.pop(key).deleteLater()

    def _add(self, row: Switch, place: int) -> None:
        self.switches[row.key] = row
        row.setChecked(True)
        row.clicked.connect(self._on_clicked)
        self._column.insertWidget(place, row)

    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, Switch):
            self.switched.emit(row.key, row.isChecked())
