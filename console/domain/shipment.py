"""The goods' side of a transfer: which lots leave, what arrives, and how a difference is told.

First expired, first out (FEFO); expired and quarantined lots are on hand but never offered.
These functions only make movements; they are written as facts, apart from any decision (D20).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from console.domain.ledger import Key, Move, Reason, Side, account, checked
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.supply import Batch
from console.domain.transfer import Flow, Line, State, Transfer, transit

_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of this lot for this line."""

    line_id: str
    batch_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when it happened and when it is written, and the paper it came on."""

    by: str
    at: datetime
    now: datetime
    document: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one line's lot looked like at the far end. What is neither good, short nor damaged is
    still on the road.
    """

    line_id: str
    batch_id: str
    good: int
    short: int = 0
    damaged: int = 0
    why: str = ""


def picks(
    line: Line, quantity: int, batches: Iterable[Batch], on_hand: Mapping[str, int], today: date
) -> tuple[Pick, ...]:
    """FEFO over the usable lots of the line's item; fewer pieces than asked if there are no more."""
    usable = [
        b
        for b in batches
        if b.item_id == line.item_id and b.usable(today) and on_hand.get(b.id, 0) > 0
    ]
    usable.sort(key=lambda b: (b.expires_on or _NEVER, b.lot))
    chosen: list[Pick] = []
    left = quantity
    for batch in usable:
        take = min(left, on_hand[batch.id])
        if take > 0:
            chosen.append(Pick(line.id, batch.id, take))
            left -= take
    return tuple(chosen)


def usable_on_hand(
    batches: Iterable[Batch], sums: Mapping[Key, int], depot_id: str, today: date
) -> dict[str, int]:
    """Per item: what of the depot's stock may be promised, before 占用 is taken off."""
    name = account(Side.DEPOT, depot_id)
    found: dict[str, int] = {}
    for batch in batches:
        if batch.usable(today):
            here = sums.get((name, batch.id), 0)
            found[batch.item_id] = found.get(batch.item_id, 0) + here
    return found


def check_picks(
    transfer: Transfer,
    lines: Sequence[Line],
    chosen: Sequence[Pick],
    batches: Mapping[str, Batch],
    flow: Mapping[str, Flow],
    today: date,
) -> None:
    """出库 stays within the order; a lot that has expired or is frozen doesn't leave."""
    if transfer.state is not State.ORDERED:
        raise Refused("transfer_not_ordered", state=transfer.state)
    if not chosen:
        raise Refused("transfer_empty")
    by_id = {line.id: line for line in lines}
    total: dict[str, int] = {}
    for pick in chosen:
        line, batch = by_id[pick.line_id], batches[pick.batch_id]
        if pick.quantity <= 0:
            raise Refused("quantity_zero")
        if batch.item_id != line.item_id:
            raise Refused("batch_of_other_item", lot=batch.lot)
        if batch.expired(today):
            raise Refused("batch_expired", lot=batch.lot, expires=batch.expires_on)
        if not batch.usable(today):
            raise Refused("batch_frozen", lot=batch.lot, why=batch.quality_why or batch.quality)
        total[line.id] = total.get(line.id, 0) + pick.quantity
    for line_id, quantity in total.items():
        left = by_id[line_id].approved - flow.get(line_id, Flow()).sent
        if quantity > left:
            raise Refused("more_than_approved", asked=quantity, left=left)


def out_moves(
    transfer: Transfer,
    lines: Sequence[Line],
    chosen: Sequence[Pick],
    hand: Hand,
    ids: Sequence[str],
) -> tuple[Move, ...]:
    """From the depot into transit, one movement for each lot."""
    items = {line.id: line.item_id for line in lines}
    return tuple(
        checked(
            Move(
                id=new_id,
                item_id=items[pick.line_id],
                batch_id=pick.batch_id,
                quantity=pick.quantity,
                from_account=account(Side.DEPOT, transfer.from_depot_id),
                to_account=transit(transfer.id),
                reason=Reason.TRANSFER_OUT,
                at=hand.at,
                recorded_at=hand.now,
                by=hand.by,
                transfer_id=transfer.id,
                line_id=pick.line_id,
                document=hand.document,
            )
        )
        for pick, new_id in zip(chosen, ids, strict=True)
    )


