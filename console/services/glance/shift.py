"""What a 交接班表 says, read from one snapshot: the watch that goes, its calls, what runs.

A card that both have signed is printed as it was locked. One that is still worked on shows what is
open now; weather and equipment are in no record and wait for a pen.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from console.domain.handover import Handover, HandoverState, ItemKind
from console.domain.incident import Call, CallState, Incident, IncidentState
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.roster import Post, Watch
from console.services import open_items
from console.wording import clock_time, join, spoken_date
from console.wording.duty import MODE
from console.wording.incident import CALL_STATE, INCIDENT_STATE
from console.wording.paper import ARRIVED, DONE, LEFT, LIST, SEMICOLON, SHIFT
from db.work import Read

_OVER = frozenset({IncidentState.CLOSED, IncidentState.STRUCK, IncidentState.MERGED})
_DONE = frozenset({CallState.NOTED, CallState.STRUCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """A call or a paper of the watch that goes: when, from whom, what, what was done."""

    at: datetime
    source: str
    content: str
    handled: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts:
    """Names and words that the record holds by id only, or that are said on the spot."""

    shift: str
    giver: str
    taker: str
    leader: str = ""
    primary: str = ""
    secondary: str = ""
    weather: str = ""
    present: str = ""
    equipment: str = ""
    responses: str = ""
    checks: str = ""
    flow: tuple[FlowLine, ...] = ()


def newest_signed(read: Read) -> Handover | None:
    """The last handover that both have signed."""
    found = read.find(Handover, state=HandoverState.TAKEN, order="-id", limit=1)
    return found[0] if found else None


def shift(read: Read, handover_id: str, now: datetime) -> tuple[Handover, HandoverFacts]:
    card = read.get(Handover, handover_id)
    if card.state is not HandoverState.TAKEN:
        card = open_items.fresh(read, card, now, 0)
    watch = read.get(Watch, card.from_watch_id)
    names = {one.id: one.name for one in read.find(Officer)}
    began = watch.taken_at or watch.starts
    facts = HandoverFacts(
        shift=_shift(watch),
        giver=names.get(card.given_by, ""),
        taker=names.get(card.taken_by, ""),
        leader=_on(watch, Post.LEADER, names),
        primary=_on(watch, Post.PRIMARY, names),
        secondary=_on(watch, Post.SECONDARY, names),
        present=SEMICOLON.join(_present(began, card.taken_at)),
        responses=SEMICOLON.join(i.line for i in card.items if i.kind is ItemKind.RESPONSE),
        flow=tuple(_flow(read, began, card.taken_at or now)),
    )
    return card, facts


def _shift(watch: Watch) -> str:
    return SHIFT.format(
        day=spoken_date(watch.starts),
        mode=MODE[watch.mode],
        starts=clock_time(watch.starts),
        ends=clock_time(watch.ends),
    )


def _on(watch: Watch, post: Post, names: Mapping[str, str]) -> str:
    return LIST.join(names.get(one, one) for one in watch.on(post))


def _present(began: datetime, left: datetime | None) -> Iterator[str]:
    yield ARRIVED.format(at=clock_time(began))
    if left is not None:
        yield LEFT.format(at=clock_time(left))


def _flow(read: Read, began: datetime, ended: datetime) -> Iterator[FlowLine]:
    """The calls of the watch in the order in which they came, whoever took them."""
    calls = read.find(Call, received_at__ge=began, received_at__le=ended, order="received_at")
    wanted = tuple({call.incident_id for call in calls if call.incident_id})
    found = read.find(Incident, id__in=wanted) if wanted else []
    incidents = {one.id: one for one in found}
    for call in calls:
        incident = incidents.get(call.incident_id)
        over = call.state in _DONE if incident is None else incident.state in _OVER
        state = CALL_STATE[call.state] if incident is None else INCIDENT_STATE[incident.state]
        yield FlowLine(
            at=call.received_at,
            source=f"{call.reporter} {call.phone}".strip(),
            content=f"{call.place_text} {call.content}".strip(),
            handled=join((state, call.note)),
            closed=DONE if over else "",
        )
