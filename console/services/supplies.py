"""Stock facts of a depot: taken in, given out, lost, counted, corrected.

Every method writes movements and one journal line, never a decision (D20). What has happened is
accepted even below zero, and then a second line says so for everyone to see.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.ledger import Move, Reason, Side, account, checked, ref_of, reverse, side_of
from console.domain.reconcile import Divergence
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.supply import Batch, Depot, Item, Quality, Reserve, checked_batch, still_kept
from console.services import stock
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording.supply import QUALITY, REASON
from db.work import Work

INTAKES = frozenset({Reason.PURCHASE, Reason.DONATION, Reason.FROM_ABOVE})
GIVEN = {Reason.HANDED_OUT: Side.ISSUED, Reason.CONSUMED: Side.CONSUMED}
LOST = frozenset({Reason.DAMAGE, Reason.SCRAPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What came in: the lot is made if the depot's books don't know it yet."""

    depot_id: str
    item_id: str
    lot: str
    quantity: int
    at: datetime
    reason: Reason = Reason.PURCHASE
    expires_on: str = ""
    supplier: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What left for good: `to` names who got it, or what it was used for."""

    depot_id: str
    batch_id: str
    quantity: int
    at: datetime
    reason: Reason
    to: str = ""
    note: str = ""


@dataclass(frozen=True)
class Supplies:
    world: World

    def receive(self, actor: str, intake: Intake) -> tuple[str, Changes]:
        """入库 of a new or known lot; gives the batch's id."""
        if intake.reason not in INTAKES:
            raise Refused("sides_wrong", reason=intake.reason)
        with self.world.store.write(actor, "supplies.receive") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            depot, item = w.get(Depot, intake.depot_id), w.get(Item, intake.item_id)
            _physical(depot)
            still_kept(depot, (item,))
            batch = _batch(w, intake)
            side = account(Side.DEPOT, depot.id)
            came = account(Side.SUPPLIER, intake.supplier)
            _put(w, batch, intake, (came, side), document=intake.document)
            _line(
                w,
                "stock_received",
                depot,
                intake.at,
                what=stock.told([(item, intake.quantity)]),
                reason=REASON[intake.reason],
                document=intake.document,
            )
        return batch.id, w.changes

    def issue(self, actor: str, output: Output) -> Changes:
        """发放 to people or 消耗 on the spot, straight from the depot."""
        side = GIVEN.get(output.reason)
        if side is None:
            raise Refused("sides_wrong", reason=output.reason)
        with self.world.store.write(actor, "supplies.issue") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            depot, batch, item = _found(w, output)
            day = stock.today(w.now)
            if batch.expired(day):
                raise Refused("batch_expired", lot=batch.lot, expires=batch.expires_on)
            here = account(Side.DEPOT, depot.id)
            _put(w, batch, output, (here, account(side, output.to)), note=output.note)
            what = stock.told([(item, output.quantity)])
            _line(
                w, "stock_issued", depot, output.at, what=what, reason=_word(output), to=output.to
            )
            flag_below_zero(w, depot, output.at)
        return w.changes

    def lose(self, actor: str, output: Output) -> Changes:
        """损坏 or 报废: out of the books with a reason."""
        if output.reason not in LOST:
            raise Refused("sides_wrong", reason=output.reason)
        if not output.note.strip():
            raise Refused("difference_needs_reason")
        with self.world.store.write(actor, "supplies.lose") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            depot, batch, item = _found(w, output)
            here = account(Side.DEPOT, depot.id)
            _put(w, batch, output, (here, account(Side.LOSS)), note=output.note.strip())
            what = stock.told([(item, output.quantity)])
            note = output.note.strip()
            _line(w, "stock_lost", depot, output.at, what=what, reason=_word(output), note=note)
            flag_below_zero(w, depot, output.at)
        return w.changes

    def count(
        self, actor: str, depot_id: str, counted: Mapping[str, int], at: datetime, note: str = ""
    ) -> Changes:
        """盘点: what was counted by batch; a difference becomes a movement, agreement a line."""
        if not counted:
            raise Refused("count_unchanged")
        with self.world.store.write(actor, "supplies.count") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            depot = w.get(Depot, depot_id)
            here, books = account(Side.DEPOT, depot_id), stock.depot_sums(w, depot_id)
            told: list[tuple[Item, int]] = []
            for batch_id, found in counted.items():
                if found < 0:
                    raise Refused("quantity_zero")
                batch, gap = w.get(Batch, batch_id), found - books.get(batch_id, 0)
                if not gap:
                    continue
                reason = Reason.COUNT_MORE if gap > 0 else Reason.COUNT_LESS
                sides = (account(Side.ADJUST), here) if gap > 0 else (here, account(Side.ADJUST))
                output = Output(
                    depot_id=depot_id, batch_id=batch_id, quantity=abs(gap), at=at, reason=reason
                )
                _put(w, batch, output, sides, note=note)
                told.append((w.get(Item, batch.item_id), gap))
            result = f"差异 {stock.told(told)}" if told else "账实相符"
            _line(w, "stock_counted", depot, at, lots=len(counted), result=result)
        return w.changes

    def reverse(self, actor: str, move_id: str, note: str, at: datetime) -> Changes:
        """冲正: a movement the other way round; the mistake stays readable."""
        with self.world.store.write(actor, "supplies.reverse") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            wrong = w.get(Move, move_id)
            if w.count(Move, reverses=move_id):
                raise Refused("reversed_already")
            back = reverse(wrong, new_id=w.new_id(), at=at, now=w.now, by=actor, note=note)
            w.append(back)
            what = stock.told([(w.get(Item, wrong.item_id), wrong.quantity)])
            entry = Entry(
                kind="stock_reversed",
                subject_kind=Kind.MOVE,
                subject_id=move_id,
                at=at,
                facts={"what": what, "note": back.note},
                important=True,
                reason=back.note,
            )
            w.log(entry)
            for name in (back.from_account, back.to_account):
                if side_of(name) is Side.DEPOT:
                    flag_below_zero(w, w.get(Depot, ref_of(name)), at)
        return w.changes

    def set_quality(self, actor: str, batch_id: str, quality: Quality, why: str) -> Changes:
        """封存 or release a lot, wherever its pieces lie."""
        if not why.strip():
            raise Refused("difference_needs_reason")
        with self.world.store.write(actor, "supplies.quality") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            batch = replace(w.get(Batch, batch_id), quality=quality, quality_why=why.strip())
            w.save(batch)
            facts = {"lot": batch.lot, "quality": QUALITY[quality], "why": why.strip()}
            w.log(
                Entry(
                    kind="batch_quality",
                    subject_kind=Kind.BATCH,
                    subject_id=batch_id,
                    at=w.now,
                    facts=facts,
                )
            )
        return w.changes

    def self_check(self) -> Divergence | None:
        """账实自检, run at start and before every export."""
        with self.world.store.read() as read:
            return stock.self_check(read)


