"""全程追溯 of an item, and which depot a request is best served from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import hypot

from console.domain.geo import Frame
from console.domain.ledger import Move, Reason, Side, ref_of, side_of
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.shipment import Choice, rank_depots
from console.domain.supply import Batch, Depot, Item, Reserve
from console.domain.transfer import Line, Transfer
from console.services import stock
from console.services.permission import SYSTEM
from console.wording import UNKNOWN, clock_time, number
from console.wording.document import NOT_NUMBERED
from console.wording.supply import MEANS_OF_CONSENT, REASON
from db.work import Read
from resources.supplies import TransferRules, transfer_rules

LONGEST = 200
_HAND = "hand"


@dataclass(frozen=True, slots=True)
class Trace:
    """One line: when, in a word, the sentence, and who wrote it."""

    key: str
    at: datetime
    word: str
    sentence: str
    who: str
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class DepotChoice:
    """A depot as an answer to a request, with what speaks for it."""

    depot_id: str
    name: str
    covered: int
    of: int
    why: str


@dataclass(frozen=True, slots=True)
class Lot:
    """What of one lot lies in one depot."""

    batch: Batch
    item: Item
    on_hand: int


def lots(read: Read, depot_id: str, item_id: str) -> tuple[Lot, ...]:
    """The depot's lots of the item, the first to expire first; for counting and for looking."""
    here = stock.depot_sums(read, depot_id)
    item = read.get(Item, item_id)
    mine = [b for b in stock.batches_of(read, here) if b.item_id == item_id]
    mine.sort(key=lambda b: (b.expires_on or "9999", b.lot))
    return tuple(Lot(b, item, here[b.id]) for b in mine)


def trace(read: Read, item_id: str) -> tuple[Trace, ...]:
    """Every movement of the item and every decision that moved it, newest first."""
    moves = read.find(Move, item_id=item_id, order="-at,-id", limit=LONGEST)
    item = read.seek(Item, item_id)
    if item is None:
        return ()
    lots = {b.id: b for b in stock.batches_of(read, (m.batch_id for m in moves))}
    depots = {d.id: d.name for d in read.find(Depot)}
    lines = read.find(Line, item_id=item_id)
    ids = tuple(dict.fromkeys(line.transfer_id for line in lines))
    transfers = {t.id: t for t in read.find(Transfer, id__in=ids)} if ids else {}
    people = _people(read, moves, transfers.values())
    told = [_moved(m, item, lots[m.batch_id], depots, transfers, people) for m in moves]
    for made in transfers.values():
        told += _decided(made, depots, people)
    return tuple(sorted(told, key=lambda t: (t.at, t.key), reverse=True))


def _people(read: Read, moves: Iterable[Move], transfers: Iterable[Transfer]) -> Mapping[str, str]:
    ids = {m.by for m in moves} | {t.approver_id for t in transfers}
    wanted = tuple(ids - {SYSTEM, ""})
    return {o.id: o.name for o in read.find(Officer, id__in=wanted)} if wanted else {}


def _moved(
    move: Move,
    item: Item,
    batch: Batch,
    depots: Mapping[str, str],
    transfers: Mapping[str, Transfer],
    people: Mapping[str, str],
) -> Trace:
    made = transfers.get(move.transfer_id)
    parts = [f"{item.name} {number(move.quantity)} {item.unit}", f"批次 {batch.lot}"]
    route = _route(move, depots, made)
    papers = (
        move.document if move.document and move.document != (made.number if made else "") else ""
    )
    parts = [route, *parts, made.number if made else "", papers, move.note]
    tone = "bad" if move.reason in {Reason.SHORTAGE, Reason.DAMAGE, Reason.COUNT_LESS} else "info"
    tone = "warn" if move.reason is Reason.REVERSAL else tone
    return Trace(
        key=f"m{move.id}",
        at=move.at,
        word=REASON[move.reason],
        sentence=" · ".join(p for p in parts if p),
        who=f"{people[move.by]} 录入" if move.by in people else "",
        tone="ok" if move.reason is Reason.TRANSFER_IN else tone,
    )


