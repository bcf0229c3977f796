"""What the 响应 page, its tile and the situation bar show, read from one snapshot: facts, not looks.

The page follows one response; without one it follows the event and the plan whose conditions are
nearest, so that the first proposal is made from the same screen.
"""

from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from console.domain import task
from console.domain.changes import Kind
from console.domain.document import Document, Receipt
from console.domain.due import Due, DueState
from console.domain.entry import Line
from console.domain.incident import Event
from console.domain.judge import Judgement, judge
from console.domain.level import Level
from console.domain.officer import Officer
from console.domain.plan import Plan
from console.domain.rain_field import standing
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.reported import Reported
from console.domain.response import (
    LIVING,
    Action,
    Approval,
    Proposal,
    ProposalState,
    Response,
    ResponseState,
)
from console.domain.review import Review
from console.domain.station import Standing
from console.domain.station import Verdict as StationVerdict
from console.domain.task import Task, TaskState
from console.services import verdicts
from console.services.lent import giver_title, lent_now
from console.services.on_record import current
from console.services.planbook import all_in_force, bound
from console.services.reported import marks
from console.services.seat_view import SeatView, seat_view
from db.journal import lines
from db.work import Read
from resources.plans import metrics

KINDS = frozenset(
    {
        Kind.RESPONSE,
        Kind.PROPOSAL,
        Kind.APPROVAL,
        Kind.TASK,
        Kind.DOCUMENT,
        Kind.RECEIPT,
        Kind.DUE,
        Kind.READING,
        Kind.FIGURE,
        Kind.EVENT,
        Kind.PLAN,
        Kind.REVIEW,
        Kind.OFFICER,
        Kind.VERDICT,
        Kind.SEAT,
        Kind.UPPER_RECEIPT,
    }
)
OUTSIDE = ("outside_level", "agency_level", "neighbour_level")
SHOWN = frozenset({*LIVING, ResponseState.ENDED, ResponseState.REVIEWED})
TRACE = 60
OVERTAKEN_SHOWN = timedelta(hours=12)
RESPONSE_DUES = ("paper", "publish", "receipt", "review")


@dataclass(frozen=True, slots=True)
class LentRole:
    """A role that counts though it is another's; `giver` by title."""

    role: str
    giver: str
    up_to: Level | None

    def covers(self, level: Level | None) -> bool:
        return self.up_to is None or (level is not None and not level.graver_than(self.up_to))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be asked: by role, never by being on watch."""

    id: str
    name: str
    title: str
    roles: tuple[str, ...]
    lent: tuple[LentRole, ...] = ()  # roles that count for now though they are another's


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with its receipts and the clocks that run for it."""

    paper: Document
    received: int
    receipts: tuple[Receipt, ...]
    publish: Due | None
    receipt: Due | None
    mark: Reported | None = None  # 报备


