"""What goes up: outbox rows and their journal lines as the bytes of groups, in the right order.

The bytes of a group follow from what lies in the store and never changes, so that sending it
again sends the same (G3). More urgent lanes go first; but where a group touches a row that an
earlier, less urgent one touches too, that lane's part goes before it, or the far end would merge
a second change before the first.
"""

import base64
import os
from collections.abc import Collection
from dataclasses import field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from console.domain.record import dataclass
from db import appended
from db.chain import GENESIS
from db.engine import direct
from db.outbox import HISTORY_LANE
from db.schema import JOURNAL_COLUMNS
from db.sync import wire
from db.sync.convert import CONVERTER

_NONCE = 12
_ROW = (
    "n, tx_id, lane, schema_no, hlc, actor, incarnation, first_line, last_line, ops, state,"
    " last_error"
)
_LINES = (
    f"SELECT {', '.join(JOURNAL_COLUMNS)}, hash FROM journal WHERE device = ? AND incarnation = ?"  # noqa: S608
)
_WORD = 80  # characters; a longer name is none to the far end
_MOST = 4000  # groups looked through for one request


@dataclass(frozen=True, slots=True)
class Out:
    """A group ready to go; `ops` how many operations are in it."""

    n: int
    tx: str
    lane: int
    ops: int
    raw: bytes


@dataclass(slots=True)
class Selection:
    """Groups for one request, most urgent first, and how much still waits behind them."""

    groups: list[Out] = field(default_factory=list)
    left: int = 0


def choose(
    connection: Connection,
    device: str,
    *,
    lanes: Collection[int],
    ops: int,
    most: int,
    newest: int = CONVERTER.newest,
    without: Collection[int] = (),
) -> Selection:
    """The next groups: at most `ops` operations and `most` bytes unpacked, at least one group.
    `without` are those that are on the way just now.

    `newest` is the schema that the far end knows: where it is behind this build, a group that says
    nothing new goes up as one of the schema in whose words it is said.
    """
    order = [n for n in _order(connection, lanes) if n not in without]
    found = Selection(left=len(order))
    prevs: dict[tuple[int, int], int] = {}
    count = size = 0
    for n in order:
        out = _spelled(connection, device, n, prevs, newest)
        if found.groups and (count + out.ops > ops or size + len(out.raw) > most):
            break
        found.groups.append(out)
        count, size = count + out.ops, size + len(out.raw)
    found.left -= len(found.groups)
    return found


def last_number(connection: Connection) -> int:
    """The last number that was given to a group."""
    found = connection.exec_driver_sql("SELECT max(n) FROM outbox").scalar()
    return int(found or 0)


def _order(connection: Connection, lanes: Collection[int]) -> list[int]:
    """Numbers of pending groups in the order in which they may go."""
    pending: dict[int, list[int]] = {}
    for lane, n in connection.exec_driver_sql(
        "SELECT lane, n FROM outbox WHERE state = 'pending' ORDER BY lane, n LIMIT ?",
        (_MOST * 4,),
    ):
        pending.setdefault(lane, []).append(n)
    aside = connection.exec_driver_sql(  # goes up empty: its lane must not have a hole
        # one index each: an IN over both would look through everything that was ever sent
        "SELECT lane, n FROM outbox WHERE state = 'rejected' AND server_seq IS NULL UNION ALL"
        " SELECT lane, n FROM outbox WHERE state = 'quarantined' AND server_seq IS NULL"
    ).all()
    for lane, n in aside:
        pending.setdefault(lane, []).append(n)
        pending[lane].sort()
    wanted = [lane for lane in sorted(pending) if lane in lanes]
    if len(pending) <= 1:
        return pending[wanted[0]][:_MOST] if wanted else []
    return _with_causes(connection, pending, wanted)[:_MOST]


def _with_causes(
    connection: Connection, pending: dict[int, list[int]], wanted: list[int]
) -> list[int]:
    order = _Causes(pending, _touched(connection))
    for lane in wanted:
        order.send(lane, pending[lane][-1])
    return order.found


