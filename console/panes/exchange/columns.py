"""How groups of the outbox and settled differences read in their tables."""

from PySide6.QtCore import QCoreApplication

from console.domain.difference import Choice
from console.domain.link import LANES
from console.services.exchange.apart import ApartRow
from console.services.exchange.differences import DifferenceRow
from console.services.exchange.view import GroupRow, ShortRow
from console.widgets.record_table import Column
from console.wording import date_time, join, number
from console.wording.exchange import APART_KIND, CHOICE, LANE


def tr(text: str) -> str:
    return QCoreApplication.translate("exchange", text)


def in_full(row: GroupRow | ShortRow | ApartRow) -> str:
    """One row with nothing cut off, for who has no mouse to rest on it."""
    if isinstance(row, ApartRow):
        return join([date_time(row.at), row.where, row.sentence, row.actor])
    if isinstance(row, ShortRow):
        balance = f"{number(row.balance)} {row.unit}".strip()
        ended = [row.how, row.settled_by, date_time(row.settled_at), row.reason]
        return join([row.account, row.item, balance, *(ended if row.settled_at else ())])
    said = [row.content, row.by, date_time(row.at) if row.at else ""]
    return "\n".join((join(said), row.error or row.state))


def waiting() -> list[Column[GroupRow]]:
    return [_lane(), _kind(), _content(), _state(132)]


def put_aside() -> list[Column[GroupRow]]:
    return [_at(), _kind(), _content(2), _state(0)]


def taken() -> list[Column[GroupRow]]:
    return [_at(), _kind(), _content(), _state(120)]


def shortfalls() -> list[Column[ShortRow]]:
    return [
        Column("depot", tr("仓库"), lambda r: r.account, stretch=2),
        Column("item", tr("物资 · 批次"), lambda r: r.item, strong=lambda r: not r.settled_at),
        Column(
            "balance",
            tr("账面"),
            lambda r: f"{number(r.balance)} {r.unit}".strip(),
            sort=lambda r: r.balance,
            tone=lambda r: "dim" if r.settled_at else "bad",
            align="right",
            width=110,
        ),
        Column(
            "state",
            tr("状态"),
            lambda r: join([r.how, date_time(r.settled_at)]) if r.settled_at else tr("待办结"),
            tone=lambda r: "dim" if r.settled_at else "warn",
            tip=lambda r: join([r.settled_by, r.reason]),
            align="right",
            width=150,
        ),
    ]


def apart() -> list[Column[ApartRow]]:
    return [
        Column(
            "at", tr("时间"), lambda r: date_time(r.at), sort=lambda r: r.at, width=104, tone=_far
        ),
        Column("part", tr("类别"), lambda r: APART_KIND[r.part], width=104, tone=_far),
        Column(
            "where",
            tr("哪里"),
            lambda r: r.where,
            tone=lambda r: "dim" if r.here else "info",
            width=84,
        ),
        Column(
            "sentence",
            tr("内容"),
            lambda r: r.sentence,
            strong=lambda r: r.important,
            tip=lambda r: join([r.sentence, r.actor]),
            stretch=3,
        ),
    ]


def _far(_row: ApartRow) -> str:
    return "dim"


def settled() -> list[Column[DifferenceRow]]:
    return [
        Column(
            "what",
            tr("已核定"),
            lambda r: f"{r.title} · {r.label}",
            strong=lambda _r: True,
            tip=lambda r: r.reason,
            stretch=4,
        ),
        Column(
            "values",
            tr("两个值"),
            lambda r: f"{r.left.where} {r.left.words} / {r.right.where} {r.right.words}",
            tone=lambda _r: "dim",
            tip=lambda r: f"{r.left.where} {r.left.words}\n{r.right.where} {r.right.words}",
            stretch=5,
        ),
        Column("kept", tr("以此为准"), kept, stretch=3),
        Column(
            "by",
            tr("何人何时"),
            lambda r: join([r.settled_by, date_time(r.settled_at)]),
            tone=lambda _r: "dim",
            align="right",
            width=200,
        ),
    ]


def kept(row: DifferenceRow) -> str:
    """The value that stands, and whose it was."""
    if row.choice in {row.left.choice, row.right.choice}:
        side = row.left if row.choice is row.left.choice else row.right
        return f"{row.kept}({side.where})"
    return f"{row.kept}({CHOICE[row.choice]})" if row.choice is not Choice.OPEN else ""


def _lane() -> Column[GroupRow]:
    return Column(
        "lane",
        tr("类"),
        lambda r: str(r.lane + 1),
        sort=lambda r: r.lane,
        width=44,
        tone=_dim,
        tip=lambda r: LANE[LANES[r.lane]],
    )


def _at() -> Column[GroupRow]:
    return Column(
        "at", tr("时间"), lambda r: date_time(r.at), sort=lambda r: r.n, width=104, tone=_dim
    )


def _kind() -> Column[GroupRow]:
    return Column("kind", tr("种类"), lambda r: r.kind, width=92)


def _content(stretch: int = 3) -> Column[GroupRow]:
    return Column(
        "content",
        tr("内容"),
        lambda r: r.content,
        stretch=stretch,
        tip=lambda r: join([r.content, r.by, date_time(r.at)]),
    )


def _state(width: int) -> Column[GroupRow]:
    return Column(
        "state",
        tr("状态"),
        lambda r: r.state,
        tone=lambda r: r.tone,
        tip=lambda r: r.error or r.state,
        align="right" if width else "left",
        width=width,
        stretch=3,
    )


def _dim(_row: GroupRow) -> str:
    return "dim"
