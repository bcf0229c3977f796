"""委托代理: an officer lends a role to another for a time; nothing else changes hands.

It counts only within its time, only while the giver still holds the role and is in office, and
until it is called back. One may not lend what was lent to oneself, nor lend to oneself, and the
three administrators stay three people whatever is lent (三权分立).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from console.domain.level import Level
from console.domain.officer import APART, Officer, Role
from console.domain.record import dataclass
from console.domain.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`up_to` narrows it to approving levels no graver than this one; None lends the whole role."""

    id: str
    giver_id: str
    taker_id: str
    role: Role
    starts: datetime
    ends: datetime
    given_at: datetime
    up_to: Level | None = None
    reason: str = ""
    revoked_at: datetime | None = None
    revoked_why: str = ""


def in_force(made: Delegation, at: datetime) -> bool:
    """From its first moment up to but not with its last one."""
    ends = made.ends if made.revoked_at is None else min(made.ends, made.revoked_at)
    return made.starts <= at < ends


def covers(made: Delegation, level: Level | None) -> bool:
    """Whether a decision on this level may rest on it; None is a decision without a level."""
    return made.up_to is None or (level is not None and not level.graver_than(made.up_to))


def lasting(made: Delegation, giver: Officer | None) -> bool:
    """A role that its giver lost, or who left, lends no more."""
    return giver is not None and giver.active and made.role in giver.roles


def sound(
    made: Delegation, giver: Officer, taker: Officer, others: Iterable[Delegation], now: datetime
) -> Delegation:
    """The delegation as it may be kept; `others` are those lent to the same taker."""
    _check_people(made, giver, taker)
    if made.ends <= made.starts:
        raise Refused("delegation_hours", field="ends")
    if made.ends <= now:
        raise Refused("delegation_over", field="ends")
    meeting = [other for other in others if _meets(made, other)]
    held = {*taker.roles, made.role, *(other.role for other in meeting)}
    if len(APART & held) > 1:
        raise Refused("delegation_apart", field="role")
    for other in meeting:
        if (other.giver_id, other.role, other.up_to) == (made.giver_id, made.role, made.up_to):
            raise Refused("delegation_twice", starts=other.starts, ends=other.ends, field="starts")
    return replace(made, reason=made.reason.strip())


def _check_people(made: Delegation, giver: Officer, taker: Officer) -> None:
    if giver.id == taker.id:
        raise Refused("delegation_to_self", field="taker")
    if not taker.active:
        raise Refused("delegation_taker_left", field="taker")
    if not lasting(made, giver):
        raise Refused("delegation_not_held", field="role")


def _meets(one: Delegation, other: Delegation) -> bool:
    ends = other.ends if other.revoked_at is None else min(other.ends, other.revoked_at)
    return other.id != one.id and other.starts < one.ends and one.starts < ends


def revoked(made: Delegation, *, at: datetime, why: str) -> Delegation:
    """Called back, once, by whom it concerns, with a reason."""
    if made.revoked_at is not None:
        raise Refused("delegation_revoked", at=made.revoked_at)
    if at >= made.ends:
        raise Refused("delegation_over")
    if not why.strip():
        raise Refused("delegation_why_missing", field="why")
    return replace(made, revoked_at=at, revoked_why=why.strip())
