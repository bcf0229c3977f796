"""Response levels 一级…四级, one the gravest.

Stored as 1–4 and never as a label, because one county writes 四级 and its neighbour Ⅳ级
(突发事件应对法 2024 第71条 fixes the order, the plan fixes the style).
"""

from collections.abc import Iterable
from enum import IntEnum


class Level(IntEnum):
    """1 is the gravest; comparing numbers compares gravity the other way round."""

    I = 1  # noqa: E741 - the trade's own numeral
    II = 2
    III = 3
    IV = 4

    def graver_than(self, other: "Level") -> bool:
        return self < other


def gravest(levels: Iterable[Level]) -> Level | None:
    """The minimum of 1–4, or None where no level holds."""
    return min(levels, default=None)
