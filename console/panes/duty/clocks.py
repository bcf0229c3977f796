"""Running deadlines: what, to whom, by when, on whose rule, how long is left; the nearest first.

Each line can be chosen; Enter records that the report was made.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from console.services.glance.duty import ClockView
from console.theme import set_property
from console.theme.fonts import px
from console.widgets.countdown import Countdown, urgency
from console.widgets.empty_state import EmptyState
from console.widgets.meter import Meter
from console.wording import clock_time, date_time, join, local
from console.wording.incident import BINDING, LIMIT
from console.wording.store import MARK


class ClockList(QScrollArea):
    """`opened(ClockView)` on Enter, click or double-click; `tick(now)` once a second."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("报送时限"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._lines: list[ClockLine] = []
        self._shown = 0
        self._empty = EmptyState(self.tr("没有正在走的时限"), self.viewport())

    def show_clocks(self, clocks: tuple[ClockView, ...], now: datetime) -> None:
        while len(self._lines) < len(clocks):
            line = ClockLine()
            line.opened.connect(self.opened)
            self._column.insertWidget(len(self._lines), line)
            self._lines.append(line)
        self._shown = len(clocks)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(clocks))
            if number < len(clocks):
                line.show_clock(clocks[number])
        self._empty.say_empty()
        self._empty.setVisible(not clocks)
        self._empty.setGeometry(self.viewport().rect())
        self.tick(now)

    def tick(self, now: datetime) -> None:
        for line in self._lines[: self._shown]:
            line.tick(now)

    def texts(self) -> list[str]:
        return [line.text() for line in self._lines[: self._shown]]

    def lines(self) -> "list[ClockLine]":
        return self._lines[: self._shown]


class ClockLine(QFrame):
    """One deadline."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ClockLine")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._clock: ClockView | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(px(14), px(9), px(14), px(9))
        grid.setVerticalSpacing(px(3))
        self._title, self._basis = QLabel(), QLabel()
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)
        self._basis.setProperty("role", "caption")
        self._basis.setWordWrap(True)
        self._left = Countdown()
        self._left.setProperty("role", "strong")
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._meter = Meter()
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._left, 0, 1)
        grid.addWidget(self._basis, 1, 0, 1, 2)
        grid.addWidget(self._meter, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def show_clock(self, clock: ClockView) -> None:
        self._clock = clock
        self._title.setText(clock.title)
        self._basis.setText(basis(clock))
        self._left.count_to(clock.due_at, clock.starts_at)
        self.setAccessibleName(f"{clock.title} {self._basis.text()}")

    def tick(self, now: datetime) -> None:
        clock = self._clock
        if clock is None:
            return
        self._left.tick(now)
        tone = urgency(now, clock.starts_at, clock.due_at) or "info"
        self._meter.set(clock.used(now), tone)
        set_property(self, "over", now > clock.due_at)

    def text(self) -> str:
        return join((self._title.text(), self._basis.text(), self._left.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self._clock)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._clock)


def basis(clock: ClockView) -> str:
    """16:59 前 · 内控 30 分 · 默认建议 · 接报 16:29."""
    far = abs(clock.due_at - clock.starts_at) >= timedelta(hours=20) or (
        local(clock.due_at).date() != local(clock.starts_at).date()
    )
    by = date_time(clock.due_at) if far else clock_time(clock.due_at)
    rule = f"{clock.basis}({MARK[clock.mark]})" if clock.basis else ""
    if clock.binding is not None:
        limit = LIMIT.format(binding=BINDING[clock.binding], minutes=clock.minutes)
        rule = f"{limit}({MARK[clock.mark]})"
    return join((f"{by} 前", rule, f"起算 {clock_time(clock.starts_at)}"))
