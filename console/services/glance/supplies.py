"""The stock picture as one frozen record: tree of depots, items of the chosen place, transfers.

The page and the wall's tile are made from the same functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from console.domain.evidence import Mark
from console.domain.ledger import Key, Side, account, ref_of, side_of
from console.domain.record import dataclass
from console.domain.supply import Batch, Depot, Item, Reserve, Tier, coverage
from console.domain.transfer import Flow, Line, Transfer, held
from console.services import stock
from console.services.glance.transfers import Approver, TransferRow, approvers, open_transfers
from console.wording.supply import RESERVE, TIER
from db.work import Read
from resources.supplies import Norms, norms, transfer_rules

WHOLE = ""
"""The key of 全县 in the tree."""


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the tree. `key` is a depot's id, a group's name, or WHOLE; `kinds` of goods there."""

    key: str
    title: str
    depth: int
    count: int
    unit: str
    group: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item at the chosen place. `available` = usable on hand − `held`; `need` only where the
    county's reserve is measured.
    """

    item_id: str
    code: str
    title: str
    index: str
    unit: str
    on_hand: int
    held: int
    available: int
    coming: int
    need: int | None
    covered: int | None
    expires_on: str
    soon: int
    expired: int
    below_zero: bool


@dataclass(frozen=True, slots=True)
class StockView:
    key: str
    title: str
    lots: int
    tree: tuple[Node, ...]
    rows: tuple[ItemRow, ...]
    transfers: tuple[TransferRow, ...]
    persons: int
    persons_mark: Mark
    basis: str
    short: int
    items: tuple[Item, ...]
    depots: tuple[Depot, ...]
    approvers: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class _Books:
    """Everything that a stock picture is counted from, read once."""

    items: tuple[Item, ...]
    depots: tuple[Depot, ...]
    batches: Mapping[str, Batch]
    sums: Mapping[Key, int]
    held: Mapping[tuple[str, str], int]
    coming: tuple["OnRoad", ...]


@dataclass(frozen=True, slots=True)
class OnRoad:
    """Pieces of one item under way; both ends count them as 在途."""

    transfer: Transfer
    item_id: str
    quantity: int

    def touches(self, depots: set[str]) -> bool:
        return bool({self.transfer.from_depot_id, self.transfer.to_depot_id} & depots)


def view(read: Read, now: datetime, key: str | None = None) -> StockView:
    """The page: `key` is a depot's id, a group of the tree, or None for the county's own depot."""
    books = _books(read)
    if key is None:
        key = next((d.id for d in books.depots if d.tier is Tier.COUNTY), WHOLE)
    chosen = _members(books.depots, key)
    rows = _rows(books, chosen, now, measured=_measured(chosen))
    lots = {batch for (name, batch) in books.sums if ref_of(name) in {d.id for d in chosen}}
    table = norms()
    return StockView(
        key=key,
        title=_title(books.depots, key),
        lots=len(lots),
        tree=_tree(books),
        rows=rows,
        transfers=open_transfers(read, now),
        persons=table.persons,
        persons_mark=table.source.mark,
        basis=f"{table.source.title} {table.source.clause}",
        short=sum(1 for row in rows if row.covered is not None and row.covered < 100),  # noqa: PLR2004
        items=tuple(item for item in books.items if item.archived_at is None),
        depots=tuple(d for d in books.depots if d.archived_at is None or d.id == key),
        approvers=approvers(read, now),
    )


def coverage_rows(read: Read, now: datetime) -> tuple[ItemRow, ...]:
    """The wall's tile: county depots against 二级需求, the worst covered first."""
    books = _books(read)
    chosen = [d for d in books.depots if d.tier is Tier.COUNTY and d.reserve is Reserve.PHYSICAL]
    rows = [r for r in _rows(books, chosen, now, measured=True) if r.covered is not None]
    return tuple(sorted(rows, key=lambda r: (r.covered or 0, r.code)))


def _books(read: Read) -> _Books:
    """What left the register stays in the books as long as there is stock of it or in it."""
    transfers, lines, flow = stock.promises(read)
    sums = stock.sums(read)
    batches = {batch.id: batch for batch in read.find(Batch)}
    held_in = {ref_of(name) for name, _ in sums if side_of(name) is Side.DEPOT}
    lots = (b for name, b in sums if side_of(name) is Side.DEPOT)
    held_of = {batches[lot].item_id for lot in lots if lot in batches}
    items, depots = read.find(Item, order="rank,id"), read.find(Depot, order="rank,id")
    return _Books(
        items=tuple(i for i in items if i.archived_at is None or i.id in held_of),
        depots=tuple(d for d in depots if d.archived_at is None or d.id in held_in),
        batches=batches,
        sums=sums,
        held=held(transfers, lines, flow),
        coming=_coming(transfers, lines, flow),
    )


