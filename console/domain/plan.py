"""An emergency plan as data: what starts a level, who approves, what then has to be done.

Thresholds, deadlines and approvers are rows of a TOML file, never code (domain rule: 每一个阈值、
时限、审批人都是数据), so that the county can enter its own clauses without a programmer and a
second county is a second folder. `plan_text.read_plan` parses and lints the file; the format is
described there and, in Chinese, in FORMAT.md beside the plans. A plan is immutable: an event
stays bound to the version it was started under.

Every row carries a mark and a source. A row marked SUGGESTED may advise, it never acts.
"""

from datetime import date, datetime
from enum import StrEnum

from console.domain.approval import Seat
from console.domain.condition import EndRule, LevelRule
from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.record import dataclass
from console.domain.response import Action

_CHINESE = {Level.I: "一级", Level.II: "二级", Level.III: "三级", Level.IV: "四级"}
_ROMAN = {Level.I: "Ⅰ级", Level.II: "Ⅱ级", Level.III: "Ⅲ级", Level.IV: "Ⅳ级"}


class LevelStyle(StrEnum):
    """How this plan writes a level; the level itself is stored as 1–4."""

    CHINESE = "中文"
    ROMAN = "罗马"


@dataclass(frozen=True, slots=True)
class RoleTitle:
    """What this plan calls a role: R02 is 县防指常务副指挥长 here."""

    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class ApproverStep:
    """One approver in order: 1 decides, 2, 3 … are the deputies when he can't be reached."""

    order: int
    role: Role
    title: str
    may_delegate: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who decides these actions at these levels; for ADJUST the graver of the two counts."""

    actions: tuple[Action, ...]
    levels: tuple[Level, ...]
    approvers: tuple[ApproverStep, ...]
    notify: tuple[Role, ...]
    clause: str
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class LadderRung:
    """One rung of reaching an approver (D4): so many tries, so many minutes apart."""

    id: str
    title: str
    tries: int
    wait_minutes: int


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """One task of a level's package; due `due_minutes` after T, or repeated, or at set hours."""

    id: str
    no: int
    level: Level
    title: str
    text: str
    unit: str
    due_minutes: int | None
    every_minutes: int | None
    times: tuple[str, ...]
    optional: bool  # 视情
    feedback: str
    clause: str
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class DutyNorm:
    """Who has to sit in the hall while this level runs."""

    level: Level
    leader: str
    leader_role: Role
    chief: int
    assistant: int
    joint: tuple[str, ...]
    handover: tuple[str, ...]
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class PlanClock:
    """A deadline that the decision itself starts, in minutes, per level."""

    id: str
    title: str
    starts: str  # approval · decision · publish · end
    minutes: tuple[tuple[Level, int], ...]
    clause: str
    mark: Mark
    source: str

    def at(self, level: Level) -> int | None:
        return dict(self.minutes).get(level)


@dataclass(frozen=True, slots=True)
class ReportRhythm:
    """How often townships report while a level runs: at set hours, or every so many minutes."""

    level: Level
    every_minutes: int | None
    times: tuple[str, ...]
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """The fixed shape of a notice; {named} places are filled from the response."""

    action: Action
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    demands: tuple[tuple[Level, tuple[str, ...]], ...]

    def demands_at(self, level: Level) -> tuple[str, ...]:
        return dict(self.demands).get(level, ())


@dataclass(frozen=True, slots=True)
class Required:
    """A part that the law wants in an order (突发事件应对法 第72条)."""

    id: str
    title: str
    clause: str
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One version of one plan, whole and lint-clean."""

    code: str
    title: str
    version: str
    status: str
    kind: str  # the family a higher level's response belongs to: 防汛
    hazards: tuple[str, ...]
    issued: date | None
    effective: date | None
    retired: date | None
    document_no: str
    organ: str  # who issues
    document_organ: str  # 绩防指
    signature: str  # 绩溪县防汛抗旱指挥部
    superior: tuple[str, ...]
    style: LevelStyle
    townships: tuple[str, ...]
    mark: Mark  # of the plan's own data: title, number, dates
    source: str
    roles: tuple[RoleTitle, ...]
    levels: tuple[LevelRule, ...]
    approvals: tuple[ApprovalRule, ...]
    ladder: tuple[LadderRung, ...]
    tasks: tuple[TaskTemplate, ...]
    duties: tuple[DutyNorm, ...]
    clocks: tuple[PlanClock, ...]
    reports: tuple[ReportRhythm, ...]
    notices: tuple[NoticeTemplate, ...]
    required: tuple[Required, ...]
    ends: tuple[EndRule, ...]

    def level_name(self, level: Level) -> str:
        return (_ROMAN if self.style is LevelStyle.ROMAN else _CHINESE)[level]

    def rule(self, level: Level) -> LevelRule:
        return next(rule for rule in self.levels if rule.level == level)

    def approval(self, action: Action, level: Level) -> ApprovalRule:
        return next(a for a in self.approvals if action in a.actions and level in a.levels)

    def approvers(self, action: Action, level: Level) -> tuple[ApproverStep, ...]:
        """Ordered: the approver first, then the deputies whom the ladder may reach."""
        return self.approval(action, level).approvers

    def seats(self, action: Action, level: Level) -> tuple[Seat, ...]:
        """The same as lines of the matrix, for `approval.check`."""
        return tuple(
            Seat(role=step.role, title=step.title, order=step.order)
            for step in self.approvers(action, level)
        )

    def package(self, level: Level) -> tuple[TaskTemplate, ...]:
        return tuple(task for task in self.tasks if task.level == level)

    def duty(self, level: Level) -> DutyNorm | None:
        return next((duty for duty in self.duties if duty.level == level), None)

    def clock_minutes(self, clock_id: str, level: Level) -> int | None:
        return next((c.at(level) for c in self.clocks if c.id == clock_id), None)

    def report(self, level: Level) -> ReportRhythm | None:
        return next((r for r in self.reports if r.level == level), None)

    def notice(self, action: Action) -> NoticeTemplate | None:
        return next((n for n in self.notices if n.action == action), None)

    def role_title(self, role: Role) -> str:
        return next((named.title for named in self.roles if named.role == role), role)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A plan file as it was entered; never edited, only followed by another version."""

    id: str
    code: str
    version: str
    title: str
    text: str
    sha256: str
    entered_by: str
    entered_at: datetime
    active: bool = True
