"""A graded response and the few ways in which it may move.

Start, change of level (any other level, jumps are legal both ways), pause, resume, end, review,
archive. One plan has at most one living response on one event; two plans may run side by side on
it (防汛 and 防台风). What must be said with each move is in `console.domain.statement`, who may
decide it in `console.domain.approval`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console.domain.level import Level
from console.domain.officer import Role
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.statement import Complete, Ending, Finding, Statement, check_ending

JUMP = 2  # this many levels at once want a second look (宣城 2012: Ⅰ级直接调为Ⅲ级 was right)


class Action(StrEnum):
    START = "start"  # 启动
    ADJUST = "adjust"  # 调整
    PAUSE = "pause"  # 暂停
    RESUME = "resume"  # 恢复
    END = "end"  # 终止


class ResponseState(StrEnum):
    ACTIVE = "active"  # 处置中
    PAUSED = "paused"  # 已暂停
    ENDED = "ended"  # 已终止
    REVIEWED = "reviewed"  # 已评估
    ARCHIVED = "archived"  # 已归档
    JOINED = "joined"  # 并入: ran into a standing one of its event and plan when consoles met


LIVING = frozenset({ResponseState.ACTIVE, ResponseState.PAUSED})


class ProposalState(StrEnum):
    OPEN = "open"  # 待批准
    APPROVED = "approved"
    RETURNED = "returned"  # 退回
    OVERTAKEN = "overtaken"  # a direct decision came first


class Mode(StrEnum):
    ORAL = "oral"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A duty officer's 建议; what the decider chose otherwise stands in the approval beside it."""

    id: str
    event_id: str
    plan_code: str
    plan_version: str
    action: Action
    response_id: str | None
    statement: Statement
    reason: str
    findings: tuple[Finding, ...]
    proposed_by: str
    proposed_at: datetime
    criteria: tuple[str, ...] = ()  # 终止判据, for an end
    follow_up: str = ""  # 后续措施, for an end
    state: ProposalState = ProposalState.OPEN
    closed_at: datetime | None = None
    return_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One decision of the county: by whom in which capacity, how, when, and what became of it."""

    id: str
    event_id: str
    plan_code: str
    action: Action
    response_id: str
    proposal_id: str | None  # None: 领导直接决定
    level: Level
    from_level: Level | None
    proposed_level: Level | None
    level_reason: str  # why another level than proposed
    reason: str
    approver_id: str
    role: Role
    title: str  # 县防指常务副指挥长, as the plan calls it
    order: int  # place in the plan's order of deputies, 1 decides first
    deputy_reason: str
    mode: Mode
    decided_at: datetime
    taken_by: str = ""  # who took the word
    repeated_back: bool = False
    paper_number: str = ""
    paper_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`plan_version` is the plan's version when it started: the response stays bound to it."""

    id: str
    event_id: str
    plan_code: str
    plan_version: str
    level: Level
    state: ResponseState
    started_at: datetime
    level_at: datetime  # since when at this level
    matter: str
    expected_until: datetime
    measures: tuple[str, ...]
    scope: tuple[str, ...] = ()
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    criteria: tuple[str, ...] = ()
    follow_up: str = ""
    reviewed_at: datetime | None = None
    archived_at: datetime | None = None
    joined_to: str | None = None  # the response that goes on in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """The event and the plan version that a response is started on."""

    event_id: str
    plan_code: str
    plan_version: str


def check_free(belongs: Belongs, responses: Iterable[Response]) -> None:
    """One living response for an event and a plan; a second plan on the event is welcome."""
    for other in responses:
        same = other.event_id == belongs.event_id and other.plan_code == belongs.plan_code
        if same and other.state in LIVING:
            raise Refused("already_active", level=other.level, since=other.level_at)


def start(
    id: str,  # noqa: A002 - the record's own word
    belongs: Belongs,
    said: Complete,
    responses: Iterable[Response],
    *,
    at: datetime,
) -> Response:
    check_free(belongs, responses)
    return Response(
        id=id,
        event_id=belongs.event_id,
        plan_code=belongs.plan_code,
        plan_version=belongs.plan_version,
        level=said.level,
        state=ResponseState.ACTIVE,
        started_at=at,
        level_at=at,
        matter=said.matter,
        expected_until=said.expected_until,
        measures=said.measures,
        scope=said.scope,
    )


def adjust(response: Response, said: Complete, *, at: datetime, jump_confirmed: bool) -> Response:
    """调整为…级: never the same level, and two levels at once only with a second yes."""
    _active(response, at)
    check_target(response.level, said.level, jump_confirmed=jump_confirmed)
    return replace(
        response,
        level=said.level,
        level_at=at,
        matter=said.matter,
        expected_until=said.expected_until,
        measures=said.measures,
        scope=said.scope,
    )


def check_target(current: Level, target: Level, *, jump_confirmed: bool) -> None:
    if target == current:
        raise Refused("same_level", level=current)
    if abs(target - current) >= JUMP and not jump_confirmed:
        raise Refused("jump_unconfirmed", current=current, level=target)


def pause(response: Response, *, at: datetime) -> Response:
    _active(response, at)
    return replace(response, state=ResponseState.PAUSED, paused_at=at)


def resume(response: Response, *, at: datetime) -> Response:
    if response.state is not ResponseState.PAUSED:
        raise Refused("not_paused", state=response.state)
    if response.paused_at is not None and at < response.paused_at:
        raise Refused("decided_early", before=response.paused_at)
    return replace(response, state=ResponseState.ACTIVE, paused_at=None)


def end(response: Response, ending: Ending, wanted: Iterable[str], *, at: datetime) -> Response:
    """终止: every criterion of the plan confirmed, the follow-up measures said."""
    _living(response, at)
    check_ending(ending, wanted)
    return replace(
        response,
        state=ResponseState.ENDED,
        ended_at=at,
        paused_at=None,
        criteria=ending.confirmed,
        follow_up=ending.follow_up.strip(),
    )


def reviewed(response: Response, *, at: datetime) -> Response:
    if response.state is not ResponseState.ENDED or response.ended_at is None:
        raise Refused("not_ended", state=response.state)
    if at < response.ended_at:
        raise Refused("decided_early", before=response.ended_at)
    return replace(response, state=ResponseState.REVIEWED, reviewed_at=at)


def archived(response: Response, *, at: datetime) -> Response:
    """归档 only after 评估: a response that nobody looked back on stays on the screen."""
    if response.state is not ResponseState.REVIEWED:
        raise Refused("not_reviewed", state=response.state)
    return replace(response, state=ResponseState.ARCHIVED, archived_at=at)


def _living(response: Response, at: datetime) -> None:
    if response.state is ResponseState.JOINED:
        raise Refused("response_joined")
    if response.state not in LIVING:
        raise Refused("ended", ended_at=response.ended_at)
    since = response.paused_at or response.level_at
    if at < since:
        raise Refused("decided_early", before=since)


def _active(response: Response, at: datetime) -> None:
    _living(response, at)
    if response.state is ResponseState.PAUSED:
        raise Refused("paused", since=response.paused_at)
