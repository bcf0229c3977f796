"""Judgement (研判): which condition of a plan holds, by which reading, and what is not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.domain.condition import Clause, Condition
from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.metric import Metrics
from console.domain.plan import Plan
from console.domain.reading import Reading


class Verdict(StrEnum):
    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


class Why(StrEnum):
    """Why a condition is unknown, or how it was proved."""

    DIRECT = "direct"  # a reading over the very window, or the state itself
    BOUND = "bound"  # proved by a bound (D9)
    NO_READING = "no_reading"
    TOO_OLD = "too_old"
    ONLY_BOUND = "only_bound"  # the window does not answer: between `least` and `most`
    OTHER_STATIONS = "other_stations"  # this one is below, the others did not speak


class Idle(StrEnum):
    """Why a reading answered no condition; it is kept all the same."""

    NO_CONDITION = "no_condition"
    REPLACED = "replaced"
    TOO_OLD = "too_old"
    NO_WINDOW = "no_window"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One leaf condition, judged. The true value lies in `least` … `most` where known."""

    condition: Condition
    verdict: Verdict
    why: Why
    reading: Reading | None = None
    value: Decimal | None = None  # what to show beside the limit
    least: Decimal | None = None
    most: Decimal | None = None
    gap: Decimal | None = None  # to the limit; None when met or nothing is known
    since: datetime | None = None  # the period that was judged
    until: datetime | None = None
    hits: int | None = None  # townships or rivers that met it (SHARE, COUNT)
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFinding:
    """A row of the plan, judged by its leaves (Kleene's three values)."""

    clause: Clause
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def lead(self) -> Finding | None:
        """The leaf to show first: the one that decided, else the one that is in the way."""
        same = [f for f in self.findings if f.verdict == self.verdict]
        return (same or list(self.findings) or [None])[0]  # type: ignore[list-item]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFinding:
    level: Level
    verdict: Verdict
    clauses: tuple[ClauseFinding, ...]
    mark: Mark  # the weakest mark among the rows that decided

    @property
    def met(self) -> tuple[ClauseFinding, ...]:
        return tuple(c for c in self.clauses if c.verdict is Verdict.MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`best` is the gravest level met; `advice_only` while its rows are only suggested (D10)."""

    plan_code: str
    plan_version: str
    at: datetime
    levels: tuple[LevelFinding, ...]  # gravest first
    best: Level | None
    advice_only: bool
    nearest: tuple[Level, ClauseFinding, Finding] | None  # of the next level up: how far
    unused: tuple[tuple[Reading, Idle], ...]

    def level(self, level: Level) -> LevelFinding:
        return next(found for found in self.levels if found.level == level)


def judge(
    plan: Plan,
    readings: Iterable[Reading],
    metrics: Metrics,
    now: datetime,
    stations: tuple[str, ...] = (),
) -> Judgement:
    """Judge every level; `stations` are all the county has, if that is known."""
    raise NotImplementedError
