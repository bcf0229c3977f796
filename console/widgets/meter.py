"""A bar with a mark on it: how much of what is needed is there."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.domain.record import dataclass
from console.theme import hold, set_tone
from console.theme.fonts import px
from console.theme.tokens import color
from console.wording import UNKNOWN


class Meter(QWidget):
    """`set(0.57, tone="warn", mark=0.75)`: a value, a tone and a tick; None is an empty track."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: float | None = None
        self._mark: float | None = None
        self._tone = "info"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, value: float | None, tone: str = "info", mark: float | None = None) -> None:
        self._value, self._tone, self._mark = value, tone, mark
        self.setAccessibleDescription(UNKNOWN if value is None else f"{value:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            middle = self.height() / 2
            thick, round_ = px(8), px(4)
            track = QRectF(0, middle - round_, self.width(), thick)
            painter.setBrush(color("track"))
            painter.drawRoundedRect(track, round_, round_)
            if self._value:
                wide = max(float(thick), track.width() * min(1.0, self._value))
                painter.setBrush(color("accent" if self._tone == "info" else self._tone))
                painter.drawRoundedRect(QRectF(0, track.top(), wide, thick), round_, round_)
            if self._mark is not None:
                x = min(self.width() - 1.0, track.width() * self._mark)
                painter.setPen(QPen(color("ink"), px(2)))
                painter.drawLine(QPointF(x, middle - thick), QPointF(x, middle + thick))


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A line of `MeterList`: 冲锋舟 · 可用 2 艘 · 25 % and its bar.

    The tick stands at `mark` (1.0: all that is needed) on a track that ends at `full`, so that
    more than enough can be seen as more.
    """

    key: str
    name: str
    amount: str
    share: float | None
    tone: str = "info"
    mark: float | None = 1.0
    full: float = 4 / 3
    said: str = ""  # what stands on the right instead of the percentage


class MeterList(QScrollArea):
    """Rows of name, amount and share over a bar; widgets are kept from one showing to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        self.setWidget(page)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(px(14), px(8), px(14), px(8))
        self._column.setSpacing(px(6))
        self._column.addStretch(1)
        self._lines: list[_Line] = []

    def show_rows(self, rows: list[MeterRow]) -> None:
        while len(self._lines) < len(rows):
            line = _Line()
            self._lines.append(line)
            self._column.insertWidget(len(self._lines) - 1, line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(rows))
            if number < len(rows):
                line.show_row(rows[number])


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(0)
        self._name, self._amount, self._share = QLabel(), QLabel(), QLabel()
        self._name.setProperty("role", "table")
        self._amount.setProperty("role", "quiet")
        self._share.setProperty("role", "strong")
        hold(self._share, width=46, least=True)
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._meter = Meter()
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._amount, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._share, 0, 2)
        grid.addWidget(self._meter, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    def show_row(self, row: MeterRow) -> None:
        share = UNKNOWN if row.share is None else f"{row.share:.0%}"
        self._name.setText(row.name)
        self._amount.setText(row.amount)
        self._share.setText(row.said or share)
        set_tone(self._share, "" if row.tone == "info" else row.tone)
        self._meter.set(
            None if row.share is None else row.share / row.full,
            row.tone,
            None if row.mark is None else row.mark / row.full,
        )
        self.setAccessibleName(f"{row.name} {row.amount} {row.said or share}")
