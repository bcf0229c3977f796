"""Answers about groups whose place in the feed a snapshot has gone past.

The answer to a push was lost, or a packet was carried by hand, and before it was asked again the
store was read anew. Our words lay over the snapshot's rows as what still waits; nothing of the feed
comes any more to lift them. So the answer lifts them, as the group itself would have. Likewise what
was refused, and heard of in an answer only, leaves the screen and is said in the log.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from db.arrival import Arrival
from db.engine import direct
from db.outbox import Key, touched
from db.sync import state, wire
from db.sync.laying import Taking
from db.sync.overlay import Overlay

Answer = dict[str, Any]


def lift(arrival: Arrival, answers: Iterable[tuple[str, Answer]]) -> bool:
    """Whether there were any among these (transaction, answer), which are not marked yet."""
    me = state.stand(arrival.connection)
    passed = [(tx, told) for tx, told in answers if int(told["seq"]) <= me.cursor]
    if not passed:
        return False
    overlay = Overlay()
    overlay.load(arrival.connection, me.cursor)
    taking = Taking(arrival, overlay, bytes.fromhex(me.told[state.COUNTY_KEY]))
    for tx, told in passed:
        if overlay.own(tx):
            taking.group(_as_told(arrival, me.device, tx, told))
    taking.settle()
    return True


def turned_away(arrival: Arrival, overlay: Overlay, county_key: bytes, since: int) -> None:
    """What was refused after `since` and up to the cursor, which a snapshot has just set."""
    me = state.stand(arrival.connection)
    refused = direct(arrival.connection).execute(
        "SELECT tx_id, state, server_seq, last_error FROM outbox"
        " WHERE server_seq > ? AND server_seq <= ? AND state IN ('rejected', 'quarantined')"
        " ORDER BY server_seq",
        (since, me.cursor),
    )
    taking = Taking(arrival, overlay, county_key)
    for tx, st, seq, code in refused.fetchall():
        told = {"st": st, "seq": seq, "code": code or ""}
        taking.group(_as_told(arrival, me.device, tx, told))
    taking.settle()


def _as_told(arrival: Arrival, device: str, tx: str, told: Answer) -> dict[str, Any]:
    """The group as the feed would have told it, with its rows as the snapshot left them."""
    run = direct(arrival.connection)
    asked = "SELECT actor, ops FROM outbox WHERE tx_id = ?"
    actor, ops = run.execute(asked, (tx,)).fetchone()
    rows = []
    keys: list[Key] = []
    with suppress(ValueError):  # spoilt behind our back: it went up as it lies, and was put aside
        keys = touched(ops)
    for entity, id_ in dict.fromkeys(keys):
        found = run.execute(
            f'SELECT ver, shadow FROM "{entity}" WHERE id = ?',  # noqa: S608 - our own names
            (id_,),
        ).fetchone()
        head = {"e": entity, "id": id_}
        if found is not None and found[1] is not None:
            rows.append({**head, "ver": found[0], "row": wire.loads(found[1])})
        elif found == (0, None) and told["st"] not in {wire.OK, wire.MERGED}:
            rows.append({**head, "ver": 0, "row": None, "gone": True})
    return {
        "seq": told["seq"],
        "tx": tx,
        "dev": device,
        "actor": actor,
        "st": told["st"],
        "code": told.get("code", ""),
        "keys": (),
        "lines": (),
        "rows": rows,
    }
