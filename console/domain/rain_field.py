"""Which rain the map may show at once: one window for all, never a mixture.

D9: 98 mm in 24 hours and 287 mm in 31 hours do not belong on one map. The newest window that the
county's mean was given for leads; without a mean, the newest window of any station. A township
without a reading over that very window is unknown, not dry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.reading import Reading
from console.domain.record import dataclass

MEAN = "rain_area_mean"
STATION = "rain_station"


@dataclass(frozen=True, slots=True)
class RainField:
    """The window, the county's mean over it, and each township's greatest station."""

    start: datetime | None = None
    end: datetime | None = None
    mean: Reading | None = None
    towns: Mapping[str, Reading] = field(default_factory=dict)
    hourly: Reading | None = None  # the greatest hour inside the window

    @property
    def window(self) -> timedelta | None:
        return None if self.start is None or self.end is None else self.end - self.start

    @property
    def greatest(self) -> Reading | None:
        return max(self.towns.values(), key=lambda one: one.value, default=None)

    def amounts(self) -> tuple[Decimal, ...]:
        return tuple(one.value for one in self.towns.values())


def standing(readings: Iterable[Reading]) -> list[Reading]:
    """Those that no correction has replaced."""
    known = list(readings)
    replaced = {one.replaces for one in known if one.replaces}
    return [one for one in known if one.id not in replaced]


def town_of(reading: Reading, towns: Sequence[tuple[str, str]]) -> str:
    """The township (code, name) where it was measured: by code, else by the station's name.

    临溪 and 临溪站 stand in 临溪镇; a name that two townships could claim gives none.
    """
    code = reading.place_code or ""
    by_code = next((town for town, _ in towns if code.startswith(town)), "")
    if by_code or not reading.station:
        return by_code
    named = [town for town, name in towns if reading.station.startswith(name.rstrip("镇乡"))]
    return named[0] if len(named) == 1 else ""


def rain_field(readings: Iterable[Reading], towns: Sequence[tuple[str, str]]) -> RainField:
    rain = [one for one in standing(readings) if one.metric in {MEAN, STATION}]
    summed = [one for one in rain if one.window_start is not None and not one.floats]
    lead = _newest([one for one in summed if one.metric == MEAN]) or _newest(summed)
    if lead is None:
        return RainField()
    same = [one for one in summed if _window(one) == _window(lead)]
    found: dict[str, Reading] = {}
    for one in same:
        town = town_of(one, towns) if one.metric == STATION else ""
        if town and (town not in found or one.value > found[town].value):
            found[town] = one
    means = [one for one in same if one.metric == MEAN]
    hours = [one for one in rain if one.floats and _inside(one, lead) and _is_hour(one)]
    return RainField(
        start=lead.window_start,
        end=lead.window_end,
        mean=means[-1] if means else None,
        towns=found,
        hourly=max(hours, key=lambda one: one.value, default=None),
    )


def _window(one: Reading) -> tuple[datetime | None, datetime]:
    return one.window_start, one.window_end


def _newest(readings: Sequence[Reading]) -> Reading | None:
    return max(
        readings, key=lambda one: (one.window_end, one.period, one.recorded_at), default=None
    )


def _is_hour(one: Reading) -> bool:
    return one.length == timedelta(hours=1)


def _inside(one: Reading, lead: Reading) -> bool:
    if one.window_start is None or lead.window_start is None:
        return False
    return one.window_start >= lead.window_start and one.window_end <= lead.window_end
