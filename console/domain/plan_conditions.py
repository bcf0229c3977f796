"""The conditions of a plan file: `[[level.condition]]` rows and the judged part of `[[end]]`."""

import re
from collections.abc import Iterator
from fractions import Fraction

from console.domain.condition import (
    CLAUSE_PENDING,
    Clause,
    Condition,
    EndRule,
    Group,
    LevelRule,
    Op,
    Rule,
    Scope,
)
from console.domain.level import Level
from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.plan_row import Row

_SHARE = re.compile(r"(\d{1,3})/(\d{1,3})")
_GROUPS = ("any_of", "all_of")


def read_levels(root: Row, metrics: Metrics, townships: tuple[str, ...]) -> tuple[LevelRule, ...]:
    """Gravest first; each of the four levels once, and no row id twice in the file."""
    seen: dict[Level, LevelRule] = {}
    ids: set[str] = set()
    for row in root.rows("level"):
        level = row.level("level")
        every = row.flag("every")
        clauses = tuple(_clauses(row, metrics, townships, ids))
        if not clauses:
            row.problem("condition", "plan_no_condition")
        if level is None:
            continue
        if level in seen:
            row.problem("level", "plan_twice", value=int(level))
        seen[level] = LevelRule(level, clauses, every)
    for level in Level:
        if level not in seen:
            root.problem("level", "plan_no_level", value=int(level))
    return tuple(seen[level] for level in sorted(seen))


def _clauses(
    level: Row, metrics: Metrics, townships: tuple[str, ...], ids: set[str]
) -> Iterator[Clause]:
    for row in level.rows("condition"):
        made = Clause(
            id=row.text("id"),
            text=row.text("text"),
            rule=_rule(row, metrics, townships, needed=True) or Group(every=False, members=()),
            clause=row.text("clause", CLAUSE_PENDING),
            mark=row.mark(),
            source=row.source(),
        )
        if made.id in ids:
            row.problem("id", "plan_twice", value=made.id)
        ids.add(made.id)
        yield made


def read_ends(root: Row, metrics: Metrics, townships: tuple[str, ...]) -> tuple[EndRule, ...]:
    """What must hold before an end is proposed (突发事件应对法 第86条)."""
    made: list[EndRule] = []
    for row in root.rows("end"):
        end = EndRule(
            id=row.text("id"),
            text=row.text("text"),
            rule=_rule(row, metrics, townships, needed=False),
            clause=row.text("clause", CLAUSE_PENDING),
            mark=row.mark(),
            source=row.source(),
        )
        if any(end.id == other.id for other in made):
            row.problem("id", "plan_twice", value=end.id)
        made.append(end)
    if not made:
        root.problem("end", "plan_missing")
    return tuple(made)


def _rule(row: Row, metrics: Metrics, townships: tuple[str, ...], *, needed: bool) -> Rule | None:
    """A leaf (`metric = …`), or one of any_of and all_of, which may hold each other."""
    groups = [name for name in _GROUPS if row.has(name)]
    if len(groups) + row.has("metric") > 1:
        row.problem("", "plan_two_rules")
    if groups:
        return _group(row, groups[0], metrics, townships)
    if needed or row.has("metric"):
        return _leaf(row, metrics, townships)
    return None


def _group(row: Row, name: str, metrics: Metrics, townships: tuple[str, ...]) -> Group:
    members = tuple(_rule(one, metrics, townships, needed=True) for one in row.rows(name))
    if not members:
        row.problem(name, "plan_empty")
    return Group(name == "all_of", tuple(m for m in members if m is not None))


def _leaf(row: Row, metrics: Metrics, townships: tuple[str, ...]) -> Condition | None:
    name, unit = row.text("metric"), row.text("unit")
    op = row.choice("op", Op, "plan_operator")
    value = row.number("value")
    window = row.whole("window_hours", least=1, needed=False)
    age = row.whole("max_age_minutes", least=1, needed=False)
    metric = metrics.get(name)
    scope = row.choice("scope", Scope, "plan_scope", _usual(metric))
    share, count = _share(row, scope, townships), _count(row, scope)
    if metric is None:
        if name:
            row.problem("metric", "plan_metric", value=name)
        return None
    _check_leaf(row, metric, op, window, scope)
    factor = metric.factor(unit)
    if factor is None and unit:
        row.problem("unit", "plan_unit", value=unit, metric=metric.name, unit=metric.unit)
    if op is None or value is None or scope is None or factor is None:
        return None
    return Condition(name, op, value * factor, metric.unit, window, scope, share, count, age)


def _usual(metric: Metric | None) -> Scope:
    return Scope.ANY if metric is not None and metric.per_station else Scope.COUNTY


def _check_leaf(
    row: Row, metric: Metric, op: Op | None, window: int | None, scope: Scope | None
) -> None:
    if metric.windowed and window is None and "window_hours" not in row.data:
        row.problem("window_hours", "plan_window", metric=metric.name)
    if not metric.windowed and "window_hours" in row.data:
        row.problem("window_hours", "plan_no_window", metric=metric.name)
    rising = op in {Op.AT_LEAST, Op.MORE}
    if op is not None and (
        (metric.windowed and not rising) or (metric.kind is MetricKind.LEVEL and rising)
    ):
        row.problem("op", "plan_operator_kind", value=op.value, metric=metric.name)
    if scope is not None and metric.per_station == (scope is Scope.COUNTY):
        row.problem("scope", "plan_scope_metric", value=scope.value, metric=metric.name)


def _share(row: Row, scope: Scope | None, townships: tuple[str, ...]) -> Fraction | None:
    text = row.text("share", "")
    if scope is not Scope.SHARE:
        if text:
            row.problem("share", "plan_share_idle")
        return None
    found = _SHARE.fullmatch(text)
    if found is None or not 0 < int(found[1]) <= int(found[2]) or not townships:
        row.problem("share", "plan_share", value=text)
        return None
    return Fraction(int(found[1]), int(found[2]))


def _count(row: Row, scope: Scope | None) -> int | None:
    if scope is Scope.COUNT:
        return row.whole("count", least=1)
    if row.has("count"):
        row.problem("count", "plan_count_idle")
    return None