def _route(move: Move, depots: Mapping[str, str], made: Transfer | None) -> str:
    """县库 → 家朋乡 for goods that leave; only the place for what stays where it is."""
    here = depots.get(ref_of(move.from_account), "")
    there = depots.get(ref_of(move.to_account), "")
    if made is not None and side_of(move.to_account) is Side.TRANSIT:
        return f"{here} → {depots.get(made.to_depot_id, UNKNOWN)}"
    if side_of(move.to_account) in {Side.ISSUED, Side.CONSUMED}:
        return f"{here} → {ref_of(move.to_account) or UNKNOWN}"
    return there or here


def _decided(made: Transfer, depots: Mapping[str, str], people: Mapping[str, str]) -> list[Trace]:
    """The hands of one order, each at its stated time."""
    to = depots.get(made.to_depot_id, UNKNOWN)
    told = [(made.requested_at, "申请", f"{made.requested_by}申请调往{to}:{made.reason}", "")]
    if made.advised_at:
        sent = depots.get(made.from_depot_id, UNKNOWN)
        told.append((made.advised_at, "动用建议", f"动用{sent}。{made.advice}", "应急局"))
    if made.approved_at and made.approved_means:
        how = MEANS_OF_CONSENT[made.approved_means]
        again = f",{clock_time(made.approved_at)} 复述" if made.repeated_back else ""
        who = people.get(made.approver_id, "")
        told.append((made.approved_at, "批准", f"{how}批准{again}", f"{who} 批准" if who else ""))
    if made.ordered_at:
        told.append(
            (made.ordered_at, "指令", f"{made.number or NOT_NUMBERED} 致{made.order_to}", "")
        )
    if made.closed_at:
        word = "回执" if made.receipt_by else "结束"
        told.append((made.closed_at, word, made.ended_why or f"{to}回执", made.receipt_by))
    return [
        Trace(f"{_HAND}{n}{made.id}", at, word, sentence, who)
        for n, (at, word, sentence, who) in enumerate(told)
    ]


def suggest_depots(
    read: Read, wanted: Mapping[str, int], to_depot_id: str, now: datetime
) -> tuple[DepotChoice, ...]:
    """Depots ranked for what is wanted; each says how far and how much it covers."""
    depots = {d.id: d for d in read.find(Depot, reserve=Reserve.PHYSICAL)}
    to = depots.get(to_depot_id)
    items = stock.items_by_id(read, wanted)
    others = [
        d
        for d in depots.values()
        if d.id != to_depot_id
        and d.archived_at is None
        and all(d.keeps(i) for i in items.values())
    ]
    everywhere = stock.available_everywhere(read, now)
    available = {d.id: everywhere.get(d.id, {}) for d in others}
    metres = {d.id: _metres(d, to) for d in others}
    ranked = rank_depots(wanted, available, metres)
    return tuple(_choice(c, depots[c.depot_id], transfer_rules()) for c in ranked[:6])


def _metres(one: Depot, other: Depot | None) -> int | None:
    if other is None or one.lon is None or one.lat is None:
        return None
    if other.lon is None or other.lat is None:
        return None
    x, y = Frame(one.lon, one.lat).km(other.lon, other.lat)
    return round(hypot(x, y) * 1000)


def _choice(choice: Choice, depot: Depot, rules: TransferRules) -> DepotChoice:
    covers = "可全部供给" if choice.whole else f"可供 {choice.covered * 100 // choice.of}%"
    if choice.metres is None:
        why = f"{covers},距离不详"
    else:
        road = choice.metres * rules.detour_percent // 100
        minutes = max(1, round(road / 1000 / rules.km_per_hour * 60))
        why = f"{covers},直线 {choice.metres / 1000:.1f} km,约 {minutes} 分(默认建议)"
    return DepotChoice(depot.id, depot.name, choice.covered, choice.of, why)
