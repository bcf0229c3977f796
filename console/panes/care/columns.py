"""How copies read in their table."""

from PySide6.QtCore import QCoreApplication

from console.services.restoring import Copy
from console.widgets.record_table import Column
from console.wording import UNKNOWN, full_time, number

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


def since(row: Copy) -> str:
    return UNKNOWN if row.since is None else tr("{n} 条").format(n=number(row.since))
