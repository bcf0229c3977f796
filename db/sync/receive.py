"""Taking in a page of the feed: in slices, each one transaction with its own cursor.

A group is applied whole (G5); after a kill at any moment the store is the far end's log up to its
cursor with own operations on top (G6). What this build can't understand is put aside with its
bytes and the feed goes on.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from console.domain.changes import Changes
from db.arrival import Arrival
from db.store import Store
from db.sync import state, wire
from db.sync.laying import STRANGE, Change, Taking, prepared, put_aside
from db.sync.overlay import Overlay

SLICE_SECONDS = 0.016  # D23: at most 20 ms, the commit and the waking of who waits among them
_FIRST, _LEAST, _MOST = 300, 20, 4000  # rows and lines of a slice
_PLACES = 1 << 53


class Receiver:
    """Applies pages in order; `overlay` is loaded when the first page comes."""

    def __init__(
        self,
        store: Store,
        county_key: bytes,
        *,
        monotonic: Callable[[], float],
        heard: Callable[[Changes], None],
    ) -> None:
        self._store, self._county_key = store, county_key
        self._monotonic, self._heard = monotonic, heard
        self._overlay: Overlay | None = None
        self._most = _FIRST

    def page(self, cursor: int, lines: Sequence[bytes], upto: int) -> int:
        """Takes the changes after `cursor` in; the cursor afterwards. Raises Malformed for a page
        that is not one: nothing of the group that could not be read was taken.
        """
        changes = [_read(line) for line in lines]
        for change in changes:
            prepared(change)
        at, alone = 0, False
        while at < len(changes):
            try:
                with self._store.receive() as arrival:
                    began = self._monotonic()
                    at, cursor = self._slice(arrival, changes, at, cursor, alone=alone)
                self._pace(self._monotonic() - began)
            except STRANGE as error:
                self._overlay = None
                if alone:  # this one it is: put aside whole, and the feed goes on
                    with self._store.receive() as arrival:
                        put_aside(arrival.connection, changes[at], repr(error))
                        cursor, at = int(changes[at]["seq"]), at + 1
                        state.keep(arrival.connection, cursor=str(cursor))
                alone = not alone
                continue
            self._heard(arrival.changes)
        if cursor < upto:
            with self._store.receive() as arrival:
                state.keep(arrival.connection, cursor=str(upto))
            cursor = upto
        return cursor

    def _pace(self, took: float) -> None:
        """How much fits into a slice is found out by doing: rows differ, and so do disks."""
        factor = min(2.0, SLICE_SECONDS / took) if took else 2.0
        self._most = max(_LEAST, min(_MOST, int(self._most * factor)))

    def forget(self) -> None:
        """The outbox was changed behind the overlay's back (a discard, a new incarnation)."""
        self._overlay = None

    def _slice(
        self, arrival: Arrival, changes: list[Change], at: int, cursor: int, *, alone: bool
    ) -> tuple[int, int]:
        first, weight = cursor, 0
        overlay = self._laid(arrival.connection, cursor)
        taking = Taking(arrival, overlay, self._county_key)
        while at < len(changes):
            change = changes[at]
            taking.group(change)
            cursor, at = int(change["seq"]), at + 1
            weight += len(change["rows"]) + len(change["lines"])
            if alone or weight >= self._most:
                break
        taking.settle()
        arrival.facts = {"from": first, "to": cursor}
        state.keep(arrival.connection, cursor=str(cursor))
        return at, cursor

    def _laid(self, connection: Connection, cursor: int) -> Overlay:
        if self._overlay is None:
            self._overlay = Overlay()
            self._overlay.load(connection, cursor)
        else:
            self._overlay.learn(connection)
        return self._overlay


def _read(line: bytes) -> Change:
    """What is no JSON still has its place in the feed: its number stands first."""
    try:
        found = wire.loads(line)
        if isinstance(found, dict) and type(found.get("seq")) is int and found["seq"] < _PLACES:
            return found
    except wire.Malformed:
        pass
    number = line[: line.find(b",")].partition(b":")[2].strip()
    if not number.isdigit() or len(number) > len(str(_PLACES)) or int(number) >= _PLACES:
        raise wire.Malformed("a change without its number")
    return {"seq": int(number), "raw": line.decode("utf-8", "replace")}
