"""A reading: what was measured, where, over which window, who said so.

D9: a reading carries its own window, because "160 mm" means nothing without "in 31 hours". A
greatest value inside a period (最大小时雨强 40.1 mm, 19日8时至20日15时) has a length of its own
(`span_minutes`) whose place inside the period is unknown. `is_max` says that the figure is the
greatest of the whole county, so that it also bounds every station that did not speak.

Readings are never changed: a correction is a new reading that replaces an old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.evidence import Mark
from console.domain.metric import Metric, Metrics
from console.domain.record import dataclass
from console.domain.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDraft:
    """A reading before it is taken: typed, pasted or fed."""

    metric: str
    value: Decimal
    window_end: datetime
    window_start: datetime | None = None
    span_minutes: int | None = None
    station: str = ""
    place_code: str | None = None
    is_max: bool = False
    source: str = ""
    mark: Mark = Mark.PENDING
    note: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(ReadingDraft):
    """A reading on record. `station` is a station, a reservoir, a river or an organ; "" the county."""

    id: str
    recorded_by: str
    recorded_at: datetime
    replaces: str | None = None

    @property
    def period(self) -> timedelta | None:
        """The whole stretch that the reading speaks about."""
        return None if self.window_start is None else self.window_end - self.window_start

    @property
    def length(self) -> timedelta | None:
        """The window that the value was summed over; shorter than the period when it floats."""
        if self.span_minutes is not None:
            return timedelta(minutes=self.span_minutes)
        return self.period

    @property
    def floats(self) -> bool:
        """The place of the window inside the period is unknown."""
        return self.length != self.period


@dataclass(frozen=True, slots=True)
class PasteProblem:
    """What is wrong with a pasted figure: a code and its facts; `wording.reading` says it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def check(draft: ReadingDraft, metrics: Metrics, now: datetime) -> None:
    """What one reading must satisfy by itself, or Refused."""
    metric = metrics.get(draft.metric)
    if metric is None:
        raise Refused("reading_metric", metric=draft.metric)
    said: dict[str, object] = {"metric": metric.name, "value": draft.value, "unit": metric.unit}
    if draft.value < 0 and not metric.signed:
        raise Refused("reading_negative", **said)
    if metric.most is not None and abs(draft.value) > metric.most:
        raise Refused("reading_too_great", **said, most=metric.most)
    if metric.whole and draft.value != draft.value.to_integral_value():
        raise Refused("reading_not_whole", **said)
    if metric.per_station and not draft.station and not draft.is_max:
        raise Refused("reading_no_station", **said)
    if draft.window_end > now:
        raise Refused("reading_future", **said, end=draft.window_end)
    _check_window(draft, metric, said)


def _check_window(draft: ReadingDraft, metric: Metric, said: dict[str, object]) -> None:
    if metric.windowed and draft.window_start is None:
        raise Refused("reading_no_window", **said)
    if draft.window_start is not None and draft.window_start >= draft.window_end:
        raise Refused("reading_window_backwards", **said)
    if draft.span_minutes is not None and (
        draft.window_start is None
        or not timedelta(0)
        < timedelta(minutes=draft.span_minutes)
        <= draft.window_end - draft.window_start
    ):
        raise Refused("reading_span", **said, minutes=draft.span_minutes)


def check_beside(draft: ReadingDraft, others: Iterable[Reading], metrics: Metrics) -> None:
    """What it must satisfy beside those on record: 1 h ≤ 3 h ≤ 6 h ≤ 24 h at one station.

    A window inside another can't hold more than it; the same window can't hold two figures
    unless one of them corrects the other.
    """
    metric = metrics[draft.metric]
    for other in others:
        if (other.metric, other.station, other.place_code) != (
            draft.metric,
            draft.station,
            draft.place_code,
        ):
            continue
        same = (other.window_start, other.window_end, other.span_minutes) == (
            draft.window_start,
            draft.window_end,
            draft.span_minutes,
        )
        if same:
            code = "reading_twice" if other.value == draft.value else "reading_conflict"
            raise Refused(code, metric=metric.name, value=draft.value, other=other.value)
        if metric.windowed:
            _check_nested(draft, other, metric)


def _check_nested(draft: ReadingDraft, other: Reading, metric: Metric) -> None:
    for inner, outer in ((draft, other), (other, draft)):
        if _inside(inner, outer) and inner.value > outer.value:
            raise Refused(
                "reading_longer_less",
                metric=metric.name,
                inner=inner.value,
                outer=outer.value,
                unit=metric.unit,
            )


def _inside(inner: ReadingDraft, outer: ReadingDraft) -> bool:
    """Only a fixed outer window bounds what lies in it."""
    if inner.window_start is None or outer.window_start is None or outer.span_minutes is not None:
        return False
    return outer.window_start <= inner.window_start and inner.window_end <= outer.window_end
