"""One condition, judged: what it says, by which readings, and how far the limit is."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.domain.condition import Condition
from console.domain.reading import Reading
from console.domain.record import dataclass


class Verdict(StrEnum):
    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


class Why(StrEnum):
    """How it was proved, or why it is unknown."""

    DIRECT = "direct"  # a reading over the very window, or the state itself
    BOUND = "bound"  # proved by a bound (D9)
    NO_READING = "no_reading"
    TOO_OLD = "too_old"
    NO_WINDOW = "no_window"  # a total that came without its window
    ONLY_BOUND = "only_bound"  # the window does not answer: between `least` and `most`
    OTHER_STATIONS = "other_stations"  # those that spoke are below, the others did not speak


class Idle(StrEnum):
    """Why a reading decided nothing; it is kept all the same."""

    NO_CONDITION = "no_condition"
    REPLACED = "replaced"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_WINDOW = "no_window"
    WINDOW = "window"  # its window gives a bound that decides nothing
    PLACE = "place"  # a township's figure where the county's is asked
    WEAKER = "weaker"  # another reading says more


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The true value lies in `least` … `most` where known; `value` is what to show.

    `gap` is the limit less `value`, in the condition's unit: exact when DIRECT, at least so much
    for a bound from above, at most so much while only a bound from below is known.
    """

    condition: Condition
    verdict: Verdict
    why: Why
    reading: Reading | None = None
    by: frozenset[str] = frozenset()
    value: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    gap: Decimal | None = None
    since: datetime | None = None  # the period that was judged
    until: datetime | None = None
    hits: int | None = None  # townships or stations that met it (SHARE, COUNT)
    needed: int | None = None
    stale_minutes: int | None = None  # how old the reading is, when too old

    @property
    def distance(self) -> float | None:
        """How far as a share of the limit, so that millimetres and people can be compared."""
        if self.value is None:
            return None
        if self.hits is not None and self.needed:
            return (self.needed - self.hits) / self.needed
        if self.gap is None:
            return None
        return float(abs(self.gap) / max(abs(self.condition.value), Decimal(1)))
