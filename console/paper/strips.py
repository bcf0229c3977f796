"""The small things a page is made of, between the parts of a document and its pages.

A strip is a piece of the page as wide as the type area that is never torn: a line of text, a row
of a table, a gap. Positions are in points, x from the left of the type area, y from the strip's
top.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from console.paper.breaking import Line
from console.paper.faces import Face
from console.paper.geometry import ASCENT


class Ink(StrEnum):
    BLACK = "black"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of text on one baseline. `again` marks what was already said on an earlier page."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    ink: Ink = Ink.BLACK
    stretch: float = 1.0  # narrower than drawn, to keep 28 characters on a line
    again: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    ink: Ink = Ink.BLACK


@dataclass(frozen=True, slots=True)
class Strip:
    """`keep` ties it to the next one; `heading` is set again when a page begins with this strip;
    `foot` strips stand together at the very bottom of the last page (版记).
    """

    height: float
    runs: tuple[Run, ...] = ()
    rules: tuple[Rule, ...] = ()
    keep: bool = False
    foot: bool = False
    blank: bool = False
    heading: "Strip | None" = field(default=None, compare=False)


FontMeasure = Callable[[str, Face, float], float]


def gap(height: float, *, keep: bool = False) -> Strip:
    return Strip(height, keep=keep, blank=True)


def baseline(top: float, height: float, size: float) -> float:
    """The em square stands in the middle of its line."""
    return top + (height - size) / 2 + ASCENT * size


def line_runs(
    line: Line, faces: tuple[Face, ...], size: float, *, x: float = 0.0, y: float = 0.0
) -> tuple[Run, ...]:
    """The pieces of a broken line as runs; a piece's style is its place in `faces`."""
    return tuple(
        Run(x + p.x, y, p.text, faces[p.style], size) for p in line.pieces if p.text.strip()
    )


def moved(strip: Strip, x: float, y: float, *, again: bool = False) -> Strip:
    """The strip at its place on the page."""
    return replace(
        strip,
        runs=tuple(replace(r, x=r.x + x, y=r.y + y, again=r.again or again) for r in strip.runs),
        rules=tuple(
            replace(r, x1=r.x1 + x, x2=r.x2 + x, y1=r.y1 + y, y2=r.y2 + y) for r in strip.rules
        ),
    )
