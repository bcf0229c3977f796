"""What a county decision sets in motion, in one transaction: level, tasks, clocks, paper, journal.

Called by `console.services.responses` once it is settled who decided; nothing here asks whether
it may. A start without its tasks or its notice can't exist, because they are one write.
"""

from datetime import datetime

from console.domain import response as course
from console.domain.approval import Consent
from console.domain.changes import Kind
from console.domain.due import raised
from console.domain.entry import Entry, Fact
from console.domain.level import Level, gravest
from console.domain.plan import Plan
from console.domain.rain_field import standing
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import Action, Approval, Belongs, Response
from console.domain.roster import Mode as WatchMode
from console.domain.statement import Ending, Statement, complete
from console.services import documents, dues, notices, packages
from console.services.duty import enter
from console.services.on_record import BACK
from console.services.planbook import limit_of
from console.wording import date_time
from console.wording.response import ACTION, PAPER_TITLE, RESPONSE_ENDED, REVIEW_TITLE
from db.work import Work

REASONED = frozenset({Action.ADJUST, Action.PAUSE, Action.RESUME})
PAPER, REVIEW = "paper", "review"
_PUBLISH_CLOCK = "notice"
_READINGS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of the county: an action on an event under a plan, with what it must say."""

    action: Action
    event_id: str  # empty: the event named by `new_event` is opened with the wish
    plan_code: str
    new_event: str = ""
    response_id: str | None = None
    statement: Statement | None = None  # START, ADJUST
    ending: Ending | None = None  # END
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The decision as it was given: by whom and how, and what was chosen otherwise."""

    consent: Consent
    statement: Statement | None = None  # None: as proposed
    level_reason: str = ""
    jump_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try to reach an approver: by which rung of the plan's ladder, and what came of it."""

    approver_id: str
    title: str  # as the plan calls the seat
    rung: str  # 本人电话, 备用号码 …
    result: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A wish with the plan that binds it and the moment of the decision."""

    wish: Wish
    plan: Plan
    plan_version: str
    at: datetime
    jump_confirmed: bool = False


def target_level(wish: Wish, standing: Response | None) -> Level:
    """The level that the matrix is asked for: the graver one where a level changes."""
    stated = wish.statement.level if wish.statement else None
    levels = [level for level in (stated, standing.level if standing else None) if level]
    return min(levels) if levels else Level.IV


def carried_out(w: Work, move: Move, standing: Response | None) -> Response:
    """The response as it stands after the decision; every rule of the course is asked here."""
    wish, at = move.wish, move.at
    if wish.action is Action.START:
        return _started(w, move)
    assert standing is not None
    if wish.action in REASONED and not wish.reason.strip():
        raise Refused("reason_missing")
    if wish.action is Action.ADJUST:
        assert wish.statement is not None
        said = complete(wish.statement, at)
        return course.adjust(standing, said, at=at, jump_confirmed=move.jump_confirmed)
    if wish.action is Action.PAUSE:
        return course.pause(standing, at=at)
    if wish.action is Action.RESUME:
        return course.resume(standing, at=at)
    ending = wish.ending or Ending(confirmed=(), follow_up="")
    return course.end(standing, ending, [rule.text for rule in move.plan.ends], at=at)


def _started(w: Work, move: Move) -> Response:
    wish = move.wish
    assert wish.statement is not None
    belongs = Belongs(
        event_id=wish.event_id, plan_code=wish.plan_code, plan_version=move.plan_version
    )
    others = w.find(Response, event_id=wish.event_id, plan_code=wish.plan_code)
    return course.start(w.new_id(), belongs, complete(wish.statement, move.at), others, at=move.at)


def consequences(
    w: Work, move: Move, before: Response | None, after: Response, approval: Approval
) -> None:
    """Rows that follow from the decision: tasks, clocks, the draft of the notice."""
    w.save(after)
    w.save(approval)
    w.log(_move_entry(move, before, after))
    _tasks(w, move, before, after)
    watch_state(w, after)
    _paper_clock(w, move.plan, after, approval)
    text = notices.compose(
        move.plan,
        move.wish.action,
        after.level,
        notices.places(
            move.plan,
            after,
            _evidence(w, move.at),
            at=move.at,
            reason=move.wish.reason,
            from_level=before.level if before else None,
        ),
    )
    limit = limit_of(move.plan, _PUBLISH_CLOCK, after.level)
    documents.draft(w, move.plan, approval, text, limit)


def _evidence(w: Work, at: datetime) -> list[Reading]:
    """What a notice may quote: of the last days, standing at the decision, none that was corrected."""
    found = w.find(
        Reading,
        window_end__le=at,
        window_end__ge=at - BACK,
        order="-window_end,-recorded_at",
        limit=_READINGS,
    )
    return standing(found)


def _tasks(w: Work, move: Move, before: Response | None, after: Response) -> None:
    action = move.wish.action
    if action in {Action.START, Action.ADJUST}:
        package = packages.orders(move.plan, after.level, move.at)
        if before is not None:
            rises = after.level.graver_than(before.level)
            name = move.plan.level_name(after.level)
            packages.supersede(w, after, package, rises=rises, level_name=name)
        packages.unfold(w, after, package, at=move.at)
    elif action is Action.END:
        packages.close_all(w, after, at=move.at, reason=RESPONSE_ENDED)
        _review_clock(w, move, after)


def watch_state(w: Work, after: Response) -> None:
    """响应值守 follows the gravest living response until the latest expected end; with none left,
    the watches are daily ones again.
    """
    others = [r for r in w.find(Response, state__in=tuple(course.LIVING)) if r.id != after.id]
    living = [r for r in (*others, after) if r.state in course.LIVING]
    level = gravest(r.level for r in living)
    if level is None:
        enter(w, WatchMode.DAILY, None)
    else:
        enter(w, WatchMode.RESPONSE, level, max(r.expected_until for r in living))


def _paper_clock(w: Work, plan: Plan, after: Response, approval: Approval) -> None:
    limit = limit_of(plan, PAPER, after.level)
    if approval.paper_at is not None or limit is None:
        return
    w.save(
        raised(
            w.new_id(),
            PAPER,
            (Kind.APPROVAL, approval.id),
            PAPER_TITLE.format(action=ACTION[approval.action]),
            at=approval.decided_at,
            limit=limit,
            event_id=after.event_id,
            unit=approval.title,
        )
    )


def _review_clock(w: Work, move: Move, after: Response) -> None:
    limit = limit_of(move.plan, REVIEW, after.level)
    if limit is not None:
        w.save(
            raised(
                w.new_id(),
                REVIEW,
                (Kind.RESPONSE, after.id),
                REVIEW_TITLE.format(plan=move.plan.kind),
                at=move.at,
                limit=limit,
                event_id=after.event_id,
            )
        )


def review_done(w: Work, response: Response, *, at: datetime, reason: str) -> None:
    dues.meet(w, REVIEW, response.id, at=at, reason=reason)


def _move_entry(move: Move, before: Response | None, after: Response) -> Entry:
    plan = move.plan
    facts: dict[str, Fact] = {
        "plan": plan.kind,
        "level": plan.level_name(after.level),
        "from_level": plan.level_name(before.level) if before else "",
        "until": date_time(after.expected_until),
        "matter": after.matter,
        "criteria": ";".join(after.criteria),
        "follow_up": after.follow_up,
        "reason": move.wish.reason.strip(),
    }
    return Entry(
        kind=str(move.wish.action),
        subject_kind=Kind.RESPONSE,
        subject_id=after.id,
        at=move.at,
        facts=facts,
        important=True,
        reason=move.wish.reason.strip(),
    )
