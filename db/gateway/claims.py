"""What there may be only one of in a county: a living response per event and plan, a document's
number, a figure in force.

Whoever comes second is not lost: a response joins the one that stands, and the graver level
holds (D3); a number is turned away in words; a figure waits beside as a difference.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.difference import Difference
from console.domain.response import LIVING
from db.coding import from_ms
from db.gateway.groups import Group
from db.gateway.shelf import Key
from db.gateway.verdict import Outcome, Standing, Turned, author, json_text, moment
from db.sync import wire

Body = Mapping[str, Any]
_LIVING = {str(state) for state in LIVING}
_RESPONSE, _NUMBER, _FIGURE = str(Kind.RESPONSE), str(Kind.DOCUMENT_NUMBER), str(Kind.FIGURE)
_SHORT = str(Kind.SHORTFALL)
_ALONE = {_RESPONSE, _NUMBER, _FIGURE, _SHORT}
AGAIN = "again"  # how a shortfall was closed that stands under another id already
JOINED = "joined"  # the state of a response that ran into a standing one


def living(body: Body) -> bool:
    return str(body.get("state")) in _LIVING


def claim(entity: str, body: Body | None) -> Key | None:
    """What this row alone may be; None where it lays no claim."""
    if body is None:
        return None
    if entity == _RESPONSE and living(body):
        return _RESPONSE, f"{body.get('event_id')}|{body.get('plan_code')}"
    if entity == _NUMBER:
        return _NUMBER, f"{body.get('organ')}|{body.get('year')}|{body.get('n')}"
    if entity == _FIGURE and body.get("current"):
        told = (body.get(name, "") for name in ("event_id", "incident_id", "place_id", "kind"))
        return _FIGURE, "|".join(map(str, told))
    if entity == _SHORT and not body.get("settled_at"):
        return _SHORT, f"{body.get('account')}|{body.get('batch_id')}"
    return None


def wanted(groups: Iterable[Group], standing: Standing) -> set[Key]:
    """All claims that these groups may come to lay, to be looked up in one question."""
    found: set[Key] = set()
    for group in groups:
        for op in group.ops:
            entity = str(op.of.kind)
            if entity in _ALONE:
                body = standing.body((entity, op.key[1])) or {}
                for told in (body, {**body, **op.wish}):
                    key = claim(entity, told)
                    if key is not None:
                        found.add(key)
    return found


def settle(group: Group, standing: Standing, made: Outcome) -> None:
    """Lets go first, then claims: within one group the old figure makes room for the new one."""
    mine = [key for key in made.bodies if key[0] in _ALONE]
    had = {key: claim(key[0], standing.body(key)) for key in mine}
    for key in mine:
        before = had[key]
        if before is not None and before != claim(key[0], made.bodies[key]):
            made.released.add(before)
    for key in mine:
        now = claim(key[0], made.bodies[key])
        if now is None or now == had[key]:
            continue
        holder = made.holder(now, standing)
        if holder is None or holder == key[1]:
            made.claimed[now] = key[1]
        else:
            _second(key, (key[0], holder), group, standing, made)


def _second(key: Key, holder: Key, group: Group, standing: Standing, made: Outcome) -> None:
    if key[0] == _NUMBER:
        raise Turned(wire.REJECTED, wire.NUMBER_TAKEN)
    stands = made.body(holder, standing) or {}
    if key[0] == _RESPONSE:
        _join(key, holder, stands, made)
    elif key[0] == _SHORT:  # told again after the far end had lost it, and opened it anew
        made.bodies[key] = {**made.bodies[key], "settled_at": standing.now, "how": AGAIN}
    else:
        _beside(key, holder, stands, group, standing, made)
    made.state = wire.MERGED


def _join(key: Key, holder: Key, stands: Body, made: Outcome) -> None:
    mine = made.bodies[key]
    made.bodies[key] = {**mine, "state": JOINED, "joined_to": holder[1]}
    made.flags.add(wire.LEVEL_JOINED)
    if mine.get("level", 9) < stands.get("level", 0):  # 1 is the gravest
        graver: dict[str, Any] = {name: mine.get(name) for name in ("level", "level_at")}
        made.bodies[holder] = {**stands, **graver}


def _beside(
    key: Key, holder: Key, stands: Body, group: Group, standing: Standing, made: Outcome
) -> None:
    mine = made.bodies[key]
    made.bodies[key] = {**mine, "current": 0}
    if mine.get("value") == stands.get("value"):
        return
    first = author(standing.rows.get(holder), "value", group)
    made.write(
        Difference(
            id=f"{group.tx}.{key[1]}.value",
            entity=Kind.FIGURE,
            entity_id=holder[1],
            field="value",
            about="",
            base=None,
            first=json_text(stands.get("value")),
            first_by=first.actor,
            first_device=first.device,
            first_at=from_ms(first.at),
            late=json_text(mine.get("value")),
            late_by=group.actor,
            late_device=group.device,
            late_at=from_ms(moment(group.hlc)),
            found_at=from_ms(standing.now),
        )
    )
