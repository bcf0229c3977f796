"""调派 and 商请: teams sent out and followed by what they report.

An order is a promise of people and is checked against the team's own dated statement; each
reported state is a line of its own that is never changed, with its stated time and the time of
writing.
"""

from datetime import datetime

from console.domain import dispatch
from console.domain.changes import Changes, Kind
from console.domain.dispatch import OVER, Dispatch, State, Step
from console.domain.entry import Entry, Fact
from console.domain.force import Team, Verb
from console.domain.record import dataclass
from console.domain.response import Response
from console.services.permission import Permission, permit
from console.services.verdicts import weigh
from console.services.world import World
from console.wording import near_time
from console.wording.force import STATE, VERB
from db.work import Read, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """What a team is sent to do. `expected_at` is when it should be there."""

    team_id: str
    verb: Verb
    task: str
    place_name: str
    people: int
    at: datetime
    place_id: str = ""
    event_id: str | None = None
    response_id: str | None = None
    muster: str = ""
    channel: str = ""
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Dispatches:
    world: World

    def order(self, actor: str, mission: Mission, draft: str = "") -> tuple[str, Changes]:
        """通知 is the first state, at the stated time of the telephone call. Its draft goes too."""
        with self.world.store.write(actor, "dispatch.order") as w:
            permit(w, actor, Permission.DISPATCH)
            if draft:
                w.drop_draft(draft)
            team = w.get(Team, mission.team_id)
            made = dispatch.order(_made(w, mission), team, active(w, team.id), w.now)
            if mission.expected_at is not None:
                made = dispatch.expect(made, mission.expected_at)
            w.save(made)
            _step(w, made, "")
            _log(w, "dispatch_order", made, made.ordered_at, important=True)
            weigh(w, Kind.DISPATCH, made.id, "order")
        return made.id, w.changes

    def step(
        self, actor: str, dispatch_id: str, to: State, at: datetime, note: str = ""
    ) -> Changes:
        """The next reported state; states that nobody reported stay empty."""
        with self.world.store.write(actor, "dispatch.step") as w:
            permit(w, actor, Permission.DISPATCH)
            made = dispatch.step(w.get(Dispatch, dispatch_id), to, at=at, now=w.now, note=note)
            w.save(made)
            _step(w, made, note)
            _log(w, "dispatch_step", made, at, important=to is State.ARRIVED, reason=note)
        return w.changes

    def decline(self, actor: str, dispatch_id: str, why: str, at: datetime) -> Changes:
        """不能出动, with the team's reason; the desk asks the next one."""
        with self.world.store.write(actor, "dispatch.decline") as w:
            permit(w, actor, Permission.DISPATCH)
            made = dispatch.decline(w.get(Dispatch, dispatch_id), why=why, at=at, now=w.now)
            w.save(made)
            _step(w, made, made.ended_why)
            _log(w, "dispatch_declined", made, at, important=True, reason=made.ended_why)
        return w.changes

    def recall(self, actor: str, dispatch_id: str, why: str, at: datetime) -> Changes:
        """取消 on the way; a team on the spot withdraws by its own steps."""
        with self.world.store.write(actor, "dispatch.cancel") as w:
            permit(w, actor, Permission.DISPATCH)
            made = dispatch.cancel(w.get(Dispatch, dispatch_id), why=why, at=at, now=w.now)
            w.save(made)
            _step(w, made, made.ended_why)
            _log(w, "dispatch_cancelled", made, at, reason=made.ended_why)
        return w.changes

    def expect(self, actor: str, dispatch_id: str, eta: datetime) -> Changes:
        """预计到场 as the team on the road says it."""
        with self.world.store.write(actor, "dispatch.expect") as w:
            permit(w, actor, Permission.DISPATCH)
            made = dispatch.expect(w.get(Dispatch, dispatch_id), eta)
            w.save(made)
            _log(w, "dispatch_expected", made, w.now)
        return w.changes


def active(read: Read, team_id: str) -> list[Dispatch]:
    return [d for d in read.find(Dispatch, team_id=team_id) if d.state not in OVER]


def _made(w: Work, mission: Mission) -> Dispatch:
    return Dispatch(
        id=w.new_id(),
        team_id=mission.team_id,
        verb=mission.verb,
        task=mission.task.strip(),
        place_name=mission.place_name.strip(),
        people=mission.people,
        ordered_at=mission.at,
        state=State.NOTIFIED,
        state_at=mission.at,
        place_id=mission.place_id,
        event_id=mission.event_id or _event_of(w, mission.response_id),
        response_id=mission.response_id,
        ordered_by=w.actor,
        muster=mission.muster,
        channel=mission.channel,
    )


def _event_of(read: Read, response_id: str | None) -> str | None:
    response = read.seek(Response, response_id) if response_id else None
    return response.event_id if response else None


def _step(w: Work, made: Dispatch, note: str) -> None:
    w.append(
        Step(
            id=w.new_id(),
            dispatch_id=made.id,
            state=made.state,
            at=made.state_at,
            recorded_at=w.now,
            by=w.actor,
            note=note,
        )
    )


def _log(
    w: Work, kind: str, made: Dispatch, at: datetime, *, important: bool = False, reason: str = ""
) -> None:
    facts: dict[str, Fact] = {
        "verb": VERB[made.verb],
        "team": w.get(Team, made.team_id).name,
        "people": made.people,
        "place": made.place_name,
        "task": made.task,
        "state": STATE[made.state],
        "eta": near_time(made.expected_at, at) if made.expected_at else "",
        "why": reason,
    }
    w.log(
        Entry(
            kind=kind,
            subject_kind=Kind.DISPATCH,
            subject_id=made.id,
            at=at,
            facts=facts,
            important=important,
            reason=reason,
        )
    )
