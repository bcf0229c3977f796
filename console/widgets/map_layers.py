"""What a map is given to show: fills by township, marks, links, imported shapes, a legend.

The map knows nothing of incidents or rain; a pane turns its glance into these. Positions are
WGS84 degrees, tones are names of theme tokens.
"""

from dataclasses import replace

from console.domain.geo import Point
from console.domain.record import dataclass
from console.domain.shape import Shape

NO_TONE = ""  # unknown: hatched, its figure reads —
NAMED = 4  # of a crowd; the card names more


@dataclass(frozen=True, slots=True)
class Fill:
    """One township's colour and the figure under its name; `calm` has a figure and no colour."""

    code: str
    text: str
    tone: str = NO_TONE
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place; `shape` is one of `map_marks.SIZES`.

    `lines` is what its card says under the name: kind and place, then the last statement.
    `members` are those that stand together under one sign.
    """

    shape: str
    kind: str
    id: str
    at: Point
    label: str
    tone: str = ""
    count: int = 1
    text: str = ""  # written beside it, for a station's stage
    lines: tuple[str, ...] = ()
    members: tuple["Mark", ...] = ()


def crowd(members: tuple[Mark, ...]) -> Mark:
    """One sign for many of one shape: the first one's place, all their names and number."""
    first = members[0]
    if len(members) == 1:
        return first
    count = sum(one.count for one in members)
    names = "、".join(one.label for one in members[:NAMED])
    more = f" 等 {count} 处" if count > NAMED else ""
    return replace(first, label=names + more, count=count, members=members, lines=())


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one place to another, dashed; a team's or a load's."""

    start: Point
    end: Point
    label: str
    tone: str = "sign_team"


@dataclass(frozen=True, slots=True)
class Drape:
    """An imported layer; `tone` also says how its lines are drawn (`map_ground`)."""

    id: str
    name: str
    tone: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """Swatches (tone, words), shapes (shape, words), and the scale that the colours follow."""

    swatches: tuple[tuple[str, str], ...] = ()
    shapes: tuple[tuple[str, str], ...] = ()
    scale: str = ""
    lines: tuple[tuple[str, str], ...] = ()  # tone, words


@dataclass(frozen=True, slots=True)
class Layers:
    fills: tuple[Fill, ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    legend: Legend = Legend()
    drapes: tuple[Drape, ...] = ()

    def fill(self, code: str) -> Fill | None:
        return next((fill for fill in self.fills if fill.code == code), None)
