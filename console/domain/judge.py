"""Judgement (研判): which condition of a plan holds, by which reading, and what is not known.

Three values, joined as Kleene joins them: with 之一即可 one hit is enough and one unknown keeps
"not met" open; with 且 it is the other way round. Adding a reading that says nothing new never
turns unknown into met. A row marked SUGGESTED may advise, it never acts (D10).
"""

from collections.abc import Iterable
from datetime import datetime

from console.domain.condition import Clause, Condition, LevelRule, Rule
from console.domain.estimate import Evidence
from console.domain.evidence import Mark
from console.domain.finding import Finding, Idle, Verdict, Why
from console.domain.judge_leaf import finding
from console.domain.level import Level, gravest
from console.domain.metric import Metrics
from console.domain.plan import Plan
from console.domain.reading import Reading
from console.domain.record import dataclass

__all__ = [
    "ClauseFinding", "Finding", "Idle", "Judgement", "LevelFinding", "Nearest", "Verdict", "Why",
    "judge",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFinding:
    """A row of the plan and its leaves; `distance` 0–1 and more: how far, of the limit."""

    clause: Clause
    verdict: Verdict
    findings: tuple[Finding, ...]
    lead: Finding  # the leaf to show first: the one that decided, or that is in the way
    distance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFinding:
    """`mark` is how well the rows are supported that decided."""

    level: Level
    verdict: Verdict
    every: bool
    clauses: tuple[ClauseFinding, ...]
    mark: Mark

    @property
    def met(self) -> tuple[ClauseFinding, ...]:
        return tuple(c for c in self.clauses if c.verdict is Verdict.MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """What the next level up is short of."""

    level: Level
    clause: Clause
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`best` is the gravest level met; `advice_only` while no verified row carries it."""

    plan_code: str
    plan_version: str
    at: datetime
    levels: tuple[LevelFinding, ...]  # gravest first
    best: Level | None
    advice_only: bool
    nearest: Nearest | None
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
    """Judge every level; `stations` are all that the county has, if that is known."""
    evidence = Evidence(readings, metrics, now, plan.townships, stations)
    levels = tuple(_level(rule, evidence) for rule in plan.levels)
    best = gravest(found.level for found in levels if found.verdict is Verdict.MET)
    mark = next((found.mark for found in levels if found.level == best), Mark.SUGGESTED)
    asked = {leaf.metric for rule in plan.levels for c in rule.clauses for leaf in leaves(c.rule)}
    decided = frozenset(
        reading
        for found in levels
        for row in found.clauses
        for leaf in row.findings
        if leaf.verdict is not Verdict.UNKNOWN
        for reading in leaf.by
    )
    return Judgement(
        plan_code=plan.code,
        plan_version=plan.version,
        at=now,
        levels=levels,
        best=best,
        advice_only=mark is not Mark.VERIFIED,
        nearest=_nearest(levels, best),
        unused=tuple(evidence.idle(asked, decided)),
    )


def leaves(rule: Rule) -> tuple[Condition, ...]:
    if isinstance(rule, Condition):
        return (rule,)
    return tuple(leaf for member in rule.members for leaf in leaves(member))


def joined(verdicts: Iterable[Verdict], *, every: bool) -> Verdict:
    """Kleene's and / or; nothing to join is unknown, never met."""
    found = set(verdicts)
    if not found:
        return Verdict.UNKNOWN
    decisive = Verdict.NOT_MET if every else Verdict.MET
    if decisive in found:
        return decisive
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else found.pop()


def _level(rule: LevelRule, evidence: Evidence) -> LevelFinding:
    clauses = tuple(_clause(clause, evidence) for clause in rule.clauses)
    verdict = joined((c.verdict for c in clauses), every=rule.every)
    order = (Mark.VERIFIED, Mark.PENDING, Mark.SUGGESTED)
    marks = [order.index(c.clause.mark) for c in clauses if c.verdict is verdict]
    weight = (max if rule.every else min)(marks, default=len(order) - 1)
    return LevelFinding(
        level=rule.level, verdict=verdict, every=rule.every, clauses=clauses, mark=order[weight]
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A judged rule on the way up: what it says, through which leaf, how far off."""

    verdict: Verdict
    lead: Finding
    distance: float | None


def _clause(clause: Clause, evidence: Evidence) -> ClauseFinding:
    found: list[Finding] = []
    part = _part(clause.rule, evidence, found)
    return ClauseFinding(
        clause=clause,
        verdict=part.verdict,
        findings=tuple(found),
        lead=part.lead,
        distance=part.distance,
    )


def _part(rule: Rule, evidence: Evidence, found: list[Finding]) -> _Part:
    if isinstance(rule, Condition):
        leaf = finding(rule, evidence)
        found.append(leaf)
        return _Part(leaf.verdict, leaf, leaf.distance)
    parts = [_part(member, evidence, found) for member in rule.members]
    verdict = joined((part.verdict for part in parts), every=rule.every)
    same = [part for part in parts if part.verdict is verdict]
    if verdict is Verdict.MET:
        return _Part(verdict, same[0].lead, 0.0)
    far = [part.distance for part in parts if part.verdict is not Verdict.MET]
    known = [distance for distance in far if distance is not None]
    if rule.every:
        distance = max(known) if known and len(known) == len(far) else None
    else:
        distance = min(known, default=None)
    lead = next((p.lead for p in same if p.distance == distance), same[0].lead)
    return _Part(verdict, lead, distance)


def _nearest(levels: tuple[LevelFinding, ...], best: Level | None) -> Nearest | None:
    """The closest row of the next level up; None at the top, or while nothing is measured."""
    above = [found for found in levels if best is None or found.level.graver_than(best)]
    if not above:
        return None
    nearest = above[-1]
    rows = [row for row in nearest.clauses if row.distance is not None]
    if not rows:
        return None
    row = min(rows, key=lambda r: r.distance or 0.0)
    return Nearest(level=nearest.level, clause=row.clause, finding=row.lead)
