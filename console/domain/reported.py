"""How far a decision of the county has been reported upwards: 待报备, 已报备, 上级已签收.

A mark beside the decision, never a condition of it: the county decides and the upper levels are
told (D1). Nobody above confirms anything here.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass
from console.domain.station import UpperLevel, UpperReceipt


class Stage(StrEnum):
    OWED = "owed"  # 待报备
    TOLD = "told"  # 已报备
    SIGNED = "signed"  # 上级已签收
    TURNED_AWAY = "turned_away"  # 未入库: another decision was there before


@dataclass(frozen=True, slots=True)
class Reported:
    """`at` is when it got there, or when the last one above signed; `receivers` who has signed."""

    stage: Stage
    at: datetime | None = None
    receivers: tuple[tuple[UpperLevel, str, datetime], ...] = ()


def reported(
    waiting: bool,  # noqa: FBT001 - the outbox's one word
    answered_at: datetime | None,
    receipts: Iterable[UpperReceipt],
    *,
    refused: bool = False,
) -> Reported:
    """A signature stands though a later change of the same record has still to go up."""
    signed = sorted(((r.level, r.receiver, r.at) for r in receipts), key=lambda one: one[2])
    if signed:
        return Reported(Stage.SIGNED, signed[-1][2], tuple(signed))
    if refused:
        return Reported(Stage.TURNED_AWAY, answered_at)
    if waiting:
        return Reported(Stage.OWED)
    return Reported(Stage.TOLD, answered_at)
