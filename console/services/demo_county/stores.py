"""86 kinds of supplies in 400 lots: 12 depots with what the handful has, 81 village points.

Lots state their expiry from the day of laying in, so that some are past and some run out within
the month. What the movements of the year may draw on is given back; the lots of stock.csv are
left as they are counted, because the story sends from them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from console.domain.changes import Kind
from console.domain.ids import history_id
from console.domain.ledger import Move, Reason, Side, account, checked
from console.domain.record import dataclass
from console.domain.supply import Batch, Depot, Item, Tier, checked_batch, checked_item
from console.services import demo_supply, stock
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice, name, phone
from console.services.permission import SYSTEM
from console.services.world import World
from resources.supplies import demo_depots, demo_more_items, demo_stock

LOTS = 400
COUNTED_BEFORE = timedelta(days=372)
COUNTY = "depot-D00"
_PHONES = 1_600
_SUPPLIER = "示例供应商"
_VILLAGE_ITEMS = ("item-B02", "item-B06", "item-B07", "item-B09", "item-F01", "item-F09")
_VILLAGE_LOTS = 6  # of each of these, shared by all village points
_MONTH = 30
_DAYS_LEFT = (*((-60, -3),) * 2, *((2, 29),) * 3, *((40, 0),) * 25)  # 0: as long as it keeps


@dataclass(frozen=True, slots=True)
class Shelf:
    """So much of a lot in a depot on the day of the first count."""

    depot_id: str
    batch: Batch
    quantity: int


def lay(world: World, ground: Ground) -> tuple[Shelf, ...]:
    """What lies where; the same whether it was written just now or before."""
    demo_supply.seed(world)
    county, today = ground.county, stock.today(world.now)
    more = demo_more_items(county)
    items = [checked_item(item) for item, _ in more]
    lay_in(world, Kind.ITEM, "演示物资品种", items)
    points = tuple(_points(ground))
    lay_in(world, Kind.DEPOT, "演示村级前置点", points)
    lots = tuple(_lots(more, county, today))
    lay_in(world, Kind.BATCH, "演示批次", (batch for batch, _ in lots))
    shelves = tuple(_shelves(lots, points))
    counted = world.now - COUNTED_BEFORE
    openings = (_opening(shelf, n, counted) for n, shelf in enumerate(shelves, 1))
    lay_in(world, Kind.MOVE, "演示建账", openings)
    return shelves


def _points(ground: Ground) -> Iterator[Depot]:
    """A 前置点 in each village that has none."""
    known = [d for d in demo_depots(ground.county) if d.tier is Tier.VILLAGE]
    held = {depot.place_id for depot in known}
    towns = {
        d.place_id: d.id
        for d in demo_depots(ground.county)
        if d.tier is Tier.TOWNSHIP and d.parent_id
    }
    dice = Dice("points")
    pattern = known[0]
    rest = (v for v in ground.villages if v.id not in held)
    for n, village in enumerate(rest, len(known) + 1):
        lon, lat = dice.near(*ground.seat(village))
        yield replace(
            pattern,
            id=f"depot-V{n:02d}",
            code=f"V{n:02d}",
            name=f"{village.name}前置点",
            owner=village.name,
            place_id=village.id,
            parent_id=towns.get(village.township_id, COUNTY),
            keeper=name(500 + n),
            phone=phone(_PHONES + n),
            lon=lon,
            lat=lat,
            rank=200 + n,
        )


def _lots(
    more: tuple[tuple[Item, int], ...], county: str, today: date
) -> Iterator[tuple[Batch, bool]]:
    """Lots with whether they lie in villages, up to `LOTS` with those of stock.csv."""
    dice = Dice("lots")
    for item_id in _VILLAGE_ITEMS:
        for n in range(1, _VILLAGE_LOTS + 1):
            yield _lot(item_id, f"村-{n:02d}", _expiry(dice, 36, today)), True
    known = len({(row.item, row.lot) for row in demo_stock(today, county)})
    rest = LOTS - known - len(_VILLAGE_ITEMS) * _VILLAGE_LOTS
    for n in range(rest):
        item, months = more[n % len(more)]
        expires = _expiry(dice, months, today) if months else ""
        yield _lot(item.id, f"{item.code}-{n // len(more) + 1:02d}", expires), False


def _lot(item_id: str, lot: str, expires_on: str) -> Batch:
    return checked_batch(
        Batch(
            id=f"batch-{item_id.removeprefix('item-')}-{lot}",
            item_id=item_id,
            lot=lot,
            expires_on=expires_on,
            supplier=_SUPPLIER,
        )
    )


def _expiry(dice: Dice, months: int, today: date) -> str:
    """One in fifteen is past, one in ten has less than a month, the others go on for long."""
    least, most = dice.one(_DAYS_LEFT)
    days = dice.between(least, most or max(60, months * _MONTH))
    return (today + timedelta(days=days)).isoformat()


def _shelves(lots: tuple[tuple[Batch, bool], ...], points: tuple[Depot, ...]) -> Iterator[Shelf]:
    """County lots in the county's store; each village point has one lot of each village item."""
    dice = Dice("shelves")
    village: dict[str, list[Batch]] = {}
    for batch, spread in lots:
        if spread:
            village.setdefault(batch.item_id, []).append(batch)
        else:
            yield Shelf(COUNTY, batch, dice.between(3, 90) * 10)
    for n, point in enumerate(points):
        for batches in village.values():
            yield Shelf(point.id, batches[n % len(batches)], dice.between(2, 12) * 10)


def _opening(shelf: Shelf, n: int, counted: datetime) -> Move:
    return checked(
        Move(
            id=history_id(counted, n),
            item_id=shelf.batch.item_id,
            batch_id=shelf.batch.id,
            quantity=shelf.quantity,
            from_account=account(Side.ADJUST),
            to_account=account(Side.DEPOT, shelf.depot_id),
            reason=Reason.OPENING,
            at=counted,
            recorded_at=counted,
            by=SYSTEM,
            document="建账盘点",
        )
    )
