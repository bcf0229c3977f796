"""What a map is given to show: fills by township, marks, links, a legend. Records only.

The map knows nothing of incidents or rain; a pane turns its glance into these. Positions are
WGS84 degrees, tones are names of theme tokens.
"""

from console.domain.geo import Point
from console.domain.record import dataclass

NO_TONE = ""  # unknown: hatched, its figure reads —


@dataclass(frozen=True, slots=True)
class Fill:
    """One township's colour and the figure under its name; `calm` has a figure and no colour."""

    code: str
    text: str
    tone: str = NO_TONE
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place; `shape` is team, depot, incident or station."""

    shape: str
    kind: str
    id: str
    at: Point
    label: str
    tone: str = ""
    count: int = 1
    text: str = ""  # written beside it, for a station's stage


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one place to another, dashed; a team's or a load's."""

    start: Point
    end: Point
    label: str
    tone: str = "sign_team"


@dataclass(frozen=True, slots=True)
class Legend:
    """Swatches (tone, words), shapes (shape, words), and the scale that the colours follow."""

    swatches: tuple[tuple[str, str], ...] = ()
    shapes: tuple[tuple[str, str], ...] = ()
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Layers:
    fills: tuple[Fill, ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    legend: Legend = Legend()

    def fill(self, code: str) -> Fill | None:
        return next((fill for fill in self.fills if fill.code == code), None)
