"""Everything open, line by line, for 交接班: small questions, one per kind of thing.

Lines carry no names, because the card is printed and shown. Tasks are one line for each response
with the count that is left; a line for every task would teach people to tick without reading.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from console.domain.changes import Kind
from console.domain.dispatch import OVER as DISPATCH_OVER
from console.domain.dispatch import Dispatch
from console.domain.document import Document, Step, hand
from console.domain.due import Due, DueState
from console.domain.force import Team
from console.domain.handover import Handover, HandoverState, Item, ItemKind, rebuilt
from console.domain.incident import Call, CallState, Incident, IncidentState
from console.domain.plan import PlanVersion
from console.domain.response import (
    LIVING,
    Approval,
    Mode,
    Proposal,
    ProposalState,
    Response,
    ResponseState,
)
from console.domain.roster import Watch, gaps, headcount_for
from console.domain.supply import Depot
from console.domain.task import OPEN as TASK_OPEN
from console.domain.task import Task
from console.domain.transfer import OPEN as TRANSFER_OPEN
from console.domain.transfer import Transfer
from console.wording import date_time, date_weekday
from console.wording.duty import GAP, LINE, POST
from console.wording.incident import INCIDENT_STATE
from console.wording.response import ACTION, LEVEL
from db.work import Read
from resources import duty

_TOLD_ELSEWHERE = frozenset({Kind.TASK, Kind.APPROVAL})  # their clock is in their own line
_HORIZON = 4  # watches ahead whose gaps are worth telling


def collect(read: Read, now: datetime) -> tuple[Item, ...]:
    return tuple(item for ask in _QUESTIONS for item in ask(read, now))


def fresh(read: Read, card: Handover, now: datetime, waiting: int) -> Handover:
    """The card as things stand now, ticks kept on lines that did not change.

    `waiting` entries have not gone up yet; that line is counted once, when the card is made:
    every signature adds to it, and nobody can tick a line that moves.
    """
    counted = tuple(item for item in card.items if item.kind is ItemKind.OUTBOX)
    if not counted and waiting:
        line = LINE["outbox"].format(count=waiting)
        counted = (_item(ItemKind.OUTBOX, "outbox", line),)
    return rebuilt(card, (*collect(read, now), *counted))


def _item(
    kind: ItemKind,
    key: str,
    line: str,
    subject: tuple[Kind, str] | None = None,
    due_at: datetime | None = None,
) -> Item:
    return Item(
        key=f"{kind}:{key}",
        kind=kind,
        line=line,
        subject_kind=subject[0] if subject else None,
        subject_id=subject[1] if subject else "",
        due_at=due_at,
    )


def _plan_title(read: Read, code: str) -> str:
    found = read.find(PlanVersion, code=code, order="-entered_at", limit=1)
    return found[0].title if found else code


def _responses(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Response, state__in=tuple(LIVING)):
        line = LINE["response"].format(
            matter=one.matter or _plan_title(read, one.plan_code),
            level=LEVEL[one.level],
            since=date_time(one.level_at),
            paused=LINE["paused"] if one.state is ResponseState.PAUSED else "",
        )
        yield _item(ItemKind.RESPONSE, one.id, line, (Kind.RESPONSE, one.id))


def _incidents(read: Read, _now: datetime) -> Iterable[Item]:
    wanted = (IncidentState.REPORTED, IncidentState.VERIFIED)
    for one in read.find(Incident, state__in=wanted, order="received_at"):
        line = LINE["incident"].format(
            title=one.title, state=INCIDENT_STATE[one.state], at=date_time(one.received_at)
        )
        yield _item(ItemKind.INCIDENT, one.id, line, (Kind.INCIDENT, one.id))


def _calls(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Call, state=CallState.OPEN, order="received_at"):
        line = LINE["call"].format(place=one.place_text, at=date_time(one.received_at))
        yield _item(ItemKind.CALL, one.id, line, (Kind.CALL, one.id))


def _proposals(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Proposal, state=ProposalState.OPEN, order="proposed_at"):
        line = LINE["proposal"].format(action=ACTION[one.action], at=date_time(one.proposed_at))
        yield _item(ItemKind.PROPOSAL, one.id, line, (Kind.PROPOSAL, one.id))


def _papers_owed(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Approval, mode=Mode.ORAL, paper_at=None, order="decided_at"):
        line = LINE["approval"].format(
            level=LEVEL[one.level], action=ACTION[one.action], at=date_time(one.decided_at)
        )
        yield _item(ItemKind.APPROVAL, one.id, line, (Kind.APPROVAL, one.id))


def _documents(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Document, voided_at=None, order="decided_at"):
        if hand(one, Step.PUBLISHED) is None:
            line = LINE["document"].format(title=one.title)
            yield _item(ItemKind.DOCUMENT, one.id, line, (Kind.DOCUMENT, one.id))


def _tasks(read: Read, now: datetime) -> Iterable[Item]:
    left: Counter[str] = Counter()
    over: Counter[str] = Counter()
    for one in read.find(Task, state__in=tuple(TASK_OPEN)):
        belongs = one.response_id or ""
        left[belongs] += 1
        over[belongs] += one.due_at is not None and one.due_at < now
    for belongs, count in left.items():
        response = read.seek(Response, belongs) if belongs else None
        of = response.matter if response is not None else LINE["at_once"]
        late = LINE["late"].format(count=over[belongs]) if over[belongs] else ""
        line = LINE["tasks"].format(of=of, count=count, late=late)
        yield _item(ItemKind.TASK, belongs or "at_once", line, (Kind.RESPONSE, belongs))


def _dues(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Due, state=DueState.RUNNING, order="due_at"):
        if one.subject_kind not in _TOLD_ELSEWHERE:
            line = LINE["due"].format(title=one.title, at=date_time(one.due_at))
            yield _item(ItemKind.DUE, one.id, line, (Kind.DUE, one.id), one.due_at)


def _dispatches(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Dispatch, order="ordered_at"):
        if one.state not in DISPATCH_OVER:
            team = read.seek(Team, one.team_id)
            line = LINE["dispatch"].format(
                team=team.name if team is not None else one.team_id,
                people=one.people,
                place=one.place_name,
            )
            yield _item(ItemKind.DISPATCH, one.id, line, (Kind.DISPATCH, one.id))


def _transfers(read: Read, _now: datetime) -> Iterable[Item]:
    for one in read.find(Transfer, state__in=tuple(TRANSFER_OPEN), order="requested_at"):
        depot = read.seek(Depot, one.to_depot_id)
        line = LINE["transfer"].format(
            number=one.number or LINE["unnumbered"],
            to=depot.name if depot is not None else one.requested_by,
        )
        yield _item(ItemKind.TRANSFER, one.id, line, (Kind.TRANSFER, one.id), one.eta)


def _roster(read: Read, now: datetime) -> Iterable[Item]:
    for watch in read.find(Watch, starts__gt=now, order="starts", limit=_HORIZON):
        for gap in gaps(watch, headcount_for(watch, duty.headcounts())):
            line = GAP.format(
                day=date_weekday(gap.starts), post=POST[gap.post], missing=gap.missing
            )
            yield _item(
                ItemKind.ROSTER, f"{gap.watch_id}:{gap.post}", line, (Kind.WATCH, gap.watch_id)
            )


_QUESTIONS: tuple[Callable[[Read, datetime], Iterable[Item]], ...] = (
    _responses,
    _proposals,
    _papers_owed,
    _documents,
    _incidents,
    _calls,
    _dues,
    _tasks,
    _dispatches,
    _transfers,
    _roster,
)


def open_card(read: Read) -> Handover | None:
    """The card that is being worked on, if any; a signed one is over."""
    found = read.find(
        Handover, state__in=(HandoverState.DRAFT, HandoverState.GIVEN), order="-id", limit=1
    )
    return found[0] if found else None