def flag_below_zero(w: Work, depot: Depot, at: datetime) -> None:
    """A depot that holds less than nothing: accepted, and said aloud (D20)."""
    below = {b: n for b, n in stock.depot_sums(w, depot.id).items() if n < 0}
    if not below:
        return
    batches = {b.id: b for b in stock.batches_of(w, below)}
    items = stock.items_by_id(w, (b.item_id for b in batches.values()))
    what = stock.told((items[batches[b].item_id], n) for b, n in below.items())
    _line(w, "stock_below_zero", depot, at, important=True, what=what)


def _batch(w: Work, intake: Intake) -> Batch:
    made = checked_batch(
        Batch(
            id=w.new_id(),
            item_id=intake.item_id,
            lot=intake.lot.strip(),
            expires_on=intake.expires_on,
            supplier=intake.supplier,
        )
    )
    for batch in w.find(Batch, item_id=made.item_id, lot=made.lot):
        if batch.expires_on == made.expires_on:
            return batch
    w.save(made)
    return made


def _put(
    w: Work,
    batch: Batch,
    said: Intake | Output,
    sides: tuple[str, str],
    *,
    note: str = "",
    document: str = "",
) -> None:
    move = Move(
        id=w.new_id(),
        item_id=batch.item_id,
        batch_id=batch.id,
        quantity=said.quantity,
        from_account=sides[0],
        to_account=sides[1],
        reason=said.reason,
        at=said.at,
        recorded_at=w.now,
        by=w.actor,
        note=note,
        document=document,
    )
    w.append(checked(move))


def _found(w: Work, output: Output) -> tuple[Depot, Batch, Item]:
    depot = w.get(Depot, output.depot_id)
    _physical(depot)
    batch = w.get(Batch, output.batch_id)
    return depot, batch, w.get(Item, batch.item_id)


def _physical(depot: Depot) -> None:
    if depot.reserve is not Reserve.PHYSICAL:
        raise Refused("reserve_not_physical", depot=depot.name)


def _word(output: Output) -> str:
    return REASON[output.reason]


def _line(
    w: Work, kind: str, depot: Depot, at: datetime, *, important: bool = False, **facts: str | int
) -> None:
    w.log(
        Entry(
            kind=kind,
            subject_kind=Kind.DEPOT,
            subject_id=depot.id,
            at=at,
            facts={"depot": depot.name, **facts},
            important=important,
        )
    )
