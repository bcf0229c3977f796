"""How copies read in their table."""

from PySide6.QtCore import QCoreApplication

from console.services.delegations import Lent, what_of
from console.services.restoring import Copy
from console.services.retention import DueClass
from console.widgets.record_table import Column
from console.wording import UNKNOWN, date_time, full_time, join, number
from console.wording.store import MARK

_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


def tr(text: str) -> str:
    return QCoreApplication.translate("care", text)


def size(value: int) -> str:
    for step, unit in _UNITS:
        if value >= step:
            return f"{value / step:.1f} {unit}"
    return f"{value} B"


def copies() -> list[Column[Copy]]:
    return [
        Column(
            "at",
            tr("时间"),
            lambda r: full_time(r.at),
            sort=lambda r: r.at,
            badge=lambda r: tr("原库") if r.aside else "",
            strong=lambda _r: True,
            tip=lambda r: r.name,
            stretch=3,
        ),
        Column(
            "size",
            tr("大小"),
            lambda r: size(r.size),
            sort=lambda r: r.size,
            align="right",
            stretch=1,
        ),
        Column(
            "lines",
            tr("日志条数"),
            lambda r: number(r.lines),
            sort=lambda r: r.lines,
            align="right",
            stretch=1,
        ),
        Column(
            "since", tr("此后又有"), since, sort=lambda r: r.since or 0, align="right", stretch=1
        ),
    ]


def due() -> list[Column[DueClass]]:
    return [
        Column(
            "title",
            tr("个人信息"),
            lambda r: r.row.title,
            tip=lambda r: join([r.row.source, MARK[r.row.mark]]),
            strong=lambda r: bool(r.items),
            stretch=4,
        ),
        Column(
            "years",
            tr("留存"),
            lambda r: tr("{n} 年 · {mark}").format(n=r.row.years, mark=MARK[r.row.mark]),
            sort=lambda r: r.row.years,
            stretch=2,
        ),
        Column(
            "count",
            tr("到期"),
            lambda r: number(len(r.items)),
            sort=lambda r: len(r.items),
            align="right",
            tone=lambda r: "warn" if r.items else "faint",
        ),
        Column(
            "oldest",
            tr("最早"),
            lambda r: full_time(r.oldest)[:10] if r.oldest else UNKNOWN,
            align="right",
            stretch=2,
        ),
        Column(
            "held",
            tr("暂留"),
            lambda r: number(len(r.held)),
            align="right",
            tone=lambda r: "ink" if r.held else "faint",
            tip=lambda r: (
                tr("因响应执行中:{what}").format(
                    what="、".join(sorted({item.held for item in r.held}))
                )
                if r.held
                else ""
            ),
            stretch=1,
        ),
    ]


def lent() -> list[Column[Lent]]:
    return [
        Column(
            "who",
            tr("委托人 → 受托人"),
            lambda r: f"{r.giver} → {r.taker}",
            strong=lambda r: r.counts,
            tone=lambda r: "ink" if r.counts else "dim",
            tip=lambda r: join([r.made.reason, lent_back(r)]),
            stretch=3,
        ),
        Column("what", tr("委托什么"), lambda r: what_of(r.made), stretch=4),
        Column(
            "time",
            tr("起止"),
            lambda r: f"{date_time(r.made.starts)} — {date_time(r.made.ends)}",
            sort=lambda r: r.made.starts,
            stretch=4,
        ),
        Column("state", tr("状态"), lent_state, tone=lent_tone, align="right", stretch=2),
    ]


def lent_state(row: Lent) -> str:
    if row.made.revoked_at is not None:
        return tr("已收回")
    if row.counts:
        return tr("生效中")
    return tr("已失效") if row.over else tr("未到时间")


def lent_back(row: Lent) -> str:
    if row.made.revoked_at is None:
        return ""
    at = date_time(row.made.revoked_at)
    return tr("{at} 收回:{why}").format(at=at, why=row.made.revoked_why)


def lent_tone(row: Lent) -> str:
    return "ok" if row.counts else "faint"


def since(row: Copy) -> str:
    return UNKNOWN if row.since is None else tr("{n} 条").format(n=number(row.since))
