"""The seat's word on one decision that was made away from it, with the journal's second line (D20).

A response is weighed against what the seat itself and already settled decisions made of it; an
order that has gone out to a depot or a team is a fact by the time its news is here and is
confirmed: what to do about it is a new decision.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from console.domain import seat as rules
from console.domain.changes import Kind
from console.domain.difference import Choice, Difference
from console.domain.entry import Entry, Fact
from console.domain.level import Level
from console.domain.response import LIVING, Approval, Response, ResponseState
from console.domain.seat import Ground, Step
from console.domain.station import SEAT, Seat, Standing, Verdict
from console.services.decisions import watch_state
from console.services.permission import SYSTEM
from console.services.planbook import bound
from console.wording import date_time
from console.wording.response import ACTION, RESPONSE_STATE
from console.wording.seat import (
    ACT,
    BY_THE_SEAT,
    GRAVER_STANDS,
    JOINED,
    NOT_LIVING,
    OTHER_LEVEL,
    TURNED_AWAY,
)
from db.work import Read, Work


def ready(read: Read, verdict: Verdict) -> bool:
    """Its response and its approval are here."""
    if verdict.subject_kind is not Kind.RESPONSE:
        return True
    known = read.seek(Response, verdict.subject_id), read.seek(Approval, verdict.decision_id)
    return None not in known


def settle(w: Work, left: Sequence[Verdict], seat: Seat) -> None:
    """The first of those that are left: confirmed or superseded, once, and the record put right."""
    verdict = left[0]
    if verdict.subject_kind is not Kind.RESPONSE:
        _speak(w, verdict, Standing.CONFIRMED, seat, "")
        return
    response = w.get(Response, verdict.subject_id)
    decision = w.get(Approval, verdict.decision_id)
    step = Step(decision.action, decision.level, decision.from_level)
    if response.state is ResponseState.JOINED:
        _join(w, verdict, response, step, seat)
        return
    ground = ground_of(w, response, left)
    said, after = rules.settle(step, ground)
    reason = _why(step, ground, said)
    _speak(w, verdict, said, seat, reason, plan=bound(w, response.plan_version).kind)
    _put_right(w, response, after)


def ground_of(w: Work, response: Response, left: Sequence[Verdict]) -> Ground:
    """What the decisions that nobody disputes have made of the response.

    In the order in which they came to count: one made away from the seat when the seat spoke.
    """
    joined = tuple(w.ids(Response, joined_to=response.id))
    ids = (response.id, *joined)
    known = {one.decision_id: one for one in w.find(Verdict, subject_id__in=ids)}
    open_ = {one.decision_id for one in left}
    came = []
    for one in w.find(Approval, response_id__in=ids, order="decided_at,id"):
        said = known.get(one.id)
        if one.id in open_ or (said and said.standing is not Standing.CONFIRMED):
            continue
        at = (said.settled_at or said.made_at) if said else one.decided_at
        apart = one.response_id in joined or (said is not None and said.settled_at is not None)
        came.append((at, one.id, one, apart))
    ground = Ground()
    for _, _, one, apart in sorted(came, key=lambda c: c[:2]):
        step = Step(one.action, one.level, one.from_level)
        # A raise made apart has joined: what stood was the graver of the two.
        ground = rules.settle(step, ground)[1] if apart else rules.carried(step, ground)
    return ground


def _join(w: Work, verdict: Verdict, joined: Response, step: Step, seat: Seat) -> None:
    """A start that ran into a standing response of its event and plan: that one goes on."""
    found = w.find(
        Response,
        event_id=joined.event_id,
        plan_code=joined.plan_code,
        state__in=tuple(LIVING),
    )
    plan = bound(w, joined.plan_version).kind
    if not found:
        _speak(w, verdict, Standing.SUPERSEDED, seat, NOT_LIVING, plan=plan)
        return
    stands = found[0]
    gravest: Level = min(stands.level, step.level) if step.raises else stands.level
    _speak(w, verdict, Standing.CONFIRMED, seat, JOINED, plan=plan)
    _put_right(w, stands, Ground(gravest, stands.state))
    if joined.joined_to != stands.id:
        w.save(rules.joined(joined, stands.id))


def _close_differences(w: Work, response: Response) -> None:
    """Two levels of one response are the seat's to settle, not a person's to choose from."""
    found = w.find(Difference, entity_id=response.id, entity=Kind.RESPONSE, choice=Choice.OPEN)
    for one in found:
        stands = json.dumps(int(response.level)) if one.field == "level" else None
        choice = {one.first: Choice.FIRST, one.late: Choice.LATE}.get(stands, Choice.OTHER)
        w.save(
            replace(
                one,
                choice=choice if stands else Choice.FIRST,
                kept=stands or one.first,
                settled_by=SYSTEM,
                settled_at=w.now,
                reason=BY_THE_SEAT,
            )
        )


def _put_right(w: Work, response: Response, ground: Ground) -> None:
    right = rules.put_right(response, ground, at=w.now)
    _close_differences(w, right)
    if right == response:
        return
    w.save(right)
    watch_state(w, right)
    plan = bound(w, right.plan_version)
    facts: dict[str, Fact] = {
        "plan": plan.kind,
        "level": plan.level_name(right.level),
        "state": RESPONSE_STATE[right.state],
    }
    w.log(
        Entry(
            kind="response_put_right",
            subject_kind=Kind.RESPONSE,
            subject_id=right.id,
            at=w.now,
            facts=facts,
            important=True,
        )
    )


def _why(step: Step, ground: Ground, said: Standing) -> str:
    if said is Standing.SUPERSEDED:
        return OTHER_LEVEL if ground.living else NOT_LIVING
    if ground.level is not None and ground.level.graver_than(step.level) and step.raises:
        return GRAVER_STANDS
    return ""


def _speak(
    w: Work, verdict: Verdict, said: Standing, seat: Seat, reason: str, *, plan: str = ""
) -> None:
    w.save(rules.spoken(verdict, said, seat, at=w.now, by=SYSTEM, reason=reason))
    kind = "verdict_confirmed" if said is Standing.CONFIRMED else "verdict_superseded"
    w.log(_line(kind, verdict, w.now, reason, plan))


def _line(kind: str, verdict: Verdict, at: datetime, reason: str, plan: str) -> Entry:
    facts: dict[str, Fact] = {
        "what": what_of(verdict, plan),
        "made_at": date_time(verdict.made_at),
        "reason": reason,
    }
    return Entry(
        kind=kind,
        subject_kind=verdict.subject_kind,
        subject_id=verdict.subject_id,
        at=at,
        facts=facts,
        important=True,
        reason=reason,
    )


def again(verdict: Verdict) -> str:
    """Under which id a verdict is told whose own row was refused with its group."""
    return f"{verdict.id}.0"


def turned_away(w: Work, verdict: Verdict) -> None:
    """A decision of this console that ran into another one before it got there; it says so itself,
    because what was refused never reached the seat.
    """
    held = w.seek(Seat, SEAT)
    token = held.token if held else verdict.token
    gone = replace(
        verdict,
        id=again(verdict),
        standing=Standing.SUPERSEDED,
        token=token,
        settled_at=w.now,
        settled_by=SYSTEM,
        reason=TURNED_AWAY,
    )
    response = w.seek(Response, verdict.subject_id)
    plan = bound(w, response.plan_version).kind if response else ""
    w.save(gone)
    w.log(_line("verdict_superseded", gone, w.now, TURNED_AWAY, plan))


def what_of(verdict: Verdict, plan: str = "") -> str:
    """启动防汛响应, 批准调拨, 队伍调派."""
    if verdict.subject_kind is Kind.RESPONSE:
        word = next(w for a, w in ACTION.items() if a == verdict.action)
        return ACT[verdict.subject_kind, ""].format(action=word, plan=plan)
    return ACT[verdict.subject_kind, verdict.action]
