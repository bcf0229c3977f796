"""The record of one decision and the journal lines of a response.

Apart from the use-cases, so that what the journal says of a proposal or an approval is in one
place. A person's name goes into the sealed part of a line, never into its facts.
"""

from dataclasses import replace
from datetime import datetime

from console.domain.approval import Seat
from console.domain.changes import Kind
from console.domain.entry import Entry, Fact
from console.domain.level import Level
from console.domain.plan import Plan
from console.domain.response import Action, Approval, Mode, Proposal, Response
from console.services.decisions import Attempt, Move, Ruling
from console.wording.response import ACT_ON, ACTION, ADJUST_TO, APPROVAL_MODE
from db.work import Work


def approval_of(
    w: Work,
    move: Move,
    ruling: Ruling,
    seat: Seat,
    around: tuple[Response | None, Response, Proposal | None],
) -> Approval:
    standing, after, asked = around
    consent = ruling.consent
    written = consent.mode is Mode.WRITTEN
    return Approval(
        id=w.new_id(),
        event_id=after.event_id,
        plan_code=after.plan_code,
        action=move.wish.action,
        response_id=after.id,
        proposal_id=asked.id if asked else None,
        level=after.level,
        from_level=standing.level if standing else None,
        proposed_level=asked.statement.level if asked else None,
        level_reason=ruling.level_reason.strip(),
        reason=move.wish.reason.strip(),
        approver_id=consent.approver_id,
        role=seat.role,
        title=seat.title,
        order=seat.order,
        deputy_reason=consent.deputy_reason.strip(),
        mode=consent.mode,
        decided_at=consent.decided_at,
        taken_by=consent.taken_by,
        repeated_back=consent.repeated_back,
        paper_number=consent.paper_number.strip(),
        paper_at=consent.decided_at if written else None,
    )


def approval_line(made: Approval, plan: Plan, name: str) -> Entry:
    other = made.proposed_level is not None and made.proposed_level != made.level
    facts: dict[str, Fact] = {
        "title": made.title,
        "mode": APPROVAL_MODE[made.mode],
        "what": asked_words(made.action, plan, made.level),
        "proposed": _name(plan, made.proposed_level),
        "level_reason": made.level_reason,
        "deputy_reason": made.deputy_reason,
    }
    return Entry(
        kind="approve_other" if other else "approve",
        subject_kind=Kind.APPROVAL,
        subject_id=made.id,
        at=made.decided_at,
        facts=facts,
        private={"name": name} if name else {},
        about=made.approver_id if name else "",
        important=True,
        reason=made.level_reason,
    )


def try_line(asked: Proposal, attempt: Attempt, name: str) -> Entry:
    facts: dict[str, Fact] = {
        "title": attempt.title,
        "rung": attempt.rung,
        "result": attempt.result.strip(),
    }
    line = response_line("approver_tried", Kind.PROPOSAL, asked.id, attempt.at, facts)
    return replace(line, private={"name": name}, about=attempt.approver_id)


def proposal_line(
    kind: str, made: Proposal, plan: Plan, at: datetime, *, reason: str = ""
) -> Entry:
    facts: dict[str, Fact] = {
        "what": asked_words(made.action, plan, made.statement.level),
        "reason": reason,
    }
    line = response_line(kind, Kind.PROPOSAL, made.id, at, facts, reason=reason)
    return replace(line, important=kind == "propose")


def asked_words(action: Action, plan: Plan, level: Level | None) -> str:
    """启动防汛四级应急响应, but 将防汛应急响应调整为三级: a change names where it goes (D5)."""
    words = ADJUST_TO if action is Action.ADJUST and level else ACT_ON
    return words.format(action=ACTION[action], plan=plan.kind, level=_name(plan, level))


def _name(plan: Plan, level: Level | None) -> str:
    return plan.level_name(level) if level else ""


def response_line(
    kind: str,
    subject_kind: Kind,
    subject_id: str,
    at: datetime,
    facts: dict[str, Fact],
    *,
    reason: str = "",
) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=at,
        facts=facts,
        reason=reason.strip(),
    )
