"""What workstations may promise from a depot is never more than the depot has (bounded counter).

A quota is looked at when it is given or grows, under the county's lock; those that have lapsed
give their rights back by themselves, so that a lost workstation holds up nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.ledger import Side, account
from db.gateway.groups import Group
from db.gateway.shelf import Key, Shelf
from db.gateway.verdict import Outcome, Standing, Turned
from db.sync import wire

_QUOTA, _BATCH = str(Kind.QUOTA), str(Kind.BATCH)


def look_up(groups: Iterable[Group], standing: Standing, shelf: Shelf) -> None:
    """All quotas, lots and the depots' balances: only where a quota is spoken of."""
    depots = {
        str(body.get("depot_id", ""))
        for group in groups
        for op in group.ops
        if op.of.kind is Kind.QUOTA
        for body in (op.wish, standing.body((_QUOTA, op.key[1])) or {})
    }
    if not depots:
        return
    for kind in (_QUOTA, _BATCH):
        standing.rows = {**shelf.of_kind(kind), **standing.rows}
    lots = [id_ for kind, id_ in standing.rows if kind == _BATCH]
    wanted: set[Key] = {(account(Side.DEPOT, depot), lot) for depot in depots for lot in lots}
    standing.balances = {**shelf.balances(wanted), **standing.balances}


def covered(group: Group, standing: Standing, made: Outcome) -> None:
    """Turned away as superseded where the goods are promised to others already."""
    for op in group.ops:
        if op.of.kind is not Kind.QUOTA:
            continue
        key = (_QUOTA, op.key[1])
        body, before = made.bodies.get(key), standing.body(key)
        if body is not None and _grows(body, before) and not _fits(body, standing, made):
            raise Turned(wire.REJECTED, wire.SUPERSEDED)


def _grows(body: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    if before is None:
        return True
    same = all(before.get(name) == body.get(name) for name in ("depot_id", "item_id"))
    return not same or any(body[name] > before[name] for name in ("quantity", "until"))


def _fits(body: Mapping[str, Any], standing: Standing, made: Outcome) -> bool:
    place = (body["depot_id"], body["item_id"])
    keys = {key for key in (*standing.rows, *made.bodies) if key[0] == _QUOTA}
    promised = sum(
        one["quantity"]
        for one in (made.body(key, standing) for key in keys)
        if one is not None
        and (one["depot_id"], one["item_id"]) == place
        and one["until"] > standing.now
    )
    return bool(body["until"] <= standing.now or promised <= _on_hand(place, standing, made))


def _on_hand(place: tuple[Any, Any], standing: Standing, made: Outcome) -> int:
    depot = account(Side.DEPOT, str(place[0]))
    lots = {
        key[1]
        for key in (*standing.rows, *made.bodies)
        if key[0] == _BATCH and (made.body(key, standing) or {}).get("item_id") == place[1]
    }
    balances = {**standing.balances, **made.balances}
    return sum(value for (where, lot), value in balances.items() if where == depot and lot in lots)