@dataclass(frozen=True, slots=True)
class ResponseView:
    """One response, or the ground for one; `judgement` is of this moment, not of the start."""

    now: datetime
    event: Event | None = None
    events: tuple[Event, ...] = ()
    plan: Plan | None = None
    plan_version: str = ""
    response: Response | None = None
    others: tuple[Response, ...] = ()  # every shown response, the chosen one too
    proposal: Proposal | None = None
    proposals: tuple[Proposal, ...] = ()
    approvals: tuple[Approval, ...] = ()
    judgement: Judgement | None = None
    outside: tuple[Reading, ...] = ()
    tasks: tuple[Task, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    dues: tuple[Due, ...] = ()
    review: Review | None = None
    people: tuple[Person, ...] = ()
    trace: tuple[Line, ...] = ()
    verdicts: tuple[StationVerdict, ...] = ()  # what the seat says, or has still to say
    seat: SeatView | None = None  # who has the last word here and now
    told: Reported | None = None  # 报备

    @property
    def provisional(self) -> bool:
        """待县确认."""
        return any(one.standing is Standing.WAITING for one in self.verdicts)

    @property
    def overtaken(self) -> StationVerdict | None:
        """The newest decision that the seat did not take, for as long as a watch lasts."""
        gone = [v for v in self.verdicts if v.standing is Standing.SUPERSEDED and v.settled_at]
        newest = max(gone, key=lambda v: v.settled_at or v.made_at, default=None)
        if newest is None or newest.settled_at is None:
            return None
        return newest if self.now - newest.settled_at < OVERTAKEN_SHOWN else None

    @property
    def overdue(self) -> int:
        return sum(
            1 for t in self.tasks if t.state in task.OPEN and t.due_at and t.due_at < self.now
        )

    @property
    def waiting(self) -> int:
        """What waits for this user: an open proposal, papers to move, owed papers, overdue tasks."""
        return (self.proposal is not None) + self.overdue + len(self.dues)


def responses_shown(read: Read) -> list[Response]:
    """Living ones first and gravest first, then those that wait for a review or the archive."""
    found = read.find(Response, state__in=tuple(SHOWN))
    return sorted(found, key=lambda r: (r.state not in LIVING, r.level, -r.level_at.timestamp()))


def response_view(
    read: Read, now: datetime, chosen: str | None = None, *, whole: bool = True
) -> ResponseView:
    """`whole` adds what only the page shows: people, papers, the trace."""
    shown = responses_shown(read)
    chosen = _goes_on(read, chosen)
    response = next((r for r in shown if r.id == chosen), shown[0] if shown else None)
    readings = sorted(current(read, now), key=_newest, reverse=True)
    version, plan, judgement = _plan(read, response, readings, now)
    event, events = _events(read, response)
    open_ones = read.find(Proposal, state=ProposalState.OPEN, order="proposed_at")
    mine = [p for p in open_ones if _belongs(p, response, event, plan)]
    approvals = (
        read.find(Approval, response_id=response.id, order="decided_at") if response else []
    )
    tasks = _tasks(read, response, event)
    view = ResponseView(
        now=now,
        event=event,
        events=events,
        plan=plan,
        plan_version=version,
        response=response,
        others=tuple(shown),
        proposal=mine[-1] if mine else None,
        approvals=tuple(approvals),
        judgement=judgement,
        outside=_outside(standing(readings)),
        tasks=tuple(task.in_order(tasks)),
        verdicts=tuple(verdicts.of_subject(read, response.id)) if response else (),
    )
    view = replace(view, proposals=_proposals(read, view))
    return _with_page(read, view) if whole else view


def _goes_on(read: Read, chosen: str | None) -> str | None:
    """Who follows a response that went up in another one follows that one."""
    found = read.pick(Response, chosen, "joined_to") if chosen else None
    return found[0] if found and found[0] else chosen


def _newest(reading: Reading) -> tuple[datetime, datetime]:
    return reading.window_end, reading.recorded_at


def _with_page(read: Read, view: ResponseView) -> ResponseView:
    response = view.response
    papers = _papers(read, response)
    found = marks(read, [*_told(view), *(row.paper.id for row in papers)])
    papers = tuple(replace(row, mark=found.get(row.paper.id)) for row in papers)
    review = read.find(Review, response_id=response.id) if response else []
    return replace(
        view,
        papers=papers,
        dues=_dues(read, view),
        review=review[0] if review else None,
        people=_people(read, view.now),
        trace=tuple(_trace(read, view, papers)),
        seat=seat_view(read, view.now),
        told=found.get(response.id) if response else None,
    )


def _told(view: ResponseView) -> list[str]:
    return [view.response.id] if view.response else []


def _people(read: Read, now: datetime) -> tuple[Person, ...]:
    lent = {
        taker: tuple(LentRole(one.role, giver_title(read, one), one.up_to) for one in some)
        for taker, some in lent_now(read, now).items()
    }
    return tuple(
        Person(o.id, o.name, o.title, tuple(o.roles), lent.get(o.id, ()))
        for o in read.find(Officer, active=True)
    )


def _plan(
    read: Read, response: Response | None, readings: list[Reading], now: datetime
) -> tuple[str, Plan | None, Judgement | None]:
    """The plan that binds the response; else of those in force the one that is met most gravely."""
    if response is not None:
        plan = bound(read, response.plan_version)
        return response.plan_version, plan, _asked(response.plan_version, plan, readings, now)
    judged = [(v, p, _asked(v, p, readings, now)) for v, p in all_in_force(read)]
    if not judged:
        return "", None, None
    return min(judged, key=lambda one: one[2].best or 9)


@dataclass(frozen=True, slots=True)
class _Question:
    """The same plan, the same readings, the same minute: the same judgement."""

    version: str
    readings_are: tuple[str, ...]
    minute: int
    plan: Plan = field(compare=False)
    readings: tuple[Reading, ...] = field(compare=False)
    now: datetime = field(compare=False)


def _asked(version: str, plan: Plan, readings: list[Reading], now: datetime) -> Judgement:
    """Judging 500 readings takes a tenth of a second; page and tile ask for the same one."""
    minute = int(now.timestamp()) // 60
    ids = tuple(one.id for one in readings)
    return _judged(_Question(version, ids, minute, plan, tuple(readings), now))


@lru_cache(maxsize=8)
def _judged(question: _Question) -> Judgement:
    return judge(question.plan, question.readings, metrics(), question.now)


def _events(read: Read, response: Response | None) -> tuple[Event | None, tuple[Event, ...]]:
    events = tuple(read.find(Event, ended_at=None, order="-began_at"))
    if response is not None:
        return read.seek(Event, response.event_id), events
    return (events[0] if events else None), events


def _belongs(
    proposal: Proposal, response: Response | None, event: Event | None, plan: Plan | None
) -> bool:
    if response is not None:
        return proposal.response_id == response.id
    here = event is not None and proposal.event_id == event.id
    return here and plan is not None and proposal.plan_code == plan.code


def _tasks(read: Read, response: Response | None, event: Event | None) -> list[Task]:
    """The response's own, and those that were ordered on the event before there was a level."""
    if event is None:
        return []
    found = read.find(Task, event_id=event.id)
    mine = {None, *_with_joined(read, response)}
    return [t for t in found if t.response_id in mine and t.state is not TaskState.WITHDRAWN]


def _with_joined(read: Read, response: Response | None) -> tuple[str, ...]:
    """The response and those that went up in it: their tasks and their story are its own now."""
    if response is None:
        return ()
    return (response.id, *read.ids(Response, joined_to=response.id))


def _outside(readings: list[Reading]) -> tuple[Reading, ...]:
    """The newest level of every organ beside the county: above it, its agencies, next to it."""
    newest: dict[tuple[str, str], Reading] = {}
    for one in readings:
        if one.metric in OUTSIDE:
            newest.setdefault((one.metric, one.station), one)
    found = [one for one in newest.values() if one.value]
    return tuple(sorted(found, key=lambda r: (OUTSIDE.index(r.metric), r.value, r.station)))


def _proposals(read: Read, view: ResponseView) -> tuple[Proposal, ...]:
    if view.event is None:
        return ()
    found = read.find(Proposal, event_id=view.event.id, order="proposed_at")
    code = view.plan.code if view.plan else ""
    return tuple(p for p in found if p.plan_code == code)


def _papers(read: Read, response: Response | None) -> tuple[PaperRow, ...]:
    if response is None:
        return ()
    made = []
    for paper in read.find(Document, response_id=response.id, order="-decided_at,-id"):
        receipts = tuple(read.find(Receipt, document_id=paper.id, order="id"))
        clocks = {d.kind: d for d in read.find(Due, subject_id=paper.id)}
        done = sum(1 for r in receipts if r.received_at is not None)
        made.append(PaperRow(paper, done, receipts, clocks.get("publish"), clocks.get("receipt")))
    return tuple(made)


def _dues(read: Read, view: ResponseView) -> tuple[Due, ...]:
    if view.event is None:
        return ()
    found = read.find(Due, event_id=view.event.id, state=DueState.RUNNING, order="due_at")
    return tuple(d for d in found if d.kind in RESPONSE_DUES)


def _trace(read: Read, view: ResponseView, papers: tuple[PaperRow, ...]) -> list[Line]:
    subjects = [p.id for p in view.proposals]
    subjects += [a.id for a in view.approvals] + [row.paper.id for row in papers]
    subjects += [t.id for t in view.tasks]
    if view.response is not None:
        subjects += _with_joined(read, view.response)
        subjects += [t.id for t in read.find(Task, response_id=view.response.id)]
    if view.event is not None:
        subjects.append(view.event.id)
    return lines(read, subjects=dict.fromkeys(subjects), limit=TRACE)


def actions_open(response: Response | None) -> tuple[Action, ...]:
    """What may be proposed now."""
    if response is None or response.state not in LIVING:
        return (Action.START,)
    if response.state is ResponseState.PAUSED:
        return (Action.RESUME, Action.END)
    return (Action.ADJUST, Action.PAUSE, Action.END)
