"""How the stock picture reads in its tables."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication

from console.services.glance.supplies import ItemRow, Node
from console.services.glance.transfers import TransferRow
from console.widgets.record_table import Column
from console.wording import UNKNOWN, clock_time, join, number
from console.wording.seat import WAITING
from console.wording.supply import STAGE

THIN_COVER = 50
FULL_COVER = 100


def tr(text: str) -> str:
    return QCoreApplication.translate("supplies", text)


def tree() -> list[Column[Node]]:
    return [
        Column(
            "title",
            tr("储备点"),
            lambda n: "\u3000" * n.depth + n.title,
            strong=lambda n: n.depth == 1 and not n.group,
        ),
        Column(
            "count",
            tr("数"),
            lambda n: f"{number(n.count)} {n.unit}",
            align="right",
            tone=lambda _n: "dim",
            width=84,
        ),
    ]


def items() -> list[Column[ItemRow]]:
    return [
        Column("title", tr("品名规格"), lambda r: r.title, strong=lambda _r: True, stretch=3),
        Column("unit", tr("单位"), lambda r: r.unit, tone=lambda _r: "dim", width=64),
        _count("on_hand", tr("现存"), lambda r: r.on_hand),
        _count("held", tr("占用"), lambda r: r.held),
        Column(
            "available",
            tr("可用"),
            lambda r: number(r.available),
            sort=lambda r: r.available,
            align="right",
            strong=lambda _r: True,
            tone=lambda r: "bad" if r.available < 0 else "ink",
            width=92,
        ),
        _count("coming", tr("在途"), lambda r: r.coming),
        _count("need", tr("二级需求"), lambda r: r.need),
        Column(
            "covered",
            tr("保障率"),
            lambda r: UNKNOWN if r.covered is None else f"{r.covered}%",
            sort=lambda r: -1 if r.covered is None else r.covered,
            align="right",
            strong=lambda _r: True,
            tone=lambda r: cover_tone(r.covered),
            width=84,
        ),
        Column("expires", tr("效期"), expiry, tone=_expiry_tone, stretch=2, tip=_expiry_tip),
    ]


def transfers() -> list[Column[TransferRow]]:
    return [
        Column(
            "what",
            tr("调拨"),
            lambda r: join((WAITING if r.waiting else "", r.to_name, r.what)),
            tone=lambda r: "warn" if r.waiting else "ink",
            badge=lambda r: STAGE[r.stage],
            tip=lambda r: f"{r.transfer.number or tr('待编号')} · {r.what}",
        ),
        Column(
            "since",
            tr("时间"),
            lambda r: clock_time(r.since),
            align="right",
            tone=lambda _r: "dim",
            width=70,
        ),
    ]


def cover_tone(covered: int | None) -> str:
    """Red below half, amber below the whole, quiet where nothing is asked."""
    if covered is None:
        return "faint"
    if covered < THIN_COVER:
        return "bad"
    return "warn" if covered < FULL_COVER else "ok"


def expiry(row: ItemRow) -> str:
    """2027-09, or with the number of lots that run out within the last window."""
    if row.below_zero:
        return tr("账实不符,请盘点")
    parts = []
    if row.expires_on:
        month = f"{date.fromisoformat(row.expires_on):%Y-%m}"
        parts.append(f"{month} · {row.soon} 批" if row.soon else month)
    if row.expired:
        parts.append(f"过期 {row.expired} 批")
    return " · ".join(parts) or UNKNOWN


def _expiry_tone(row: ItemRow) -> str:
    if row.below_zero:
        return "bad"
    return "warn" if row.soon or row.expired else "dim"


def _expiry_tip(row: ItemRow) -> str:
    if not row.expires_on:
        return ""
    return tr("最早到期 {day};30 天内到期 {soon} 批").format(day=row.expires_on, soon=row.soon)


def _count(key: str, title: str, take: Callable[[ItemRow], int | None]) -> Column[ItemRow]:
    return Column(
        key,
        title,
        lambda r: number(take(r)),
        sort=lambda r: take(r) or 0,
        align="right",
        tone=lambda _r: "dim",
        width=92,
    )
