"""Figures about people as the judgement sees them: one number, one place to keep it.

应转, 被困 and 死亡 + 失联 are conditions of the plan; they are figures with a time, a source and a
mark (D11) and are not typed a second time as readings. Where two events run, the largest figure
speaks: it can only advise earlier, never later.
"""

from decimal import Decimal

from console.domain.evidence import Mark
from console.domain.figure import Figure, FigureKind
from console.domain.reading import Reading
from db.work import Read

METRIC = {FigureKind.TO_MOVE: "people_to_move", FigureKind.TRAPPED: "people_trapped"}
LOST = (FigureKind.DEAD, FigureKind.MISSING)
_WEAKEST = (Mark.SUGGESTED, Mark.PENDING, Mark.VERIFIED)


def people_readings(read: Read) -> list[Reading]:
    """County-wide figures in force, the largest of each; 死亡 + 失联 only where both are known."""
    found = [
        one
        for one in read.find(Figure, current=True, place_id="", incident_id="")
        if one.value is not None
    ]
    made = [
        _reading(metric, (largest,))
        for kind, metric in METRIC.items()
        if (largest := _largest([one for one in found if one.kind is kind])) is not None
    ]
    for event in {one.event_id for one in found}:
        lost = tuple(one for one in found if one.event_id == event and one.kind in LOST)
        if len(lost) == len(LOST):
            made.append(_reading("people_dead_missing", lost))
    return made


def _largest(figures: list[Figure]) -> Figure | None:
    return max(figures, key=lambda one: (one.value or 0, one.as_of), default=None)


def _reading(metric: str, figures: tuple[Figure, ...]) -> Reading:
    """As old as the oldest part and as well known as the weakest."""
    return Reading(
        id=f"figure:{figures[0].id}",
        metric=metric,
        value=Decimal(sum(one.value or 0 for one in figures)),
        window_end=min(one.as_of for one in figures),
        source=figures[0].source,
        mark=min((one.mark for one in figures), key=_WEAKEST.index),
        recorded_by="",
        recorded_at=max(one.as_of for one in figures),
    )
