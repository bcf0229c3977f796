"""Graded response as officers do it: propose, approve, return, decide, put on paper, look back.

A duty officer proposes, the plan's matrix says who approves, the leader may decide without any
proposal. The officer at the desk records the decision (`record_approval`); the approver may do it
himself. Every method is one transaction with its journal lines, so that a second press finds the
thing done and is refused.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from console.domain import approval as rules_of_approval
from console.domain import response as course
from console.domain import review as looking_back
from console.domain.changes import Changes, Kind
from console.domain.entry import Fact
from console.domain.incident import Event, Hazard
from console.domain.officer import Officer
from console.domain.plan import Plan
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import (
    Action,
    Approval,
    Proposal,
    ProposalState,
    Response,
)
from console.domain.review import Review
from console.domain.statement import Ending, Finding, Statement, complete
from console.services import decisions, documents, dues
from console.services.decisions import Attempt, Move, Ruling, Wish
from console.services.lent import lent_roles, on_behalf
from console.services.permission import Permission, permit, permitted
from console.services.planbook import bound, in_force
from console.services.response_lines import (
    approval_line,
    approval_of,
    proposal_line,
    response_line,
    try_line,
)
from console.services.verdicts import weigh
from console.services.world import World
from console.wording.incident import HAZARD
from db.work import Read, Work

_NOTHING_STATED = Statement(matter="", level=None, expected_until=None, measures=())


@dataclass(frozen=True)
class Responses:
    world: World

    def propose(
        self,
        actor: str,
        wish: Wish,
        findings: tuple[Finding, ...] = (),
        at: datetime | None = None,
    ) -> tuple[str, Changes]:
        """建议启动 / 调整 / 暂停 / 恢复 / 终止, with the judgement of the moment beside it."""
        with self.world.store.write(actor, "response.propose") as w:
            permit(w, actor, Permission.PROPOSE)
            stated = at or w.now
            wish = _on_event(w, wish, stated)
            standing, plan, version = _ground(w, wish)
            _check_wish(w, wish, standing, plan, stated)
            made = Proposal(
                id=w.new_id(),
                event_id=wish.event_id,
                plan_code=wish.plan_code,
                plan_version=version,
                action=wish.action,
                response_id=wish.response_id,
                statement=wish.statement or _standing_statement(standing),
                reason=wish.reason.strip(),
                findings=findings,
                proposed_by=actor,
                proposed_at=stated,
                criteria=wish.ending.confirmed if wish.ending else (),
                follow_up=wish.ending.follow_up if wish.ending else "",
            )
            w.save(made)
            w.log(proposal_line("propose", made, plan, stated, reason=made.reason))
        return made.id, w.changes

    def record_try(self, actor: str, proposal_id: str, attempt: Attempt) -> Changes:
        """One try to reach an approver, timed: what 事后补签 and a deputy's decision rest on."""
        with self.world.store.write(actor, "response.try") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            asked = w.get(Proposal, proposal_id)
            rules_of_approval.check_open(asked)
            rules_of_approval.check_after(asked, attempt.at)
            w.log(try_line(asked, attempt, w.get(Officer, attempt.approver_id).name))
        return w.changes

    def return_(self, actor: str, proposal_id: str, reason: str, at: datetime) -> Changes:
        """退回: back to 监测预警, the reason goes to the proposer."""
        with self.world.store.write(actor, "response.return") as w:
            _permit_decision(w, actor)
            gone = rules_of_approval.returned(w.get(Proposal, proposal_id), at=at, reason=reason)
            w.save(gone)
            plan = bound(w, gone.plan_version)
            w.log(proposal_line("return", gone, plan, at, reason=gone.return_reason))
        return w.changes

    def approve(self, actor: str, proposal_id: str, ruling: Ruling) -> tuple[str, Changes]:
        """批准, as proposed or at another level with a reason; in force at the stated moment."""
        with self.world.store.write(actor, "response.approve") as w:
            _permit_decision(w, actor)
            asked = w.get(Proposal, proposal_id)
            rules_of_approval.check_open(asked)
            wish = _wish_of(asked, ruling)
            made = _decide(w, wish, ruling, asked)
            w.save(rules_of_approval.approved(asked, at=ruling.consent.decided_at))
        return made.id, w.changes

    def decide(self, actor: str, wish: Wish, ruling: Ruling) -> tuple[str, Changes]:
        """领导直接决定, past any proposal; an open one for the same thing is overtaken."""
        with self.world.store.write(actor, "response.decide") as w:
            _permit_decision(w, actor)
            wish = _on_event(w, wish, ruling.consent.decided_at)
            made = _decide(w, wish, ruling, None)
            for asked in _open_proposals(w, wish):
                w.save(rules_of_approval.overtaken(asked, at=ruling.consent.decided_at))
                plan = bound(w, asked.plan_version)
                w.log(proposal_line("overtaken", asked, plan, ruling.consent.decided_at))
        return made.id, w.changes

    def record_paper(
        self, actor: str, approval_id: str, number: str, at: datetime, late_reason: str = ""
    ) -> Changes:
        """补书面 of an oral decision: stops its clock and signs its papers."""
        with self.world.store.write(actor, "response.paper") as w:
            _permit_decision(w, actor)
            there = rules_of_approval.with_paper(
                w.get(Approval, approval_id), number=number, at=at
            )
            for other in w.find(Approval, paper_number=there.paper_number):
                raise Refused("paper_number_used", number=number.strip(), at=other.decided_at)
            w.save(there)
            dues.meet(w, decisions.PAPER, approval_id, at=at, reason=late_reason)
            documents.sign_on_paper(w, there)
            facts: dict[str, Fact] = {"title": there.title, "number": there.paper_number}
            w.log(
                response_line("paper", Kind.APPROVAL, approval_id, at, facts, reason=late_reason)
            )
        return w.changes

    def review(self, actor: str, review: Review, late_reason: str = "") -> tuple[str, Changes]:
        """评估 of an ended response; `review.id` may be empty."""
        with self.world.store.write(actor, "response.review") as w:
            permit(w, actor, Permission.REVIEW)
            whole = looking_back.complete(replace(review, id=review.id or w.new_id()))
            response = w.get(Response, review.response_id)
            w.save(course.reviewed(response, at=whole.written_at))
            w.save(whole)
            decisions.review_done(w, response, at=whole.written_at, reason=late_reason)
            facts: dict[str, Fact] = {
                "plan": bound(w, response.plan_version).kind,
                "impact": whole.impact,
            }
            line = response_line("review", Kind.RESPONSE, response.id, whole.written_at, facts)
            w.log(replace(line, important=True))
        return whole.id, w.changes

    def report_review(self, actor: str, review_id: str, to: str, at: datetime) -> Changes:
        """评估报告 goes to the next level up (突发事件应对法 第92条)."""
        with self.world.store.write(actor, "response.report_review") as w:
            permit(w, actor, Permission.REVIEW)
            sent = looking_back.reported(w.get(Review, review_id), to=to, at=at)
            w.save(sent)
            w.log(
                response_line(
                    "review_reported",
                    Kind.RESPONSE,
                    sent.response_id,
                    at,
                    {"to": sent.reported_to},
                )
            )
        return w.changes

    def archive(self, actor: str, response_id: str, at: datetime) -> Changes:
        with self.world.store.write(actor, "response.archive") as w:
            permit(w, actor, Permission.REVIEW)
            gone = course.archived(w.get(Response, response_id), at=at)
            w.save(gone)
            facts: dict[str, Fact] = {"plan": bound(w, gone.plan_version).kind}
            w.log(response_line("archive", Kind.RESPONSE, response_id, at, facts))
        return w.changes


