"""One condition against the readings: which units there are, and how many must hold.

Every scope is one question: do at least k of these units satisfy it? The county is one unit;
"any station" is k = 1 over stations; a share is so many of the plan's townships. A station that
did not speak is open, unless the county's greatest figure bounds it, or all stations are known.
A township stands for its stations that spoke.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from console.domain.bound import Bound
from console.domain.condition import Condition, Op, Scope
from console.domain.estimate import RISING, Estimate, Evidence, latest, township_of
from console.domain.finding import Finding, Verdict, Why
from console.domain.metric import MetricKind
from console.domain.reading import Reading
from console.domain.record import dataclass

_COMPARE: dict[Op, Callable[[Decimal, Decimal], Any]] = {
    Op.AT_LEAST: operator.ge,
    Op.MORE: operator.gt,
    Op.AT_MOST: operator.le,
    Op.LESS: operator.lt,
    Op.IS: operator.eq,
}


@dataclass(frozen=True, slots=True)
class _Units:
    """`others`: the estimate of those that did not speak; None when there are no others."""

    known: Mapping[str, Estimate]
    others: Estimate | None
    needed: int
    total: int | None  # None: nobody knows how many there are


def finding(condition: Condition, evidence: Evidence) -> Finding:
    readings = evidence.of(condition)
    units = _units(condition, evidence, readings)
    holds = [e for e in units.known.values() if _sure(condition, evidence, e)]
    open_ones = [e for e in units.known.values() if _possible(condition, evidence, e)]
    others = units.others is not None and _possible(condition, evidence, units.others)
    if len(holds) >= units.needed:
        return _found(condition, holds, units, readings, met=True)
    room = _room(units) if others else 0
    if room is not None and len(open_ones) + room < units.needed:
        below = [*units.known.values(), *([units.others] if units.others else [])]
        return _found(condition, below, units, readings, met=False)
    return _unknown(condition, evidence, readings, units, len(holds))


def _room(units: _Units) -> int | None:
    return None if units.total is None else units.total - len(units.known)


def _sure(condition: Condition, evidence: Evidence, estimate: Estimate) -> bool:
    return estimate.least is not None and _holds(condition, evidence, estimate.least.value)


def _possible(condition: Condition, evidence: Evidence, estimate: Estimate) -> bool:
    return estimate.most is None or _holds(condition, evidence, estimate.most.value)


def _holds(condition: Condition, evidence: Evidence, value: Decimal) -> bool:
    if evidence.metric(condition).kind is MetricKind.LEVEL and value == 0:
        return False  # 0: no response is running
    return bool(_COMPARE[condition.op](value, condition.value))


def _units(condition: Condition, evidence: Evidence, readings: list[Reading]) -> _Units:
    if condition.scope is Scope.COUNTY:
        return _Units({"": _county(condition, evidence, readings)}, None, 1, 1)
    over = [r for r in readings if r.is_max]
    others = evidence.estimate(condition, (), over)
    if condition.scope is Scope.SHARE:
        return _townships(condition, evidence, readings, over, others)
    named = _grouped(readings, lambda r: r.station)
    needed = condition.count or 1
    if needed > 1:
        named.pop("", None)  # a figure without a station may be one of the others again
    known = {s: evidence.estimate(condition, own, over) for s, own in named.items()}
    if evidence.stations and evidence.metric(condition).windowed:
        known |= {s: others for s in evidence.stations if s not in known}
        return _Units(known, None, needed, len(known))
    if evidence.metric(condition).closed and readings:
        return _Units(known, None, needed, len(known))
    return _Units(known, others, needed, None)


def _townships(
    condition: Condition,
    evidence: Evidence,
    readings: list[Reading],
    over: list[Reading],
    others: Estimate,
) -> _Units:
    groups = _grouped(readings, lambda r: township_of(r) or "")
    known: dict[str, Estimate] = {}
    for code in evidence.townships:
        stations = _grouped(groups.get(code, ()), lambda r: r.station)
        found = [evidence.estimate(condition, own, over) for own in stations.values()]
        if any(e.least or e.most for e in found):
            known[code] = _greatest(found)
    share = condition.share or 1
    total = len(evidence.townships)
    return _Units(known, others if len(known) < total else None, ceil(share * total), total)


def _greatest(found: list[Estimate]) -> Estimate:
    """A township by its stations that spoke: as wet as its wettest."""
    spoke = [e for e in found if e.least is not None or e.most is not None]
    low = max(spoke, key=lambda e: e.least.value if e.least else Decimal(-1))
    highs = [e.most for e in spoke]
    high = None if None in highs else max((m for m in highs if m), key=lambda m: m.value)
    return Estimate(low.least, high, low.reading)


def _county(condition: Condition, evidence: Evidence, readings: list[Reading]) -> Estimate:
    """The county's own figure; for counts, what the townships add up to is at least there."""
    own = evidence.estimate(condition, [r for r in readings if not township_of(r)])
    metric = evidence.metric(condition)
    if own.least or own.most or not metric.whole or metric.grades:
        return own
    parts = _grouped((r for r in readings if township_of(r)), lambda r: township_of(r) or "")
    spoke = [evidence.estimate(condition, rows).least for rows in parts.values()]
    known = [bound for bound in spoke if bound is not None]
    if not known:
        return own
    ids = frozenset(i for bound in known for i in bound.ids)
    total = Bound(sum((b.value for b in known), Decimal(0)), ids)
    return Estimate(total, None, latest(r for r in readings if r.id in ids))


