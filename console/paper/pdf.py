"""Pages painted to PDF, the same bytes for the same sheet on the same fonts.

QPdfWriter writes the wall clock and a random id: the id is given, the dates are put right
afterwards and the offsets moved along. `paint` serves a preview on screen as well.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from xml.sax.saxutils import escape

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QHashSeed,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSizeF,
    Qt,
    QUuid,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QRawFont,
)

from console.paper import geometry as g
from console.paper.faces import Face, Faces, choose, statement, substitutes
from console.paper.layout import Page, lay_out
from console.paper.pdf_bytes import codes, respelled, settled
from console.paper.sheet import Sheet, words
from console.paper.strips import Ink, Run
from console.wording import local
from console.wording.paper import DRILL, DRILL_LINE, PRODUCT

_one_at_a_time = Lock()
SCALE = 100  # device units in a point
_INKS = {Ink.BLACK: QColor(0, 0, 0), Ink.RED: QColor(218, 37, 28)}
_VEIL = QColor(128, 128, 128, 56)
_BASIC = 0xFFFF
_HATCH = QColor(128, 128, 128, 150)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The bytes, the number of pages, and each font that stands in for the proper one."""

    data: bytes
    pages: int
    substitutes: tuple[str, ...]


class Fonts:
    """The installed fonts for the five faces; sizes are in points, measures too."""

    def __init__(self, faces: Faces | None = None) -> None:
        self.faces = choose(QFontDatabase.families()) if faces is None else faces
        self._fonts: dict[tuple[Face, float], QFont] = {}

    def font(self, face: Face, size: float) -> QFont:
        key = (face, size)
        if key not in self._fonts:
            choice = self.faces[face]
            font = QFont(choice.family)
            font.setStyleHint(QFont.StyleHint.Serif)
            font.setPixelSize(round(size * SCALE))
            font.setBold(choice.bold)
            # Noto's local forms draw a digit beside Latin with a glyph that no search finds
            font.setFeature(QFont.Tag("locl"), 0)
            font.setFeature(QFont.Tag("liga"), 0)  # nor does one find ff in ﬀ
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return self._fonts[key]

    def measure(self, text: str, face: Face, size: float) -> float:
        return QFontMetricsF(self.font(face, size)).horizontalAdvance(text) / SCALE


def pdf(sheet: Sheet, fonts: Fonts | None = None) -> Pdf:
    """The sheet as a PDF file in memory."""
    fonts = fonts or Fonts()
    pages = lay_out(sheet, fonts.measure)
    with _steady_order():
        data = _painted(pages, sheet, fonts)
    data = settled(data, _pdf_date(sheet))
    data = respelled(data, _meant(data, pages, fonts))
    return Pdf(data, len(pages), substitutes(fonts.faces))


@contextmanager
def _steady_order() -> Iterator[None]:
    """The writer puts its fonts in the order of a hash, which is salted anew in every process."""
    with _one_at_a_time:
        QHashSeed.setDeterministicGlobalSeed()
        try:
            yield
        finally:
            QHashSeed.resetRandomGlobalSeed()


def _painted(pages: Sequence[Page], sheet: Sheet, fonts: Fonts) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, sheet, fonts)
    with QPainter(writer) as painter:
        for page in pages:
            if page.number > 1:
                writer.newPage()
            paint(painter, page, fonts)
    buffer.close()
    return bytes(buffer.data().data())


def _writer(buffer: QBuffer, sheet: Sheet, fonts: Fonts) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    size = QPageSize(QSizeF(g.PAGE_WIDTH, g.PAGE_HEIGHT), QPageSize.Unit.Point, "A4")
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(72 * SCALE)
    writer.setDocumentId(QUuid(_identity(sheet)))
    writer.setTitle(sheet.title.replace("\n", ""))
    writer.setAuthor(sheet.signature or sheet.printed_by)
    writer.setCreator(f"{PRODUCT} {statement(fonts.faces)}".strip())
    writer.setDocumentXmpMetadata(QByteArray(_xmp(sheet, fonts).encode()))
    return writer


