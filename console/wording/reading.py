"""Readings and judgement in words: why a figure is not taken, why a condition is unknown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from console.domain.finding import Idle, Verdict, Why
from console.domain.reading import PasteProblem
from console.domain.refused import Refused
from console.wording import date_time, number, refusal

VERDICT = {Verdict.MET: "已满足", Verdict.NOT_MET: "未满足", Verdict.UNKNOWN: "未知"}

WHY = {
    Why.DIRECT: "读数直接回答",
    Why.BOUND: "按时段推算",
    Why.NO_READING: "无读数",
    Why.TOO_OLD: "读数过时",
    Why.NO_WINDOW: "读数没有写明时段",
    Why.ONLY_BOUND: "时段不同,只能推算范围",
    Why.OTHER_STATIONS: "其余站点或乡镇无读数",
}

IDLE = {
    Idle.NO_CONDITION: "预案没有问到这一项",
    Idle.REPLACED: "已被更正",
    Idle.FUTURE: "时间晚于现在",
    Idle.TOO_OLD: "读数过时",
    Idle.NO_WINDOW: "没有写明时段",
    Idle.WINDOW: "时段不能回答任何条件",
    Idle.PLACE: "是乡镇的数,不代表全县",
    Idle.WEAKER: "已有更能说明问题的读数",
}

REFUSALS = {
    "reading_metric": "不认得的监测项目“{metric}”。",
    "reading_negative": "{metric}不能为负数:{value} {unit}。",
    "reading_too_great": "{metric} {value} {unit} 大得不合常理(上限 {most}),请核对。",
    "reading_not_whole": "{metric}应为整数,现为 {value}。",
    "reading_no_station": "{metric}缺少站点或单位名称。",
    "reading_future": "观测时间晚于现在:{end}。",
    "reading_no_window": "{metric} {value} {unit} 没有写明时段,例如“19日8时至20日15时”或“过去6小时”。",
    "reading_window_backwards": "时段起止颠倒。",
    "reading_span": "“最大 {minutes} 分钟”超出了所在时段。",
    "reading_twice": "这条{metric}已经录入过({value})。",
    "reading_conflict": "{metric}同一时段已有读数 {other},现为 {value};如要更正,请用“更正”。",
    "reading_longer_less": "{metric}前后矛盾:短时段 {inner} {unit} 大于包含它的长时段 {outer} {unit}。",
    "reading_replaced": "这条读数已被更正,请更正最新的一条。",
    "reading_nothing": "没有可以录入的读数。",
    "reading_reason": "更正要写明原因。",
    "paste_no_figure": "这一行没有读出数据,原文已保留。",
    "paste_no_station": "{metric} {value} {unit} 缺少站名。",
    "paste_station": "不认得的站名“{name}”。相近的有:{close}。",
    "paste_unit": "{metric}不用单位“{found}”,应为“{unit}”。",
    "paste_unit_unknown": "不认得的单位“{found}”。",
    "paste_vague": "“{value}{found}”不是准数,请写明数字。",
    "paste_no_unit": "{metric} {value} 没有写单位,应为“{unit}”。",
    "paste_bare": "“{piece}”里的 {value} 没有单位,看不出是什么数据。",
    "paste_metric": "看不出“{piece}”是什么数据。",
}  # fmt: skip

ENTRIES = {
    "reading": "监测读数:{what} {value}({window})[,来源 {source}]",
    "reading.correct": "更正读数:{what} {before} 改为 {value}({window})",
}


def window(start: datetime | None, end: datetime, span_minutes: int | None = None) -> str:
    """06-19 08:00 至 06-20 15:00; 其中最大 1 小时 where the window floats."""
    if start is None:
        return date_time(end)
    text = f"{date_time(start)} 至 {date_time(end)}"
    return text if span_minutes is None else f"{text} 其中最大 {_hours(span_minutes)}"


def _hours(minutes: int) -> str:
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"


def problem(found: PasteProblem) -> str:
    return refusal(Refused(found.code, **spoken(found.facts)))


def problems(found: Iterable[PasteProblem]) -> str:
    return " ".join(problem(one) for one in found)


def spoken(facts: Mapping[str, object]) -> dict[str, object]:
    """Figures and times as an officer reads them."""
    return {key: _spoken(value) for key, value in facts.items()}


def _spoken(value: object) -> object:
    if isinstance(value, datetime):
        return date_time(value)
    return number(value) if isinstance(value, Decimal) else value