def _permit_decision(w: Work, actor: str) -> None:
    """The desk that records, or the approver himself; whose decision counts is the plan's word."""
    if not permitted(w, actor, Permission.APPROVE):
        permit(w, actor, Permission.RECORD_APPROVAL)


def _on_event(w: Work, wish: Wish, at: datetime) -> Wish:
    """The wish with its event; one that is only named is opened here."""
    if wish.event_id:
        return wish
    name = wish.new_event.strip()
    if not name:
        raise Refused("event_title_missing")
    _, plan = in_force(w, wish.plan_code)
    hazard = next((h for h, word in HAZARD.items() if word in plan.hazards), Hazard.OTHER)
    made = Event(id=w.new_id(), title=name, hazard=hazard, began_at=at)
    w.save(made)
    line = response_line("event_opened", Kind.EVENT, made.id, at, {"title": name})
    w.log(replace(line, important=True))
    return replace(wish, event_id=made.id)


def _ground(w: Work, wish: Wish) -> tuple[Response | None, Plan, str]:
    """The response as it stands and the plan version that binds the wish."""
    w.get(Event, wish.event_id)
    if wish.action is Action.START:
        version, plan = in_force(w, wish.plan_code)
        return None, plan, version
    if wish.response_id is None:
        raise Refused("no_response")
    standing = w.get(Response, wish.response_id)
    return standing, bound(w, standing.plan_version), standing.plan_version


