"""How the registers read in their lists and tables."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from console.services.registers import Field, Register
from console.services.registers.kinds import Count
from console.services.registers.listing import Past, Row
from console.widgets.paged_model import PagedColumn
from console.widgets.record_table import Column
from console.widgets.timeline import Moment
from console.wording import full_time, join, number

_TONES = {"新增": "ok", "停用": "bad", "恢复": "ok"}
EMPTY = "空"


def tr(text: str) -> str:
    return QCoreApplication.translate("registers", text)


def registers() -> list[Column[Count]]:
    return [
        Column("title", tr("名录"), lambda c: c.register.title, strong=lambda c: c.living > 0),
        Column(
            "count",
            tr("在用"),
            lambda c: number(c.living),
            sort=lambda c: c.living,
            align="right",
            tone=lambda c: "ink" if c.living else "faint",
            tip=lambda c: tr("另有停用 {n}").format(n=number(c.archived)) if c.archived else "",
            width=92,
        ),
    ]


def columns(register: Register, sealed: frozenset[str]) -> list[PagedColumn[Row]]:
    """All fields; those that are put away at first are `away`."""
    return [_column(at, field, sealed) for at, field in enumerate(register.fields)]


def away(register: Register) -> list[str]:
    return [field.key for field in register.fields if not field.column]


def _column(at: int, field: Field, sealed: frozenset[str]) -> PagedColumn[Row]:
    locked = bool(sealed & set(field.held))
    why = tr("“{label}”是加密保存的个人信息,不能排序。").format(label=field.label)
    return PagedColumn(
        field.key,
        field.label,
        partial(_cell, at),
        sort="" if locked else field.sorted_by,
        why_not=why if locked else "",
        right=field.right,
        width=field.width,
        stretch=field.stretch,
    )


def _cell(at: int, row: Row) -> str:
    return row.text(at)


def card() -> list[Column[tuple[str, str]]]:
    return [
        Column("label", tr("项目"), lambda c: c[0], tone=lambda _c: "dim", width=124),
        Column("value", tr("内容"), lambda c: c[1], tip=lambda c: c[1]),
    ]


def moments(past: tuple[Past, ...]) -> list[Moment]:
    return [
        Moment(
            str(one.n),
            full_time(one.at),
            one.tag,
            _sentence(one),
            _TONES.get(one.tag, "info"),
            one.actor,
        )
        for one in past
    ]


def _sentence(one: Past) -> str:
    """A change says each field, old → new; anything else its own sentence."""
    told = [f"{label} {old or EMPTY} → {new or EMPTY}" for label, old, new in one.changes]
    why = tr("缘由:{why}").format(why=one.reason) if one.reason and told else ""
    return join([";".join(told) or one.sentence, why])
