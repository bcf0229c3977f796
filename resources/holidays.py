"""The national calendar of days off, read from the yearly notices into one record a day."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from console.domain.evidence import Mark
from console.domain.holiday import DayKind, Holiday

_MARKS = {Mark.VERIFIED: "已核", Mark.PENDING: "待核", Mark.SUGGESTED: "默认建议"}


def holidays() -> tuple[Holiday, ...]:
    """Every year that is known, in the order of the days."""
    text = files("resources").joinpath("national/holidays.toml").read_text(encoding="utf-8")
    days = (day for year in tomllib.loads(text)["year"] for day in _year(year))
    return tuple(sorted(days, key=lambda one: one.day))


def _year(row: Mapping[str, Any]) -> Iterator[Holiday]:
    source = f"{row['title']}({row['clause']}){_MARKS[Mark(row['mark'])]}"
    for name, first, last in row["rest"]:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            yield _day(day.isoformat(), name, DayKind.REST, source)
            day += timedelta(days=1)
    for name, worked in row["work"]:
        yield _day(worked, name, DayKind.WORK, source)


def _day(day: str, name: str, kind: DayKind, source: str) -> Holiday:
    return Holiday(id=f"day-{day}", day=day, name=name, kind=kind, source=source)
