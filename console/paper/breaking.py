"""Where a Chinese line may end, and how the rest of it is spread over the width.

Rules: no line begins with a closing mark or ends with an opening one (避头尾), a number is never
torn apart nor from its unit (GB/T 9704-2012: 数字、年份不回行), dashes and dots stay in pairs.
A mark that would begin a line is drawn in by squeezing the marks of the line where they have the
room, else the character before goes down with it and the line is spread. Pure arithmetic: widths
come in.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

NO_START = frozenset("，。、；：？！）》〉」』】〕〗”’‰℃·…—～,.;:?!)]}%")
NO_END = frozenset("（《〈「『【〔〖“‘([{")
_CLOSING = frozenset("，。、；：）》〉」』】〕”’")
_OPENING = frozenset("（《〈「『【〔“‘")
_SQUEEZE = 0.6  # of the room: tighter than that a line looks crowded
_HAIR = 1e-6
_PAIRED = frozenset("—…")
_UNITS = (
    "万立方米每秒|立方米每秒|万立方米|立方米|平方公里|万公顷|公顷|毫米|厘米|公里|千米|小时|分钟|"
    "万元|亿元|公斤|千克|万人|人次|乡镇|[年月日时分秒号期座个人户处站顶床件台辆艘套间亩米元名支级次条]"
)
_SOLID = re.compile(rf"(?:〔\d{{4}}〕)?\d[\d.,:\u2009]*(?:{_UNITS})?")
_LATIN = re.compile(r"[!-~\u2009]+")


@dataclass(frozen=True, slots=True)
class Token:
    """What is never torn; `tied` forbids a break before it."""

    text: str
    width: float
    style: int = 0
    tied: bool = False
    room: float = 0.0  # how much narrower it can be drawn: half of a full mark is empty


Measure = Callable[[str, int], float]


@dataclass(frozen=True, slots=True)
class Placed:
    x: float
    text: str
    style: int


@dataclass(frozen=True, slots=True)
class Line:
    pieces: tuple[Placed, ...]
    width: float

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def wide(character: str, classes: str = "WF") -> bool:
    """Set on a full square: Han and its marks; class A (“ ” — ℃) is up to the font."""
    return unicodedata.east_asian_width(character[0]) in classes


def tokens(text: str, measure: Measure, style: int = 0) -> list[Token]:
    """The text in unbreakable pieces; `measure(piece, style)` gives their widths."""
    solid = _solid_spans(text)
    found: list[Token] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        inside = any(a < start < b for a, b in solid)
        width = measure(piece, style)
        mark = piece in _CLOSING or piece in _OPENING
        room = width / 2 if mark else 0.0
        if piece in _CLOSING and text[end : end + 1] in _CLOSING | _OPENING:
            width, room = width / 2, 0.0  # two marks in a row share one empty half
        found.append(Token(piece, width, style, inside, room))
    return found


def _solid_spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _SOLID.finditer(text)]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        latin = _LATIN.match(text, at)
        end = latin.end() if latin else at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        yield at, end
        at = end


def _joins(character: str) -> bool:
    """Combining marks and variation selectors belong to the character before."""
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def may_break(before: Token, after: Token) -> bool:
    if after.tied or after.text[0] in NO_START or before.text[-1] in NO_END:
        return False
    return not (before.text in _PAIRED and after.text == before.text)


def lines(
    pieces: Sequence[Token], width: float, first_indent: float = 0.0, *, spread: bool = True
) -> list[Line]:
    """The pieces over lines of `width`; all but the last are spread to fill it."""
    made: list[Line] = []
    start = 0
    while start < len(pieces):
        indent = 0.0 if made else first_indent
        end = _end_of_line(pieces, start, width - indent)
        last = end >= len(pieces)
        made.append(_set(pieces[start:end], indent, width, fill=spread and not last))
        start = end
        while start < len(pieces) and pieces[start].text.isspace():
            start += 1
    return made


def _end_of_line(pieces: Sequence[Token], start: int, width: float) -> int:
    """The index after the last piece of the line that begins at `start`."""
    natural = room = 0.0
    loose = tight = forced = start
    loose_left = tight_over = 0.0
    for at in range(start, len(pieces)):
        natural += pieces[at].width
        room += pieces[at].room
        if natural - room > width + _HAIR:
            break
        if natural <= width + _HAIR:
            forced = at + 1
        if at + 1 < len(pieces) and not may_break(pieces[at], pieces[at + 1]):
            continue
        if natural <= width + _HAIR:
            loose, loose_left = at + 1, width - natural
        elif tight == start and natural - width <= room * _SQUEEZE:
            tight, tight_over = at + 1, natural - width
    if tight > loose and (loose == start or tight_over <= loose_left + _HAIR):
        return tight
    return max(loose if loose > start else forced, start + 1)


def _set(pieces: Sequence[Token], indent: float, width: float, *, fill: bool) -> Line:
    while pieces and pieces[-1].text.isspace():
        pieces = pieces[:-1]
    natural = sum(piece.width for piece in pieces)
    left = width - indent - natural
    gaps = len(pieces) - 1
    spread = min(left / gaps, 6.0) if fill and left > 0 and gaps > 0 else 0.0
    room = sum(piece.room for piece in pieces)
    squeeze = min(1.0, -left / room) if left < 0 and room > 0 else 0.0
    x, placed = indent, []
    for piece in pieces:
        cut = piece.room * squeeze
        # an opening mark has its empty half in front: it moves back into it
        placed.append(Placed(x - cut if piece.text in NO_END else x, piece.text, piece.style))
        x += piece.width - cut + spread
    return Line(tuple(placed), x - spread if pieces else indent)
