"""The conditions of a plan: a figure against a limit, joined by 之一即可 and 且.

A condition names a metric, a window and a scope, so that a reading over another window is never
taken for an answer by mistake (D9). 以上 includes the number, 以下 does not (生产安全事故报告和调查
处理条例 第3条): every ladder is half-open.
"""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.record import dataclass

CLAUSE_PENDING = "条款待录"


class Op(StrEnum):
    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    IS = "=="


class Scope(StrEnum):
    """Whose reading answers a condition."""

    COUNTY = "county"  # one figure for the whole county
    ANY = "any"  # any one station (river, reservoir, organ)
    SHARE = "share"  # at least this share of the county's townships
    COUNT = "count"  # at least so many stations (rivers)


@dataclass(frozen=True, slots=True)
class Condition:
    """`metric op value` over `window_hours`; 以上 includes the number itself."""

    metric: str
    op: Op
    value: Decimal
    unit: str
    window_hours: int | None = None
    scope: Scope = Scope.COUNTY
    share: Fraction | None = None
    count: int | None = None
    max_age_minutes: int | None = None  # None: the metric's own limit


@dataclass(frozen=True, slots=True)
class Group:
    """any_of (之一即可) or all_of (且)."""

    every: bool
    members: "tuple[Rule, ...]"


Rule = Condition | Group


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition row as the plan prints it; `clause` may say 条款待录."""

    id: str
    text: str
    rule: Rule
    clause: str
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The rows of one level; one hit is enough unless `every`."""

    level: Level
    clauses: tuple[Clause, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class EndRule:
    """What must hold before an end may be proposed; `rule` None means judged by people."""

    id: str
    text: str
    rule: Rule | None
    clause: str
    mark: Mark
    source: str
