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


def is_rest(day: date, holidays: Iterable[Holiday]) -> bool:
    """A weekend or a holiday, unless it was made a working day."""
    for one in holidays:
        if one.day == day.isoformat() and one.archived_at is None:
            return one.kind is DayKind.REST
    return day.weekday() >= _SATURDAY
