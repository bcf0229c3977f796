"""The figures in force as the tile and the page both show them: same words, same order."""

from collections.abc import Mapping

from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.services.glance.duty import FigureView
from console.widgets.figures import Figure
from console.wording import clock_time, join, number
from console.wording.duty import AS_OF, PEOPLE
from console.wording.incident import FIGURE
from console.wording.store import MARK

HARM = (FigureKind.DEAD, FigureKind.MISSING, FigureKind.INJURED)


def figures(known: Mapping[FigureKind, FigureView]) -> list[Figure]:
    """What a commander asks first; unknown reads —, and every figure says as of when."""
    harm = " / ".join(number(known[kind].value) for kind in HARM)
    label = " / ".join(FIGURE[kind] for kind in HARM)
    oldest = min((at for kind in HARM if (at := known[kind].as_of)), default=None)
    note = AS_OF.format(at=clock_time(oldest)) if oldest is not None else ""
    grave = any(known[kind].value for kind in HARM)
    return [
        Figure(label, harm, tone="bad" if grave else "", note=note, stretch=2),
        _figure(known[FigureKind.TO_MOVE], ""),
        _figure(known[FigureKind.MOVED], "ok"),
        _figure(known[FigureKind.NOT_MOVED], "warn"),
    ]


def _figure(view: FigureView, tone: str) -> Figure:
    pending = MARK[view.mark] if view.mark is Mark.PENDING else ""
    as_of = AS_OF.format(at=clock_time(view.as_of)) if view.as_of is not None else ""
    return Figure(
        FIGURE[view.kind], view.value, PEOPLE, tone if view.value else "", join((as_of, pending))
    )