def _grouped(
    readings: Iterable[Reading], key: Callable[[Reading], str]
) -> dict[str, list[Reading]]:
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(key(reading), []).append(reading)
    return groups


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _found(
    condition: Condition, units: list[Estimate], of: _Units, readings: list[Reading], *, met: bool
) -> Finding:
    """A decided finding, shown by the unit that stands closest to the limit, or furthest past."""
    verdict = Verdict.MET if met else Verdict.NOT_MET
    counted = condition.scope in {Scope.SHARE, Scope.COUNT}
    sides = [e.least if met else e.most for e in units]
    bound = max(
        (side for side in sides if side is not None),
        key=lambda b: (_rank(condition, b.value), b.direct),
        default=None,
    )
    lead = units[sides.index(bound)] if bound else Estimate()
    value = bound.value if bound else None
    return Finding(
        condition=condition,
        verdict=verdict,
        why=Why.DIRECT if bound and bound.direct else Why.BOUND,
        reading=_behind(bound, readings) or lead.reading,
        by=frozenset(i for side in sides if side for i in side.ids),
        value=value,
        least=lead.least.value if lead.least else None,
        most=lead.most.value if lead.most else None,
        gap=None if verdict is Verdict.MET else _gap(condition, value),
        since=_moment(bound.start) if bound else None,
        until=_moment(bound.end) if bound else None,
        hits=sum(_meets(condition, e) for e in units) if counted else None,
        needed=of.needed if counted else None,
    )


def _behind(bound: Bound | None, readings: list[Reading]) -> Reading | None:
    return latest(r for r in readings if bound is not None and r.id in bound.ids)


def _meets(condition: Condition, estimate: Estimate) -> bool:
    return estimate.least is not None and bool(
        _COMPARE[condition.op](estimate.least.value, condition.value)
    )


def _rank(condition: Condition, value: Decimal | None) -> Decimal:
    """Higher is closer to the condition; nothing known, or no response at all, is furthest."""
    if value is None or (condition.op not in RISING and value == 0):
        return Decimal("-Infinity")
    return value if condition.op in RISING else -value


def _gap(condition: Condition, value: Decimal | None) -> Decimal | None:
    """Never negative; None where nothing is known or other units already hold."""
    if value is None or _rank(condition, value).is_infinite():
        return None
    gap = condition.value - value if condition.op in RISING else value - condition.value
    return gap if gap >= 0 else None


def _unknown(
    condition: Condition,
    evidence: Evidence,
    readings: list[Reading],
    units: _Units,
    hits: int,
) -> Finding:
    spoke = [e for e in (*units.known.values(), units.others) if e and (e.least or e.most)]
    counted = condition.scope in {Scope.SHARE, Scope.COUNT}
    seen = latest(readings)
    lead = max(
        spoke,
        key=lambda e: _rank(condition, e.least.value if e.least else None),
        default=Estimate(),
    )
    value = lead.least.value if lead.least else None
    return Finding(
        condition=condition,
        verdict=Verdict.UNKNOWN,
        why=_why(condition, evidence, readings, units),
        reading=lead.reading or seen,
        by=lead.least.ids if lead.least else frozenset(),
        value=value,
        least=value,
        most=lead.most.value if lead.most else None,
        gap=_gap(condition, value),
        hits=hits if counted else None,
        needed=units.needed if counted else None,
        stale_minutes=int((evidence.now - seen.window_end).total_seconds()) // 60
        if seen is not None and not spoke
        else None,
    )


def _why(condition: Condition, evidence: Evidence, readings: list[Reading], units: _Units) -> Why:
    if not readings:
        return Why.NO_READING
    if not any(evidence.fresh(condition, reading) for reading in readings):
        return Why.TOO_OLD
    spoke = [e for e in units.known.values() if e.least or e.most]
    if not spoke and evidence.metric(condition).windowed:
        return Why.OTHER_STATIONS if any(r.window_start for r in readings) else Why.NO_WINDOW
    if any(_possible(condition, evidence, e) for e in spoke):
        return Why.ONLY_BOUND
    return Why.OTHER_STATIONS
