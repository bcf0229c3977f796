"""The alarms as they stand: read from clocks, proposals and incidents, less what was acknowledged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from console.domain.alarm import Alarm, AlarmKind, bundles, ring_of, standing
from console.domain.changes import Kind
from console.domain.due import Due, DueState
from console.domain.incident import Incident, IncidentState
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import Proposal, ProposalState
from console.services.alarms import ACKED
from console.services.planbook import bound
from console.services.response_lines import asked_words
from console.wording import near_time
from console.wording.alarm import ALARM, MANY, SAID
from db import journal
from db.work import Read
from resources.alarms import alarm_rules

_MOST = 200


@dataclass(frozen=True, slots=True)
class AlarmGlance:
    """`lines` are what is read; `rings` names each ringing, so that none rings twice. `old` are
    those of what began so long ago that it only rings if it is known to be our own: ring → subject.
    """

    alarms: tuple[Alarm, ...] = ()
    lines: tuple[str, ...] = ()
    rings: frozenset[str] = frozenset()
    old: Mapping[str, str] = field(default_factory=dict)


def alarms(read: Read, now: datetime, troubles: Sequence[str] = ()) -> AlarmGlance:
    """`troubles` are sentences of the self-check; they are not on record, they are about it."""
    found = [
        *_ledger(troubles, now),
        *_incidents(read, now),
        *_proposals(read, now),
        *_overdue(read, now),
    ]
    if not found:
        return AlarmGlance()
    rules = alarm_rules()
    acked = _acked(read, found)
    left = standing(found, acked, rules, now)
    return AlarmGlance(
        alarms=left,
        lines=tuple(_line(one.first, one.count) for one in bundles(left, rules.bundle_from)),
        rings=frozenset(ring_of(one, acked) for one in left),
        old={
            ring_of(one, acked): one.subject_id
            for one in left
            if now - one.since > rules.silent_after
        },
    )


def _line(first: Alarm, count: int) -> str:
    if count == 1:
        return first.title
    return MANY.format(kind=ALARM[first.kind], count=count, first=first.title)


def _acked(read: Read, found: Iterable[Alarm]) -> dict[str, datetime]:
    subjects = sorted({one.subject_id for one in found})
    told = journal.lines(
        read, limit=10 * _MOST, subjects=subjects, kinds=[ACKED], oldest_first=False
    )
    newest: dict[str, datetime] = {}
    for line in told:
        newest.setdefault(str(line.facts.get("alarm", "")), line.at)
    return newest


def _alarm(
    kind: AlarmKind, subject: tuple[Kind, str], title: str, since: datetime, now: datetime
) -> Alarm:
    said = SAID[kind].format(title=title, at=near_time(since, now))
    return Alarm(
        kind=kind, subject_kind=subject[0], subject_id=subject[1], title=said, since=since
    )


def _ledger(troubles: Sequence[str], now: datetime) -> Iterable[Alarm]:
    for place, sentence in enumerate(troubles):
        subject = (Kind.SETTING, f"self_check:{place}")
        yield _alarm(AlarmKind.LEDGER, subject, sentence.rstrip("。"), now, now)


def _incidents(read: Read, now: datetime) -> Iterable[Alarm]:
    for one in read.find(Incident, state=IncidentState.REPORTED, order="received_at", limit=_MOST):
        subject = (Kind.INCIDENT, one.id)
        yield _alarm(AlarmKind.INCIDENT, subject, one.title, one.received_at, now)


def _proposals(read: Read, now: datetime) -> Iterable[Alarm]:
    for one in read.find(Proposal, state=ProposalState.OPEN, order="proposed_at", limit=_MOST):
        try:
            words = asked_words(one.action, bound(read, one.plan_version), one.statement.level)
        except Refused:  # a plan that can't be read does not silence who waits for an answer
            words = one.plan_code
        subject = (Kind.PROPOSAL, one.id)
        yield _alarm(AlarmKind.PROPOSAL, subject, words, one.proposed_at, now)


def _overdue(read: Read, now: datetime) -> Iterable[Alarm]:
    over = read.find(Due, state=DueState.RUNNING, due_at__lt=now, order="due_at", limit=_MOST)
    for one in over:
        subject = (Kind.DUE, one.id)
        yield _alarm(AlarmKind.OVERDUE, subject, one.title, one.due_at, now)
