"""Strips over pages: what is kept together, what is repeated, what stands at the very bottom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from console.paper import geometry as g
from console.paper.breaking import wide
from console.paper.faces import Face
from console.paper.setting import Setter, strips
from console.paper.sheet import Sheet, bare, parts
from console.paper.strips import FontMeasure, Rule, Run, Strip, baseline, moved
from console.wording.paper import PAGE_NUMBER

FLOOR = g.TOP + g.LINES * g.LINE + 0.01


@dataclass(frozen=True, slots=True)
class Page:
    """Ready to be painted: points from the page's upper left corner."""

    number: int
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    watermark: str = ""


@dataclass(slots=True)
class _Open:
    """The page that is being filled."""

    y: float = g.TOP
    placed: list[Strip] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.placed

    def put(self, strip: Strip, *, again: bool = False) -> None:
        self.placed.append(moved(strip, g.LEFT, self.y, again=again))
        self.y += strip.height


def estimate(text: str, _face: Face, size: float) -> float:
    """Widths where no font is at hand: half a square for each narrow character."""
    return sum(size if wide(character, "WFA") else size / 2 for character in text)


def lay_out(sheet: Sheet, measure: FontMeasure = estimate) -> tuple[Page, ...]:
    """The pages of the sheet; `measure` is a font's word on narrow text."""
    made = strips(parts(sheet), measure)
    body = [strip for strip in made if not strip.foot]
    foot = [strip for strip in made if strip.foot]
    pages = _fill(body)
    _put_foot(pages, foot)
    setter = Setter(measure)
    return tuple(_closed(page, n, sheet, setter) for n, page in enumerate(pages, 1))


def said(pages: Sequence[Page]) -> str:
    """What the pages say, in order and without what is only said again."""
    return bare("".join(r.text for page in pages for r in page.runs if not r.again))


def _groups(body: Sequence[Strip]) -> list[list[Strip]]:
    groups: list[list[Strip]] = []
    tied = False
    for strip in body:
        if tied:
            groups[-1].append(strip)
        else:
            groups.append([strip])
        tied = strip.keep
    return groups


def _fill(body: Sequence[Strip]) -> list[_Open]:
    pages = [_Open()]
    for group in _groups(body):
        height = sum(strip.height for strip in group)
        if pages[-1].y + height > FLOOR and not pages[-1].empty:
            pages.append(_Open())
        for strip in group:
            _put(pages, strip)
    return pages


def _put(pages: list[_Open], strip: Strip) -> None:
    page = pages[-1]
    if page.y + strip.height > FLOOR and not page.empty:
        page = _Open()
        pages.append(page)
    if page.empty and strip.blank and len(pages) > 1:
        return
    if page.empty and strip.heading is not None:
        page.put(strip.heading, again=True)
    page.put(strip)


def _put_foot(pages: list[_Open], foot: Sequence[Strip]) -> None:
    """版记: its last line is the last line of the type area, on the last page."""
    height = sum(strip.height for strip in foot)
    if not foot:
        return
    if pages[-1].y + height > FLOOR:
        pages.append(_Open())
    pages[-1].y = FLOOR - height
    for strip in foot:
        pages[-1].put(strip)


def _closed(page: _Open, n: int, sheet: Sheet, setter: Setter) -> Page:
    runs = tuple(run for strip in page.placed for run in strip.runs)
    rules = tuple(rule for strip in page.placed for rule in strip.rules)
    return Page(n, (*runs, *_page_number(n, setter)), rules, sheet.watermark)


def _page_number(n: int, setter: Setter) -> tuple[Run, ...]:
    """4号 宋体 7 mm below the type area: odd pages right, even pages left, one character in."""
    size = g.SIZE_4
    text = PAGE_NUMBER.format(n=n)
    length = setter.measure(text, Face.SONG, size)
    x = g.LEFT + (g.WIDTH - size - length if n % 2 else size)
    y = baseline(g.TOP + g.HEIGHT + g.PAGE_NUMBER_DROP - size / 2, size, size)
    return (Run(x, y, text, Face.SONG, size, again=True),)
