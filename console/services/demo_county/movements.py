"""A year of the stock ledger: handed out, used, returned, bought again, counted.

Nothing leaves a shelf that is not on it: the balance is carried along while the movements are
made, in the order in which they happened, through the ledger's own checks.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from console.domain.changes import Kind
from console.domain.ids import history_id
from console.domain.ledger import Move, Reason, Side, account, checked
from console.services import stock
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice
from console.services.demo_county.stores import Shelf
from console.services.world import World

YEARLY = 1_000
_YEAR = timedelta(days=365)
_WRITTEN = timedelta(minutes=4)
_KEEPER = "o-14"
_BUSY = 40
_MORE = (Reason.PURCHASE, Reason.DONATION, Reason.FROM_ABOVE)
_COURSE = (  # how often each happens
    *(Reason.HANDED_OUT,) * 10,
    *(Reason.CONSUMED,) * 4,
    *(Reason.RETURNED,) * 3,
    *_MORE,
    Reason.COUNT_MORE,
    Reason.COUNT_LESS,
    Reason.SCRAPPED,
)
_SIDE = {  # of the few pieces that a count or a damage is about
    Reason.COUNT_MORE: Side.ADJUST,
    Reason.COUNT_LESS: Side.ADJUST,
    Reason.SCRAPPED: Side.LOSS,
}
_SUPPLIER = "示例供应商"


def lay(world: World, shelves: Sequence[Shelf], ground: Ground, size: int) -> None:
    lay_in(world, Kind.MOVE, "演示出入库流水", year(shelves, ground, world.now, YEARLY * size))


def year(shelves: Sequence[Shelf], ground: Ground, now: datetime, count: int) -> Iterator[Move]:
    """`count` movements evenly over the year before `now`; lots that are past lie still."""
    today = stock.today(now)
    books = _Books([shelf for shelf in shelves if shelf.batch.usable(today)], ground)
    began, step = now - _YEAR, (_YEAR - timedelta(hours=2)) / count
    for n in range(count):
        yield books.move(n, began + n * step)


class _Books:
    """Each shelf's balance, and what was handed out from it and may come back."""

    def __init__(self, shelves: Sequence[Shelf], ground: Ground) -> None:
        self._shelves = shelves
        self._ground = ground
        self._here = [shelf.quantity for shelf in shelves]
        self._out: list[tuple[str, int]] = [("", 0)] * len(shelves)
        self._dice = Dice("movements")

    def move(self, n: int, at: datetime) -> Move:
        dice = self._dice
        busy = dice.below(2)  # half of it all passes over a few shelves of the county's store
        at_shelf = dice.below(_BUSY if busy else len(self._shelves))
        shelf = self._shelves[at_shelf]
        reason, quantity, other = self._what(at_shelf)
        depot = account(Side.DEPOT, shelf.depot_id)
        comes_in = reason in {*_MORE, Reason.RETURNED, Reason.COUNT_MORE}
        self._here[at_shelf] += quantity if comes_in else -quantity
        return checked(
            Move(
                id=history_id(at, n),
                item_id=shelf.batch.item_id,
                batch_id=shelf.batch.id,
                quantity=quantity,
                from_account=other if comes_in else depot,
                to_account=depot if comes_in else other,
                reason=reason,
                at=at,
                recorded_at=at + _WRITTEN,
                by=_KEEPER,
                document=f"示例单〔{at.year}〕{n + 1}号" if comes_in else "",
                note="示例" if reason in _SIDE else "",
            )
        )

    def _what(self, n: int) -> tuple[Reason, int, str]:
        """Reason, quantity and the other side; a shelf that runs low is filled."""
        dice, here, full = self._dice, self._here[n], self._shelves[n].quantity
        if here * 3 < full:
            return dice.one(_MORE), full - here, account(Side.SUPPLIER, _SUPPLIER)
        reason = dice.one(_COURSE)
        if reason in _SIDE:
            return reason, dice.between(1, 3), account(_SIDE[reason])
        if reason in _MORE:
            return reason, dice.between(1, full // 4), account(Side.SUPPLIER, _SUPPLIER)
        to, owed = self._out[n]
        if reason is Reason.RETURNED and owed:
            self._out[n] = ("", 0)
            return reason, owed, to
        quantity = dice.between(1, max(1, here // 6))
        village = dice.one(self._ground.villages).name
        if reason is Reason.CONSUMED:
            return reason, quantity, account(Side.CONSUMED, village)
        to = account(Side.ISSUED, village)
        self._out[n] = (to, quantity)
        return Reason.HANDED_OUT, quantity, to
