"""Which metric, figure and station a piece of text speaks of."""

import re
from collections.abc import Mapping
from decimal import Decimal

from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.paste_time import chinese_number
from console.domain.record import dataclass
from console.domain.refused import Refused

_NUMBER = re.compile(r"(?<![\d.A-Za-z])[-+]?\d+(?:\.\d+)?(?!\.\d)")
_LEVEL = re.compile(r"(?<![A-Za-z])(IV|III|II|I|[一二三四1-4])级")
_COUNT = re.compile(r"(?<!第)([一二两三四五六七八九十]{1,3})(?=(?:座|人|个|处|名))")
_TOKEN = re.compile(r"\s*([A-Za-z%°/³²]+|[\u4e00-\u9fff]{1,2})")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_SUFFIX = ("水文站", "雨量站", "站", "镇", "乡", "村")
_FILLERS = (
    "单站", "全县", "其中", "累计", "最大", "已达", "达到", "高达", "达", "已造成", "已", "为", "是",
    "约", "有", "站", "点", "降水", "实测", "出现", "雨量", "河水位", "水位", "mm", "毫米", "本站",
    "截至", "目前", "过去", "日",
)  # fmt: skip
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,12}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the unit written after it; "" when none was."""

    value: Decimal
    unit: str
    at: int
    text: str


def metric_in(text: str, metrics: Metrics) -> Metric | None:
    """The metric whose longest word stands in the text."""
    found = [
        (len(word), -text.find(word), metric)
        for metric in metrics.values()
        for word in metric.words
        if word in text
    ]
    return max(found, key=lambda f: f[:2])[2] if found else None


def figure_in(text: str, metric: Metric | None, metrics: Metrics) -> Figure | None:
    """The figure of the piece: a grade's word, a level, or the number with the best unit."""
    if metric is not None and metric.grades:
        return _grade(text, metric)
    level = _LEVEL.search(text)
    if level and (metric is None or metric.kind is MetricKind.LEVEL):
        rank = _ROMAN.get(level[1]) or chinese_number(level[1]) or 0
        return Figure(Decimal(rank), "级", level.start(), level[0])
    numbers = [_number(found, text, metric, metrics) for found in _NUMBER.finditer(text)]
    if not numbers:
        count = _COUNT.search(text)
        value = chinese_number(count[1]) if count else None
        if count is None or value is None:
            return None
        return Figure(Decimal(value), text[count.end()], count.start(), count[0])
    known = [f for f in numbers if f.unit and _known(f.unit, metric, metrics)]
    return (known or numbers)[0]


def _grade(text: str, metric: Metric) -> Figure | None:
    found = [(len(word), n) for n, word in enumerate(metric.grades) if word in text]
    if found:
        return Figure(Decimal(max(found)[1]), metric.unit, 0, metric.grades[max(found)[1]])
    return None


def _known(unit: str, metric: Metric | None, metrics: Metrics) -> bool:
    return any(m.factor(unit) is not None for m in ([metric] if metric else metrics.values()))


def _number(found: re.Match[str], text: str, metric: Metric | None, metrics: Metrics) -> Figure:
    """The unit is the longest known one right after the number, else the word that stands there."""
    rest = text[found.end() :].lstrip()
    every = {u for m in metrics.values() for u in (m.unit, *(name for name, _ in m.units))}
    spelled = [u for u in every if rest.lower().startswith(u.lower()) and _ends(rest, u)]
    own = [u for u in spelled if metric and metric.factor(u) is not None]
    if own or spelled:
        unit = max(own or spelled, key=len)
    else:
        token = _TOKEN.match(rest)
        unit = token[1] if token else ""
    return Figure(Decimal(found[0]), unit, found.start(), found[0])


def _ends(rest: str, unit: str) -> bool:
    """`m` is not the unit of `10 mm`."""
    after = rest[len(unit) : len(unit) + 1]
    return not (unit[-1].isascii() and after.isascii() and after.isalpha())


def station_in(
    text: str, metric: Metric, figure: Figure, stations: Mapping[str, str | None]
) -> tuple[str, str | None]:
    """A known station, completed if need be; "" when none is named; Refused when it is unknown."""
    if not metric.per_station:
        return _of_county(text, stations)
    known = max((s for s in stations if _short(s) in text), key=len, default="")
    if known and metric.kind is not MetricKind.LEVEL:
        return known, stations[known]
    name = _named(text, metric, figure)
    if metric.kind is MetricKind.LEVEL:
        return next((word for word in metric.words if word in text), name), None
    if not name or not metric.windowed:
        return name, None  # rivers, reservoirs and organs have no register yet
    close = sorted(s for s in stations if _short(s).startswith(name) or name in s)
    if len(close) == 1:
        return close[0], stations[close[0]]
    raise Refused("paste_station", name=name, close="、".join(close))


def _of_county(text: str, stations: Mapping[str, str | None]) -> tuple[str, str | None]:
    """A figure of a township is not the county's: keep its place."""
    known = max((s for s in stations if _short(s) in text), key=len, default="")
    return (known, stations[known]) if known and "全县" not in text else ("", None)


def _short(name: str) -> str:
    for suffix in _SUFFIX:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:  # noqa: PLR2004 - 村 alone
            return name[: -len(suffix)]
    return name


def _named(text: str, metric: Metric, figure: Figure) -> str:
    """What is left that may be a name, once figures and words of the trade are out."""
    rest = text.replace(figure.text, " ", 1)
    rest = rest.replace(figure.unit, " ") if figure.unit else rest
    for word in sorted((*metric.words, *metric.grades, *_FILLERS), key=len, reverse=True):
        rest = rest.replace(word, " ")
    names = _NAME.findall(rest)
    return names[0] if names else ""
