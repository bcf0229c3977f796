"""What can be measured, as data: `resources/national/metrics.toml` lists it, this reads it.

A metric is one of three kinds, because they answer a condition differently: a TOTAL grows over a
window (rain), so a longer total answers a shorter window only by bound (D9); a STATE holds at a
moment (a stage, a count, a grade) and the latest one counts; a LEVEL is somebody else's response
level, 1 the gravest and 0 for none.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from console.domain.record import dataclass


class MetricKind(StrEnum):
    TOTAL = "total"
    STATE = "state"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """`closed`: the stations that spoke are all there are (a higher level's notice is pushed)."""

    id: str
    name: str
    kind: MetricKind
    unit: str
    units: tuple[tuple[str, Decimal], ...] = ()  # other spellings, and the factor to `unit`
    words: tuple[str, ...] = ()  # how it is called in pasted text
    per_station: bool = False
    closed: bool = False
    signed: bool = False  # may be negative: a stage against its warning mark
    whole: bool = False  # counted, never measured
    most: Decimal | None = None  # beyond this it is a slip of the pen
    stale_minutes: int | None = None  # None: holds until it is changed
    grades: tuple[str, ...] = ()  # words for 0, 1, 2 …

    @property
    def windowed(self) -> bool:
        return self.kind is MetricKind.TOTAL

    def factor(self, unit: str) -> Decimal | None:
        """How many of our units one of these is; None when the unit is not this metric's."""
        return dict(self.units).get(unit, Decimal(1) if unit == self.unit else None)


Metrics = Mapping[str, Metric]


def metric_from(row: Mapping[str, Any]) -> Metric:
    """One `[[metric]]` table; a fault in this file is a fault of the release, so it raises."""
    return Metric(
        id=row["id"],
        name=row["name"],
        kind=MetricKind(row["kind"]),
        unit=row["unit"],
        units=tuple((name, Decimal(str(f))) for name, f in row.get("units", {}).items()),
        words=tuple(row.get("words", ())),
        per_station=row.get("per_station", False),
        closed=row.get("closed", False),
        signed=row.get("signed", False),
        whole=row.get("whole", False),
        most=Decimal(str(row["most"])) if "most" in row else None,
        stale_minutes=row.get("stale_minutes"),
        grades=tuple(row.get("grades", ())),
    )


def metrics_from(data: Mapping[str, Any]) -> dict[str, Metric]:
    made = [metric_from(row) for row in data["metric"]]
    if len({metric.id for metric in made}) != len(made):
        raise ValueError("a metric is listed twice")
    return {metric.id: metric for metric in made}
