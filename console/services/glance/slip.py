"""What a 调拨单 says, read from one snapshot: the decision beside what the ledger says moved.

Quantities that left and arrived come from the movements, never from the order, so that the slip
and the stock can't disagree. A signature is nobody's to print: the lines for those who load, issue
and escort wait for a pen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from console.domain.ledger import Move, Reason
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.supply import Batch, Depot, Item
from console.domain.transfer import Flow, Line, Stage, Transfer, flows, stage
from console.services import stock
from console.wording import date_time, join, number
from console.wording.paper import APPLIED_BY, LIST, NAME_AND_CODE, SEMICOLON
from console.wording.supply import MEANS, MEANS_OF_CONSENT, REASON
from db.work import Read

_ON_THE_WAY = (Reason.TRANSFER_OUT, Reason.TRANSFER_IN)
_LOST = (Reason.SHORTAGE, Reason.DAMAGE)
_GONE = frozenset({Stage.ON_ROAD, Stage.RECEIVED, Stage.CLOSED})
_ARRIVED = frozenset({Stage.RECEIVED, Stage.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipGoods:
    """One item: the decision's figures and what the ledger says has left (None: not yet)."""

    code: str
    name: str
    spec: str
    unit: str
    requested: int
    approved: int
    sent: int | None = None
    lots: str = ""
    expires: str = ""
    price_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """What the slip says beside the transfer itself; names come in unsealed, for paper only."""

    from_depot: str
    to_depot: str
    goods: tuple[SlipGoods, ...]
    approver: str = ""
    applied_number: str = ""
    carrier: str = ""
    escort: str = ""
    loaded_by: str = ""
    issued_by: str = ""
    received_by: str = ""
    received_at: datetime | None = None
    planned_at: datetime | None = None
    en_route: str = ""
    difference: str = ""
    returning: str = ""


def slip(read: Read, transfer_id: str) -> tuple[Transfer, SlipFacts]:
    """The transfer, with the hour at which its first goods left, and all that stands beside it."""
    made = read.get(Transfer, transfer_id)
    lines = read.find(Line, transfer_id=transfer_id)
    moves = read.find(Move, transfer_id=transfer_id, order="at,id")
    flow = flows(moves)
    stands = stage(made, flow)
    kept = _standing(moves)
    left = [move.at for move in kept if move.reason is Reason.TRANSFER_OUT]
    came = [move.at for move in kept if move.reason is Reason.TRANSFER_IN]
    facts = SlipFacts(
        from_depot=_depot(read, made.from_depot_id),
        to_depot=_depot(read, made.to_depot_id),
        goods=_goods(read, lines, kept, flow if stands in _GONE else None),
        approver=_approver(read, made),
        applied_number=APPLIED_BY.format(means=MEANS[made.requested_means]),
        received_by=made.receipt_by,
        received_at=max(came) if came and stands in _ARRIVED else None,
        en_route=_en_route(kept),
        difference=_difference(kept),
    )
    return replace(made, left_at=min(left, default=made.left_at)), facts


def _standing(moves: Sequence[Move]) -> list[Move]:
    """Without those that were undone, and without the movements that undid them."""
    undone = {move.reverses for move in moves if move.reverses}
    return [move for move in moves if not move.reverses and move.id not in undone]


def _depot(read: Read, depot_id: str) -> str:
    found = read.seek(Depot, depot_id) if depot_id else None
    return "" if found is None else NAME_AND_CODE.format(name=found.name, code=found.code)


def _approver(read: Read, made: Transfer) -> str:
    found = read.seek(Officer, made.approver_id) if made.approver_id else None
    if found is None:
        return ""
    means = MEANS_OF_CONSENT[made.approved_means] if made.approved_means else ""
    return join((f"{found.title} {found.name}".strip(), means))


def _goods(
    read: Read, lines: Sequence[Line], moves: Sequence[Move], flow: Mapping[str, Flow] | None
) -> tuple[SlipGoods, ...]:
    items = stock.items_by_id(read, (line.item_id for line in lines))
    lots = {batch.id: batch for batch in stock.batches_of(read, (m.batch_id for m in moves))}
    return tuple(
        _good(line, items[line.item_id], _sent(line, moves, lots), flow) for line in lines
    )


def _sent(line: Line, moves: Iterable[Move], lots: Mapping[str, Batch]) -> list[Batch]:
    """The lots that left for a line, each once, in the order in which they left."""
    out = (m for m in moves if m.line_id == line.id and m.reason is Reason.TRANSFER_OUT)
    return [lots[batch_id] for batch_id in dict.fromkeys(move.batch_id for move in out)]


def _good(
    line: Line, item: Item, sent: Sequence[Batch], flow: Mapping[str, Flow] | None
) -> SlipGoods:
    return SlipGoods(
        code=item.gb_code or item.code,
        name=item.name,
        spec=item.spec,
        unit=item.unit,
        requested=line.requested,
        approved=line.approved,
        sent=flow.get(line.id, Flow()).sent if flow is not None else None,
        lots=LIST.join(batch.lot for batch in sent),
        expires=LIST.join(dict.fromkeys(b.expires_on[:7] for b in sent if b.expires_on)),
    )


def _en_route(moves: Iterable[Move]) -> str:
    seen = dict.fromkeys((m.at, m.reason) for m in moves if m.reason in _ON_THE_WAY)
    return SEMICOLON.join(f"{date_time(at)} {REASON[reason]}" for at, reason in seen)


def _difference(moves: Iterable[Move]) -> str:
    lost = [move for move in moves if move.reason in _LOST]
    return SEMICOLON.join(
        f"{REASON[m.reason]} {number(m.quantity)} {m.note}".strip() for m in lost
    )
