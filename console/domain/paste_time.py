"""Windows in words: 19日8时至20日15时, 8-15时, 过去6小时, 最大1小时, 截至15时.

The year comes from `now`, a missing day from what was said before; a time of the clock is the
county's. What was read is cut out of the text, so that no hour is taken for a figure.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from console.domain.record import dataclass

CHINA = timezone(timedelta(hours=8))

_DAY = r"(?:(?:(?P<{0}y>\d{{4}})年)?(?P<{0}mo>\d{{1,2}})月)?(?:(?P<{0}d>\d{{1,2}})[日号])?"
_CLOCK = (
    r"(?P<{0}h>\d{{1,2}})(?:[时点](?:(?P<{0}m>\d{{1,2}})分?)?|:(?P<{0}c>\d{{2}})(?::\d{{2}})?)"
)
_BARE = r"(?P<{0}h>\d{{1,2}})(?:[时点](?:(?P<{0}m>\d{{1,2}})分?)?|:(?P<{0}c>\d{{2}}))?"
_TO = r"\s*(?:起)?\s*(?:至|到|-|~|—+|–)\s*"
_RANGE = re.compile(
    _DAY.format("a") + r"\s*" + _BARE.format("a") + _TO + _DAY.format("b") + r"\s*"
    + _CLOCK.format("b")
)  # fmt: skip
_MOMENT = re.compile(r"(?:截至|截止|至|到)?\s*" + _DAY.format("a") + r"\s*" + _CLOCK.format("a"))
_LENGTH = re.compile(
    r"(?P<past>过去|近|最近|前)?\s*(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})?\s*个?(?:小时|h(?![a-z])|H)"
)
_SMALL = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Said:
    """The times heard so far. `length` is a window's length in hours, `past` when it ends now."""

    start: datetime | None = None
    end: datetime | None = None
    length: int | None = None
    past: bool = False


def chinese_number(text: str) -> int | None:
    """一 … 九十九, or digits; None for anything else."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _SMALL.get(text)
    high = _SMALL.get(tens, 0) if tens else 1
    low = _SMALL.get(ones, 0) if ones else 0
    return high * 10 + low if (high or not tens) and (low or not ones) else None


def heard(text: str, before: Said, now: datetime) -> tuple[Said, str]:
    """The times in this piece on top of what was said before, and the piece without them."""
    said = replace(before, length=None, past=False)
    found = _RANGE.search(text)
    window = _window(found, now) if found else None
    if found is not None and window is not None:
        said = replace(said, start=window[0], end=window[1])
        text = _without(text, found)
    found = _LENGTH.search(text)
    if found is not None:
        hours = chinese_number(found["n"]) if found["n"] else 1
        said = replace(said, length=hours, past=bool(found["past"]))
        text = _without(text, found)
    found = _MOMENT.search(text)
    moment = _moment(found, "a", now, now) if found else None
    if found is not None and moment is not None:
        start = said.start if said.start and said.start < moment else None
        said = replace(said, start=start, end=moment)
        text = _without(text, found)
    return said, text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _window(found: re.Match[str], now: datetime) -> tuple[datetime, datetime] | None:
    """Both ends; what one end leaves out it takes from the other."""
    if found["bd"]:
        end = _moment(found, "b", now, now)
        start = _moment(found, "a", now, end) if end else None
        if end and start and start >= end and not found["ad"]:
            start -= timedelta(days=1)
    elif found["ad"]:
        start = _moment(found, "a", now, now)
        end = _moment(found, "b", now, start) if start else None
        if start and end and end <= start:
            end += timedelta(days=1)
    else:
        end = _moment(found, "b", now, now)
        start = _moment(found, "a", now, end) if end else None
        if start and end and start >= end:
            start -= timedelta(days=1)
    return (start, end) if start and end and start < end else None


def _moment(
    found: re.Match[str], side: str, now: datetime, near: datetime | None
) -> datetime | None:
    """One end as an instant; a day that is left out is the day of `near`."""
    here = (near or now).astimezone(CHINA)
    year, month, day = (found[f"{side}{part}"] for part in ("y", "mo", "d"))
    hour = int(found[f"{side}h"])
    minute = int(found[f"{side}m"] or found[f"{side}c"] or 0)
    try:
        made = datetime(
            int(year or here.year), int(month or here.month), int(day or here.day), tzinfo=CHINA
        )
    except ValueError:
        return None
    if hour > 24 or minute > 59:  # noqa: PLR2004 - 24时 is midnight
        return None
    made += timedelta(hours=hour, minutes=minute)
    if made <= now + timedelta(hours=1) or year:
        return made
    return _earlier(made, month=bool(month), day=bool(day))


def _earlier(made: datetime, *, month: bool, day: bool) -> datetime | None:
    """A time that has not come yet was meant last year, last month or yesterday."""
    if not day:
        return made - timedelta(days=1)
    try:
        if month:
            return made.replace(year=made.year - 1)
        before = made.replace(day=1) - timedelta(days=1)
        return made.replace(year=before.year, month=before.month)
    except ValueError:
        return None
