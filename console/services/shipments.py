"""The goods' half of 调拨: 运输, 出库, 签收. Facts of the ledger, written apart from decisions (D20)."""

from collections.abc import Sequence
from datetime import datetime

from console.domain import transfer
from console.domain.changes import Changes
from console.domain.ledger import Move
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.shipment import (
    Arrival,
    Hand,
    Pick,
    check_picks,
    in_moves,
    on_road,
    out_moves,
)
from console.domain.supply import Depot
from console.domain.transfer import State, Transfer
from console.services import stock
from console.services.consignment import (
    by_line,
    difference,
    good,
    lines_of,
    log,
    number_of,
    suggest,
    timely,
    told_lines,
)
from console.services.permission import Permission, permit, permitted
from console.services.supplies import flag_below_zero
from console.services.world import World
from console.wording import near_time
from db.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """Who drives what, and when it is expected."""

    plate: str
    driver: str = ""
    phone: str = ""
    eta: datetime | None = None


@dataclass(frozen=True)
class Shipments:
    world: World

    def transport(self, actor: str, transfer_id: str, ride: Ride) -> Changes:
        """Vehicle, driver and expected arrival as the depot tells them."""
        with self.world.store.write(actor, "transfer.transport") as w:
            permit_follow(w, actor)
            made = transfer.transport(
                w.get(Transfer, transfer_id),
                plate=ride.plate,
                driver=ride.driver,
                phone=ride.phone,
                eta=ride.eta,
            )
            w.save(made)
            facts = {
                "number": number_of(made),
                "plate": made.plate,
                "eta": near_time(made.eta, w.now) if made.eta else "",
            }
            log(w, "transfer_transport", made, w.now, facts)
        return w.changes

    def issue(
        self,
        actor: str,
        transfer_id: str,
        at: datetime,
        chosen: Sequence[Pick] | None = None,
        slip: str = "",
    ) -> Changes:
        """出库: the lots that left. Without a choice, by FEFO what the order still lacks."""
        with self.world.store.write(actor, "transfer.issue") as w:
            permit_follow(w, actor)
            made, lines = w.get(Transfer, transfer_id), lines_of(w, transfer_id)
            timely(w, at, made.ordered_at)
            flow = stock.flow_of(w, transfer_id)
            taken = (
                tuple(chosen)
                if chosen is not None
                else suggest(w, made, lines, flow, stock.today(w.now))
            )
            depot = w.get(Depot, made.from_depot_id) if made.from_depot_id else None
            if not taken and depot is not None and made.state is State.ORDERED:
                raise Refused("nothing_to_send", depot=depot.name)
            batches = {b.id: b for b in stock.batches_of(w, (p.batch_id for p in taken))}
            check_picks(made, lines, taken, batches, flow, stock.today(w.now))
            hand = Hand(by=actor, at=at, now=w.now, document=slip or made.number)
            for move in out_moves(made, lines, taken, hand, [w.new_id() for _ in taken]):
                w.append(move)
            depot = w.get(Depot, made.from_depot_id)
            to = w.get(Depot, made.to_depot_id)
            facts = {"depot": depot.name, "to": to.name, "number": number_of(made)}
            what = told_lines(w, by_line(lines, taken))
            log(w, "stock_out", made, at, {"what": what, **facts}, important=True)
            flag_below_zero(w, depot, at)
        return w.changes

    def receive(
        self,
        actor: str,
        transfer_id: str,
        at: datetime,
        arrivals: Sequence[Arrival] | None = None,
        slip: str = "",
    ) -> Changes:
        """签收: what arrived whole, short or damaged. Without a list, all of it whole."""
        with self.world.store.write(actor, "transfer.receive") as w:
            permit_follow(w, actor)
            made, lines = w.get(Transfer, transfer_id), lines_of(w, transfer_id)
            moved = w.find(Move, transfer_id=transfer_id)
            road = on_road(moved, transfer_id)
            if not road:
                raise Refused("nothing_on_road")
            timely(w, at, min(move.at for move in moved))
            came = arrivals
            if came is None:
                came = [Arrival(line, batch, n) for (line, batch), n in road.items()]
            hand = Hand(by=actor, at=at, now=w.now, document=slip or made.number)
            ids = [w.new_id() for _ in range(3 * len(came))]
            for move in in_moves(made, lines, came, road, hand, ids):
                w.append(move)
            to = w.get(Depot, made.to_depot_id)
            what = told_lines(w, good(lines, came))
            facts = {"what": what, "difference": difference(came), "number": number_of(made)}
            log(w, "stock_in", made, at, {"to": to.name, **facts}, important=True)
        return w.changes


def permit_follow(w: Work, actor: str) -> None:
    """The depot's keeper writes his own facts; the desk writes what it was told by telephone."""
    if not permitted(w, actor, Permission.TRANSFER_REQUEST):
        permit(w, actor, Permission.STOCK_MOVE)
