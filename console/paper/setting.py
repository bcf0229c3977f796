"""Each part of a document set into strips: where a line stands, in which face and size.

One small function for each role; the places are those of GB/T 9704-2012, 7.2 and 7.3.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from console.paper import geometry as g
from console.paper.breaking import Token, lines, tokens, wide
from console.paper.faces import Face
from console.paper.sheet import Align, Paragraph, Part, Rank, Role, Table
from console.paper.strips import FontMeasure, Ink, Rule, Run, Strip, baseline, gap, line_runs
from console.paper.table import table_strips

HEAD_FACE = {Rank.BODY: Face.BODY, Rank.FIRST: Face.HEI, Rank.SECOND: Face.KAI}


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets parts with the widths that `measure(text, face, size)` gives for narrow pieces."""

    measure: FontMeasure

    def width(self, text: str, face: Face, size: float) -> float:
        """A Han character takes its square; 3号 is drawn in by 1 % so that 28 fill a line."""
        if wide(text):
            return _square(size)
        return self.measure(text, face, size) * _square(size) / size

    def pieces(self, text: str, faces: Sequence[Face], style: int, size: float) -> list[Token]:
        return tokens(text, lambda piece, at: self.width(piece, faces[at], size), style)

    def length(self, text: str, face: Face, size: float) -> float:
        return sum(token.width for token in self.pieces(text, (face,), 0, size))

    def words(self, text: str, face: Face, size: float, x: float, y: float) -> tuple[Run, ...]:
        """One line from `x` on, never broken."""
        line = lines(self.pieces(text, (face,), 0, size), 1e9, spread=False)
        return line_runs(line[0], (face,), size, x=x, y=y) if line else ()

    def line(self, text: str, align: Align, inset: float = 0.0, face: Face = Face.BODY) -> Strip:
        """A single line of 3号, `inset` from the side it stands at."""
        x = inset
        left = g.WIDTH - self.length(text, face, g.SIZE_3)
        if align is Align.CENTRE:
            x = left / 2
        elif align is Align.RIGHT:
            x = left - inset
        y = baseline(0, g.LINE, g.SIZE_3)
        return Strip(g.LINE, self.words(text, face, g.SIZE_3, x, y))

    def flowing(
        self, tokens_: Sequence[Token], faces: tuple[Face, ...], first: float, rest: float = 0.0
    ) -> list[Strip]:
        """Lines of 3号 over the type area, the first one `first` in, the others `rest`."""
        y = baseline(0, g.LINE, g.SIZE_3)
        broken = lines(tokens_, g.WIDTH - rest, first - rest)
        return [Strip(g.LINE, line_runs(line, faces, g.SIZE_3, x=rest, y=y)) for line in broken]


def _square(size: float) -> float:
    return g.CELL if size == g.SIZE_3 else size


def strips(parts: Sequence[Part], measure: FontMeasure) -> list[Strip]:
    """All parts in order, with the gaps that the standard puts between them."""
    setter = Setter(measure)
    made: list[Strip] = []
    for part in parts:
        made += _SET[part.role](setter, part, made)
    return made