class _Causes:
    """Lanes in order of urgency, each group after what it rests on."""

    def __init__(self, pending: dict[int, list[int]], touched: dict[int, set[str]]) -> None:
        self.found: list[int] = []
        self._pending, self._touched = pending, touched
        self._gone: set[int] = set()
        self._places: dict[str, list[tuple[int, int]]] = {}  # row → (lane, n) that touch it
        for lane, ns in pending.items():
            for n in ns:
                for row in touched.get(n, ()):
                    self._places.setdefault(row, []).append((lane, n))

    def send(self, lane: int, upto: int) -> None:
        """Everything of a lane up to one group, with what has to go before it."""
        for n in self._pending[lane]:
            if n > upto or n in self._gone:
                continue
            self._gone.add(n)
            for other, earlier in sorted(self._before(lane, n).items()):
                self.send(other, earlier)
            self.found.append(n)

    def _before(self, lane: int, n: int) -> dict[int, int]:
        """In which other lanes earlier groups touch the same rows, and up to where."""
        causes: dict[int, int] = {}
        for row in self._touched.get(n, ()):
            for other, earlier in self._places[row]:
                if other == lane or earlier in self._gone:
                    continue
                if earlier < n or other == HISTORY_LANE:  # history came first, whenever it is told
                    causes[other] = max(causes.get(other, 0), earlier)
        return causes


def _touched(connection: Connection) -> dict[int, set[str]]:
    """Rows of what waits. Those added to a ledger are only named there: nobody else touches them."""
    found: dict[int, set[str]] = {}
    for n, row in connection.exec_driver_sql(
        "SELECT n, json_extract(op.value, '$.of') FROM outbox, json_each(ops) AS op"
        " WHERE state = 'pending'"
    ):
        if row is not None:
            found.setdefault(n, set()).add(row)
    return found


def _spelled(
    connection: Connection, device: str, n: int, prevs: dict[tuple[int, int], int], newest: int
) -> Out:
    row = connection.exec_driver_sql(
        f"SELECT {_ROW} FROM outbox WHERE n = ?",  # noqa: S608 - our own names
        (n,),
    ).one()
    n, tx, lane, schema, hlc, actor, incarnation, first, last, ops, standing, error = row
    told, count = _in_full(connection, tx, ops, schema)
    if schema > newest:
        schema = _needed(told, schema)
    place = (incarnation, lane)
    prev = prevs.get(place)
    if prev is None:
        prev = previous(connection, n, lane, incarnation)
    prevs[place] = n
    before, lines = journal_part(connection, device, incarnation, first, last)
    head = orjson.dumps(
        {
            "n": n,
            "prev": prev,
            "tx": tx,
            "lane": lane,
            "schema": schema,
            "hlc": hlc,
            # One that goes up empty must be readable there, whatever was the matter with it.
            "actor": actor if standing == "pending" else actor[:_WORD],
            "inc": incarnation,
            "before": before,
        }
    )
    if standing != "pending":
        void = orjson.dumps(error or wire.INVALID)
        raw = b'%b,"void":%b,"lines":%b,"ops":[]}' % (head[:-1], void, orjson.dumps(lines))
        return Out(n, tx, lane, 1, raw)
    raw = b'%b,"lines":%b,"ops":%b}' % (head[:-1], orjson.dumps(lines), told)
    return Out(n, tx, lane, max(1, count), raw)


def _in_full(connection: Connection, tx: str, ops: str, schema: int) -> tuple[bytes, int]:
    """The operations as they go up, and how many. Spoilt behind our back, they go as they lie: the
    far end can't read them, and the group is put aside.
    """
    try:
        return appended.travelling(direct(connection), tx, ops, schema)
    except (LookupError, ValueError):
        return ops.encode(), 1


def _needed(told: bytes, schema: int) -> int:
    """The oldest schema that says it; of what was spoilt here nobody knows."""
    try:
        return min(schema, CONVERTER.needed(orjson.loads(told)))
    except (ValueError, KeyError, TypeError):
        return schema


