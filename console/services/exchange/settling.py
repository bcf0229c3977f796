"""对账: settling what two workstations said differently, and what the far end did not take.

A difference is settled in one transaction: the record's field, the difference with both values in
it for ever, and a line in the record's history.
"""

from dataclasses import replace
from typing import Any

from console.domain.changes import Changes, Kind, merge
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.entry import Entry, Fact
from console.domain.incident import plain
from console.domain.ledger import ref_of
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.supply import Item
from console.services import stock
from console.services.exchange.differences import (
    barred,
    eyes,
    field_of,
    label_of,
    title_of,
    words_of,
)
from console.services.glance.log import names
from console.services.permission import Permission, permit, permitted
from console.services.registers import BY_KIND, Field, Shape, reading
from console.services.registers.names import Names
from console.services.registers.shape import parsed
from console.services.supplies import Supplies
from console.services.world import World
from console.wording import number
from console.wording.exchange import CHOICE, COUNTED, REVERSED
from console.wording.store import PERMISSION
from db.registry import BY_KIND as ENTITIES
from db.seal import DESTROYED
from db.sync import values
from db.work import Read, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What an officer decided about one difference; `other` is what was typed for 另行填写."""

    id: str
    choice: Choice
    other: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A shortfall dealt with: what was counted on the shelf, None where a reversal has mended it."""

    id: str
    counted: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Exchange:
    world: World

    def settle(self, actor: str, settlement: Settlement) -> Changes:
        """Both values stay in the difference; the chosen one stands in the record."""
        with self.world.store.write(actor, "exchange.settle") as w:
            permit(w, actor, Permission.SETTLE_DIFFERENCE)
            one = w.get(Difference, settlement.id)
            _still_open(w, one)
            why = barred(w, one).get(settlement.choice)
            if why:
                raise Refused(why, field="other")
            record = w.get(ENTITIES[one.entity].record, one.entity_id)
            chosen = self._chosen(w, one, settlement)
            if chosen == DESTROYED:
                raise Refused("words_destroyed")
            before = getattr(record, one.field)
            w.save(self._with(w, one, record, chosen, settlement.choice))
            kept = values.spelled(w, one.entity, one.entity_id, one.field)
            w.save(
                replace(
                    one,
                    choice=settlement.choice,
                    kept=kept,
                    settled_by=actor,
                    settled_at=w.now,
                    reason=plain(settlement.reason),
                )
            )
            other = self._not_chosen(w, one, settlement.choice, before)
            w.log(self._told(w, one, settlement, (other, chosen)))
        return w.changes

    def settle_shortfall(self, actor: str, closing: Closing) -> Changes:
        """盘点 first where the books are still below zero, then the shortfall is closed with why.

        The count is a fact of its own: it stands even if closing is refused.
        """
        reason = plain(closing.reason)
        if not reason:
            raise Refused("shortfall_reason_missing", field="reason")
        with self.world.store.read() as read:
            one = read.get(Shortfall, closing.id)
            _still_short(read, one)
            if not permitted(read, actor, Permission.STOCK_MOVE):
                raise Refused("not_permitted", what=PERMISSION[Permission.STOCK_MOVE])
        found: list[Changes] = []
        if closing.counted is not None:
            counted = {one.batch_id: closing.counted}
            act = Supplies(self.world).count
            found.append(act(actor, ref_of(one.account), counted, self.world.now, reason))
        with self.world.store.write(actor, "exchange.shortfall") as w:
            permit(w, actor, Permission.STOCK_MOVE)
            one = w.get(Shortfall, closing.id)
            _still_short(w, one)
            books = stock.depot_sums(w, ref_of(one.account)).get(one.batch_id, 0)
            if books < 0:
                raise Refused("shortfall_standing", balance=number(books), field="counted")
            how = COUNTED if closing.counted is not None else REVERSED
            item = w.get(Item, one.item_id)
            w.save(replace(one, settled_at=w.now, settled_by=actor, how=how, reason=reason))
            w.log(
                Entry(
                    kind="shortfall_settled",
                    subject_kind=Kind.SHORTFALL,
                    subject_id=one.id,
                    at=w.now,
                    facts={
                        "item": item.title,
                        "balance": one.balance,
                        "how": how,
                        "reason": reason,
                    },
                    reason=reason,
                )
            )
        return merge([*found, w.changes])

    def _chosen(self, w: Work, one: Difference, settlement: Settlement) -> Any:
        """The field's own value that shall stand."""
        if settlement.choice is not Choice.OTHER:
            told = one.first if settlement.choice is Choice.FIRST else one.late
            found = values.value(w, one.entity, one.field, one.about, told)
            sealed = one.field in ENTITIES[one.entity].personal
            return "" if found is None and sealed else found
        typed = plain(settlement.other)
        if not typed:
            raise Refused("difference_other_missing", field="other")
        field = field_of(one.entity, one.field)
        try:
            if field is not None:
                return reading.read(w, self.world.county, field, typed)
            return _read(one, typed)
        except Refused as refused:
            raise Refused(refused.code, **{**refused.facts, "field": "other"}) from refused

    def _not_chosen(self, w: Work, one: Difference, choice: Choice, before: Any) -> Any:
        """The other of the two, so that the record's history shows both."""
        told = {Choice.FIRST: one.late, Choice.LATE: one.first}
        if choice not in told:
            return before
        return values.value(w, one.entity, one.field, one.about, told[choice])

    def _with(self, w: Work, one: Difference, record: Any, value: Any, choice: Choice) -> Any:
        """What was typed must hold of the whole record; the other two have stood in it already."""
        fresh = replace(record, **{one.field: value})
        register = BY_KIND.get(one.entity)
        if choice is not Choice.OTHER or register is None:
            return fresh
        return reading.checked(w, register, fresh, self.world.county)

    def _told(
        self, w: Work, one: Difference, settlement: Settlement, words: tuple[Any, Any]
    ) -> Entry:
        """From what to what, under the field's own name, so that the record's history shows it."""
        seen = eyes(w, Names(self.world), "", full=True)
        was, now = (words_of(one.entity, one.field, each, seen) for each in words)
        field = field_of(one.entity, one.field)
        key = one.field if field is None else field.key
        sealed = bool(ENTITIES[one.entity].personal)
        name = title_of(w, one.entity, one.entity_id)
        facts: dict[str, Fact] = {
            "label": label_of(one.entity, one.field),
            "choice": CHOICE[settlement.choice],
        }
        open_ = {"name": name, "from": was, "to": now, f"{key}_from": was, f"{key}_to": now}
        about = one.about or one.entity_id
        return Entry(
            kind="difference_settled",
            subject_kind=one.entity,
            subject_id=one.entity_id,
            at=w.now,
            facts=facts if sealed else {**facts, **open_},
            private=open_ if sealed else {},
            about=about if sealed else "",
            reason=plain(settlement.reason),
        )


def _still_open(w: Work, one: Difference) -> None:
    if one.choice is not Choice.OPEN:
        by = names(w).get(one.settled_by, one.settled_by)
        raise Refused("difference_settled", by=by, at=one.settled_at)


def _still_short(read: Read, one: Shortfall) -> None:
    if one.settled_at is not None:
        by = names(read).get(one.settled_by, one.settled_by)
        raise Refused("shortfall_settled", by=by, at=one.settled_at)


def _read(one: Difference, typed: str) -> Any:
    """A field that no register describes: words as they are, whole numbers as numbers."""
    if ENTITIES[one.entity].codings[one.field].sql != "INTEGER":
        return typed
    return parsed(
        Field(key=one.field, label=label_of(one.entity, one.field), shape=Shape.WHOLE), typed
    )