def _corner(face: Face) -> Callable[[Setter, Part, list[Strip]], list[Strip]]:
    def set_corner(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
        return [replace(setter.line(part.text, Align.LEFT, 0.0, face), keep=True)]

    return set_corner


def _mark(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    size = g.mark_size(len(part.text))
    drop = max(g.MARK_DROP - sum(strip.height for strip in before), 0.0)
    x = (g.WIDTH - setter.length(part.text, Face.TITLE, size)) / 2
    runs = setter.words(part.text, Face.TITLE, size, x, baseline(0, size, size))
    red = tuple(replace(run, ink=Ink.RED) for run in runs)
    return [gap(drop, keep=True), Strip(size, red, keep=True)]


def _number(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    line = replace(setter.line(part.text, Align.CENTRE), keep=True)
    y = g.SEPARATOR_DROP - (g.LINE - g.SIZE_3) / 2 + g.SEPARATOR / 2
    red = Rule(0, y, g.WIDTH, y, g.SEPARATOR, Ink.RED)
    return [gap(g.NUMBER_GAP, keep=True), line, Strip(y, rules=(red,), keep=True), gap(2 * g.LINE)]


def _title(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    """A title too long for a line is balanced over as few as it needs."""
    pieces = setter.pieces(part.text, (Face.TITLE,), 0, g.SIZE_2)
    whole = sum(piece.width for piece in pieces)
    count = max(1, -(-int(whole) // int(g.WIDTH)))
    broken = lines(pieces, g.WIDTH, spread=False)
    for share in range(int(whole / count), int(g.WIDTH), int(g.SIZE_2 / 2)):
        even = lines(pieces, share, spread=False)
        if len(even) <= count:
            broken = even
            break
    y = baseline(0, g.TITLE_LINE, g.SIZE_2)
    return [
        Strip(
            g.TITLE_LINE,
            line_runs(line, (Face.TITLE,), g.SIZE_2, x=(g.WIDTH - line.width) / 2, y=y),
            keep=True,
        )
        for line in broken
    ]


def _form_line(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    height, size = g.LINE, g.SIZE_4
    y = baseline(0, height, size)
    right = g.WIDTH - setter.length(part.right, Face.BODY, size)
    runs = setter.words(part.text, Face.BODY, size, 0, y)
    return [
        gap(g.LINE / 3, keep=True),
        Strip(height, runs + setter.words(part.right, Face.BODY, size, right, y), keep=True),
    ]


def _addressees(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    pieces = setter.pieces(part.text, (Face.BODY,), 0, g.SIZE_3)
    return [gap(g.LINE, keep=True), *setter.flowing(pieces, (Face.BODY,), 0)]


def _paragraph(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    block = part.block
    assert isinstance(block, Paragraph)
    faces = (HEAD_FACE[block.rank], Face.BODY)
    pieces = setter.pieces(block.head, faces, 0, g.SIZE_3)
    pieces += setter.pieces(block.text, faces, 1, g.SIZE_3)
    made = setter.flowing(pieces, faces, 2 * g.CELL if block.indent else 0)
    if not block.text and made:  # a heading alone goes with what it heads
        made[-1] = replace(made[-1], keep=True)
    return made


def _table(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    assert isinstance(part.block, Table)
    lead = [] if before and before[-1].blank else [gap(4.0, keep=True)]
    return [*lead, *table_strips(part.block, setter.measure), gap(6.0)]


def _attachment(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    """附件说明: one line below the text, two characters in; its names stand under each other."""
    lead = setter.length(part.right, Face.BODY, g.SIZE_3) or 3 * g.CELL
    pieces = setter.pieces(part.right + part.text, (Face.BODY,), 0, g.SIZE_3)
    first = 2 * g.CELL if part.right else 2 * g.CELL + lead
    made = setter.flowing(pieces, (Face.BODY,), first, 2 * g.CELL + lead)
    return [gap(g.LINE), *made] if part.right else made


def _signature(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    """Set when its date is known (`_date`): the organ stands centred over the date."""
    before[:] = _tied(before)
    line = setter.line(part.text, Align.LEFT)
    return [*(gap(g.LINE, keep=True) for _ in range(g.SEAL_LINES)), replace(line, keep=True)]


def _tied(before: Sequence[Strip]) -> list[Strip]:
    """The last two lines of the text go with the signature: no page holds a seal alone."""
    return [*before[:-2], *(replace(strip, keep=True) for strip in before[-2:])]


def _date(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    signature = before[-1]
    organ = "".join(run.text for run in signature.runs)
    organ_width = setter.length(organ, Face.BODY, g.SIZE_3)
    date_width = setter.length(part.text, Face.BODY, g.SIZE_3)
    right = max(g.DATE_RIGHT, (organ_width - date_width) / 2)
    shift = g.WIDTH - right - (date_width + organ_width) / 2
    before[-1] = replace(signature, runs=tuple(replace(r, x=r.x + shift) for r in signature.runs))
    return [setter.line(part.text, Align.RIGHT, right)]


def _note(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    if before:
        before[-1] = replace(before[-1], keep=True)
    pieces = setter.pieces(part.text, (Face.BODY,), 0, g.SIZE_3)
    return setter.flowing(pieces, (Face.BODY,), 2 * g.CELL)


def _copies(setter: Setter, part: Part, _before: list[Strip]) -> list[Strip]:
    """抄送: one character in at both sides, its lines hang under the first name."""
    size, height = g.SIZE_4, g.LINE
    lead = setter.length(part.right, Face.BODY, size)
    pieces = setter.pieces(part.right + part.text, (Face.BODY,), 0, size)
    broken = lines(pieces, g.WIDTH - 2 * size - lead, -lead)
    y = baseline(0, height, size)
    made = [
        Strip(height, line_runs(line, (Face.BODY,), size, x=size + lead, y=y), foot=True)
        for line in broken
    ]
    made[0] = replace(made[0], rules=(_across(0, g.RULE_OUTER),))
    return made


def _across(y: float, width: float) -> Rule:
    return Rule(0, y, g.WIDTH, y, width)


def _printed(setter: Setter, part: Part, before: list[Strip]) -> list[Strip]:
    size, height = g.SIZE_4, g.LINE
    y = baseline(0, height, size)
    right = g.WIDTH - size - setter.length(part.right, Face.BODY, size)
    runs = setter.words(part.text, Face.BODY, size, size, y)
    runs += setter.words(part.right, Face.BODY, size, right, y)
    upper = g.RULE_INNER if before and before[-1].foot else g.RULE_OUTER
    return [Strip(height, runs, (_across(0, upper), _across(height, g.RULE_OUTER)), foot=True)]


def _all_parts() -> Iterator[tuple[Role, Callable[[Setter, Part, list[Strip]], list[Strip]]]]:
    yield Role.COPY_NUMBER, _corner(Face.SONG)
    yield Role.SECRECY, _corner(Face.HEI)
    yield Role.URGENCY, _corner(Face.HEI)
    yield Role.MARK, _mark
    yield Role.NUMBER, _number
    yield Role.TITLE, _title
    yield Role.FORM_LINE, _form_line
    yield Role.ADDRESSEES, _addressees
    yield Role.PARAGRAPH, _paragraph
    yield Role.TABLE, _table
    yield Role.ATTACHMENT, _attachment
    yield Role.SIGNATURE, _signature
    yield Role.DATE, _date
    yield Role.NOTE, _note
    yield Role.COPIES, _copies
    yield Role.PRINTED, _printed


_SET = dict(_all_parts())
