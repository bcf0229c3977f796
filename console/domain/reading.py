"""A reading: what was measured, where, over which window, who said so.

D9: a reading carries its own window, because "160 mm" means nothing without "in 31 hours". A
greatest value inside a period (最大小时雨强 40.1 mm, 19日8时至20日15时) has a length of its own
(`span_minutes`) whose place inside the period is unknown. `is_max` says that the figure is the
greatest of the whole county, so that it also bounds every station that did not speak.

Readings are never changed: a correction is a new reading that replaces an old one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.evidence import Mark


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
