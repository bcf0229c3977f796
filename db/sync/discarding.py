"""Nothing more will be done about a group that was put aside: its values leave the screen.

Where the group's own words still stand they give way to what the far end has, field by field; what
was changed since stays. A record that only this group made is withdrawn; the log keeps that it was.
"""

from typing import Any

import orjson

from console.domain.changes import Kind
from db import appended
from db.chain import digest
from db.coding import Raw
from db.engine import direct
from db.registry import BY_KIND
from db.sync import state, wire
from db.sync.overlay import Overlay
from db.work import Work

QUARANTINED = "quarantined"


def give_back(w: Work, n: int) -> int:
    """Inside the write that says why; how many records changed. Rows of a rejected group went back
    when the answer came.
    """
    run = direct(w.connection)
    row = run.execute("SELECT state, tx_id, ops FROM outbox WHERE n = ?", (n,)).fetchone()
    if row is None or row[0] != QUARANTINED:
        return 0
    run.execute("UPDATE outbox SET state = 'rejected' WHERE n = ?", (n,))
    overlay = Overlay()
    overlay.load(w.connection, state.stand(w.connection).cursor)
    changed = 0
    for op in reversed(appended.operations(run, row[1], row[2])):
        covered = overlay.covers((op["entity"], op["of"]))
        changed += _withdrawn(w, run, op) if op["base"] is None else _back(w, run, op, covered)
    return changed


def _withdrawn(w: Work, run: Any, op: dict[str, Any]) -> int:
    """Unless the far end knows it after all."""
    kind = Kind(op["entity"])
    done = run.execute(
        f'UPDATE "{kind}" SET deleted = 1, shadow = NULL WHERE id = ? AND ver = 0 AND deleted = 0',  # noqa: S608
        (op["of"],),
    )
    if done.rowcount:
        w.digests[kind, op["of"]] = ""
    return int(done.rowcount)


def _back(w: Work, run: Any, op: dict[str, Any], covered: bool) -> int:  # noqa: FBT001
    of = BY_KIND[Kind(op["entity"])]
    found = run.execute(
        f'SELECT {of.columns}, shadow FROM "{of.kind}" WHERE id = ? AND deleted = 0',  # noqa: S608
        (op["of"],),
    ).fetchone()
    if found is None:
        return 0
    lies: dict[str, Raw] = dict(zip(of.names, found[:-1], strict=True))
    server = {**op["base"], **(orjson.loads(found[-1]) if found[-1] else {})}
    given = {
        name: wire.read(server.get(name))
        for name, mine in op["set"].items()
        if name in lies and lies[name] == wire.read(mine)
    }
    if not given:
        return 0
    names = ", ".join(f'"{name}" = ?' for name in given)
    run.execute(
        f'UPDATE "{of.kind}" SET {names} WHERE id = ?',  # noqa: S608 - our own names
        (*given.values(), op["of"]),
    )
    if not covered:
        run.execute(f'UPDATE "{of.kind}" SET shadow = NULL WHERE id = ?', (op["of"],))  # noqa: S608
    w.digests[of.kind, op["of"]] = digest(tuple((lies | given).values()))
    return 1