def _standing_statement(standing: Response | None) -> Statement:
    if standing is None:
        return _NOTHING_STATED
    return Statement(
        matter=standing.matter,
        level=standing.level,
        expected_until=standing.expected_until,
        measures=standing.measures,
        scope=standing.scope,
    )


def _check_wish(w: Work, wish: Wish, standing: Response | None, plan: Plan, at: datetime) -> None:
    """A proposal must be decidable: what would be refused then is refused now."""
    for asked in _open_proposals(w, wish):
        if asked.action is wish.action:
            raise Refused("proposal_open", action=asked.action, at=asked.proposed_at)
    move = Move(wish=wish, plan=plan, plan_version="", at=at, jump_confirmed=True)
    decisions.carried_out(w, move, standing)


def _open_proposals(read: Read, wish: Wish) -> list[Proposal]:
    return read.find(
        Proposal, event_id=wish.event_id, plan_code=wish.plan_code, state=ProposalState.OPEN
    )


def _from_decision(said: Statement, asked: Proposal, ruling: Ruling) -> Statement:
    """预计期限 counts from the decision: the time that the proposal waited is added to it."""
    waited = ruling.consent.decided_at - asked.proposed_at
    if said.expected_until is None or said.expected_until != asked.statement.expected_until:
        return said
    return replace(said, expected_until=said.expected_until + max(waited, timedelta()))


def _wish_of(asked: Proposal, ruling: Ruling) -> Wish:
    said = _from_decision(ruling.statement or asked.statement, asked, ruling)
    ends = asked.action is Action.END
    return Wish(
        action=asked.action,
        event_id=asked.event_id,
        plan_code=asked.plan_code,
        response_id=asked.response_id,
        statement=said if asked.action in {Action.START, Action.ADJUST} else None,
        ending=Ending(confirmed=asked.criteria, follow_up=asked.follow_up) if ends else None,
        reason=asked.reason,
    )


def _decide(w: Work, wish: Wish, ruling: Ruling, asked: Proposal | None) -> Response:
    """The one road of every decision, proposed or direct."""
    consent = ruling.consent
    if asked is None and ruling.statement is not None and wish.statement is not None:
        wish = replace(wish, statement=ruling.statement)
    standing, plan, version = _ground(w, wish)
    officer = w.seek(Officer, consent.approver_id) if consent.approver_id else None
    if officer is not None and not officer.active:
        raise Refused("approver_left")
    if wish.action in {Action.START, Action.ADJUST}:
        complete(wish.statement or _NOTHING_STATED, consent.decided_at)
    level = decisions.target_level(wish, standing)
    seats = plan.seats(wish.action, level)
    lent = lent_roles(w, officer.id, consent.decided_at, level) if officer else {}
    roles = (*officer.roles, *lent) if officer else ()
    seat = rules_of_approval.check(consent, roles, seats, w.now)
    if officer is not None and seat.role not in officer.roles:
        seat = replace(seat, title=on_behalf(w, seat.title, lent[seat.role]))
    move = Move(
        wish=wish,
        plan=plan,
        plan_version=version,
        at=consent.decided_at,
        jump_confirmed=ruling.jump_confirmed,
    )
    after = decisions.carried_out(w, move, standing)
    proposed = asked.statement.level if asked else None
    rules_of_approval.check_level(proposed, after.level, ruling.level_reason)
    made = approval_of(w, move, ruling, seat, (standing, after, asked))
    w.log(approval_line(made, plan, officer.name if officer else ""))
    decisions.consequences(w, move, standing, after, made)
    weigh(w, Kind.RESPONSE, after.id, wish.action, made.id)
    return after
