"""The clocks of reporting inside somebody else's transaction: started, moved, met, stopped.

Each addressee has a clock of its own, because each is told at its own time (D6). A report by
telephone is met by who received it, when, and whether it was repeated back.
"""

from dataclasses import replace
from datetime import datetime

from console.domain.changes import Kind
from console.domain.due import Due, DueState, cancel, meet, raised
from console.domain.entry import Entry, Fact
from console.domain.incident import Incident, plain
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.report import ReportRule, Start, Turn, Way, clock_start, first_reports
from console.wording.incident import MADE_BEFORE, MERGED, ORDINALS, REPORT_TITLE, TURN, WAY
from db.work import Work
from resources import duty

PREFIX = "report."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`receiver` is a person's name or a duty room (sealed); `confirmed` that it was repeated."""

    receiver: str
    at: datetime
    confirmed: bool = True
    late_reason: str = ""


def rule_of(due: Due) -> ReportRule | None:
    """The rule behind a clock; None for a clock that is not one of reporting."""
    name = due.kind.removeprefix(PREFIX)
    return _rules().get(name) if due.kind.startswith(PREFIX) else None


def _rules() -> dict[str, ReportRule]:
    return {rule.id: rule for rule in duty.report_rules()}


def by_way(way: Way) -> tuple[str, ...]:
    """The rules whose report is given that way."""
    return tuple(rule.id for rule in duty.report_rules() if rule.way is way)


def start(w: Work, incident: Incident, *, new: bool = False) -> None:
    """Every clock that the incident starts and that does not stand yet; a new one has none."""
    known = set() if new else {due.kind for due in w.find(Due, subject_id=incident.id)}
    for rule in first_reports(duty.report_rules(), incident):
        if PREFIX + rule.id not in known:
            w.save(_raised(w, rule, incident, clock_start(rule, incident), 0))


def _raised(w: Work, rule: ReportRule, incident: Incident, at: datetime, number: int) -> Due:
    turn = TURN[rule.turn] + (_ordinal(number) if number else "")
    title = REPORT_TITLE.format(incident=incident.title, way=WAY[rule.way], turn=turn, to=rule.to)
    return raised(
        w.new_id(),
        PREFIX + rule.id,
        (Kind.INCIDENT, incident.id),
        title,
        at=at,
        limit=rule.limit,
        event_id=incident.event_id or None,
        unit=rule.to,
    )


def _ordinal(number: int) -> str:
    return ORDINALS[number - 1] if number <= len(ORDINALS) else str(number)


def restart(w: Work, incident: Incident) -> None:
    """The time of the event became known: clocks that count from it move, met ones stay."""
    for due in w.find(Due, subject_id=incident.id, state=DueState.RUNNING):
        rule = rule_of(due)
        if rule is not None and rule.starts is Start.OCCURRED:
            at = clock_start(rule, incident)
            w.save(replace(due, starts_at=at, due_at=at + rule.limit.length))


def stop(w: Work, incident_id: str, reason: str, *, only_progress: bool = False) -> None:
    """At a close only the clocks of 续报 end: a first report that is still owed stays owed."""
    for due in w.find(Due, subject_id=incident_id, state=DueState.RUNNING):
        rule = rule_of(due)
        if rule is not None and (not only_progress or rule.turn is Turn.PROGRESS):
            w.save(cancel(due, at=w.now, reason=reason))


def join(w: Work, gone: Incident, into: Incident) -> None:
    """并入 never wins time: the earlier clock of two is kept, a report that was made counts."""
    theirs = w.find(Due, subject_id=into.id)
    for due in w.find(Due, subject_id=gone.id):
        rule = rule_of(due)
        if rule is None or due.state is DueState.CANCELLED:
            continue
        same = [one for one in theirs if one.kind == due.kind]
        running = next((one for one in same if one.state is DueState.RUNNING), None)
        if due.state is not DueState.RUNNING:
            if running is not None and rule.turn is Turn.FIRST:
                w.save(cancel(running, at=w.now, reason=MADE_BEFORE))
            continue
        if running is not None and due.due_at < running.due_at:
            w.save(replace(running, starts_at=due.starts_at, due_at=due.due_at))
        if same:
            w.save(cancel(due, at=w.now, reason=MERGED.format(title=into.title)))
        else:
            w.save(replace(due, subject_id=into.id))


def made(w: Work, due: Due, said: Said) -> None:
    """The report was given: the clock is met (late only with a reason) and the next one starts."""
    rule = rule_of(due)
    if rule is None or due.state is not DueState.RUNNING:
        raise Refused("report_not_running")
    receiver = plain(said.receiver)
    if not receiver:
        raise Refused("receiver_missing")
    if said.at > w.now:
        raise Refused("report_later")
    if said.at < due.starts_at:
        raise Refused("report_earlier")
    done = meet(due, at=said.at, reason=said.late_reason)
    w.save(done)
    by_phone = rule.way is Way.PHONE
    facts: dict[str, Fact] = {
        "title": due.title,
        "confirmed": "已复述" if said.confirmed else "未复述",
    }
    w.log(
        Entry(
            kind="report_phoned" if by_phone else "report_filed",
            subject_kind=Kind.INCIDENT,
            subject_id=due.subject_id,
            at=said.at,
            facts=facts,
            private={"receiver": receiver},
            about=due.subject_id,
            important=True,
            reason=done.late_reason,
        )
    )
    _follow(w, rule, due.subject_id, said.at)


def _follow(w: Work, rule: ReportRule, incident_id: str, at: datetime) -> None:
    following = _rules().get(rule.then)
    incident = w.get(Incident, incident_id)
    if following is None or not incident.open:
        return
    before = w.count(Due, subject_id=incident_id, kind=PREFIX + following.id)
    w.save(_raised(w, following, incident, at, before + 1))
