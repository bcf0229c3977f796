"""What this workstation has said and the far end has not yet told back: it lies over the rows.

The screen shows the far end's row with own operations on top, so that nobody's entry flickers
away while it waits. An operation lies there from its commit until its group comes back in the
feed, not merely until it was answered: rows change in the order of the feed only.
"""

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from db.outbox import Key, lying


class Overlay:
    """Own groups on the way; `learn` takes up those written since."""

    def __init__(self) -> None:
        self._newest = 0
        self._groups: dict[str, tuple[int, list[Key], list[Key]]] = {}  # tx → n, rows, added rows
        self._added: dict[Key, int] = {}  # row of a ledger → n; nothing is laid over it
        self._over: dict[Key, dict[int, dict[str, Any]]] = {}  # row → n → set
        self._made: set[Key] = set()  # rows that one of these groups makes
        self._base: dict[Key, dict[int, dict[str, Any]]] = {}  # row → n → what was there before

    def load(self, connection: Connection, cursor: int) -> None:
        """Everything that is pending, or was answered with a later place in the feed."""
        # Three questions with an index each: a union in order walks through all that was ever sent.
        found: dict[int, tuple[str, str]] = {}
        for where, bound in (
            ("state = 'pending'", ()),
            ("state = 'quarantined'", ()),
            ("server_seq IS NOT NULL AND server_seq > ?", (cursor,)),
        ):
            asked = f"SELECT n, tx_id, ops FROM outbox WHERE {where}"  # noqa: S608 - our own
            for n, tx, ops in connection.exec_driver_sql(asked, bound):
                found[n] = (tx, ops)
        for n in sorted(found):
            self._take(n, *found[n])
        newest = connection.exec_driver_sql("SELECT max(n) FROM outbox").scalar()
        self._newest = int(newest or 0)

    def learn(self, connection: Connection) -> None:
        """Inside the slice's transaction: an officer may have written since the last one."""
        for n, tx, ops in connection.exec_driver_sql(
            "SELECT n, tx_id, ops FROM outbox WHERE n > ? ORDER BY n", (self._newest,)
        ):
            self._take(n, tx, ops)
            self._newest = n

    def _take(self, n: int, tx: str, ops: str) -> None:
        keys: list[Key] = []
        added: list[Key] = []
        told: list[dict[str, Any]] = []
        with suppress(ValueError):  # spoilt behind our back: nobody knows over what it lies
            told = lying(ops)
        for op in told:
            if "rows" in op:  # of a ledger: the far end's are the same
                entity = op["entity"]
                added += [(entity, id_) for id_ in op["rows"]]
                continue
            key = (op["entity"], op["of"])
            keys.append(key)
            self._over.setdefault(key, {}).setdefault(n, {}).update(op["set"])
            if op["base"] is None:
                self._made.add(key)
            else:
                base = self._base.setdefault(key, {}).setdefault(n, {})
                self._base[key][n] = {**op["base"], **base}
        self._added.update(dict.fromkeys(added, n))
        self._groups[tx] = (n, keys, added)

    def lies_again(self, connection: Connection, tx: str) -> None:
        """It came back once, and was put aside after all: it stays to be seen."""
        for n, ops in connection.exec_driver_sql(
            "SELECT n, ops FROM outbox WHERE tx_id = ?", (tx,)
        ):
            self._take(n, tx, ops)

    def own(self, tx: str) -> bool:
        return tx in self._groups

    def came_back(self, tx: str) -> dict[Key, dict[str, Any]]:
        """The group stands in the feed; from here on the far end's rows have it, or it was
        refused. What it had set, by row.
        """
        found = self._groups.pop(tx, None)
        if found is None:
            return {}
        n, keys, added = found
        had: dict[Key, dict[str, Any]] = {}
        for key in added:
            if self._added.get(key) == n:  # not told once more by a later group
                del self._added[key]
                had[key] = {}
        for key in dict.fromkeys(keys):
            some = self._over[key]
            had[key] = some.pop(n)
            if not some:
                del self._over[key]
        return had

    def over(self, key: Key) -> dict[str, Any]:
        """What lies over this row, the newest on top; empty where it is clean."""
        some = self._over.get(key)
        if not some:
            return {}
        found: dict[str, Any] = {}
        for n in sorted(some):
            found.update(some[n])
        return found

    def under(self, key: Key, row: dict[str, Any]) -> dict[str, Any] | None:
        """The row as it was before what waits; None where one of those makes it."""
        if key in self._added or (key in self._over and key in self._made):
            return None
        before = dict(row)
        for n in sorted(self._over.get(key, ()), reverse=True):
            before.update(self._base.get(key, {}).get(n, {}))
        return {name: value for name, value in before.items() if value is not None}

    def __bool__(self) -> bool:
        """Whether anything of ours is on the way."""
        return bool(self._over or self._added)

    def covers(self, key: Key) -> bool:
        return key in self._over or key in self._added
