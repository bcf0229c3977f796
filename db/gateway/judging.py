"""What becomes of a group: taken, met field by field, turned away, or put aside.

Facts are always taken. Registers meet by field and nobody is overwritten (G9). A decision holds
only on what it was made on (D1: the province records; this is the order of the county's own
consoles). Nothing of a refused group is kept but its journal lines, because that it was tried
is history (D20).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.difference import Difference
from console.domain.station import SEAT
from db.coding import from_ms
from db.entity import DataClass
from db.gateway import authority, claims, quotas, stock
from db.gateway.claims import living
from db.gateway.groups import AHEAD, Group, Op, ahead
from db.gateway.shelf import Key
from db.gateway.verdict import Outcome, Standing, Turned, author, json_text, moment
from db.sync import wire
from db.sync.merge import Apart, meet

_LEVEL = "level"
_THE_SEATS = frozenset({Kind.RESPONSE, Kind.PROPOSAL, Kind.APPROVAL})
_THE_SEAT = (str(Kind.SEAT), SEAT)
_SETTLED_ONCE = {Kind.DIFFERENCE, Kind.SHORTFALL}  # no difference is made of a difference


def judge(group: Group, standing: Standing) -> Outcome:
    """The outcome; for a refused group only its state and code."""
    if group.fault:
        forbidden = group.fault == wire.FORBIDDEN_OP
        misses = (AHEAD, str(group.schema)) if ahead(group) else None
        return Outcome(
            wire.REJECTED if forbidden else wire.QUARANTINED, group.fault, misses=misses
        )
    made = Outcome()
    if authority.out_of_office(group, standing):
        if not authority.holds_all_the_same(group):
            return Outcome(wire.REJECTED, wire.FORBIDDEN_OP)
        made.flags.add(wire.OUT_OF_OFFICE)
    try:
        for op in group.ops:
            _apply(op, group, standing, made)
        claims.settle(group, standing, made)
        stock.settle(group, standing, made)
        quotas.covered(group, standing, made)
    except Turned as turned:
        return Outcome(turned.state, turned.code, misses=turned.misses)
    return made


def _apply(op: Op, group: Group, standing: Standing, made: Outcome) -> None:
    key = op.key
    row = made.body(key, standing)
    if row is None:
        if op.base is not None:
            raise Turned(wire.QUARANTINED, wire.MISSING_ROW, key)
        made.bodies[key] = op.wish
    elif op.append:
        more = {name: value for name, value in op.wish.items() if row.get(name) != value}
        if any(name in row for name in more) or not more.keys() <= dict(op.of.later).keys():
            raise Turned(wire.QUARANTINED, wire.INVALID)
        if more:  # an older console had told it again without the columns that it does not know
            made.bodies[key] = {**row, **more}
    else:
        _patch(op, key, row, group, standing, made)


def _patch(
    op: Op, key: Key, row: Mapping[str, Any], group: Group, standing: Standing, made: Outcome
) -> None:
    base = standing.converter.seen(key[0], row, op.base, group.schema)
    met = meet(op.of, row, base, op.wish)
    apart = met.apart
    if op.of.data_class is DataClass.DECISION:
        final = _of_the_seat(group, standing)
        apart = _decided(op, row, met.taken, apart, made, final=final)
    elif apart and op.of.kind in _SETTLED_ONCE:
        if op.base is not None:
            raise Turned(wire.REJECTED, wire.SUPERSEDED)
        made.state = wire.MERGED  # told again, and found again here meanwhile: as it was found
        return
    _fencing(op, row, met.taken, standing)
    if met.taken:
        made.bodies[key] = {**row, **met.taken}
    if apart:
        made.state = wire.MERGED
        for one in apart:
            _open(op, one, row, group, standing, made)


def _decided(
    op: Op,
    row: Mapping[str, Any],
    taken: dict[str, Any],
    apart: list[Apart],
    made: Outcome,
    *,
    final: bool,
) -> list[Apart]:
    """A decision on what no longer stands is superseded; but of two levels the graver one holds,
    and what came first from elsewhere never undoes the seat's own: the seat weighs it then.
    """
    levels = [one for one in apart if op.of.kind is Kind.RESPONSE and one.field == _LEVEL]
    dead = op.of.kind is Kind.RESPONSE and _LEVEL in taken and not living({**row, **taken})
    if dead and not final:
        raise Turned(wire.REJECTED, wire.SUPERSEDED)
    if not apart:
        return []
    moved = op.wish.get("state", row.get("state")) != row.get("state")
    if not levels or not living(row) or moved:
        if not final or op.of.kind not in _THE_SEATS:
            raise Turned(wire.REJECTED, wire.SUPERSEDED)
        taken.update((one.field, one.late) for one in apart)
        return []
    level = levels[0]
    made.flags.add(wire.LEVEL_JOINED)
    if level.late < level.first:  # 1 is the gravest
        for one in apart:
            taken[one.field] = one.late
    else:
        taken.clear()
    return levels


def _of_the_seat(group: Group, standing: Standing) -> bool:
    """Written by the console that holds the county's decision seat (D1)."""
    seat = standing.body(_THE_SEAT)
    return seat is not None and seat.get("device_id") == group.device


def _fencing(op: Op, row: Mapping[str, Any], taken: Mapping[str, Any], standing: Standing) -> None:
    """The seat's token only grows, so that an old seat can't take itself back, and what a seat
    says after it was relieved does not hold.
    """
    if op.of.kind is Kind.SEAT and taken.get("token", row["token"] + 1) <= row["token"]:
        raise Turned(wire.REJECTED, wire.SUPERSEDED)
    if op.of.kind is Kind.VERDICT and taken.get("token") is not None:
        seat = standing.body(_THE_SEAT)
        if seat is not None and taken["token"] < seat["token"]:
            raise Turned(wire.REJECTED, wire.SUPERSEDED)


def _open(
    op: Op,
    apart: Apart,
    row: Mapping[str, Any],
    group: Group,
    standing: Standing,
    made: Outcome,
) -> None:
    """A difference for a person to settle; both values stay in it for ever."""
    first = author(standing.rows.get(op.key), apart.field, group)
    personal = apart.field in op.of.personal
    made.write(
        Difference(
            id=f"{op.id}.{apart.field}",
            entity=op.of.kind,
            entity_id=op.key[1],
            field=apart.field,
            about=str(row.get(op.of.about, "")) if personal else "",
            base=json_text(apart.base),
            first=json_text(apart.first),
            first_by=first.actor,
            first_device=first.device,
            first_at=from_ms(first.at),
            late=json_text(apart.late),
            late_by=group.actor,
            late_device=group.device,
            late_at=from_ms(moment(group.hlc)),
            found_at=from_ms(standing.now),
        )
    )


def touched(groups: Iterable[Group]) -> set[Key]:
    """All rows that these groups speak of, who wrote them, and the seat where it has a word in it."""
    groups = list(groups)
    found = {op.key for group in groups for op in group.ops} | authority.officers(groups)
    if any(kind in _THE_SEATS or kind == Kind.VERDICT for kind, _ in found):
        found.add(_THE_SEAT)
    return found
