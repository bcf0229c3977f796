"""账实自检: replay the ledger at every start and name the first movement that does not add up.

The check shares no code with the sums that the screens show beyond the replay itself, so that a
fault of one is seen by the other.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from console.domain.ledger import Key, Move, balances, checked
from console.domain.record import dataclass
from console.domain.refused import Refused


class Fault(StrEnum):
    """What the self-check (账实自检) may find."""

    SHAPE = "shape"
    BATCH_OF_OTHER_ITEM = "batch_of_other_item"
    REVERSAL_MISMATCH = "reversal_mismatch"
    REVERSED_TWICE = "reversed_twice"
    BALANCE_DIFFERS = "balance_differs"


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first movement at which the ledger stops adding up."""

    fault: Fault
    move_id: str
    account: str = ""
    expected: int = 0
    found: int = 0


def audit(moves: Iterable[Move], item_of_batch: Mapping[str, str]) -> Divergence | None:
    """Each movement in order of writing against the rules that let it in."""
    seen: dict[str, Move] = {}
    undone: set[str] = set()
    for move in moves:
        fault = _fault(move, item_of_batch, seen, undone)
        if fault is not None:
            return Divergence(fault, move.id, move.from_account)
        seen[move.id] = move
        if move.reverses:
            undone.add(move.reverses)
    return None


def _fault(
    move: Move, item_of_batch: Mapping[str, str], seen: Mapping[str, Move], undone: set[str]
) -> Fault | None:
    try:
        checked(move)
    except Refused:
        return Fault.SHAPE
    if item_of_batch.get(move.batch_id, move.item_id) != move.item_id:
        return Fault.BATCH_OF_OTHER_ITEM
    if not move.reverses:
        return None
    if move.reverses in undone:
        return Fault.REVERSED_TWICE
    first = seen.get(move.reverses)
    return None if first is not None and _mirrors(move, first) else Fault.REVERSAL_MISMATCH


def _mirrors(back: Move, first: Move) -> bool:
    return (back.from_account, back.to_account, back.batch_id, back.quantity) == (
        first.to_account,
        first.from_account,
        first.batch_id,
        first.quantity,
    )


def compare(moves: Iterable[Move], shown: Mapping[Key, int]) -> Divergence | None:
    """Replay against balances that were reached another way (a sum in the store, a cache), and
    name the first movement that touches an account on which the two disagree.
    """
    kept = list(moves)
    replayed = balances(kept)
    wrong = {
        key for key in replayed.keys() | shown.keys() if replayed.get(key, 0) != shown.get(key, 0)
    }
    if not wrong:
        return None
    for move in kept:
        for key in ((move.from_account, move.batch_id), (move.to_account, move.batch_id)):
            if key in wrong:
                return _differs(move.id, key, replayed, shown)
    return _differs("", min(wrong), replayed, shown)


def _differs(
    move_id: str, key: Key, replayed: Mapping[Key, int], shown: Mapping[Key, int]
) -> Divergence:
    return Divergence(
        Fault.BALANCE_DIFFERS, move_id, key[0], replayed.get(key, 0), shown.get(key, 0)
    )
