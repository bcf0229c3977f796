"""The smaller sections of a plan file: roles, approvals, ladder, duty, clocks, reports, notices."""

import re
from collections.abc import Iterable

from console.domain.condition import CLAUSE_PENDING
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.plan import (
    ApprovalRule,
    ApproverStep,
    DutyNorm,
    LadderRung,
    NoticeTemplate,
    PlanClock,
    ReportRhythm,
    Required,
    RoleTitle,
)
from console.domain.plan_row import Row
from console.domain.response import Action

CLOCK_STARTS = ("approval", "decision", "publish", "end")
PLACES = frozenset({
    "county", "level", "from_level", "plan", "plan_title", "situation", "works", "signature",
    "start", "until", "matter", "measures", "reason", "scope", "document_no", "criteria",
    "follow_up", "hazard",
})  # fmt: skip
_PLACE = re.compile(r"{(\w*)}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_roles(root: Row) -> tuple[RoleTitle, ...]:
    made: list[RoleTitle] = []
    for row in root.rows("role"):
        role = row.choice("code", Role, "plan_role")
        title = row.text("title")
        if role is None:
            continue
        if any(role == other.role for other in made):
            row.problem("code", "plan_twice", value=role.value)
        made.append(RoleTitle(role, title))
    if not made:
        root.problem("role", "plan_missing")
    return tuple(made)


def read_approvals(root: Row, roles: tuple[RoleTitle, ...]) -> tuple[ApprovalRule, ...]:
    """Every action at every level has exactly one rule, with at least one approver."""
    titles = {named.role: named.title for named in roles}
    made: list[ApprovalRule] = []
    taken: set[tuple[Action, Level]] = set()
    for row in root.rows("approval"):
        rule = _approval(row, titles)
        for pair in ((action, level) for action in rule.actions for level in rule.levels):
            if pair in taken:
                row.problem("actions", "plan_approval_twice", action=pair[0], level=int(pair[1]))
            if rule.approvers:
                taken.add(pair)
        made.append(rule)
    for action in Action:
        for level in Level:
            if (action, level) not in taken:
                root.problem("approval", "plan_no_approver", action=action, level=int(level))
    return tuple(made)


def _approval(row: Row, titles: dict[Role, str]) -> ApprovalRule:
    approvers = row.choices("approvers", Role, "plan_role")
    notify = row.choices("notify", Role, "plan_role") if row.has("notify") else ()
    delegate = row.flag("may_delegate")
    for role in (*approvers, *notify):
        if role not in titles:
            row.problem("approvers", "plan_role_untitled", value=role.value)
    if len(set(approvers)) < len(approvers):
        row.problem("approvers", "plan_approver_repeated")
    return ApprovalRule(
        actions=row.choices("actions", Action, "plan_action"),
        levels=row.levels("levels"),
        approvers=tuple(
            ApproverStep(n, role, titles.get(role, role), delegate)
            for n, role in enumerate(approvers, start=1)
        ),
        notify=notify,
        clause=row.text("clause", CLAUSE_PENDING),
        mark=row.mark(),
        source=row.source(),
    )


def read_ladder(root: Row) -> tuple[LadderRung, ...]:
    made = tuple(
        LadderRung(
            row.text("id"),
            row.text("title"),
            row.whole("tries", least=1) or 1,
            row.whole("wait_minutes") or 0,
        )
        for row in root.rows("ladder")
    )
    if not made:
        root.problem("ladder", "plan_missing")
    return made


def read_duties(root: Row) -> tuple[DutyNorm, ...]:
    made: list[DutyNorm] = []
    for row in root.rows("duty"):
        level = row.level("level")
        duty = DutyNorm(
            level=level or Level.IV,
            leader=row.text("leader"),
            leader_role=row.choice("leader_role", Role, "plan_role") or Role.WATCH_LEADER,
            chief=row.whole("chief", least=1) or 1,
            assistant=row.whole("assistant") or 0,
            joint=row.texts("joint"),
            handover=times(row, "handover"),
            mark=row.mark(),
            source=row.source(),
        )
        if level in {other.level for other in made}:
            row.problem("level", "plan_twice", value=row.data.get("level"))
        made.append(duty)
    _check_all_levels(root, "duty", (duty.level for duty in made))
    return tuple(made)


def read_clocks(root: Row) -> tuple[PlanClock, ...]:
    made: list[PlanClock] = []
    for row in root.rows("clock"):
        starts = row.text("starts")
        if starts and starts not in CLOCK_STARTS:
            row.problem("starts", "plan_clock_start", value=starts, allowed=" ".join(CLOCK_STARTS))
        clock = PlanClock(
            id=row.text("id"),
            title=row.text("title"),
            starts=starts,
            minutes=_minutes(row),
            clause=row.text("clause", CLAUSE_PENDING),
            mark=row.mark(),
            source=row.source(),
        )
        if clock.id in {other.id for other in made}:
            row.problem("id", "plan_twice", value=clock.id)
        made.append(clock)
    return tuple(made)


def _minutes(row: Row) -> tuple[tuple[Level, int], ...]:
    """`minutes = 60` for all levels, or `minutes = { 4 = 30, 3 = 30, 2 = 20, 1 = 15 }`."""
    if not isinstance(row.data.get("minutes"), dict):
        one = row.whole("minutes")
        return () if one is None else tuple((level, one) for level in Level)
    table = row.row("minutes")
    made: list[tuple[Level, int]] = []
    for name in table.data if table is not None else ():
        assert table is not None
        minutes = table.whole(name)
        level = table.as_level(name)
        if level is not None and minutes is not None:
            made.append((level, minutes))
    _check_all_levels(row, "minutes", (level for level, _ in made))
    return tuple(sorted(made))


def read_reports(root: Row) -> tuple[ReportRhythm, ...]:
    made: list[ReportRhythm] = []
    for row in root.rows("report"):
        level = row.level("level")
        every = row.whole("every_minutes", least=1, needed=False)
        at = times(row, "times")
        if (every is None) == (not at):
            row.problem("", "plan_rhythm")
        made.append(ReportRhythm(level or Level.IV, every, at, row.mark(), row.source()))
    _check_all_levels(root, "report", (report.level for report in made))
    return tuple(made)


def read_notices(root: Row) -> tuple[NoticeTemplate, ...]:
    """One template per action; a {place} that nobody fills would be printed as it stands."""
    made: list[NoticeTemplate] = []
    for row in root.rows("notice"):
        action = row.choice("action", Action, "plan_action")
        title, paragraphs = row.text("title"), row.texts("paragraphs", needed=True)
        demands = row.row("demands")
        by_level = tuple(_demands(demands)) if demands is not None else ()
        all_texts = (title, *paragraphs, *(text for _, texts in by_level for text in texts))
        for place in {p for text in all_texts for p in _PLACE.findall(text)} - PLACES:
            row.problem("paragraphs", "plan_place", value=place)
        if action is None:
            continue
        if action in {other.action for other in made}:
            row.problem("action", "plan_twice", value=action.value)
        made.append(NoticeTemplate(action, title, row.text("addressee"), paragraphs, by_level))
    if not any(notice.action is Action.START for notice in made):
        root.problem("notice", "plan_no_notice")
    return tuple(made)


def _demands(table: Row) -> Iterable[tuple[Level, tuple[str, ...]]]:
    for name in table.data:
        texts = table.texts(name, needed=True)
        level = table.as_level(name)
        if level is not None:
            yield level, texts


def read_required(root: Row) -> tuple[Required, ...]:
    """The parts that the statute wants in an order (突发事件应对法 第72条)."""
    made = tuple(
        Required(row.text("id"), row.text("title"), row.text("clause"), row.mark(), row.source())
        for row in root.rows("required")
    )
    if not made:
        root.problem("required", "plan_missing")
    return made


def times(row: Row, key: str) -> tuple[str, ...]:
    """Clock times of the county's own day, 06:00."""
    given = row.texts(key)
    for value in given:
        if not _TIME.fullmatch(value):
            row.problem(key, "plan_time", value=value)
    return given


def _check_all_levels(row: Row, key: str, found: Iterable[Level]) -> None:
    for level in sorted(set(Level) - set(found)):
        row.problem(key, "plan_level_left_out", level=int(level))
