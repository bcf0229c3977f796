"""A framed surface with a header: title, quiet subtitle, buttons on the right.

The only frame in the house. Buttons name a command by its id and wear its key; the panel says
which was pressed and knows nothing of what it does.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from console.theme import hold
from console.theme.fonts import font, px
from console.theme.tokens import color


class CommandButton(QPushButton):
    """A button that wears its key as a small cap: 接报 [F2]. `main` is the one violet action."""

    command_asked = Signal(str)

    def __init__(
        self,
        title: str,
        command: str = "",
        keys: str = "",
        *,
        main: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.command = command
        self.keys = keys
        self.setProperty("main", main)
        self.setAccessibleName(f"{title} {keys}".strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """What is read aloud is what is written."""
        super().setText(text)
        self.setAccessibleName(f"{text} {self.keys}".strip())

    def allow(self, why_not: str) -> None:
        """Greyed with the reason as its tip, or ready."""
        self.setEnabled(not why_not)
        self.setToolTip(why_not)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        words = self.fontMetrics().horizontalAdvance(self.text())
        cap = self._cap_width()
        return QSize(px(28) + words + (cap + px(8) if cap else 0), px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        with painter:
            option = QStyleOptionButton()
            self.initStyleOption(option)
            text, option.text = option.text, ""  # type: ignore[attr-defined]
            painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
            self._draw_words(painter, text)

    def _draw_words(self, painter: QPainter, text: str) -> None:
        main = bool(self.property("main"))
        ink = color("on_accent" if main else "ink")
        if not self.isEnabled():
            ink = color("faint")
        painter.setPen(ink)
        cap = self._cap_width()
        words = self.fontMetrics().horizontalAdvance(text)
        left = (self.width() - words - (cap + px(8) if cap else 0)) // 2
        painter.drawText(left, 0, words + 2, self.height(), Qt.AlignmentFlag.AlignVCenter, text)
        if not cap:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = color("on_accent" if main else "faint")
        edge.setAlpha(170)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        high = px(16)
        top = (self.height() - high) / 2
        painter.drawRoundedRect(
            QRectF(left + words + px(8) + 0.5, top + 0.5, cap - 1, high - 1), 4, 4
        )
        painter.setPen(ink if main else color("dim" if self.isEnabled() else "faint"))
        painter.setFont(font("cap"))
        painter.drawText(
            left + words + px(8), int(top), cap, high, Qt.AlignmentFlag.AlignCenter, self._shown()
        )

    def _shown(self) -> str:
        return self.keys.replace("Return", "↵").replace("+", " ")

    def _cap_width(self) -> int:
        if not self.keys:
            return 0
        return QFontMetrics(font("cap")).horizontalAdvance(self._shown()) + px(10)

    def _on_clicked(self) -> None:
        if self.command:
            self.command_asked.emit(self.command)


class Elided(QLabel):
    """One line that ends in … where the room ends; the whole of it is its tip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            shown = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Dot(QWidget):
    """A small coloured disc; the words beside it say the same."""

    def __init__(self, tone: str = "dim") -> None:
        super().__init__()
        self._tone = tone
        hold(self, width=8, height=8)

    def set(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(self._tone))
            painter.drawEllipse(QRectF(self.rect()))


class Header(QWidget):
    """Title in semibold, a quiet subtitle, then whatever belongs on the right."""

    command_asked = Signal(str)

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("PanelHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else no hairline below
        hold(self, height=44)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), 0, px(14), 0)
        row.setSpacing(px(8))
        self._lead = QHBoxLayout()
        self._lead.setSpacing(px(8))
        row.addLayout(self._lead)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._subtitle = Elided(subtitle)
        self._subtitle.setProperty("role", "quiet")
        row.addWidget(self._title)
        row.addWidget(self._subtitle, 1)
        self._right = QHBoxLayout()
        self._right.setSpacing(px(8))
        row.addLayout(self._right)

    @property
    def title(self) -> str:
        return self._title.text()

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def set_subtitle(self, text: str) -> None:
        self._subtitle.setText(text)
        self._subtitle.setToolTip(text)

    def add_button(
        self, title: str, command: str = "", keys: str = "", *, main: bool = False
    ) -> CommandButton:
        button = CommandButton(title, command, keys, main=main)
        button.command_asked.connect(self.command_asked)
        self._right.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Something on the right: a search field, a filter."""
        self._right.addWidget(widget)

    def add_lead(self, widget: QWidget) -> None:
        """Something before the title: a level badge."""
        self._lead.addWidget(widget)


class Panel(QFrame):
    """The frame. `header`, then `body` (a vertical layout without margins)."""

    command_asked = Signal(str)

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Panel")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.header = Header(title, subtitle)
        self.header.command_asked.connect(self.command_asked)
        outer.addWidget(self.header)
        self.header.setVisible(bool(title))  # once it has a parent: else it is a window
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addLayout(self.body, 1)

    def add_button(
        self, title: str, command: str = "", keys: str = "", *, main: bool = False
    ) -> CommandButton:
        return self.header.add_button(title, command, keys, main=main)

    def add_rule(self) -> None:
        """A hairline across the panel."""
        self.body.addWidget(rule())


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setObjectName("Rule")
    line.setFixedHeight(1)
    return line
