"""Rising totals over time with the limits they are judged by. pyqtgraph comes late.

The library costs most of a second to load, so it is asked for only when this widget is first
seen (and is then warm). Lines are one pixel wide: wider ones cost several times as much.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.record import dataclass
from console.runtime import late
from console.theme import hold
from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.wording import local

INKS = ("accent_ink", "ok", "rain3", "ink", "faint")  # told apart by their names as well
HOUR = 3600
MIDNIGHT = 4 * HOUR  # 00:00 at UTC+8, counted within six hours of UTC
APART = 17  # points between two names, one under the other


@dataclass(frozen=True, slots=True)
class Line:
    """A named line of (moment, value)."""

    name: str
    points: tuple[tuple[datetime, float], ...]
    since: datetime | None = None  # when the total began, whether or not a line leads there


@dataclass(frozen=True, slots=True)
class Limit:
    """A level across the plot with its words."""

    value: float
    words: str
    tone: str


class Curves(QWidget):
    """`show_lines(lines, limits, unit)`; nothing is built before the first showing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(8), px(4), px(12), px(4))
        self._plot: Any = None
        self._lines: tuple[Line, ...] = ()
        self._limits: tuple[Limit, ...] = ()
        self._unit = ""
        hold(self, height=140, least=True)
        self.setAccessibleName("雨量过程线")

    def show_lines(self, lines: Sequence[Line], limits: Sequence[Limit], unit: str) -> None:
        new = (tuple(lines), tuple(limits), unit)
        if new == (self._lines, self._limits, self._unit):
            return
        self._lines, self._limits, self._unit = new
        if self._plot is not None:
            self._draw()
        elif self.isVisible():
            self._build()

    def texts(self) -> list[str]:
        """What is written in the plot, for tests."""
        return [line.name for line in self._lines] + [limit.words for limit in self._limits]

    @property
    def built(self) -> bool:
        return self._plot is not None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None and self._lines:
            self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plot is not None:
            self._draw()

    def _build(self) -> None:
        graph = late.pyqtgraph()
        axis = _clock_axis(graph)
        self._plot = graph.PlotWidget(parent=self, axisItems={"bottom": axis}, background=None)
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box.addWidget(self._plot)
        self._draw()

    def _draw(self) -> None:
        graph = late.pyqtgraph()
        item = self._plot.getPlotItem()
        item.clear()
        self._plot.setBackground(color("surface"))
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(QPen(color("line_strong"), 1))
            axis.setTextPen(QPen(color("dim")))
            axis.setStyle(tickFont=font("cap"))
        item.showGrid(x=False, y=True, alpha=0.15)
        top = 1.0
        for number, line in enumerate(self._lines):
            ink = color(INKS[number % len(INKS)])
            xs = [moment.timestamp() for moment, _ in line.points]
            ys = [value for _, value in line.points]
            top = max(top, *ys)
            item.plot(
                xs, ys, pen=QPen(ink, 0), symbol="o", symbolSize=5, symbolBrush=ink, symbolPen=None
            )
        for limit in self._limits:
            self._limit(graph, limit)
            top = max(top, limit.value)
        self._names(graph, top * 1.1)
        item.setYRange(0, top * 1.1, padding=0)
        moments = [m.timestamp() for line in self._lines for m, _ in line.points]
        moments += [line.since.timestamp() for line in self._lines if line.since is not None]
        if moments:
            width = max(3600.0, max(moments) - min(moments))
            item.setXRange(min(moments), min(moments) + width * 1.22, padding=0.01)

    def _names(self, graph: Any, height: float) -> None:
        """Beside the end of each line, pushed apart where lines end together."""
        gap = height * APART * scale() / max(60, self.height() - 40)
        low = float("-inf")
        for line in sorted(self._lines, key=lambda one: one.points[-1][1]):
            moment, value = line.points[-1]
            low = max(value, low + gap)
            words = f" {line.name} {value:g} {self._unit}"
            text = graph.TextItem(words, color=color("ink"), anchor=(0, 0.5))
            text.setFont(font("caption"))
            text.setPos(moment.timestamp(), low)
            self._plot.addItem(text)

    def _limit(self, graph: Any, limit: Limit) -> None:
        pen = QPen(color(limit.tone), 0, Qt.PenStyle.DashLine)
        rule = graph.InfiniteLine(
            pos=limit.value,
            angle=0,
            pen=pen,
            label=limit.words,
            labelOpts={"position": 0.03, "color": color("dim"), "anchors": [(0, 1), (0, 1)]},
        )
        rule.label.setFont(font("cap"))
        self._plot.addItem(rule)


def _clock_axis(graph: Any) -> Any:
    """Times on the county's clock, whatever the machine thinks."""
    axis = graph.AxisItem(orientation="bottom")
    axis.tickStrings = _tick_strings
    axis.setTickSpacing(levels=[(6 * HOUR, MIDNIGHT), (HOUR, 0)])
    return axis


def _tick_strings(values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
    return [_short(value) for value in values]


def _short(value: float) -> str:
    from_epoch = datetime.fromtimestamp(value, tz=UTC)
    here = local(from_epoch)
    return f"{here:%m-%d}" if here.hour == 0 and here.minute == 0 else f"{here:%H:%M}"