def _coming(
    transfers: Iterable[Transfer], lines: Iterable[Line], flow: Mapping[str, Flow]
) -> tuple[OnRoad, ...]:
    by_id = {t.id: t for t in transfers}
    return tuple(
        OnRoad(by_id[line.transfer_id], line.item_id, flow[line.id].on_road)
        for line in lines
        if line.id in flow and flow[line.id].on_road
    )


def _members(depots: Sequence[Depot], key: str) -> list[Depot]:
    if key == WHOLE:
        return [d for d in depots if d.reserve is Reserve.PHYSICAL]
    if key in set(Tier):
        return [d for d in depots if d.tier == key and d.reserve is Reserve.PHYSICAL]
    if key in set(Reserve):
        return [d for d in depots if d.reserve == key]
    return [d for d in depots if d.id == key]


def _measured(chosen: Sequence[Depot]) -> bool:
    """二级需求 is a demand on the county: it is shown for its own depots and for the whole."""
    return any(d.tier is Tier.COUNTY and d.reserve is Reserve.PHYSICAL for d in chosen)


def _title(depots: Sequence[Depot], key: str) -> str:
    if key == WHOLE:
        return "全县"
    for words in (TIER, RESERVE):
        for kind, word in words.items():
            if key == kind:
                return word
    return next((d.name for d in depots if d.id == key), "")


def _tree(books: _Books) -> tuple[Node, ...]:
    """全县 → 县库, 乡镇点, 村点, then what others promise to keep."""
    kinds: dict[str, set[str]] = {}
    for (name, batch), n in books.sums.items():
        if n and side_of(name) is Side.DEPOT and batch in books.batches:
            kinds.setdefault(ref_of(name), set()).add(books.batches[batch].item_id)
    own = [d for d in books.depots if d.reserve is Reserve.PHYSICAL]
    nodes = [Node(WHOLE, "全县", 0, len(own), "库", group=True)]
    nodes += [_node(d, 1, kinds) for d in own if d.tier is Tier.COUNTY]
    for tier in (Tier.TOWNSHIP, Tier.VILLAGE):
        some = [d for d in own if d.tier is tier]
        nodes.append(Node(tier, TIER[tier], 1, len(some), "处", group=True))
        nodes += [_node(d, 2, kinds) for d in some]
    for reserve in (Reserve.AGREEMENT, Reserve.CAPACITY):
        some = [d for d in books.depots if d.reserve is reserve]
        nodes.append(Node(reserve, RESERVE[reserve], 1, len(some), "家", group=True))
    return tuple(nodes)


def _node(depot: Depot, depth: int, kinds: Mapping[str, set[str]]) -> Node:
    return Node(depot.id, depot.name, depth, len(kinds.get(depot.id, ())), "种")


def _rows(
    books: _Books, chosen: Sequence[Depot], now: datetime, *, measured: bool
) -> tuple[ItemRow, ...]:
    names = {account(Side.DEPOT, d.id) for d in chosen}
    ids = {d.id for d in chosen}
    here: dict[str, dict[str, int]] = {}
    below: set[str] = set()
    for (name, batch_id), n in books.sums.items():
        batch = books.batches.get(batch_id)
        if name not in names or batch is None:
            continue
        lots = here.setdefault(batch.item_id, {})
        lots[batch_id] = lots.get(batch_id, 0) + n
        if n < 0:
            below.add(batch.item_id)
    table, day = norms(), stock.today(now)
    rows = [
        _row(item, here.get(item.id, {}), books, ids, (table, day), below, measured=measured)
        for item in books.items
    ]
    shown = [r for r in rows if r.on_hand or r.held or r.coming or (measured and r.need)]
    return tuple(sorted(shown, key=lambda r: (r.covered is None, r.covered or 0)))


def _row(
    item: Item,
    lots: Mapping[str, int],
    books: _Books,
    depots: set[str],
    by: tuple[Norms, date],
    below: set[str],
    *,
    measured: bool,
) -> ItemRow:
    table, day = by
    batches = [books.batches[b] for b, n in lots.items() if n]
    usable = sum(n for b, n in lots.items() if books.batches[b].usable(day))
    promised = sum(n for (d, i), n in books.held.items() if d in depots and i == item.id)
    available = usable - promised
    need = table.need(item) if measured else None
    soon = transfer_rules().expiry_days[-1]
    return ItemRow(
        item_id=item.id,
        code=item.code,
        title=item.title,
        index=item.index,
        unit=item.unit,
        on_hand=sum(lots.values()),
        held=promised,
        available=available,
        coming=sum(r.quantity for r in books.coming if r.item_id == item.id and r.touches(depots)),
        need=need,
        covered=coverage(available, need),
        expires_on=min(
            (b.expires_on for b in batches if b.expires_on and b.usable(day)), default=""
        ),
        soon=sum(1 for b in batches if b.usable(day) and b.expires_within(day, soon)),
        expired=sum(1 for b in batches if b.expired(day)),
        below_zero=item.id in below,
    )
