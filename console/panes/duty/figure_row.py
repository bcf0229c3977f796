"""The figures in force as the tile and the page both show them: same words, same order."""

from collections.abc import Mapping
from datetime import datetime

from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.services.glance.duty import FigureView
from console.widgets.figures import Figure
from console.wording import join, near_time, number
from console.wording.duty import AS_OF, PEOPLE
from console.wording.incident import FIGURE
from console.wording.store import MARK

_ORDER = (Mark.SUGGESTED, Mark.PENDING, Mark.VERIFIED)
HARM = (FigureKind.DEAD, FigureKind.MISSING, FigureKind.INJURED)


def figures(known: Mapping[FigureKind, FigureView], now: datetime) -> list[Figure]:
    """What a commander asks first; unknown reads —, and every figure says as of when."""
    harm = " / ".join(number(known[kind].value) for kind in HARM)
    label = " / ".join(FIGURE[kind] for kind in HARM)
    oldest = min((at for kind in HARM if (at := known[kind].as_of)), default=None)
    weakest = min(
        (mark for kind in HARM if (mark := known[kind].mark)), key=_ORDER.index, default=None
    )
    note = _note(oldest, weakest, now)
    grave = any(known[kind].value for kind in HARM)
    return [
        Figure(label, harm, tone="bad" if grave else "", note=note, stretch=2),
        _figure(known[FigureKind.TO_MOVE], "", now),
        _figure(known[FigureKind.MOVED], "ok", now),
        _figure(known[FigureKind.NOT_MOVED], "warn", now),
    ]


def _figure(view: FigureView, tone: str, now: datetime) -> Figure:
    note = _note(view.as_of, view.mark, now)
    return Figure(FIGURE[view.kind], view.value, PEOPLE, tone if view.value else "", note)


def _note(as_of: datetime | None, mark: Mark | None, now: datetime) -> str:
    """A figure about people is never bare (D11): as of when, and 已核 or 待核."""
    if as_of is None:
        return ""
    return join((AS_OF.format(at=near_time(as_of, now)), MARK[mark] if mark is not None else ""))
