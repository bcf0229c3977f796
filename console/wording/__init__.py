"""Every enum, refusal and document phrase in Chinese, with the formats of numbers and times.

The domain stays wordless. This package is below the services because documents and search
labels need its words. One module per noun; each exports label dicts, REFUSALS and ENTRIES.
Times on screen are UTC+8 whatever the machine thinks; numbers are grouped by a thin space;
what is not known is —, never 0.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from console.domain.refused import Answer

CHINA = timezone(timedelta(hours=8), "UTC+8")
UNKNOWN = "—"
THIN = "\u2009"
WEEKDAYS = "一二三四五六日"


def local(moment: datetime) -> datetime:
    """The same instant on the county's clock; a naive time is a fault of the caller."""
    if moment.tzinfo is None:
        raise ValueError("naive time")
    return moment.astimezone(CHINA)


def clock_time(moment: datetime | None) -> str:
    return UNKNOWN if moment is None else f"{local(moment):%H:%M}"


def clock_seconds(moment: datetime | None) -> str:
    return UNKNOWN if moment is None else f"{local(moment):%H:%M:%S}"


def date_time(moment: datetime | None) -> str:
    return UNKNOWN if moment is None else f"{local(moment):%m-%d %H:%M}"


def near_time(moment: datetime | None, beside: datetime) -> str:
    """16:32 on the same day as what it stands beside, else with its date: 06:00 alone is a riddle."""
    if moment is None:
        return UNKNOWN
    same = local(moment).date() == local(beside).date()
    return clock_time(moment) if same else date_time(moment)


def full_time(moment: datetime | None) -> str:
    return UNKNOWN if moment is None else f"{local(moment):%Y-%m-%d %H:%M}"


def spoken_time(moment: datetime) -> str:
    """As a notice writes it: 6月20日16时, 6月20日17时5分."""
    here = local(moment)
    minutes = f"{here.minute}分" if here.minute else ""
    return f"{here.month}月{here.day}日{here.hour}时{minutes}"


def spoken_date(moment: datetime) -> str:
    here = local(moment)
    return f"{here.year}年{here.month}月{here.day}日"


def date_weekday(moment: datetime) -> str:
    here = local(moment)
    return f"{here:%m-%d} 周{WEEKDAYS[here.weekday()]}"


def span(length: timedelta | None) -> str:
    """A length in words: 42 分, 2 小时 02 分, 3 天 4 小时."""
    if length is None:
        return UNKNOWN
    minutes = int(abs(length).total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, rest = divmod(hours, 24)
    if days >= 2:  # noqa: PLR2004 - up to two days officers count in hours
        return f"{days} 天 {rest} 小时"
    return f"{hours} 小时 {minutes:02d} 分" if hours else f"{minutes} 分"


def countdown(left: timedelta) -> str:
    """h:mm:ss while time is left; 超 h:mm:ss once it is over."""
    seconds = int(left.total_seconds())
    over, seconds = seconds < 0, abs(seconds)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"超 {text}" if over else text


def number(value: int | Decimal | None) -> str:
    """1 344; a Decimal keeps the places that it carries, trailing zeros dropped."""
    if value is None:
        return UNKNOWN
    if isinstance(value, Decimal):
        value = value.normalize()
        text = f"{value:,f}"
    else:
        text = f"{value:,d}"
    return text.replace(",", THIN)


def masked(name: str) -> str:
    """A name for a shared screen: the surname and two stars."""
    return f"{name[:1]}**" if name else UNKNOWN


def join(parts: Iterable[str]) -> str:
    """Parts of a line set apart by a middle dot, empty ones left out."""
    return " · ".join(part for part in parts if part)


def _gather(name: str) -> dict[str, str]:
    gathered: dict[str, str] = {}
    for info in iter_modules(__path__):
        table: Mapping[str, str] = getattr(import_module(f"{__name__}.{info.name}"), name, {})
        repeated = gathered.keys() & table.keys()
        if repeated:
            raise ValueError(f"{name} said twice: {sorted(repeated)}")
        gathered.update(table)
    return gathered


_tables: dict[str, dict[str, str]] = {}


def table(name: str) -> Mapping[str, str]:
    """All REFUSALS or ENTRIES of the package in one table; a phrase said twice is a fault."""
    if name not in _tables:
        _tables[name] = _gather(name)
    return _tables[name]


def filled(template: str, facts: Mapping[str, object]) -> str:
    """The template with its named places filled; a fact that is not there reads —.

    What stands in [square brackets] is said only when all of its facts are there.
    """

    def kept(part: re.Match[str]) -> str:
        named = re.findall(r"{(\w+)}", part[1])
        return part[1] if all(facts.get(name) not in (None, "") for name in named) else ""

    return re.sub(r"\[([^\[\]]*{[^\[\]]*)\]", kept, template).format_map(_Facts(facts))


def said(value: object) -> str:
    """A fact as a sentence says it: times in the county's clock, enums by their label."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, datetime):
        return date_time(value)
    if isinstance(value, Enum):
        return labels().get((type(value), value.value), str(value.value))
    if isinstance(value, tuple | list | frozenset):
        return "、".join(said(one) for one in value)
    return str(value)


@cache
def labels() -> Mapping[tuple[type[Enum], object], str]:
    """The label of every enum member that a module of this package gives a word for."""
    made: dict[tuple[type[Enum], object], str] = {}
    for info in iter_modules(__path__):
        for given in vars(import_module(f"{__name__}.{info.name}")).values():
            if isinstance(given, dict) and given:
                for key, word in given.items():
                    if isinstance(key, Enum) and isinstance(word, str):
                        made.setdefault((type(key), key.value), word)
    return made


class _Facts(dict[str, object]):
    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__({key: said(value) for key, value in facts.items()})

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def refusal(answer: Answer) -> str:
    """The Chinese sentence for a Refused or Unavailable; a code without one says so openly."""
    template = table("REFUSALS").get(answer.code)
    if template is None:
        return f"不能办理({answer.code})。"
    return filled(template, answer.facts)
