"""The legend under a map: swatches with their bounds, signs with their names, the scale, 示意图.

Words are in the text's ink, never in the swatch's colour: dark red on a dark ground can't be read.
"""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from console.theme.fonts import font, px
from console.theme.tokens import color, scale
from console.widgets import map_marks
from console.widgets.map_ground import pen
from console.widgets.map_layers import Legend

ROW = 24
MARGIN = 14
LEAD = 18  # a swatch or a sign before its words
SKETCH = "示意图"

Item = tuple[str, str, str, float]  # swatch | shape | line | words, tone or shape, words, width


class LegendBlock:
    """Rows that fit the width, laid out once per size."""

    def __init__(self, legend: Legend, size: QSizeF, *, sketch: bool) -> None:
        self._size = size
        self._rows = self._laid_out(legend, sketch=sketch)

    @property
    def height(self) -> float:
        return px(ROW) * max(1, len(self._rows))

    @property
    def texts(self) -> list[str]:
        return [words for row in self._rows for _, _, words, _ in row]

    def _laid_out(self, legend: Legend, *, sketch: bool) -> list[list[Item]]:
        items = [("swatch", tone, words) for tone, words in legend.swatches]
        items += [("shape", shape, words) for shape, words in legend.shapes]
        items += [("line", tone, words) for tone, words in legend.lines]
        tail = " · ".join(part for part in (legend.scale, SKETCH if sketch else "") if part)
        items.append(("words", "", tail))
        metrics = QFontMetricsF(font("caption"))
        rows: list[list[Item]] = [[]]
        left, most = 0.0, self._size.width() - 2 * px(MARGIN)
        for what, key, words in items:
            lead = 0.0 if what == "words" else float(px(LEAD))
            wide = lead + metrics.horizontalAdvance(words) + px(MARGIN)
            if rows[-1] and left + wide - px(MARGIN) > most:
                rows.append([])
                left = 0.0
            rows[-1].append((what, key, words, wide))
            left += wide
        return rows

    def paint(self, painter: QPainter, ratio: float) -> None:
        painter.setFont(font("caption"))
        high = px(ROW)
        top = self._size.height() - self.height - px(2)
        for row in self._rows:
            left = float(px(MARGIN))
            for what, key, words, wide in row:
                _paint_item(painter, (what, key, words), QRectF(left, top, wide, high), ratio)
                left += wide
            top += high


def _paint_item(painter: QPainter, item: tuple[str, str, str], box: QRectF, ratio: float) -> None:
    what, key, words = item
    middle = box.center().y()
    if what == "swatch":
        painter.setPen(QPen(color("line_strong"), 1))
        square = QRectF(box.left(), middle - px(5), px(11), px(11))
        painter.setBrush(color(key) if key else color("raised"))
        painter.drawRect(square)
        if not key:
            painter.setBrush(QBrush(color("line_strong"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(square)
    elif what == "line":
        painter.setPen(pen(key))
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + px(13), middle))
    elif what == "shape":
        sign = map_marks.pixmap(key, "", scale() * 14 / map_marks.SIZES[key], ratio)
        painter.drawPixmap(QPointF(box.left() - 1, middle - px(7)), sign)
    lead = 0.0 if what == "words" else float(px(LEAD))
    painter.setPen(color("faint" if what == "words" else "dim"))
    painter.drawText(box.adjusted(lead, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
