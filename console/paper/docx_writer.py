"""The hand that writes paragraphs and runs of a .docx with exact spacing."""

from typing import Any

from console.paper import geometry as g
from console.paper.faces import DOCX_NAME, Face
from console.runtime import late


class Writer:
    """Paragraphs and runs with exact spacing; lengths are in points."""

    def __init__(self, document: Any) -> None:
        self.lib = late.docx()
        self.document = document
        self.lines = 0.0  # what stands above the organ's mark so far
        self.attachment_lead = 0.0

    def points(self, value: float) -> Any:
        return self.lib.shared.Pt(value)

    def element(self, tag: str, **attributes: object) -> Any:
        """<w:tag w:attribute=…/>; a trailing underscore lets a keyword be a name."""
        made = self.lib.oxml.OxmlElement(f"w:{tag}")
        for name, value in attributes.items():
            made.set(self.lib.oxml.ns.qn(f"w:{name.rstrip('_')}"), str(value))
        return made

    def prepare(self) -> Any:
        """The page and its grid; gives back the section, for what stands in its margins."""
        section = self.document.sections[0]
        section.page_width, section.page_height = (
            self.points(g.PAGE_WIDTH),
            self.points(g.PAGE_HEIGHT),
        )
        section.top_margin, section.bottom_margin = self.points(g.TOP), self.points(g.BOTTOM)
        section.left_margin, section.right_margin = self.points(g.LEFT), self.points(g.RIGHT)
        section.header_distance = self.points(18 * g.MM)
        section.footer_distance = self.points(g.BOTTOM - g.PAGE_NUMBER_DROP - g.SIZE_4)
        grid = section._sectPr.find(self.lib.oxml.ns.qn("w:docGrid"))  # noqa: SLF001 - no public way
        if grid is not None:
            section._sectPr.remove(grid)  # noqa: SLF001
        pitch = round((g.CELL - g.SIZE_3) * 4096)
        section._sectPr.append(  # noqa: SLF001
            self.element(
                "docGrid", type="linesAndChars", linePitch=round(g.LINE * 20), charSpace=pitch
            )
        )
        normal = self.document.styles["Normal"]
        self.dress(normal.element.get_or_add_rPr(), Face.BODY, g.SIZE_3)
        return section

    def dress(self, properties: Any, face: Face, size: float, colour: str = "") -> None:
        """Font for every script, size and colour, in the order that the schema wants."""
        for tag in ("rFonts", "color", "sz", "szCs"):
            for old in properties.findall(self.lib.oxml.ns.qn(f"w:{tag}")):
                properties.remove(old)
        name = DOCX_NAME[face]
        properties.append(
            self.element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")
        )
        if colour:
            properties.append(self.element("color", val=colour))
        half_points = round(size * 2)
        properties.append(self.element("sz", val=half_points))
        properties.append(self.element("szCs", val=half_points))

    def paragraph(self, holder: Any = None, height: float = g.LINE, align: str = "left") -> Any:
        """An empty paragraph of exact line height; `holder` is a cell, a header or the body."""
        made = (holder or self.document).add_paragraph()
        self.space(made, height, align)
        self.lines += height
        return made

    def space(self, paragraph: Any, height: float, align: str) -> None:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = self.points(0)
        shape.line_spacing_rule = self.lib.enum.text.WD_LINE_SPACING.EXACTLY
        shape.line_spacing = self.points(height)
        shape.widow_control = False
        shape.alignment = self.lib.enum.text.WD_ALIGN_PARAGRAPH[align.upper()]
        for tag in ("autoSpaceDE", "autoSpaceDN"):
            properties.insert_element_before(
                self.element(tag, val=0), "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing"
            )

    def words(self, paragraph: Any, text: str, face: Face, size: float, colour: str = "") -> Any:
        run = paragraph.add_run(text)
        self.dress(run._r.get_or_add_rPr(), face, size, colour)  # noqa: SLF001
        return run

    def line(
        self, text: str, face: Face = Face.BODY, align: str = "left", right: float = 0
    ) -> Any:
        made = self.paragraph(align=align)
        self.words(made, text, face, g.SIZE_3)
        if right:
            made.paragraph_format.right_indent = self.points(right)
        return made
