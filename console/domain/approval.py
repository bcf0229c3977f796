"""Who may decide, and what makes a decision count.

The plan's matrix says it, never the watch: 带班领导 is no approver by being on watch. The county
decides and its word is in force at once; by word of mouth it counts when it was taken down by
name and repeated back, and the paper follows within the plan's time. A deputy decides with a
reason why the one before could not. The decider may choose another level than the one proposed,
with a reason, and both stay on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from console.domain.level import Level
from console.domain.officer import Role
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import Approval, Mode, Proposal, ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One line of the matrix for a level: a role, the plan's name for it, its place in order."""

    role: Role
    title: str
    order: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the officer at the desk says about the decision that was taken."""

    approver_id: str
    mode: Mode
    decided_at: datetime
    taken_by: str = ""
    repeated_back: bool = False
    deputy_reason: str = ""
    paper_number: str = ""


def seat_of(roles: Iterable[Role], seats: Sequence[Seat]) -> Seat:
    """The first seat in the plan's order that these roles may take."""
    held = set(roles)
    for seat in sorted(seats, key=lambda s: s.order):
        if seat.role in held:
            return seat
    raise Refused("not_approver", allowed=tuple(seat.title for seat in seats))


def check(consent: Consent, roles: Iterable[Role], seats: Sequence[Seat], now: datetime) -> Seat:
    """The seat that this consent was given from, or why it doesn't count."""
    if not consent.approver_id:
        raise Refused("approver_missing", allowed=tuple(seat.title for seat in seats))
    seat = seat_of(roles, seats)
    first = min(s.order for s in seats)
    if seat.order > first and not consent.deputy_reason.strip():
        ahead = tuple(s.title for s in seats if s.order < seat.order)
        raise Refused("deputy_reason_missing", title=seat.title, ahead=ahead)
    if consent.mode is Mode.ORAL and not (consent.taken_by and consent.repeated_back):
        raise Refused("repeat_back_missing")
    if consent.mode is Mode.ORAL and consent.taken_by == consent.approver_id:
        raise Refused("taken_by_self")
    if consent.decided_at > now:
        raise Refused("decided_in_future", at=consent.decided_at)
    return seat


def check_open(proposal: Proposal) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise Refused("proposal_closed", state=proposal.state, at=proposal.closed_at)


def check_after(proposal: Proposal, at: datetime) -> None:
    """An answer comes after its question: a word given before it was a decision of its own."""
    if at < proposal.proposed_at:
        raise Refused("decided_before_proposal", at=proposal.proposed_at)


def check_level(proposed: Level | None, chosen: Level, reason: str) -> None:
    """Another level than proposed is the decider's right; the reason is the record's."""
    if proposed is not None and chosen != proposed and not reason.strip():
        raise Refused("level_reason_missing", proposed=proposed, level=chosen)


def approved(proposal: Proposal, *, at: datetime) -> Proposal:
    check_open(proposal)
    check_after(proposal, at)
    return replace(proposal, state=ProposalState.APPROVED, closed_at=at)


def returned(proposal: Proposal, *, at: datetime, reason: str) -> Proposal:
    """退回 to 监测预警, with the reason that the proposer will read."""
    check_open(proposal)
    check_after(proposal, at)
    if not reason.strip():
        raise Refused("reason_missing", what="return")
    return replace(
        proposal, state=ProposalState.RETURNED, closed_at=at, return_reason=reason.strip()
    )


def overtaken(proposal: Proposal, *, at: datetime) -> Proposal:
    check_open(proposal)
    return replace(proposal, state=ProposalState.OVERTAKEN, closed_at=at)


def with_paper(approval: Approval, *, number: str, at: datetime) -> Approval:
    """补书面: an oral decision gets its paper, once."""
    if approval.mode is not Mode.ORAL:
        raise Refused("paper_not_owed")
    if approval.paper_at is not None:
        raise Refused("paper_done", number=approval.paper_number)
    if not number.strip():
        raise Refused("paper_number_missing")
    if at < approval.decided_at:
        raise Refused("paper_early", decided_at=approval.decided_at)
    return replace(approval, paper_number=number.strip(), paper_at=at)


def owes_paper(approval: Approval) -> bool:
    return approval.mode is Mode.ORAL and approval.paper_at is None
