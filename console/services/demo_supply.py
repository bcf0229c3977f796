"""Lays the made-up depots, catalogue and opening stock into a store, whatever their size.

Written as acknowledged history (no outbox, D28) in bulk, through the same checks that an intake
goes through. Laying in twice changes nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.ids import history_id
from console.domain.ledger import Move, Reason, Side, account, checked
from console.domain.place import Place
from console.domain.supply import Batch, Depot, Item, checked_batch, checked_item
from console.services import stock
from console.services.permission import SYSTEM
from console.services.world import World
from db.work import Work
from resources import places
from resources.supplies import StockRow, demo_depots, demo_items, demo_stock

COUNTED_BEFORE = timedelta(days=40)


def seed(world: World) -> Changes:
    """Items, depots, lots and one opening movement for each line of the stock file."""
    with world.store.write(SYSTEM, "demo.supply", history=True) as w:
        if w.count(Item):
            return w.changes
        for item in demo_items(world.county):
            w.save(checked_item(item))
        _depots(w, world.county)
        count = _stock(w, world.county, w.now - COUNTED_BEFORE)
        w.log(
            Entry(
                kind="stock_opening",
                subject_kind=Kind.DEPOT,
                subject_id="demo",
                at=w.now,
                facts={"place": "演示储备点", "count": count},
            )
        )
    return w.changes


def _depots(w: Work, county: str) -> None:
    known = {place.id: place for place in places.load(county)}
    for depot in demo_depots(county):
        place = known.get(depot.place_id)
        seat = place if place and place.lon is not None else _town(known, depot.place_id)
        w.save(_placed(depot, seat))


def _town(known: dict[str, Place], place_id: str) -> Place | None:
    return known.get(place_id[: places.TOWNSHIP_DIGITS])


def _placed(depot: Depot, seat: Place | None) -> Depot:
    if depot.lon is not None or seat is None:
        return depot
    return replace(depot, lon=seat.lon, lat=seat.lat)


def _stock(w: Work, county: str, counted: datetime) -> int:
    made: set[str] = set()
    count = 0
    for row in demo_stock(stock.today(w.now), county):
        batch_id = f"batch-{row.item.removeprefix('item-')}-{row.lot}"
        if batch_id not in made:
            made.add(batch_id)
            batch = Batch(
                id=batch_id,
                item_id=row.item,
                lot=row.lot,
                expires_on=row.expires_on,
                supplier=row.supplier,
            )
            w.save(checked_batch(batch))
        count += 1
        w.append(_opening(w, row, batch_id, counted, count))
    return count


def _opening(w: Work, row: StockRow, batch_id: str, counted: datetime, n: int) -> Move:
    return checked(
        Move(
            id=history_id(counted, n),
            item_id=row.item,
            batch_id=batch_id,
            quantity=row.quantity,
            from_account=account(Side.ADJUST),
            to_account=account(Side.DEPOT, row.depot),
            reason=Reason.OPENING,
            at=counted,
            recorded_at=w.now,
            by=SYSTEM,
            document="建账盘点",
        )
    )
