"""Holidays and the working days that are moved to make room for them (国务院办公厅 each year).

A watch on a day off counts otherwise than one on a working day, so that the calendar is data of
the county with its source, never a rule of weekdays in code.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from console.domain.record import dataclass

_SATURDAY = 5


class DayKind(StrEnum):
    REST = "rest"  # 放假
    WORK = "work"  # 调休上班


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One day. `day` is ISO text (a calendar date has no time zone)."""

    id: str
    day: str
    name: str
    kind: DayKind
    source: str = ""
    archived_at: datetime | None = None


class Calendar:
    """Which days are days of rest: weekends and holidays, unless made working days."""

    def __init__(self, holidays: Iterable[Holiday] = ()) -> None:
        self._known = {one.day: one for one in holidays if one.archived_at is None}

    def is_rest(self, day: date) -> bool:
        known = self._known.get(day.isoformat())
        return day.weekday() >= _SATURDAY if known is None else known.kind is DayKind.REST

    def name(self, day: date) -> str:
        """The holiday that a day belongs to, or makes up for; nothing for any other."""
        known = self._known.get(day.isoformat())
        return known.name if known is not None else ""