def previous(connection: Connection, n: int, lane: int, incarnation: int) -> int:
    """The group before this one in its lane; 0 for the first. What was pruned is remembered."""
    found = connection.exec_driver_sql(
        "SELECT n FROM outbox WHERE n < ? AND lane = ? AND incarnation = ? ORDER BY n DESC LIMIT 1",
        (n, lane, incarnation),
    ).scalar()
    if found is None:
        found = connection.exec_driver_sql(
            "SELECT v FROM state WHERE k = ?", (pruned_row(incarnation, lane),)
        ).scalar()
    return int(found or 0)


def pruned_row(incarnation: int, lane: int) -> str:
    return f"sync.pruned.{incarnation}.{lane}"


def journal_part(
    connection: Connection, device: str, incarnation: int, first: int, last: int
) -> tuple[str, list[list[Any]]]:
    """The hash before the first of these lines, and the lines as they travel."""
    rows = connection.exec_driver_sql(
        f"{_LINES} AND seq BETWEEN ? AND ? ORDER BY seq",
        (device, incarnation, first - 1, last),
    ).all()
    before = GENESIS.hex()
    if rows and int(rows[0][2]) == first - 1:
        before = rows[0][-1].hex()
        rows = rows[1:]
    lines = [[*(wire.spelled(value) for value in row[:-1]), row[-1].hex()] for row in rows]
    return before, lines


# -- keys ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UntoldKeys:
    """Keys of persons and events that the far end has not heard of, or not of their end. Others'
    keys too, once it has lost what it knew: whoever made them may have been put back from a copy.
    """

    told: list[dict[str, Any]]
    marks: list[tuple[str, str, int | None]]  # about, made by, destroyed at
    maker: str  # the name under which this machine makes keys


_UNTOLD = (
    "SELECT about, ?1, key, made_at, destroyed_at FROM subject_key WHERE told = 0 UNION ALL"
    " SELECT about, made_by, key, made_at, destroyed_at FROM peer_key WHERE told = 0 LIMIT ?2"
)


def untold(connection: Connection, device: str, county_key: bytes, most: int = 2000) -> UntoldKeys:
    maker = f"{device}.{_incarnation(connection)}"
    rows = connection.exec_driver_sql(_UNTOLD, (maker, most)).all()
    told = [
        {
            "about": about,
            "by": by,
            "key": None if key is None else wrap(county_key, about, key),
            "made_at": made_at,
            "destroyed_at": destroyed_at,
        }
        for about, by, key, made_at, destroyed_at in rows
    ]
    marks = [(about, by, destroyed) for about, by, _, _, destroyed in rows]
    return UntoldKeys(told, marks, maker)


def _incarnation(connection: Connection) -> int:
    """Goes with the maker's name: put back from a copy, a workstation may make a second key about
    what it had made one for, and both must be told.
    """
    asked = "SELECT v FROM state WHERE k = 'incarnation'"
    return int(connection.exec_driver_sql(asked).scalar_one())


def mark_told(connection: Connection, keys: UntoldKeys) -> None:
    """What was destroyed meanwhile is told again. One of our own may have come back among the
    peers' (this store was put back from a copy, or that key destroyed elsewhere).
    """
    for about, by, destroyed in keys.marks:
        connection.exec_driver_sql(
            "UPDATE subject_key SET told = 1 WHERE about = ? AND destroyed_at IS ? AND ? = ?",
            (about, destroyed, by, keys.maker),
        )
        connection.exec_driver_sql(
            "UPDATE peer_key SET told = 1 WHERE about = ? AND made_by = ? AND destroyed_at IS ?",
            (about, by, destroyed),
        )


def wrap(county_key: bytes, about: str, key: bytes) -> str:
    """Only the county's own workstations can open it."""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(
        nonce + AESGCM(county_key).encrypt(nonce, key, about.encode())
    ).decode()


def unwrap(county_key: bytes, about: str, wrapped: str) -> bytes:
    """InvalidTag where it was made for another county."""
    data = base64.b64decode(wrapped)
    return AESGCM(county_key).decrypt(data[:_NONCE], data[_NONCE:], about.encode())
