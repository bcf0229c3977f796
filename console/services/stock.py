"""What the ledger says now: balances, promises and what may be promised still.

Balances are sums asked of the store in one statement; the self-check replays the movements one
by one and compares (账实自检), so that neither can be wrong alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from console.domain.ledger import Key, Move, Side, account, ref_of, side_of
from console.domain.reconcile import Divergence, audit, compare
from console.domain.shipment import usable_on_hand
from console.domain.supply import Batch, Item
from console.domain.transfer import HOLDING, Flow, Line, Transfer, flows, held
from console.wording import local, number
from db.work import Read

IN, OUT = "to_account", "from_account"


def today(now: datetime) -> date:
    """The day on the county's calendar: expiry is a date of the place, not of UTC."""
    return local(now).date()


def sums(read: Read, **where: object) -> dict[Key, int]:
    """Balance of every (account, batch) that is not zero."""
    found: dict[Key, int] = {}
    for side, sign in ((IN, 1), (OUT, -1)):
        for (name, batch), total in read.total(
            Move, "quantity", by=(side, "batch_id"), **where
        ).items():
            found[name, batch] = found.get((name, batch), 0) + sign * total
    return {key: value for key, value in found.items() if value}


def depot_sums(read: Read, depot_id: str) -> dict[str, int]:
    """On hand of one depot, by batch."""
    name = account(Side.DEPOT, depot_id)
    found: dict[str, int] = {}
    for side, sign in ((IN, 1), (OUT, -1)):
        rows = read.total(Move, "quantity", by=("batch_id",), **{side: name})
        for (batch,), total in rows.items():
            found[batch] = found.get(batch, 0) + sign * total
    return {batch: value for batch, value in found.items() if value}


def promises(read: Read) -> tuple[list[Transfer], list[Line], dict[str, Flow]]:
    """Transfers that hold stock, with their lines and what of them has moved."""
    holding = read.find(Transfer, state__in=tuple(HOLDING))
    ids = tuple(t.id for t in holding)
    lines = read.find(Line, transfer_id__in=ids) if ids else []
    moved = read.find(Move, transfer_id__in=ids) if ids else []
    return holding, lines, flows(moved)


def available(read: Read, depot_id: str, now: datetime) -> dict[str, int]:
    """可用 = usable on hand − 占用, by item of one depot."""
    name = account(Side.DEPOT, depot_id)
    here = {(name, batch): n for batch, n in depot_sums(read, depot_id).items()}
    batches = batches_of(read, (batch for _, batch in here))
    usable = usable_on_hand(batches, here, depot_id, today(now))
    for (depot, item), promised in held(*promises(read)).items():
        if depot == depot_id:
            usable[item] = usable.get(item, 0) - promised
    return usable


def available_everywhere(read: Read, now: datetime) -> dict[str, dict[str, int]]:
    """可用 of every depot at once, for choosing between them."""
    batches = {batch.id: batch for batch in read.find(Batch)}
    day = today(now)
    found: dict[str, dict[str, int]] = {}
    for (name, batch_id), n in sums(read).items():
        batch = batches.get(batch_id)
        if side_of(name) is Side.DEPOT and batch is not None and batch.usable(day):
            shelf = found.setdefault(ref_of(name), {})
            shelf[batch.item_id] = shelf.get(batch.item_id, 0) + n
    for (depot, item), promised in held(*promises(read)).items():
        shelf = found.setdefault(depot, {})
        shelf[item] = shelf.get(item, 0) - promised
    return found


def batches_of(read: Read, ids: Iterable[str]) -> list[Batch]:
    wanted = tuple(dict.fromkeys(ids))
    return read.find(Batch, id__in=wanted) if wanted else []


def flow_of(read: Read, transfer_id: str) -> dict[str, Flow]:
    return flows(read.find(Move, transfer_id=transfer_id))


def told(parts: Iterable[tuple[Item, int]]) -> str:
    """救灾帐篷 40 顶、棉被 160 床: how quantities are said in a journal line."""
    return "、".join(f"{item.name} {number(n)} {item.unit}" for item, n in parts)


def items_by_id(read: Read, ids: Iterable[str]) -> Mapping[str, Item]:
    wanted = tuple(dict.fromkeys(ids))
    return {item.id: item for item in read.find(Item, id__in=wanted)} if wanted else {}


def self_check(read: Read) -> Divergence | None:
    """Replay in the order of writing against the rules, then against the store's own sums."""
    moves = read.find(Move, order="recorded_at,id")
    item_of = {batch.id: batch.item_id for batch in read.find(Batch)}
    return audit(moves, item_of) or compare(moves, sums(read))
