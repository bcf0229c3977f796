"""交接班: everything open goes across, line by line, and both sign.

The card is built from what is open, not from memory. The one who gives signs first; the one who
takes ticks every line and then signs with an own password, and only then is relieved the watch
that stood (domain.md 3.2: 室内当面交接, 接班人员未到不得离岗; 3.3: 交接签名后锁定).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console.domain.changes import Kind
from console.domain.incident import plain
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.roster import Watch


class HandoverState(StrEnum):
    DRAFT = "draft"
    GIVEN = "given"  # the one who gives has signed
    TAKEN = "taken"  # both have signed; locked


class ItemKind(StrEnum):
    RESPONSE = "response"
    INCIDENT = "incident"
    DUE = "due"
    PROPOSAL = "proposal"
    APPROVAL = "approval"  # a paper owed after an oral approval
    DOCUMENT = "document"
    TASK = "task"
    DISPATCH = "dispatch"
    TRANSFER = "transfer"
    CALL = "call"
    ROSTER = "roster"
    OUTBOX = "outbox"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One open thing in one line without names; `key` tells it from every other one."""

    key: str
    kind: ItemKind
    line: str
    subject_kind: Kind | None = None
    subject_id: str = ""
    due_at: datetime | None = None
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """`remark` is what the giver says besides; `reason` why somebody off the roster took over."""

    id: str
    from_watch_id: str
    to_watch_id: str
    state: HandoverState = HandoverState.DRAFT
    items: tuple[Item, ...] = ()
    remark: str = ""
    given_by: str = ""
    given_at: datetime | None = None
    taken_by: str = ""
    taken_at: datetime | None = None
    reason: str = ""


def rebuilt(handover: Handover, items: Iterable[Item]) -> Handover:
    """The card as things stand now; a line that did not change keeps its tick."""
    _unlocked(handover)
    ticked = {(i.key, i.line) for i in handover.items if i.ticked}
    fresh = tuple(replace(i, ticked=(i.key, i.line) in ticked) for i in items)
    return replace(handover, items=fresh)


def give(handover: Handover, watch: Watch, by: str, at: datetime, remark: str) -> Handover:
    if handover.state is not HandoverState.DRAFT:
        raise Refused("handover_given")
    if by not in watch.people:
        raise Refused("giver_not_on_watch")
    return replace(
        handover, state=HandoverState.GIVEN, given_by=by, given_at=at, remark=plain(remark)
    )


def tick(handover: Handover, keys: Iterable[str], *, on: bool = True) -> Handover:
    _unlocked(handover)
    wanted = frozenset(keys)
    items = tuple(replace(i, ticked=on) if i.key in wanted else i for i in handover.items)
    return replace(handover, items=items)


def take(handover: Handover, coming: Watch, by: str, at: datetime, reason: str) -> Handover:
    """Locked from here. Somebody who is not on the coming watch may take it, with a reason:

    at four in the morning the right person may be stuck on a flooded road.
    """
    _unlocked(handover)
    if handover.state is not HandoverState.GIVEN:
        raise Refused("handover_not_given")
    if by == handover.given_by:
        raise Refused("handover_same_person")
    open_lines = sum(not i.ticked for i in handover.items)
    if open_lines:
        raise Refused("handover_unticked", lines=open_lines)
    said = plain(reason)
    if by not in coming.people and not said:
        raise Refused("taker_not_on_watch")
    return replace(
        handover,
        state=HandoverState.TAKEN,
        to_watch_id=coming.id,
        taken_by=by,
        taken_at=at,
        reason=said,
    )


def _unlocked(handover: Handover) -> None:
    if handover.state is HandoverState.TAKEN:
        raise Refused("handover_locked")