def in_moves(
    transfer: Transfer,
    lines: Sequence[Line],
    arrivals: Sequence[Arrival],
    on_road: Mapping[tuple[str, str], int],
    hand: Hand,
    ids: Iterable[str],
) -> tuple[Move, ...]:
    """签收: transit → township, with shortage and damage written apart and explained.

    `on_road` is by (line, batch). Signing for more than was sent is a mistake of the pen; the
    way to bring in what nobody sent is an intake of its own.
    """
    items = {line.id: line.item_id for line in lines}
    source = iter(ids)
    made: list[Move] = []
    left = dict(on_road)
    for arrival in arrivals:
        key = (arrival.line_id, arrival.batch_id)
        _check_arrival(arrival, left.get(key, 0))
        left[key] = left.get(key, 0) - arrival.good - arrival.short - arrival.damaged
        depot = account(Side.DEPOT, transfer.to_depot_id)
        loss = account(Side.LOSS)
        for quantity, to, reason in (
            (arrival.good, depot, Reason.TRANSFER_IN),
            (arrival.short, loss, Reason.SHORTAGE),
            (arrival.damaged, loss, Reason.DAMAGE),
        ):
            if not quantity:
                continue
            made.append(
                checked(
                    Move(
                        id=next(source),
                        item_id=items[arrival.line_id],
                        batch_id=arrival.batch_id,
                        quantity=quantity,
                        from_account=transit(transfer.id),
                        to_account=to,
                        reason=reason,
                        at=hand.at,
                        recorded_at=hand.now,
                        by=hand.by,
                        transfer_id=transfer.id,
                        line_id=arrival.line_id,
                        document=hand.document,
                        note=arrival.why.strip() if reason is not Reason.TRANSFER_IN else "",
                    )
                )
            )
    if not made:
        raise Refused("transfer_empty")
    return tuple(made)


def _check_arrival(arrival: Arrival, on_road: int) -> None:
    if min(arrival.good, arrival.short, arrival.damaged) < 0:
        raise Refused("quantity_zero")
    signed = arrival.good + arrival.short + arrival.damaged
    if signed > on_road:
        raise Refused("more_than_sent", asked=signed, sent=on_road)
    if (arrival.short or arrival.damaged) and not arrival.why.strip():
        raise Refused("difference_needs_reason")


def on_road(moves: Iterable[Move], transfer_id: str) -> dict[tuple[str, str], int]:
    """What of each (line, batch) is still in the transfer's transit account."""
    name = transit(transfer_id)
    sums: dict[tuple[str, str], int] = {}
    for move in moves:
        sign = (move.to_account == name) - (move.from_account == name)
        if sign:
            key = (move.line_id, move.batch_id)
            sums[key] = sums.get(key, 0) + sign * move.quantity
    return {key: value for key, value in sums.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """A depot as an answer to a request, with what speaks for it."""

    depot_id: str
    covered: int
    of: int
    metres: int | None

    @property
    def whole(self) -> bool:
        return self.covered >= self.of


def rank_depots(
    wanted: Mapping[str, int],
    available: Mapping[str, Mapping[str, int]],
    metres: Mapping[str, int | None],
) -> tuple[Choice, ...]:
    """Depots that hold anything wanted: those that cover all first, then the nearest.

    One depot per transfer; the exact split over many depots is a later, heavier calculation.
    """
    of = sum(wanted.values())
    found = []
    for depot_id, stock in available.items():
        covered = sum(min(n, max(stock.get(item, 0), 0)) for item, n in wanted.items())
        if covered:
            found.append(Choice(depot_id, covered, of, metres.get(depot_id)))
    far = 10**9
    found.sort(
        key=lambda c: (not c.whole, -c.covered if not c.whole else 0, c.metres or far, c.depot_id)
    )
    return tuple(found)
