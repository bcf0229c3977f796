"""What the readings say about one unit (the county, a station, a township) over one window."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.bound import Bound, Span, least, most, span_of
from console.domain.condition import Condition, Op
from console.domain.finding import Idle
from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.reading import Reading
from console.domain.record import dataclass

_TOWNSHIP = 9  # digits of a township's code; longer is a village in it, shorter the county
RISING = frozenset({Op.AT_LEAST, Op.MORE})


@dataclass(frozen=True, slots=True)
class Estimate:
    """The value lies in least … most; None where that side is open."""

    least: Bound | None = None
    most: Bound | None = None
    reading: Reading | None = None


def township_of(reading: Reading) -> str | None:
    """The township that a reading belongs to; None for the county's own."""
    code = reading.place_code or ""
    return code[:_TOWNSHIP] if len(code) >= _TOWNSHIP else None


def latest(readings: Iterable[Reading]) -> Reading | None:
    return max(readings, key=lambda r: (r.window_end, r.recorded_at, r.id), default=None)


class Evidence:
    """The readings that count at `now`: not replaced, not of the future."""

    def __init__(
        self,
        readings: Iterable[Reading],
        metrics: Metrics,
        now: datetime,
        townships: tuple[str, ...] = (),
        stations: tuple[str, ...] = (),
    ) -> None:
        self.metrics, self.now = metrics, now
        self.townships, self.stations = townships, stations
        self.all = sorted(readings, key=lambda r: (r.window_end, r.recorded_at, r.id))
        self._replaced = {r.replaces for r in self.all if r.replaces}
        self._counting = [
            r for r in self.all if r.id not in self._replaced and r.window_end <= now
        ]

    def of(self, condition: Condition) -> list[Reading]:
        return [r for r in self._counting if r.metric == condition.metric]

    def metric(self, condition: Condition) -> Metric:
        return self.metrics[condition.metric]

    def max_age(self, condition: Condition) -> timedelta | None:
        minutes = condition.max_age_minutes or self.metric(condition).stale_minutes
        return None if minutes is None else timedelta(minutes=minutes)

    def fresh(self, condition: Condition, reading: Reading) -> bool:
        age = self.max_age(condition)
        return age is None or reading.window_end >= self.now - age

    def estimate(
        self, condition: Condition, own: Iterable[Reading], over: Iterable[Reading] = ()
    ) -> Estimate:
        """`own` are the unit's readings, `over` the county's greatest, which bound it from above."""
        if self.metric(condition).windowed:
            return self._total(condition, list(own), list(over))
        return self._state(condition, list(own), list(over))

    def _state(self, condition: Condition, own: list[Reading], over: list[Reading]) -> Estimate:
        mine, top = latest(own), latest(over)
        if mine is not None and not self.fresh(condition, mine):
            mine = None
        if top is not None and (not self.fresh(condition, top) or condition.op not in RISING):
            top = None
        if mine is not None and (top is None or mine.window_end >= top.window_end):
            known = Bound(mine.value, frozenset({mine.id}), direct=True)
            return Estimate(known, known, mine)
        if top is not None:
            return Estimate(None, Bound(top.value, frozenset({top.id})), top)
        return Estimate()

    def _total(self, condition: Condition, own: list[Reading], over: list[Reading]) -> Estimate:
        window = (condition.window_hours or 0) * 3600
        mine, top = self._spans(condition, own), self._spans(condition, over)
        low = least(mine, window)
        high = most([*mine, *(s for s in top if s not in mine)], window)
        leading = (low or high or Bound(Decimal(0), frozenset())).ids
        return Estimate(low, high, latest(r for r in (*own, *over) if r.id in leading))

    def _spans(self, condition: Condition, readings: list[Reading]) -> list[Span]:
        """Those that may still count: the series is fresh, and they reach into its last window."""
        end = max((r.window_end for r in readings), default=None)
        age = self.max_age(condition)
        if end is None or (age is not None and end < self.now - age):
            return []
        window = timedelta(hours=condition.window_hours or 0)
        first = end - max(window, age or window)
        spans = (span_of(r) for r in readings if r.window_end > first)
        return [span for span in spans if span is not None]

    def idle(self, asked: set[str], decided: frozenset[str]) -> Iterator[tuple[Reading, Idle]]:
        for reading in self.all:
            if reading.id not in decided:
                yield reading, self._why_idle(reading, asked)

    def _why_idle(self, reading: Reading, asked: set[str]) -> Idle:
        metric = self.metrics.get(reading.metric)
        if metric is None or reading.metric not in asked:
            return Idle.REPLACED if reading.id in self._replaced else Idle.NO_CONDITION
        stale = timedelta(minutes=metric.stale_minutes or 0)
        reasons = (
            (reading.id in self._replaced, Idle.REPLACED),
            (reading.window_end > self.now, Idle.FUTURE),
            (bool(stale) and reading.window_end < self.now - stale, Idle.TOO_OLD),
            (not metric.per_station and township_of(reading) is not None, Idle.PLACE),
            (metric.kind is not MetricKind.TOTAL, Idle.WEAKER),
            (reading.window_start is None, Idle.NO_WINDOW),
        )
        return next((why for holds, why in reasons if holds), Idle.WINDOW)
