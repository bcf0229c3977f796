"""Names of townships as pictures, with the halo already around the letters.

A name is written nine times for its halo; while the map moves it is only stamped.
"""

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from console.domain.record import dataclass

_KEPT = 400
_made: dict[tuple[object, ...], QPixmap] = {}
_AROUND = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1))
EDGE = 2  # room for the halo


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A name above, a figure below, in their faces and inks."""

    name: str
    figure: str
    name_face: QFont
    figure_face: QFont
    ink: QColor
    halo: QColor


def block(name: str, figure: str, name_face: QFont, figure_face: QFont) -> QSizeF:
    """How much room the two lines take."""
    top, below = QFontMetricsF(name_face), QFontMetricsF(figure_face)
    wide = max(top.horizontalAdvance(name), below.horizontalAdvance(figure))
    return QSizeF(wide + 4, top.height() + (below.height() - 4 if figure else 0))


def stamp(words: Words, size: QSizeF, ratio: float) -> QPixmap:
    key = (
        *(words.name, words.figure, words.name_face.key(), words.figure_face.key()),
        *(words.ink.rgba(), words.halo.rgba(), size.width(), size.height(), ratio),
    )
    found = _made.get(key)
    if found is None:
        if len(_made) >= _KEPT:
            _made.clear()
        found = _made[key] = _drawn(words, size, ratio)
    return found


def _drawn(words: Words, size: QSizeF, ratio: float) -> QPixmap:
    wide, high = size.width() + 2 * EDGE, size.height() + 2 * EDGE
    made = QPixmap(round(wide * ratio), round(high * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    line = QFontMetricsF(words.name_face).height()
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = QRectF(EDGE, EDGE, size.width(), line)
        rest = QRectF(EDGE, EDGE + line - 2, size.width(), size.height() - line + 2)
        for face, box, text in (
            (words.name_face, top, words.name),
            (words.figure_face, rest, words.figure),
        ):
            painter.setFont(face)
            _haloed(painter, box, text, words.ink, words.halo)
    return made


def _haloed(painter: QPainter, box: QRectF, text: str, ink: QColor, halo: QColor) -> None:
    """The area's own colour around the letters: unseen inside it, a border where they leave it."""
    centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(halo)
    for dx, dy in _AROUND:
        painter.drawText(box.translated(dx, dy), centre, text)
    painter.setPen(ink)
    painter.drawText(box, centre, text)