def paint(painter: QPainter, page: Page, fonts: Fonts) -> None:
    """One page on a painter whose unit is a hundredth of a point."""
    if page.watermark:
        _paint_watermark(painter, page.watermark, fonts)
    for rule in page.rules:
        pen = QPen(_INKS[rule.ink], rule.width * SCALE)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap if rule.x1 == rule.x2 else Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(_point(rule.x1, rule.y1), _point(rule.x2, rule.y2))
    for run in page.runs:
        _paint_run(painter, run, fonts)


def _paint_run(painter: QPainter, run: Run, fonts: Fonts) -> None:
    painter.setPen(_INKS[run.ink])
    painter.setFont(fonts.font(run.face, run.size))
    painter.drawText(_point(run.x, run.y), run.text)


def _point(x: float, y: float) -> QPointF:
    return QPointF(x * SCALE, y * SCALE)


def _paint_watermark(painter: QPainter, word: str, fonts: Fonts) -> None:
    """A word across the page; for a drill also a hatched frame and a line above the text."""
    painter.save()
    painter.translate(_point(g.PAGE_WIDTH / 2, g.PAGE_HEIGHT / 2))
    painter.rotate(-45)
    painter.setPen(_VEIL)
    painter.setFont(fonts.font(Face.HEI, 150.0))
    width = fonts.measure(word, Face.HEI, 150.0)
    painter.drawText(_point(-width / 2, 55), word)
    painter.restore()
    if word == DRILL:
        _paint_frame(painter)
        x = (g.PAGE_WIDTH - fonts.measure(DRILL_LINE, Face.HEI, g.SIZE_3)) / 2
        _paint_run(painter, Run(x, 24 * g.MM, DRILL_LINE, Face.HEI, g.SIZE_3, Ink.RED), fonts)


def _paint_frame(painter: QPainter) -> None:
    band, step = 4 * g.MM, 3 * g.MM
    edge = 6 * g.MM
    painter.save()
    painter.setPen(QPen(_HATCH, 1.2 * SCALE))
    right, bottom = g.PAGE_WIDTH - edge, g.PAGE_HEIGHT - edge
    for n in range(int((right - edge - band) / step) + 1):
        x = edge + n * step
        painter.drawLine(_point(x, edge + band), _point(x + band, edge))
        painter.drawLine(_point(x, bottom), _point(x + band, bottom - band))
    for n in range(int((bottom - edge - band) / step) + 1):
        y = edge + n * step
        painter.drawLine(_point(edge, y + band), _point(edge + band, y))
        painter.drawLine(_point(right - band, y + band), _point(right, y))
    painter.drawRect(QRectF(_point(edge, edge), _point(right, bottom)))
    painter.restore()


def _identity(sheet: Sheet) -> str:
    """A UUID from the record and its words, so that a changed text is another document."""
    digest = sha256(f"{sheet.record_id}\n{words(sheet)}\n{sheet.watermark}".encode()).hexdigest()
    return f"{{{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}}}"


def _pdf_date(sheet: Sheet) -> str:
    return f"D:{local(sheet.stated):%Y%m%d%H%M%S}+08'00'"


def _xmp(sheet: Sheet, fonts: Fonts) -> str:
    """The properties as XMP; `pdf:Keywords` carries the word on substituted fonts."""
    when = f"{local(sheet.stated):%Y-%m-%dT%H:%M:%S}+08:00"
    title = escape(sheet.title.replace("\n", ""))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<xmp:CreatorTool>{PRODUCT}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        f"<pdf:Keywords>{escape(statement(fonts.faces))}</pdf:Keywords>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )


def _meant(data: bytes, pages: Sequence[Page], fonts: Fonts) -> dict[str, str]:
    """For each character in the file that was never set: the one of the same shape that was."""
    used = {c for page in pages for run in page.runs for c in run.text}
    used |= {c for page in pages for c in page.watermark} | set(DRILL_LINE)
    strange = codes(data) - used
    found: dict[str, str] = {}
    for face in Face:
        raw = QRawFont.fromFont(fonts.font(face, g.SIZE_3))
        shapes = {raw.glyphIndexesForString(c)[0]: c for c in sorted(used) if ord(c) <= _BASIC}
        for c in strange:
            shape = (raw.glyphIndexesForString(c) or [0])[0]
            if shape and shape in shapes:
                found.setdefault(c, shapes[shape])
    return found
