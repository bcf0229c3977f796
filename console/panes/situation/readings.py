"""The list of readings and the list of other levels' responses: columns and the line beneath."""

from datetime import datetime

from console.domain.level import Level
from console.domain.metric import Metric, MetricKind
from console.domain.reading import ReadingDraft
from console.services.glance.situation import ReadingRow
from console.widgets.record_table import Column, RecordTable
from console.wording import UNKNOWN, date_time, join, number
from console.wording.response import LEVEL
from console.wording.situation import (
    COUNTY,
    NOT_STARTED,
    REPLACED,
    SILENT,
    age,
    hours,
    window,
)
from console.wording.store import MARK

HOURLY = "最大小时雨强"


def metric_name(row: ReadingRow) -> str:
    one = row.reading
    if one.floats and one.length is not None:
        return HOURLY if hours(one.length) == "1 小时" else f"最大 {hours(one.length)}雨量"
    return row.metric.name if row.metric else one.metric


def station(row: ReadingRow) -> str:
    one = row.reading
    name = one.station or COUNTY
    return f"{name}(最大)" if one.is_max and one.station else name


def amount(row: ReadingRow) -> str:
    return figure(row.reading, row.metric)


def figure(one: ReadingDraft, metric: Metric | None) -> str:
    """298.7 mm, 12 座, 四级, 橙色."""
    if metric is None:
        return number(one.value)
    whole = int(one.value)
    if metric.kind is MetricKind.LEVEL:
        return LEVEL[Level(whole)] if whole in set(Level) else NOT_STARTED
    if metric.grades and 0 <= whole < len(metric.grades):
        return metric.grades[whole]
    return f"{number(one.value)} {metric.unit}"


def length(row: ReadingRow) -> str:
    one = row.reading
    return hours(one.length) if one.length else UNKNOWN


def how_old(row: ReadingRow, now: datetime) -> tuple[str, str]:
    if row.replaced:
        return REPLACED, "faint"
    if row.silent(now):
        return SILENT, "bad"
    return age(row.reading.window_end, now), "dim" if row.newest else "faint"


def details(row: ReadingRow) -> str:
    """The line beneath: window, source, mark, and the words it was read from."""
    one = row.reading
    return join(
        (
            window(one.window_start, one.window_end),
            f"来源 {one.source or UNKNOWN}",
            MARK[one.mark],
            one.note,
            f"原文“{one.raw}”" if one.raw else "",
        )
    )


def _key(row: ReadingRow) -> str:
    return row.reading.id


def _tone(row: ReadingRow) -> str:
    return "faint" if row.replaced else "ink"


def readings_table() -> RecordTable[ReadingRow]:
    columns = [
        Column[ReadingRow]("station", "站点", station, tone=_tone, stretch=3),
        Column[ReadingRow]("metric", "指标", metric_name, tone=_tone, stretch=4),
        Column[ReadingRow]("length", "时段", length, width=82, align="right", tone=_dim),
        Column[ReadingRow](
            "value", "数值", amount, width=102, align="right", tone=_tone, strong=_newest
        ),
        Column[ReadingRow](
            "age", "距今", _until, sort=_moment, width=114, align="right", clocked=how_old
        ),
    ]
    return RecordTable(columns, _key, title="最新监测值", empty="尚无监测值")


def outside_table() -> RecordTable[ReadingRow]:
    columns = [
        Column[ReadingRow]("organ", "单位", station, stretch=3),
        Column[ReadingRow]("kind", "类别", metric_name, stretch=2, tone=_dim),
        Column[ReadingRow]("level", "级别", amount, width=90, strong=_newest),
        Column[ReadingRow]("at", "时间", _until, width=110, align="right", tone=_dim),
    ]
    return RecordTable(columns, _key, title="上级与毗邻响应", empty="尚无上级、部门、毗邻响应登记")


def _until(row: ReadingRow) -> str:
    return date_time(row.reading.window_end)


def _moment(row: ReadingRow) -> datetime:
    return row.reading.window_end


def _newest(row: ReadingRow) -> bool:
    return row.newest


def _dim(_row: ReadingRow) -> str:
    return "dim"
