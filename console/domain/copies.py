"""Which copies stay: the newest few, then the last of each day, then the last of each week.

Counted in days and weeks that have a copy, not by the clock: a machine that stood still for a
month, or whose clock ran ahead, must not throw its copies away for that.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta, timezone

from console.domain.record import dataclass

_HERE = timezone(timedelta(hours=8))  # a day is the county's day


@dataclass(frozen=True, slots=True)
class Rule:
    newest: int
    days: int = 0
    weeks: int = 0


def kept(taken: Sequence[datetime], rule: Rule) -> frozenset[int]:
    """Places in `taken` (the newest copy first) that stay; the first always does."""
    stay = set(range(min(len(taken), max(rule.newest, 1))))
    stay |= _last_of(taken, rule.days, lambda at: at.astimezone(_HERE).date())
    stay |= _last_of(taken, rule.weeks, lambda at: at.astimezone(_HERE).isocalendar()[:2])
    return frozenset(stay)


def _last_of(
    taken: Sequence[datetime], most: int, part: Callable[[datetime], Hashable]
) -> set[int]:
    first: dict[Hashable, int] = {}
    for place, at in enumerate(taken):
        if len(first) < most or part(at) in first:
            first.setdefault(part(at), place)
    return set(first.values())
