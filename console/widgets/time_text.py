"""Times as a hand on the keypad types them: `1432`, `14:32`, `-5`, `0620 1432`. Pure."""

import re
from datetime import datetime, timedelta
from unicodedata import normalize

from console.domain.refused import Refused
from console.wording import CHINA, local

# A clock time without a date is the nearest one past; a watch's clock may lead by some minutes.
LEAD = timedelta(hours=2)

_BEFORE = re.compile(r"^-\s*(\d{1,4})$")
_CLOCK = re.compile(r"^(\d{1,2})\s*[:时点.]\s*(\d{1,2})?\s*分?$|^(\d{2})(\d{2})$|^(\d)(\d{2})$")
_DATED = re.compile(
    r"^(?:(\d{4})\s*[-/年.]\s*)?(?:(\d{1,2})\s*[-/月.]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))\s*[T ,]?\s*(.+)$"
)
_DAYS = {"今": 0, "今天": 0, "昨": -1, "昨天": -1, "前天": -2, "明": 1, "明天": 1}


def parse_time(text: str, now: datetime, *, ahead: bool = False) -> datetime | None:
    """The moment meant, aware; None for an empty text; Refused("time_unreadable") otherwise.

    With `ahead` a clock time without a date is the next one to come (a deadline), else the last
    one past (when something happened).
    """
    plain = normalize("NFKC", text).strip()
    if not plain:
        return None
    before = _BEFORE.match(plain)
    if before:
        return now - timedelta(minutes=int(before[1]))
    try:
        return _moment(plain, local(now), ahead=ahead)
    except (ValueError, OverflowError):
        raise Refused("time_unreadable", text=text.strip()) from None


def _moment(plain: str, here: datetime, *, ahead: bool) -> datetime:
    for word in sorted(_DAYS, key=len, reverse=True):
        if plain.startswith(word):
            day = here + timedelta(days=_DAYS[word])
            return _at(plain.removeprefix(word).strip(), day)
    if _CLOCK.match(plain):
        moment = _at(plain, here)
        if ahead:
            return moment if moment > here else moment + timedelta(days=1)
        return moment if moment <= here + LEAD else moment - timedelta(days=1)
    dated = _DATED.match(plain)
    if dated is None:
        raise ValueError(plain)
    year, month, day_of = dated[1], dated[2] or dated[4], dated[3] or dated[5]
    day = here.replace(year=int(year or here.year), month=int(month), day=int(day_of))
    return _at(dated[6].strip(), day)


def _at(clock: str, day: datetime) -> datetime:
    found = _CLOCK.match(clock)
    if found is None:
        raise ValueError(clock)
    hour = int(found[1] or found[3] or found[5])
    minute = int(found[2] or found[4] or found[6] or 0)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=CHINA)
