"""From a plan file to a Plan, or to the whole list of its faults; never to half a plan.

The file is TOML. `format = 1`, then one `[plan]` table (what the plan is), and arrays of tables:
`[[role]]`, `[[approval]]` (who decides which action at which levels, approver first, deputies
after), `[[ladder]]` (how an approver is reached), `[[level]]` with `[[level.condition]]` (each a
leaf or `any_of` / `all_of` lists of leaves), `[[task]]` with `[task.at.4]` … (the packages),
`[[duty]]`, `[[clock]]`, `[[report]]`, `[[notice]]`, `[[required]]`, `[[end]]`. Every row says
`mark` (verified, pending, suggested) and `source`; `clause` may say 条款待录. FORMAT.md beside the
plans says all this in Chinese, field by field.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from console.domain.metric import Metrics
from console.domain.plan import LevelStyle, Plan
from console.domain.plan_conditions import read_ends, read_levels
from console.domain.plan_row import Problem, Row, Sheet
from console.domain.plan_sections import (
    read_approvals,
    read_clocks,
    read_duties,
    read_ladder,
    read_notices,
    read_reports,
    read_required,
    read_roles,
)
from console.domain.plan_tasks import read_tasks
from console.domain.record import dataclass

FORMAT = 1
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A read file: `plan` is None exactly when there are problems."""

    plan: Plan | None
    problems: tuple[Problem, ...]


def read_plan(text: str, file: str, metrics: Metrics) -> PlanSheet:
    """Parse and lint; `file` is the name that the problems carry."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return PlanSheet(None, (Problem(file, line, "", "plan_syntax"),))
    sheet = Sheet(file, text)
    plan = _plan(Row(sheet, (), data), metrics)
    sheet.check_keys()
    problems = tuple(sorted(sheet.problems, key=lambda p: (p.line, p.field, p.code)))
    return PlanSheet(None if problems else plan, problems)


def _plan(root: Row, metrics: Metrics) -> Plan:
    if root.data.get("format") != FORMAT:
        root.problem("format", "plan_format", value=root.data.get("format"), known=FORMAT)
    root.asked.add("format")
    head = root.row("plan", needed=True) or Row(root.sheet, ("plan",), _NOTHING)
    townships = head.texts("townships", needed=True)
    roles = read_roles(root)
    plan = Plan(
        code=head.text("code"),
        title=head.text("title"),
        version=head.text("version"),
        status=head.text("status"),
        kind=head.text("kind"),
        hazards=head.texts("hazards", needed=True),
        issued=head.day("issued"),
        effective=head.day("effective"),
        retired=head.day("retired"),
        document_no=head.text("document_no", ""),
        organ=head.text("organ"),
        document_organ=head.text("document_organ"),
        signature=head.text("signature"),
        superior=head.texts("superior"),
        style=head.choice("level_style", LevelStyle, "plan_style") or LevelStyle.CHINESE,
        townships=townships,
        mark=head.mark(),
        source=head.source(),
        roles=roles,
        levels=read_levels(root, metrics, townships),
        approvals=read_approvals(root, roles),
        ladder=read_ladder(root),
        tasks=read_tasks(root),
        duties=read_duties(root),
        clocks=read_clocks(root),
        reports=read_reports(root),
        notices=read_notices(root),
        required=read_required(root),
        ends=read_ends(root, metrics, townships),
    )
    _check_dates(head, plan)
    return plan


_NOTHING: Mapping[str, Any] = {}


def _check_dates(head: Row, plan: Plan) -> None:
    if plan.issued and plan.effective and plan.effective < plan.issued:
        head.problem("effective", "plan_dates", first="issued", second="effective")
    if plan.effective and plan.retired and plan.retired < plan.effective:
        head.problem("retired", "plan_dates", first="effective", second="retired")
