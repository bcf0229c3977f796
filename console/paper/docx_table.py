"""Tables of a .docx: those of the text, and 版记 at the bottom of the last page."""

from collections.abc import Sequence
from typing import Any

from console.paper import geometry as g
from console.paper.docx_writer import Writer
from console.paper.faces import Face
from console.paper.layout import estimate
from console.paper.setting import Setter
from console.paper.sheet import Align, Cell, Part, Role, Table
from console.paper.table import column_widths

_OUTER = round(g.RULE_OUTER * 8)  # borders are in eighths of a point
_INNER = round(g.RULE_INNER * 8)
_ORDER = (
    "tblStyle",
    "tblpPr",
    "tblW",
    "jc",
    "tblBorders",
    "tblLayout",
    "tblCellMar",
    "tblLook",
)
_WORD_ALIGN = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def add_table(page: Writer, table: Table) -> None:
    rows = list(table.rows)
    if table.titled:
        rows.insert(0, tuple(Cell(column.title, label=True) for column in table.columns))
    made = page.document.add_table(rows=len(rows), cols=len(table.columns))
    _fix(page, made, table)
    for n, (row, cells) in enumerate(zip(made.rows, rows, strict=True)):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - rows have no public way
        properties.append(page.element("cantSplit"))
        if n == 0 and table.titled:
            properties.append(page.element("tblHeader"))
        _fill_row(page, row, cells, table)
        if table.together and n < len(rows) - 1:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fix(page: Writer, made: Any, table: Table) -> None:
    made.autofit = False
    properties = made._tbl.tblPr  # noqa: SLF001
    _centre(page, made)
    _borders(page, properties, {"insideH": _INNER, "insideV": _INNER})
    for column, width in zip(made.columns, column_widths(table.columns), strict=True):
        column.width = page.points(width)
        for cell in column.cells:
            cell.width = page.points(width)


def _centre(page: Writer, made: Any) -> None:
    """As wide as the type area and centred on it: programs disagree on where an edge begins."""
    made.alignment = page.lib.enum.table.WD_TABLE_ALIGNMENT.CENTER
    width = made._tbl.tblPr.find(page.lib.oxml.ns.qn("w:tblW"))  # noqa: SLF001
    width.set(page.lib.oxml.ns.qn("w:type"), "dxa")
    width.set(page.lib.oxml.ns.qn("w:w"), str(round(g.WIDTH * 20)))


def _borders(page: Writer, properties: Any, inside: dict[str, int]) -> None:
    borders = page.element("tblBorders")
    sides = {"top": _OUTER, "left": _OUTER, "bottom": _OUTER, "right": _OUTER, **inside}
    for side, size in sides.items():
        line = "single" if size else "nil"
        borders.append(page.element(side, val=line, sz=size, space=0, color="000000"))
    margins = page.element("tblCellMar")
    for side in ("left", "right"):
        margins.append(page.element(side, w=round(g.TABLE_PAD * 20), type="dxa"))
    layout = properties.find(page.lib.oxml.ns.qn("w:tblLayout"))
    if layout is None:
        layout = page.element("tblLayout", type="fixed")
        properties.append(layout)
    layout.addprevious(borders)
    layout.addnext(margins)
    _in_order(page, properties)


def _in_order(page: Writer, properties: Any) -> None:
    """Word refuses a file whose properties stand in another order than the schema's."""
    places = {page.lib.oxml.ns.qn(f"w:{tag}"): n for n, tag in enumerate(_ORDER)}
    properties[:] = sorted(properties, key=lambda element: places[element.tag])


def _fill_row(page: Writer, row: Any, cells: Sequence[Cell], table: Table) -> None:
    boxes, at = row.cells, 0
    for cell in cells:
        box = boxes[at]
        if cell.span > 1:
            box = box.merge(boxes[at + cell.span - 1])
        align = cell.align or (Align.CENTRE if cell.label else table.columns[at].align)
        box.vertical_alignment = page.lib.enum.table.WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _fill(page, box, cell, align, table.size)
        at += cell.span


def _fill(page: Writer, box: Any, cell: Cell, align: Align, size: float) -> None:
    face = Face.HEI if cell.label else Face.BODY
    texts = cell.text.split("\n")
    for n, text in enumerate(texts):
        paragraph = box.add_paragraph() if n else box.paragraphs[0]
        page.space(paragraph, size * g.TABLE_LEADING, _WORD_ALIGN[align])
        shape = paragraph.paragraph_format
        shape.space_before = page.points(0 if n else g.TABLE_PAD)
        shape.space_after = page.points(g.TABLE_PAD if n == len(texts) - 1 else 0)
        page.words(paragraph, text, face, size)


def add_foot(page: Writer, foot: Sequence[Part]) -> None:
    """版记: a table of one column that hangs at the bottom of the type area."""
    made = page.document.add_table(rows=len(foot), cols=1)
    properties = made._tbl.tblPr  # noqa: SLF001
    _borders(page, properties, {"left": 0, "right": 0, "insideH": _INNER, "insideV": 0})
    _centre(page, made)
    style = properties.find(page.lib.oxml.ns.qn("w:tblStyle"))
    place = page.element(
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="margin",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpYSpec="bottom",
    )
    if style is None:
        properties.insert(0, place)
    else:
        style.addnext(place)
    made.columns[0].width = page.points(g.WIDTH)
    for row, part in zip(made.rows, foot, strict=True):
        row.cells[0].width = page.points(g.WIDTH)
        _fill_foot(page, row.cells[0].paragraphs[0], part)
    page.paragraph(height=1)


def _fill_foot(page: Writer, paragraph: Any, part: Part) -> None:
    size = g.SIZE_4
    page.space(paragraph, g.LINE, "left")
    shape = paragraph.paragraph_format
    inset = size - g.TABLE_PAD
    shape.left_indent = shape.right_indent = page.points(inset)
    if part.role is Role.COPIES:
        lead = Setter(estimate).length(part.right, Face.BODY, size)
        shape.left_indent = page.points(inset + lead)
        shape.first_line_indent = page.points(-lead)
        page.words(paragraph, part.right + part.text, Face.BODY, size)
        return
    stop = page.points(g.WIDTH - size - g.TABLE_PAD)
    shape.tab_stops.add_tab_stop(stop, page.lib.enum.text.WD_TAB_ALIGNMENT.RIGHT)
    page.words(paragraph, f"{part.text}\t{part.right}", Face.BODY, size)
