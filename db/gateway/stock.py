"""Stock where all workstations' movements meet: taken in whatever order, never turned away.

Balances are kept beside the ledger so that a movement costs nothing to check. What goes below
zero is a `Shortfall` for people to settle by a count or a reversal (D20: facts are accepted); one
that later movements fill up again is closed by them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.difference import Shortfall
from console.domain.ledger import Side, side_of
from console.domain.refused import Refused
from db.coding import from_ms, to_ms
from db.gateway.groups import Group
from db.gateway.shelf import Key
from db.gateway.verdict import Outcome, Standing
from db.sync import wire

_MOVE, _SHORT = str(Kind.MOVE), str(Kind.SHORTFALL)
_HOLDS = {Side.DEPOT, Side.TRANSIT}
FILLED = "moves"  # how a shortfall was closed by later movements


def accounts(groups: Iterable[Group]) -> set[Key]:
    """(account, batch) of every movement and every shortfall that these groups tell."""
    found: set[Key] = set()
    for group in groups:
        for op in group.ops:
            sides: tuple[str, ...] = _SIDES if op.of.kind is Kind.MOVE else ()
            if op.of.kind is Kind.SHORTFALL and op.base is None:
                sides = ("account",)
            batch = str(op.wish.get("batch_id", ""))
            found |= {(str(op.wish.get(side, "")), batch) for side in sides}
    return found


def shortfalls(keys: Iterable[Key]) -> set[Key]:
    """The claims under which open shortfalls of these accounts stand."""
    return {(_SHORT, f"{account}|{batch}") for account, batch in keys}


_SIDES = ("from_account", "to_account")


def settle(group: Group, standing: Standing, made: Outcome) -> None:
    moves = [
        body for key, body in made.bodies.items() if key[0] == _MOVE and standing.body(key) is None
    ]
    for move in moves:
        _book(move, -1, "from_account", standing, made)
        _book(move, +1, "to_account", standing, made)
    items = {str(move.get("batch_id", "")): str(move.get("item_id", "")) for move in moves}
    for number, (key, balance) in enumerate(sorted(made.balances.items())):
        if _holds(key[0]):
            _shortfall(f"{group.tx}.s{number}", key, balance, items[key[1]], standing, made)
    for op in group.ops:
        if op.of.kind is Kind.SHORTFALL and op.base is None:
            _told_again(op.key, standing, made)


def _told_again(key: Key, standing: Standing, made: Outcome) -> None:
    """A shortfall that a far end put back from a copy had lost: it says how the books stood then.
    Where the movements have filled it up meanwhile nothing else would ever close it.
    """
    body = made.bodies.get(key)
    if body is None or body.get("settled_at"):
        return
    account = (str(body.get("account")), str(body.get("batch_id")))
    balance = made.balances.get(account, standing.balances.get(account, 0))
    if balance == body.get("balance"):
        return
    made.bodies[key] = {**body, "balance": balance}
    made.state = wire.MERGED
    if balance >= 0:
        made.bodies[key] |= {"settled_at": standing.now, "how": FILLED}
        made.claimed.pop((_SHORT, "|".join(account)), None)


def _book(
    move: Mapping[str, Any], sign: int, side: str, standing: Standing, made: Outcome
) -> None:
    key = (str(move.get(side, "")), str(move.get("batch_id", "")))
    now = made.balances.get(key, standing.balances.get(key, 0))
    made.balances[key] = now + sign * int(move.get("quantity", 0))


def _holds(account: str) -> bool:
    try:
        return side_of(account) in _HOLDS
    except Refused:
        return False


def _shortfall(
    new_id: str, key: Key, balance: int, item: str, standing: Standing, made: Outcome
) -> None:
    claim = (_SHORT, f"{key[0]}|{key[1]}")
    open_id = made.holder(claim, standing)
    if balance >= 0 and open_id is None:
        return
    if balance < 0:
        made.flags.add(wire.STOCK_NEGATIVE)
    now = from_ms(standing.now)
    if open_id is None:
        made.claimed[claim] = new_id
        made.write(
            Shortfall(
                id=new_id,
                account=key[0],
                batch_id=key[1],
                item_id=item,
                balance=balance,
                found_at=now,
            )
        )
        return
    body = dict(made.body((_SHORT, open_id), standing) or {}) | {"balance": balance}
    if balance >= 0 and "settled_at" not in body:
        body |= {"settled_at": to_ms(now), "how": FILLED}
        made.released.add(claim)
    made.bodies[_SHORT, open_id] = body
