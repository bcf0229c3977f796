"""The same parts as an editable .docx, in the measures of the same standard.

Word breaks the lines and pages itself, so the two files agree in words and measures, not in line
ends. The fonts are named as the standard names them, whatever this machine has. Members of the
zip and the properties carry the record's time: one record, one file, byte for byte.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from console.paper import geometry as g
from console.paper.docx_marks import line_below, number_pages, veil
from console.paper.docx_table import add_foot, add_table
from console.paper.docx_writer import Writer
from console.paper.faces import Face
from console.paper.layout import estimate
from console.paper.setting import HEAD_FACE, Setter
from console.paper.sheet import Paragraph, Part, Role, Sheet, Table, parts
from console.runtime import late
from console.wording import local
from console.wording.paper import PRODUCT

RED = "DA251C"
_SETTER = Setter(estimate)


def docx(sheet: Sheet) -> bytes:
    """The sheet as a .docx file in memory."""
    document = late.docx().Document()
    page = Writer(document)
    section = page.prepare()
    number_pages(page, section)
    if sheet.watermark:
        veil(page, section, sheet.watermark)
    foot = []
    for part in parts(sheet):
        if part.role in {Role.COPIES, Role.PRINTED}:
            foot.append(part)
        else:
            _WRITE[part.role](page, part)
    if foot:
        add_foot(page, foot)
    _properties(document, sheet)
    return _settled(document, sheet)


def _corner(face: Face) -> Callable[[Writer, Part], None]:
    def write(page: Writer, part: Part) -> None:
        page.line(part.text, face)

    return write


def _mark(page: Writer, part: Part) -> None:
    size = g.mark_size(len(part.text))
    page.paragraph(height=max(g.MARK_DROP - page.lines, 1.0))
    made = page.paragraph(height=size * 1.1, align="center")
    page.words(made, part.text, Face.TITLE, size, RED)


def _number(page: Writer, part: Part) -> None:
    page.paragraph(height=g.NUMBER_GAP)
    made = page.line(part.text, align="center")
    line_below(page, made, RED)
    page.paragraph()
    page.paragraph()


def _title(page: Writer, part: Part) -> None:
    made = page.paragraph(height=g.TITLE_LINE, align="center")
    page.words(made, part.text, Face.TITLE, g.SIZE_2)
    made.paragraph_format.keep_with_next = True


def _form_line(page: Writer, part: Part) -> None:
    page.paragraph(height=g.LINE / 3)
    made = page.paragraph()
    stops = made.paragraph_format.tab_stops
    stops.add_tab_stop(page.points(g.WIDTH), page.lib.enum.text.WD_TAB_ALIGNMENT.RIGHT)
    page.words(made, f"{part.text}\t{part.right}", Face.BODY, g.SIZE_4)


def _addressees(page: Writer, part: Part) -> None:
    page.paragraph()
    page.line(part.text, align="justify")


def _paragraph(page: Writer, part: Part) -> None:
    block = part.block
    assert isinstance(block, Paragraph)
    made = page.paragraph(align="justify")
    if block.indent:
        _indent(page, made, first=2)
    if block.head:
        page.words(made, block.head, HEAD_FACE[block.rank], g.SIZE_3)
    if block.text:
        page.words(made, block.text, Face.BODY, g.SIZE_3)
    made.paragraph_format.keep_with_next = not block.text


def _indent(page: Writer, paragraph: Any, first: int) -> None:
    """By characters, as Word's own dialogue does, and in points for programs that cannot."""
    paragraph.paragraph_format.first_line_indent = page.points(first * g.CELL)
    indent = paragraph._p.pPr.find(page.lib.oxml.ns.qn("w:ind"))  # noqa: SLF001
    indent.set(page.lib.oxml.ns.qn("w:firstLineChars"), str(first * 100))


def _table(page: Writer, part: Part) -> None:
    assert isinstance(part.block, Table)
    page.paragraph(height=4)
    add_table(page, part.block)
    page.paragraph(height=6)


def _attachment(page: Writer, part: Part) -> None:
    if part.right:
        page.paragraph()
        page.attachment_lead = _SETTER.length(part.right, Face.BODY, g.SIZE_3)
    made = page.paragraph(align="justify")
    shape = made.paragraph_format
    shape.left_indent = page.points(2 * g.CELL + page.attachment_lead)
    if part.right:
        shape.first_line_indent = page.points(-page.attachment_lead)
    page.words(made, part.right + part.text, Face.BODY, g.SIZE_3)


def _signature(page: Writer, part: Part) -> None:
    for paragraph in page.document.paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True
    for _ in range(g.SEAL_LINES):
        page.paragraph().paragraph_format.keep_with_next = True
    page.line(part.text, align="right").paragraph_format.keep_with_next = True


def _date(page: Writer, part: Part) -> None:
    """The organ's name stands centred over the date, the date four characters from the edge."""
    organ = page.document.paragraphs[-1]
    organ_width = _SETTER.length(organ.text, Face.BODY, g.SIZE_3)
    date_width = _SETTER.length(part.text, Face.BODY, g.SIZE_3)
    right = max(g.DATE_RIGHT, (organ_width - date_width) / 2)
    organ.paragraph_format.right_indent = page.points(right + (date_width - organ_width) / 2)
    page.line(part.text, align="right", right=right)


def _note(page: Writer, part: Part) -> None:
    made = page.line(part.text, align="justify")
    _indent(page, made, first=2)


_WRITE: dict[Role, Callable[[Writer, Part], None]] = {
    Role.COPY_NUMBER: _corner(Face.SONG),
    Role.SECRECY: _corner(Face.HEI),
    Role.URGENCY: _corner(Face.HEI),
    Role.MARK: _mark,
    Role.NUMBER: _number,
    Role.TITLE: _title,
    Role.FORM_LINE: _form_line,
    Role.ADDRESSEES: _addressees,
    Role.PARAGRAPH: _paragraph,
    Role.TABLE: _table,
    Role.ATTACHMENT: _attachment,
    Role.SIGNATURE: _signature,
    Role.DATE: _date,
    Role.NOTE: _note,
}


def _properties(document: Any, sheet: Sheet) -> None:
    core = document.core_properties
    core.title = sheet.title.replace("\n", "")
    core.author = core.last_modified_by = sheet.signature or sheet.printed_by
    core.comments, core.identifier = PRODUCT, sheet.record_id
    core.created = core.modified = sheet.stated.replace(microsecond=0, tzinfo=None)
    core.revision = 1


def _settled(document: Any, sheet: Sheet) -> bytes:
    """Saved, and its members written anew with the record's time."""
    saved, made = BytesIO(), BytesIO()
    document.save(saved)
    when = local(sheet.stated).timetuple()[:6]
    with ZipFile(saved) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = ZipInfo(name, when)
            info.compress_type, info.external_attr, info.create_system = (
                ZIP_DEFLATED,
                0o600 << 16,
                0,
            )
            new.writestr(info, old.read(name))
    return made.getvalue()
