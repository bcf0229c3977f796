"""The levels beside the county's own: 省, 市, 县, 毗邻 and the agencies, in one row.

The county decides for itself; what stands here informs it, and a higher level's response is one
of the plan's conditions.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.domain.level import Level
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.panes.response.tr import tr
from console.services.glance.response import ResponseView
from console.theme import hold
from console.theme.fonts import px
from console.wording import UNKNOWN, clock_time, date_time, join, local
from console.wording.document import NOT_NUMBERED
from console.wording.response import LEVEL

CELLS = ("省", "市", "县", "毗邻")
NEIGHBOUR, AGENCY = "neighbour_level", "agency_level"


@dataclass(frozen=True, slots=True)
class Cell:
    caption: str
    words: str
    under: str


def cells(view: ResponseView) -> list[Cell]:
    """Four cells always, so that a missing notice reads — and not as no response."""
    above = [one for one in view.outside if one.metric not in {NEIGHBOUR, AGENCY}]
    beside = [one for one in view.outside if one.metric == NEIGHBOUR]
    return [
        _of(
            tr("省"), [one for one in above if "省" in one.station], _agency(view, "省"), view.now
        ),
        _of(
            tr("市"), [one for one in above if "市" in one.station], _agency(view, "市"), view.now
        ),
        _own(view),
        _of(tr("毗邻"), beside, [], view.now),
    ]


def _agency(view: ResponseView, where: str) -> list[Reading]:
    return [one for one in view.outside if one.metric == AGENCY and where in one.station]


def _time(one: Reading, now: datetime) -> str:
    same = local(one.window_end).date() == local(now).date()
    return clock_time(one.window_end) if same else date_time(one.window_end)


def _of(
    caption: str, found: Sequence[Reading], agencies: Sequence[Reading], now: datetime
) -> Cell:
    named = [*found, *agencies]
    if not named:
        return Cell(caption, UNKNOWN, tr("未收到通知"))
    first, rest = named[0], named[1:]
    words = f"{first.station} {_level(first.value)}"
    more = [f"{one.station} {_level(one.value)}" for one in rest]
    return Cell(caption, words, join((_time(first, now), *more)))


def _own(view: ResponseView) -> Cell:
    response, plan = view.response, view.plan
    if response is None or plan is None or response.ended_at is not None:
        return Cell(tr("县"), tr("未启动") if response is None else tr("已终止"), "")
    paper = next((row.paper for row in view.papers if row.paper.voided_at is None), None)
    number = (paper.number or NOT_NUMBERED) if paper else ""
    return Cell(
        tr("县"),
        f"{plan.kind} {plan.level_name(response.level)}",
        join((clock_time(response.level_at), number)),
    )


def _level(value: Decimal) -> str:
    return LEVEL[Level(int(value))] if 1 <= value <= len(Level) else UNKNOWN


class OutsideRow(QWidget):
    """`show_cells([...])`: caption, level, when and by which paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("上级与毗邻响应"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(14))
        self._labels: list[tuple[QLabel, QLabel, QLabel]] = []
        for _ in CELLS:
            column = QVBoxLayout()
            column.setSpacing(1)
            made = tuple(QLabel() for _part in range(3))
            for label, role in zip(made, ("caption", "strong", "caption"), strict=True):
                label.setProperty("role", role)
                hold(label, width=40, least=True)
                column.addWidget(label)
            self._labels.append((made[0], made[1], made[2]))
            row.addLayout(column, 1)

    def show_cells(self, found: Sequence[Cell]) -> None:
        for (caption, words, under), cell in zip(self._labels, found, strict=True):
            caption.setText(cell.caption)
            words.setText(cell.words)
            under.setText(cell.under)
            under.setToolTip(cell.under)

    def texts(self) -> list[str]:
        return [" ".join(label.text() for label in labels) for labels in self._labels]
