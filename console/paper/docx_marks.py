"""What a .docx page carries besides its text: page numbers, the red line, a word across it."""

from typing import Any

from console.paper import geometry as g
from console.paper.docx_writer import Writer
from console.paper.faces import DOCX_NAME, Face
from console.wording.paper import DRILL, DRILL_LINE, PAGE_NUMBER


def line_below(page: Writer, paragraph: Any, colour: str) -> None:
    """The separator 4 mm below the document number, as wide as the type area."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - borders have no public way
    borders = page.element("pBdr")
    eighths = round(g.SEPARATOR * 8)
    space = round(g.SEPARATOR_DROP - (g.LINE - g.SIZE_3) / 2)
    borders.append(page.element("bottom", val="single", sz=eighths, space=space, color=colour))
    properties.insert_element_before(
        borders, "w:autoSpaceDE", "w:autoSpaceDN", "w:spacing", "w:ind", "w:jc"
    )


def number_pages(page: Writer, section: Any) -> None:
    """— 1 — outside: odd pages right, even pages left, one character in."""
    page.document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        made = footer.paragraphs[0]
        page.space(made, g.SIZE_4 * 1.2, align)
        if align == "right":
            made.paragraph_format.right_indent = page.points(g.SIZE_4)
        else:
            made.paragraph_format.left_indent = page.points(g.SIZE_4)
        before, after = PAGE_NUMBER.split("{n}")
        page.words(made, before, Face.SONG, g.SIZE_4)
        _field(page, made)
        page.words(made, after, Face.SONG, g.SIZE_4)


def _field(page: Writer, paragraph: Any) -> None:
    for kind in ("begin", "", "separate", "1", "end"):
        run = page.words(paragraph, kind if kind == "1" else "", Face.SONG, g.SIZE_4)
        if kind in {"begin", "separate", "end"}:
            run._r.append(page.element("fldChar", fldCharType=kind))  # noqa: SLF001
        elif not kind:
            instruction = page.element("instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)  # noqa: SLF001


_SHAPE = (
    '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="veil{n}" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;'
    "width:{width}pt;height:150pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    'mso-position-vertical:center;mso-position-vertical-relative:page" '
    'fillcolor="gray" stroked="f"><v:fill opacity=".25"/>'
    '<v:textpath style="font-family:&quot;{font}&quot;;font-size:1pt" string="{word}"/>'
    "</v:shape></w:pict>"
)


def veil(page: Writer, section: Any, word: str) -> None:
    """The word across every page; for a drill also a striped frame and a line at the top."""
    headers = (section.header, section.even_page_header)
    for n, header in enumerate(headers, 1):
        header.is_linked_to_previous = False
        made = header.paragraphs[0]
        page.space(made, g.LINE, "center")
        if word == DRILL:
            page.words(made, DRILL_LINE, Face.HEI, g.SIZE_3, "DA251C")
        run = page.words(made, "", Face.HEI, g.SIZE_3)
        shape = _SHAPE.format(n=n, word=word, width=150 * len(word), font=DOCX_NAME[Face.HEI])
        run._r.append(page.lib.oxml.parse_xml(shape))  # noqa: SLF001
    if word == DRILL:
        _frame(page, section)


def _frame(page: Writer, section: Any) -> None:
    borders = page.element("pgBorders", offsetFrom="page")
    for side in ("top", "left", "bottom", "right"):
        borders.append(page.element(side, val="dashDotStroked", sz=24, space=18, color="808080"))
    grid = section._sectPr.find(page.lib.oxml.ns.qn("w:cols"))  # noqa: SLF001
    grid.addprevious(borders)
