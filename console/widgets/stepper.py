"""Where a procedure stands: done, under way, to come. A row of circles on a tile, pills on a page."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.domain.record import dataclass
from console.theme.fonts import font, px
from console.theme.tokens import color, scale

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True, slots=True)
class Step:
    """`caption` is the time it was done, 进行中, or empty; `state` is DONE, NOW or NEXT."""

    name: str
    caption: str = ""
    state: str = NEXT


class Stepper(QWidget):
    """`show_steps([Step, …])`; `pills=True` draws the page's form."""

    def __init__(self, *, pills: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pills = pills
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        now = [s.name for s in steps if s.state == NOW]
        self.setAccessibleName(f"进程:{'、'.join(now) or '—'}")
        self.setToolTip("\n".join(f"{s.name} {s.caption}".strip() for s in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, px(60 if self._pills else 86))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._pills:
                self._paint_pills(painter)
            else:
                self._paint_circles(painter)

    def _paint_circles(self, painter: QPainter) -> None:
        each = self.width() / len(self._steps)
        y = float(px(22))
        for number, step in enumerate(self._steps):
            x = each * (number + 0.5)
            if number + 1 < len(self._steps):
                ink = "ok" if step.state == DONE else "line_strong"
                painter.setPen(QPen(color(ink), 2))
                painter.drawLine(QPointF(x + px(12), y), QPointF(x + each - px(12), y))
            _paint_circle(painter, QPointF(x, y), step.state)
            box = QRectF(x - each / 2, y + px(16), each, px(20))
            self._paint_words(painter, box, step)

    @staticmethod
    def _paint_words(painter: QPainter, box: QRectF, step: Step) -> None:
        face = font("quiet_strong" if step.state == NOW else "quiet")
        painter.setFont(face)
        painter.setPen(color("dim" if step.state == NEXT else "ink"))
        name = QFontMetrics(face).elidedText(
            step.name, Qt.TextElideMode.ElideRight, int(box.width())
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(font("caption"))
        painter.setPen(color("dim"))
        painter.drawText(box.translated(0, px(19)), Qt.AlignmentFlag.AlignCenter, step.caption)

    def _paint_pills(self, painter: QPainter) -> None:
        """Pills with an arrow between; with too little room the captions go first."""
        face = font("quiet")
        metrics = QFontMetrics(face)
        words = [f"{s.name} {s.caption}".strip() for s in self._steps]
        if sum(metrics.horizontalAdvance(w) + px(58) for w in words) > self.width():
            words = [s.name for s in self._steps]
        x, middle = float(px(16)), self.height() / 2
        for number, (step, text) in enumerate(zip(self._steps, words, strict=True)):
            wide = metrics.horizontalAdvance(text) + px(30)
            _paint_pill(painter, QRectF(x + 0.5, middle - px(18), wide, px(36)), text, step.state)
            x += wide
            if number + 1 < len(self._steps):
                _paint_arrow(painter, x + px(5), middle)
                x += px(28)


def _paint_circle(painter: QPainter, at: QPointF, state: str) -> None:
    if state == DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("ok"))
        painter.drawEllipse(at, px(11), px(11))
        painter.setPen(QPen(color("surface"), 2))
        painter.drawPolyline(
            [at + QPointF(x, y) * scale() for x, y in ((-4, 0), (-1, 3), (4, -3))]
        )
        return
    painter.setBrush(color("accent") if state == NOW else color("surface"))
    painter.setPen(QPen(color("accent" if state == NOW else "line_strong"), 2))
    painter.drawEllipse(at, px(11), px(11))
    if state == NOW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("on_accent"))
        painter.drawEllipse(at, 3.5 * scale(), 3.5 * scale())


def _paint_pill(painter: QPainter, frame: QRectF, text: str, state: str) -> None:
    fill = color("accent") if state == NOW else color("surface")
    edge = {DONE: "ok", NOW: "accent", NEXT: "line_strong"}[state]
    pen = QPen(color(edge), 1)
    if state == NEXT:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(frame, px(18), px(18))
    painter.setPen(color({DONE: "ink", NOW: "on_accent", NEXT: "dim"}[state]))
    painter.setFont(font("quiet_strong" if state == NOW else "quiet"))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)


def _paint_arrow(painter: QPainter, x: float, y: float) -> None:
    painter.setPen(QPen(color("faint"), 1))
    painter.drawLine(QPointF(x, y), QPointF(x + px(18), y))
    painter.drawPolyline([QPointF(x + px(a), y + px(b)) for a, b in ((13, -4), (18, 0), (13, 4))])
