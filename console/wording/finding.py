"""A judged condition in words: what was read, over which window, and how far the limit is.

What is not known reads — with the reason; a bound is said as a bound (至少, 至多), so that a figure
over another window is never taken for an answer.
"""

from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from console.domain.condition import Condition
from console.domain.finding import Finding, Verdict, Why
from console.domain.level import Level
from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.reading import Reading
from console.wording import UNKNOWN, clock_time, date_time, join, local, number
from console.wording.response import LEVEL

VERDICT = {Verdict.MET: "已满足", Verdict.NOT_MET: "未满足", Verdict.UNKNOWN: "未知"}
WHY = {
    Why.NO_READING: "无读数",
    Why.TOO_OLD: "读数已过时效",
    Why.NO_WINDOW: "读数没有时段",
    Why.ONLY_BOUND: "时段不符",
    Why.OTHER_STATIONS: "其余站点无读数",
}
AT_LEAST = "至少 {least}"
AT_MOST = "至多 {most}"
BETWEEN = "{low}–{most}"
TENTH = Decimal("0.1")
NO_LEVEL = "无响应"
SHORT_OF = "差 {gap}"
AT_MOST_SHORT = "至多差 {gap}"
AT_LEAST_SHORT = "至少差 {gap}"
HITS = "{hits} 个(需 {needed} 个)"
ANY_OF, ALL_OF = "之一即可", "须全部满足"


def figure(value: Decimal, metric: Metric | None, unit: str) -> str:
    """160 mm; a grade by its word; somebody else's level as a level."""
    if metric is not None and metric.kind is MetricKind.LEVEL:
        known = 1 <= value <= len(Level)
        return LEVEL[Level(int(value))] if known else NO_LEVEL if value == 0 else UNKNOWN
    if metric is not None and metric.grades and 0 <= value < len(metric.grades):
        return metric.grades[int(value)]
    return f"{number(value)} {unit}"


def value_words(finding: Finding, metrics: Metrics) -> str:
    """What stands at the right of a condition."""
    metric = metrics.get(finding.condition.metric)
    if finding.why in {Why.NO_READING, Why.TOO_OLD, Why.NO_WINDOW}:
        return f"{UNKNOWN} {WHY[finding.why]}"
    if finding.hits is not None:
        return HITS.format(hits=finding.hits, needed=finding.needed)
    if finding.why in {Why.ONLY_BOUND, Why.BOUND}:
        return _bound(finding, metric)
    if finding.value is None:
        return UNKNOWN
    said = figure(finding.value, metric, finding.condition.unit)
    return f"{said}({WHY[finding.why]})" if finding.why in WHY else said


def _bound(finding: Finding, metric: Metric | None) -> str:
    """至少 where it is met, 至多 where it is not, between the two where it is not known."""
    condition = finding.condition
    words = {
        "low": number(finding.least.quantize(TENTH)) if finding.least is not None else UNKNOWN,
        "least": _limit(finding.least, metric, condition.unit),
        "most": _limit(finding.most, metric, condition.unit),
    }
    if finding.verdict is Verdict.MET:
        return AT_LEAST.format_map(words)
    if finding.verdict is Verdict.NOT_MET:
        return AT_MOST.format_map(words)
    both = finding.least is not None and finding.most is not None
    return f"{UNKNOWN} {(BETWEEN if both else AT_LEAST).format_map(words)}"


def _limit(value: Decimal | None, metric: Metric | None, unit: str) -> str:
    return UNKNOWN if value is None else figure(value.quantize(TENTH), metric, unit)


def gap_words(finding: Finding, metrics: Metrics) -> str:
    """差 18 mm; 至多差 20 mm or 至少差 9.4 mm where a bound is all that is known; nothing where it
    is met, not measured, or not a matter of a difference.
    """
    metric = metrics.get(finding.condition.metric)
    bounded = finding.verdict is Verdict.UNKNOWN and finding.why is Why.ONLY_BOUND
    if finding.verdict is not Verdict.NOT_MET and not (bounded and finding.least is not None):
        return ""
    if finding.hits is not None and finding.needed is not None:
        return SHORT_OF.format(gap=f"{finding.needed - finding.hits} 个")
    graded = metric is not None and (metric.grades or metric.kind is MetricKind.LEVEL)
    if graded or finding.gap is None or finding.gap <= 0:
        return ""
    words, gap = SHORT_OF, finding.gap
    if bounded:
        words, gap = AT_MOST_SHORT, gap.quantize(TENTH, ROUND_CEILING)
    elif finding.why is Why.BOUND:
        words, gap = AT_LEAST_SHORT, gap.quantize(TENTH, ROUND_FLOOR)
    return words.format(gap=f"{number(gap)} {finding.condition.unit}")


def source_words(finding: Finding) -> str:
    """临溪 · 31 小时 298.7 mm 至 15:00 · 县水利局."""
    reading = finding.reading
    if reading is None:
        return ""
    return join((reading.station, _window(reading, finding.condition), reading.source or ""))


def _window(reading: Reading, condition: Condition) -> str:
    until = f"至 {clock_time(reading.window_end)}"
    length = reading.length
    if length is None:
        return until
    hours = _hours(length)
    if reading.floats and reading.period is not None:  # somewhere in it, nobody said where
        hours = f"{_hours(reading.period)}内最大 {hours}"
    asked = condition.window_hours
    if asked is not None and length != timedelta(hours=asked):
        return f"{hours} {number(reading.value)} {condition.unit} {until}"
    return f"{hours} {until}"


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"


def when(reading: Reading) -> str:
    """15:00, or with its day where it isn't the same one."""
    end = reading.window_end
    return (
        clock_time(end)
        if local(end).date() == local(reading.recorded_at).date()
        else (date_time(end))
    )
