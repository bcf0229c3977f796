"""What the 态势 page and the map say: the title line, layers, ages, windows."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from console.domain.rain import RainClass, RainScale
from console.domain.rain_field import RainField
from console.wording import UNKNOWN, date_time, join, number, span

REFUSALS = {"figure_unreadable": "“{text}”不是能读的数。"}
ENTRIES: dict[str, str] = {}

SILENT = "数据中断"  # D13: a station falls silent, only people are 失联
REPLACED = "已更正"
NO_RAIN = "尚无雨量读数"
UNKNOWN_CLASS = "未知"
NOT_STARTED = "未启动"
COUNTY = "全县"
LEFT_OUT = "未读懂"
OWN, MOST = "own", "most"
RANGES = {OWN: "本站(或全县平均)的数", MOST: "全县各站中最大"}
SPANS = {0: "整段累计", 60: "其中最大 1 小时", 180: "其中最大 3 小时", 360: "其中最大 6 小时"}


class Layer(StrEnum):
    RAIN = "rain"
    WATER = "water"
    FORCES = "forces"
    STOCK = "stock"


LAYER = {Layer.RAIN: "雨量", Layer.WATER: "水位", Layer.FORCES: "力量", Layer.STOCK: "物资"}
SIGN = {"team": "队伍", "depot": "物资库", "incident": "突发事件", "station": "水位站"}


def hours(length: timedelta) -> str:
    """24 小时, 31 小时, 1.5 小时, 30 分钟."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} 分钟"
    return f"{number(Decimal(minutes) / 60)} 小时"


def window(start: datetime | None, end: datetime) -> str:
    """06-19 08:00 至 06-20 15:00, or the moment alone."""
    return date_time(end) if start is None else f"{date_time(start)} 至 {date_time(end)}"


def headline(rain: RainField, *, brief: bool = False) -> str:
    """31 小时雨量 · 06-19 08:00 至 06-20 15:00 · 县面 160 mm; `brief` leaves out the start."""
    if rain.window is None or rain.end is None:
        return NO_RAIN
    mean = rain.mean.value if rain.mean else None
    return join(
        (
            f"{hours(rain.window)}雨量",
            f"至 {date_time(rain.end)}" if brief else window(rain.start, rain.end),
            f"县面 {millimetres(mean)}",
        )
    )


def water_line(stations: int, newest: datetime | None) -> str:
    if newest is None:
        return "尚无水位读数"
    return join(("水位", f"{stations} 站", f"至 {date_time(newest)}"))


def forces_line(teams: int, people: int, out: int) -> str:
    if not teams:
        return "尚无队伍登记"
    return join((f"{teams} 支", f"可调 {number(people)} 人", f"出动 {out} 支" if out else ""))


def stock_line(depots: int, loads: int) -> str:
    if not depots:
        return "尚无物资库登记"
    return join((f"{depots} 处存放", f"在途 {loads} 批" if loads else ""))


def millimetres(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else f"{number(amount)} mm"


def rain_bounds(scale: RainScale, one: RainClass) -> str:
    """50–100, or ≥250 mm for the heaviest."""
    above = scale.ceiling(one)
    low = number(one.at_least)
    return f"≥{low} mm" if above is None else f"{low}–{number(above)}"


def scale_name(scale: RainScale) -> str:
    return f"按 {hours(scale.window)}等级着色"


def over_warning(metres: Decimal) -> str:
    """超警 0.30 m, or 低于警戒 1.30 m."""
    word = "超警" if metres >= 0 else "低于警戒"
    return f"{word} {abs(metres):.2f} m"


def age(since: datetime, now: datetime) -> str:
    """How old a reading is; one from ahead of the clock says 时间在后."""
    return "时间在后" if since > now else span(now - since)
