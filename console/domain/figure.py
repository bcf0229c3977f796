"""Figures about people: never bare, one current value each, and corrected in the open (D11).

A figure is said with its time, its source and how well it is known. 转移 alone is no figure:
there are 应转, 已转 and 未转, and 未转 is only worked out from two figures of one and the same
time. What is not known is None and reads —, never 0.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console.domain.evidence import Mark
from console.domain.incident import plain
from console.domain.record import dataclass
from console.domain.refused import Refused

_LARGE = 10
_MOST = 1_000_000  # five times the people of the county; more is a slip of the keyboard
_LARGE_SHARE = 2  # a change to under half or over double


class FigureKind(StrEnum):
    TO_MOVE = "to_move"  # 应转
    MOVED = "moved"  # 已转
    NOT_MOVED = "not_moved"  # 未转
    SETTLED = "settled"  # 已安置
    TRAPPED = "trapped"  # 被困
    MISSING = "missing"  # 失联
    INJURED = "injured"  # 受伤
    DEAD = "dead"  # 死亡


GRAVE = frozenset({FigureKind.DEAD, FigureKind.MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`event_id` says what it is about, `place_id` where ("" for the whole county).

    `current` is true for the one value in force; the old ones stay, struck by `corrected_by`
    where they were wrong, merely followed where time went on.
    """

    id: str
    kind: FigureKind
    value: int | None
    as_of: datetime
    source: str
    mark: Mark
    event_id: str = ""
    incident_id: str = ""
    place_id: str = ""
    current: bool = True
    corrects: str = ""
    corrected_by: str = ""
    reason: str = ""


def sound(figure: Figure, now: datetime) -> Figure:
    if figure.value is not None and figure.value < 0:
        raise Refused("figure_negative")
    if figure.value is not None and figure.value > _MOST:
        raise Refused("figure_too_great", value=figure.value, most=_MOST)
    if figure.as_of > now:
        raise Refused("figure_future")
    if not plain(figure.source):
        raise Refused("figure_source_missing")
    return replace(figure, source=plain(figure.source))


def asks_why(old: Figure | None, new: Figure) -> bool:
    """A correction, a fall, any change of 死亡 or 失联, and a large change need a written reason.

    自然灾害情况统计调查制度: 死亡、失踪 change with a 台账; a large change asks for an explanation.
    """
    if old is None or old.value is None or new.value is None or old.value == new.value:
        return bool(new.corrects)
    if new.corrects or new.value < old.value or new.kind in GRAVE:
        return True
    return new.value - old.value > _LARGE and new.value > _LARGE_SHARE * old.value


def follow(old: Figure, new: Figure) -> tuple[Figure, Figure]:
    """The next value in time: the old one is past, not wrong."""
    if not new.corrects and _said(new) == _said(old):
        raise Refused("figure_same")
    if new.as_of < old.as_of and not new.corrects:
        raise Refused("figure_older", as_of=old.as_of)
    if asks_why(old, new) and not plain(new.reason):
        raise Refused("figure_reason_missing")
    struck = new.id if new.corrects == old.id else ""
    return replace(old, current=False, corrected_by=struck), new


def _said(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.as_of, figure.source, figure.mark


def not_moved(figures: Iterable[Figure]) -> int | None:
    """应转 − 已转 where both are of one time; else unknown. A stated 未转 stands above it."""
    by_kind = {f.kind: f for f in figures if f.current}
    stated = by_kind.get(FigureKind.NOT_MOVED)
    if stated is not None:
        return stated.value
    asked, done = by_kind.get(FigureKind.TO_MOVE), by_kind.get(FigureKind.MOVED)
    if asked is None or done is None or asked.as_of != done.as_of:
        return None
    if asked.value is None or done.value is None or done.value > asked.value:
        return None
    return asked.value - done.value
