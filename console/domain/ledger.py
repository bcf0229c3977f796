"""The two-sided stock ledger: every movement takes from one account what it gives to another.

Balances are never stored: they are the sum of the movements, in whatever order these arrive, so
that two consoles which met again after a day apart agree. Nothing is ever changed or removed; a
mistake is undone by a movement the other way round (`reverses`). What has happened is accepted
even if it drives a depot below zero, and then shown as a discrepancy (D20); promises may not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass
from console.domain.refused import Refused


class Side(StrEnum):
    """Kinds of account. DEPOT and TRANSIT hold stock; the others are where stock comes from and
    goes to, kept so that the sum over all accounts stays zero.
    """

    DEPOT = "depot"
    TRANSIT = "transit"
    SUPPLIER = "supplier"
    ISSUED = "issued"
    CONSUMED = "consumed"
    LOSS = "loss"
    ADJUST = "adjust"


class Reason(StrEnum):
    OPENING = "opening"
    PURCHASE = "purchase"
    DONATION = "donation"
    FROM_ABOVE = "from_above"
    RETURNED = "returned"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    SHORTAGE = "shortage"
    DAMAGE = "damage"
    HANDED_OUT = "handed_out"
    CONSUMED = "consumed"
    SCRAPPED = "scrapped"
    COUNT_MORE = "count_more"
    COUNT_LESS = "count_less"
    REVERSAL = "reversal"


_IN = (frozenset({Side.SUPPLIER}), frozenset({Side.DEPOT}))
_SIDES: Mapping[Reason, tuple[frozenset[Side], frozenset[Side]]] = {
    Reason.OPENING: (frozenset({Side.ADJUST}), frozenset({Side.DEPOT})),
    Reason.PURCHASE: _IN,
    Reason.DONATION: _IN,
    Reason.FROM_ABOVE: _IN,
    Reason.RETURNED: (frozenset({Side.ISSUED}), frozenset({Side.DEPOT})),
    Reason.TRANSFER_OUT: (frozenset({Side.DEPOT}), frozenset({Side.TRANSIT})),
    Reason.TRANSFER_IN: (frozenset({Side.TRANSIT}), frozenset({Side.DEPOT})),
    Reason.SHORTAGE: (frozenset({Side.TRANSIT}), frozenset({Side.LOSS})),
    Reason.DAMAGE: (frozenset({Side.TRANSIT, Side.DEPOT}), frozenset({Side.LOSS})),
    Reason.HANDED_OUT: (frozenset({Side.DEPOT}), frozenset({Side.ISSUED})),
    Reason.CONSUMED: (frozenset({Side.DEPOT}), frozenset({Side.CONSUMED})),
    Reason.SCRAPPED: (frozenset({Side.DEPOT}), frozenset({Side.LOSS})),
    Reason.COUNT_MORE: (frozenset({Side.ADJUST}), frozenset({Side.DEPOT})),
    Reason.COUNT_LESS: (frozenset({Side.DEPOT}), frozenset({Side.ADJUST})),
}


def account(side: Side, ref: str = "") -> str:
    """depot:<id>, transit:<transfer id>, issued:<place>; loss and adjust need no reference."""
    return f"{side}:{ref}" if ref else str(side)


def side_of(name: str) -> Side:
    head = name.partition(":")[0]
    try:
        return Side(head)
    except ValueError:
        raise Refused("account_unknown", account=name) from None


def ref_of(name: str) -> str:
    return name.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One line of the ledger. `at` is when it happened as stated, `recorded_at` when it was
    written; `document` is the paper that carried it.
    """

    id: str
    item_id: str
    batch_id: str
    quantity: int
    from_account: str
    to_account: str
    reason: Reason
    at: datetime
    recorded_at: datetime
    by: str
    transfer_id: str = ""
    line_id: str = ""
    document: str = ""
    note: str = ""
    reverses: str = ""


MOST = 10**9  # pieces in one movement; more is a slip of the keyboard
Key = tuple[str, str]
"""(account, batch)"""


def checked(move: Move) -> Move:
    """The shape of a movement, before it may be written."""
    if move.quantity <= 0:
        raise Refused("quantity_zero")
    if move.quantity > MOST:
        raise Refused("quantity_too_great", quantity=move.quantity, most=MOST)
    if not move.item_id or not move.batch_id:
        raise Refused("move_incomplete")
    if move.from_account == move.to_account:
        raise Refused("same_account")
    if (move.reason is Reason.REVERSAL) != bool(move.reverses):
        raise Refused("reversal_names_none")
    if move.reason is not Reason.REVERSAL:
        left, right = _SIDES[move.reason]
        if side_of(move.from_account) not in left or side_of(move.to_account) not in right:
            raise Refused("sides_wrong", reason=move.reason)
    return move


def balances(moves: Iterable[Move]) -> dict[Key, int]:
    """Replay. Accounts that come to zero are left out, so that equal stock compares equal."""
    sums: dict[Key, int] = defaultdict(int)
    for move in moves:
        sums[move.from_account, move.batch_id] -= move.quantity
        sums[move.to_account, move.batch_id] += move.quantity
    return {key: value for key, value in sums.items() if value}


def conserved(sums: Mapping[Key, int]) -> bool:
    """Nothing appears and nothing vanishes: each batch sums to zero over all accounts."""
    totals: dict[str, int] = defaultdict(int)
    for (_, batch_id), value in sums.items():
        totals[batch_id] += value
    return not any(totals.values())


def reverse(move: Move, *, new_id: str, at: datetime, now: datetime, by: str, note: str) -> Move:
    """The same goods back the way they came. A reversal itself is not reversed: write anew."""
    if move.reason is Reason.REVERSAL:
        raise Refused("reversal_of_reversal")
    if not note.strip():
        raise Refused("reversal_needs_reason")
    return Move(
        id=new_id,
        item_id=move.item_id,
        batch_id=move.batch_id,
        quantity=move.quantity,
        from_account=move.to_account,
        to_account=move.from_account,
        reason=Reason.REVERSAL,
        at=at,
        recorded_at=now,
        by=by,
        transfer_id=move.transfer_id,
        line_id=move.line_id,
        note=note,
        reverses=move.id,
    )


def overdrawn(sums: Mapping[Key, int]) -> dict[Key, int]:
    """Depots that by the facts hold less than nothing: to be counted and explained."""
    return {
        key: value
        for key, value in sums.items()
        if value < 0 and side_of(key[0]) in {Side.DEPOT, Side.TRANSIT}
    }
