"""What totals over other windows prove about a window of a given length (D9).

Rain never falls upward, so totals only grow. A total of 160 mm in 31 hours, covered by two 24-hour
windows, leaves at least 80 mm in one of them and at most 160 mm in any; a 6-hour total is a lower
bound for the day that holds it; windows that touch add up. A greatest value inside a period
(最大小时雨强) bounds every window inside that period, and is itself a window somewhere in it.

Times are whole seconds, so that a window is compared exactly.
"""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from console.domain.reading import Reading
from console.domain.record import dataclass

_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Span:
    """One total: `value` over `length` seconds somewhere in `start` … `end`."""

    id: str
    start: int
    end: int
    length: int
    value: Decimal

    @property
    def floats(self) -> bool:
        return self.length < self.end - self.start


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound and the readings behind it; `direct` when a reading over this very window says it."""

    value: Decimal
    ids: frozenset[str]
    direct: bool = False
    start: int = 0
    end: int = 0


def span_of(reading: Reading) -> Span | None:
    """None for a total that came without its window."""
    if reading.window_start is None or reading.length is None:
        return None
    start, end = int(reading.window_start.timestamp()), int(reading.window_end.timestamp())
    return Span(reading.id, start, end, int(reading.length.total_seconds()), reading.value)


def least(spans: Sequence[Span], window: int) -> Bound | None:
    """Some window of this length held at least so much; None when nothing is known."""
    found = [_pigeonhole(span, window) for span in spans]
    solid = sorted((s for s in spans if not s.floats), key=lambda s: (s.end, s.id))
    found += [_sum_from(start, solid, window) for start in {span.start for span in solid}]
    return max(found, key=lambda b: (b.value, b.direct, sorted(b.ids)), default=None)


def _pigeonhole(span: Span, window: int) -> Bound:
    """So many windows cover the span; one of them holds at least the even share."""
    windows = max(1, -(-span.length // window))
    value = (span.value / windows).quantize(_THOUSANDTH, ROUND_FLOOR)
    return Bound(value, frozenset({span.id}), span.length == window, span.start, span.end)


def _sum_from(start: int, solid: Sequence[Span], window: int) -> Bound:
    """The greatest sum of spans that don't overlap, all inside the window from `start`.

    `solid` by their ends. What can be had up to an end only grows, so that the best before a span
    is found by halving.
    """
    ends, sums = [start], [Decimal(0)]
    last: list[tuple[Span | None, int]] = [(None, 0)]
    for span in solid:
        if span.start < start or span.end > start + window:
            continue
        before = bisect_right(ends, span.start) - 1
        if sums[before] + span.value > sums[-1]:
            ends.append(span.end)
            sums.append(sums[before] + span.value)
            last.append((span, before))
    chosen: list[Span] = []
    span_, at = last[-1]
    while span_ is not None:
        chosen.append(span_)
        span_, at = last[at]
    ids = frozenset(span.id for span in chosen)
    direct = len(chosen) == 1 and chosen[0].length == window
    return Bound(sums[-1], ids, direct, start, start + window)


def most(spans: Sequence[Span], window: int) -> Bound | None:
    """No window of this length inside the judged period held more; None when it is not bounded.

    The judged period is the unbroken stretch of readings up to the latest one.
    """
    if not spans:
        return None
    end = max(span.end for span in spans)
    start = _stretch(spans, end)
    if end - start < window:
        return None
    inside = sorted((s for s in spans if s.end > start), key=lambda s: (s.end, s.id))
    worst = Decimal(0)
    for at in _moments(inside, start, end - window, window):
        cost = _cover(inside, at, at + window)
        if cost is None:
            return None
        worst = max(worst, cost)
    worst = worst.quantize(_THOUSANDTH, ROUND_CEILING)
    said = frozenset(s.id for s in inside if s.length == window and s.value == worst)
    return Bound(worst, said or frozenset(s.id for s in inside), bool(said), start, end)


def _stretch(spans: Sequence[Span], end: int) -> int:
    start = end
    for span in sorted(spans, key=lambda s: -s.end):
        if span.end < start:
            break
        start = min(start, span.start)
    return start


def _moments(spans: Sequence[Span], first: int, last: int, window: int) -> list[int]:
    """Where the cheapest cover may change, and a moment between each two of them."""
    edges = {first, last}
    for span in spans:
        for edge in (span.start, span.end):
            edges |= {at for at in (edge, edge - window) if first <= at <= last}
    ordered = sorted(edges)
    return ordered + [(a + b) // 2 for a, b in pairwise(ordered)]


def _cover(spans: Sequence[Span], start: int, end: int) -> Decimal | None:
    """The cheapest set of spans that covers the window; `spans` come in the order of their ends."""
    reached: dict[int, Decimal] = {start: Decimal(0)}
    for span in spans:
        first, last = max(span.start, start), min(span.end, end)
        if first >= last:
            continue
        before = [cost for at, cost in reached.items() if first <= at < last]
        if not before:
            continue
        cost = min(before) + span.value * _pieces(span, end - start)
        reached[last] = min(cost, reached.get(last, cost))
    return reached.get(end)


def _pieces(span: Span, window: int) -> int:
    """How many times a floating span has to be laid to cover what it shares with a window."""
    return -(-min(window, span.end - span.start) // span.length) if span.floats else 1
