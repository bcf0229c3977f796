"""A table set into strips, one for each row; no row is torn and the titles come on every page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from console.paper import geometry as g
from console.paper.breaking import Line, Token, lines, tokens, wide
from console.paper.faces import Face
from console.paper.sheet import Align, Cell, Column, Table
from console.paper.strips import FontMeasure, Rule, Run, Strip, baseline, line_runs

_JOINTS = re.compile(r"(?<=[-/_.])")


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell at its place in the row."""

    cell: Cell
    x: float
    width: float
    align: Align
    lines: tuple[Line, ...]

    @property
    def face(self) -> Face:
        return Face.HEI if self.cell.label else Face.BODY


def column_widths(columns: Sequence[Column]) -> tuple[float, ...]:
    total = sum(column.share for column in columns)
    return tuple(g.WIDTH * column.share / total for column in columns)


def table_strips(table: Table, measure: FontMeasure) -> list[Strip]:
    titles = tuple(Cell(column.title, label=True) for column in table.columns)
    heading = _row(table, titles, measure, first=True) if table.titled else None
    made = [heading] if heading else []
    for row in table.rows:
        made.append(_row(table, row, measure, first=not made, heading=heading))
    if heading and len(made) > 1:
        made[0] = replace(heading, keep=True)
    if made:
        last = made[-1]
        outer = Rule(0, last.height, g.WIDTH, last.height, g.RULE_OUTER)
        made[-1] = replace(last, rules=(*last.rules, outer))
    if table.together:
        made[:-1] = [replace(strip, keep=True) for strip in made[:-1]]
    return made


def _row(
    table: Table,
    row: Sequence[Cell],
    measure: FontMeasure,
    *,
    first: bool,
    heading: Strip | None = None,
) -> Strip:
    boxes = tuple(_boxes(table, row, measure))
    leading = table.size * g.TABLE_LEADING
    most = max((len(box.lines) for box in boxes), default=1)
    height = max(most, 1) * leading + 2 * g.TABLE_PAD
    runs = tuple(run for box in boxes for run in _box_runs(box, table.size, height))
    return Strip(height, runs, tuple(_frame(boxes, height, first=first)), heading=heading)


def _boxes(table: Table, row: Sequence[Cell], measure: FontMeasure) -> Iterator[_Box]:
    widths = column_widths(table.columns)
    at, x = 0, 0.0
    for cell in row:
        width = sum(widths[at : at + cell.span])
        align = cell.align or (Align.CENTRE if cell.label else table.columns[at].align)
        face = Face.HEI if cell.label else Face.BODY
        broken = _broken(cell, face, width - 2 * g.TABLE_PAD, table.size, measure)
        yield _Box(cell, x, width, align, broken)
        at, x = at + cell.span, x + width


def _broken(
    cell: Cell, face: Face, width: float, size: float, measure: FontMeasure
) -> tuple[Line, ...]:
    made: list[Line] = []
    for text in cell.text.split("\n"):
        pieces = tokens(text, lambda p, _s: size if wide(p) else measure(p, face, size))
        made += lines(tuple(_fitting(pieces, width, measure, face, size)), width, spread=False)
    return tuple(made)


def _fitting(
    pieces: Sequence[Token], width: float, measure: FontMeasure, face: Face, size: float
) -> Iterator[Token]:
    """A code or a number wider than its cell is cut to it; on paper nothing runs over a rule."""
    for piece in pieces:
        if piece.width <= width:
            yield piece
            continue
        for part in _JOINTS.split(piece.text):
            width_of_part = measure(part, face, size)
            shreds = (part,) if width_of_part <= width else tuple(part)
            yield from (Token(shred, measure(shred, face, size)) for shred in shreds)


def _box_runs(box: _Box, size: float, height: float) -> Iterator[Run]:
    leading = size * g.TABLE_LEADING
    top = (height - len(box.lines) * leading) / 2
    for n, line in enumerate(box.lines):
        left = box.width - line.width
        x = {
            Align.LEFT: g.TABLE_PAD,
            Align.CENTRE: left / 2,
            Align.RIGHT: left - g.TABLE_PAD,
        }[box.align]
        y = baseline(top + n * leading, leading, size)
        yield from line_runs(line, (box.face,), size, x=box.x + x, y=y)


def _frame(boxes: Sequence[_Box], height: float, *, first: bool) -> Iterator[Rule]:
    upper = g.RULE_OUTER if first else g.RULE_INNER
    yield Rule(0, 0, g.WIDTH, 0, upper)
    yield Rule(0, height, g.WIDTH, height, g.RULE_INNER)
    yield Rule(0, 0, 0, height, g.RULE_OUTER)
    yield Rule(g.WIDTH, 0, g.WIDTH, height, g.RULE_OUTER)
    for box in boxes[1:]:
        yield Rule(box.x, 0, box.x, height, g.RULE_INNER)
