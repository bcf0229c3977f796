"""Who may say the last word while consoles are apart (D1), as rules over plain records.

A decision holds the moment the county's approver makes it, wherever that is; the seat's word says
only whether it still stands when the consoles have met. What joins and what gives way follows
from the levels alone, so that the order in which news arrives can't change the outcome: a raise
joins (the gravest is the minimum of 1-4), a lowering, an ending, a pause or its lifting needs that
the level which it started from still stands.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from console.domain.level import Level
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import LIVING, Action, Response, ResponseState
from console.domain.station import Post, Seat, Standing, Station, Verdict


def standing(
    seat: Seat | None, device: str, contact: datetime | None, now: datetime, within: timedelta
) -> Standing:
    """Of a decision made here and now: confirmed where the seat's word is in reach."""
    if seat is None or seat.device_id == device:
        return Standing.CONFIRMED
    return Standing.CONFIRMED if in_touch(contact, now, within) else Standing.WAITING


def in_touch(contact: datetime | None, now: datetime, within: timedelta) -> bool:
    """A contact that a wrong clock has put ahead counts, one that is too old doesn't."""
    return contact is not None and now - contact <= within


def taken(
    before: Seat | None, device_id: str, *, by: str, at: datetime, reason: str, reached: bool
) -> Seat:
    """The seat in other hands: its token grows by one, so that the old one's word is known as old.

    A seat that is held elsewhere changes hands only within reach of the others, or there would be
    two; out of reach decisions go on and read 待县确认.
    """
    if before is None:
        return Seat(device_id=device_id, token=1, since=at, by=by, reason=reason.strip())
    if before.device_id == device_id:
        raise Refused("seat_here")
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    if not reached:
        raise Refused("seat_out_of_reach")
    return replace(
        before,
        device_id=device_id,
        token=before.token + 1,
        since=at,
        by=by,
        reason=reason.strip(),
    )


def first_desk(stations: Iterable[Station]) -> str | None:
    """Who holds the seat until somebody says otherwise: the command desk that joined first."""
    desks = [one for one in stations if one.post is Post.DESK and one.revoked_at is None]
    return min(desks, key=lambda one: (one.enrolled_at, one.id)).id if desks else None


def to_settle(verdicts: Iterable[Verdict], seat: Seat) -> list[Verdict]:
    """What the seat has to speak on, in the order in which it was decided.

    Also what a former seat decided by an old token after the seat had gone: it could not know.
    """
    found = [v for v in verdicts if v.standing is Standing.WAITING or _outdated(v, seat)]
    return sorted(found, key=lambda v: (v.made_at, v.id))


def _outdated(verdict: Verdict, seat: Seat) -> bool:
    old = verdict.token is not None and verdict.token < seat.token
    apart = verdict.device_id != seat.device_id and verdict.settled_at is None
    confirmed = verdict.standing is Standing.CONFIRMED
    return confirmed and old and apart and verdict.made_at > seat.since


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands by the seat's own decisions: `level` None before any start."""

    level: Level | None = None
    state: ResponseState | None = None

    @property
    def living(self) -> bool:
        return self.state in LIVING


@dataclass(frozen=True, slots=True)
class Step:
    """A decision as the rule sees it: what it does, from which level, to which."""

    action: Action
    level: Level
    from_level: Level | None = None

    @property
    def raises(self) -> bool:
        """A start, and a change to a graver level: those join and never give way."""
        if self.action is Action.START:
            return True
        graver = self.from_level is None or self.level.graver_than(self.from_level)
        return self.action is Action.ADJUST and graver


def settle(step: Step, ground: Ground) -> tuple[Standing, Ground]:
    """The seat's word on a decision made away from it, and what stands afterwards."""
    if step.action is Action.START and ground.level is None:
        return Standing.CONFIRMED, Ground(step.level, ResponseState.ACTIVE)
    if ground.level is None or not ground.living:
        return Standing.SUPERSEDED, ground
    if step.raises:
        return Standing.CONFIRMED, replace(ground, level=min(ground.level, step.level))
    if ground.level != (step.from_level or step.level):
        return Standing.SUPERSEDED, ground
    return Standing.CONFIRMED, carried(step, ground)


def carried(step: Step, ground: Ground) -> Ground:
    """What stands after a decision that nobody disputes; a pause or an end leaves the level."""
    state = _STATE_AFTER.get(step.action, ground.state)
    moves = ground.level is None or step.action in {Action.START, Action.ADJUST}
    return Ground(step.level if moves else ground.level, state)


_STATE_AFTER = {
    Action.START: ResponseState.ACTIVE,
    Action.PAUSE: ResponseState.PAUSED,
    Action.RESUME: ResponseState.ACTIVE,
    Action.END: ResponseState.ENDED,
}


def spoken(
    verdict: Verdict, said: Standing, seat: Seat, *, at: datetime, by: str, reason: str = ""
) -> Verdict:
    """The verdict with the seat's word on it; spoken once."""
    if verdict.standing is not Standing.WAITING and not _outdated(verdict, seat):
        return verdict
    return replace(
        verdict,
        standing=said,
        token=seat.token,
        settled_at=at,
        settled_by=by,
        reason=reason,
    )


def put_right(response: Response, ground: Ground, *, at: datetime) -> Response:
    """The response as the settled decisions leave it; unchanged where it stands so already.

    A response that has been looked back on or filed was ended by the seat; nobody opens it here.
    """
    if ground.level is None or ground.state is None or response.state in _CLOSED:
        return response
    made = response
    if made.level != ground.level:
        made = replace(made, level=ground.level, level_at=at)
    if made.state is ground.state:
        return made
    return replace(
        made,
        state=ground.state,
        paused_at=at if ground.state is ResponseState.PAUSED else None,
        ended_at=(made.ended_at or at) if ground.state is ResponseState.ENDED else None,
        criteria=made.criteria if ground.state is ResponseState.ENDED else (),
        follow_up=made.follow_up if ground.state is ResponseState.ENDED else "",
    )


def joined(response: Response, to: str) -> Response:
    """并入: it ends as its own; what it asked for goes on under the standing one."""
    return replace(response, state=ResponseState.JOINED, joined_to=to)


_CLOSED = frozenset({ResponseState.REVIEWED, ResponseState.ARCHIVED, ResponseState.JOINED})
