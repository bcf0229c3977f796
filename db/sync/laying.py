"""Laying down what the far end tells: groups of the feed, rows of a snapshot, answers, keys.

Nothing here decides anything: that was done at the far end. What this build can't understand is
put aside with its bytes.
"""

import base64
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import orjson
import sqlcipher3.dbapi2 as driver
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from console.domain.changes import Kind
from db import vouched
from db.arrival import Arrival, Remark
from db.chain import digest
from db.coding import Raw, to_ms
from db.commit import KEY_MARK, OUTBOX_MARK, PEER_MARK
from db.engine import direct
from db.entity import Entity
from db.outbox import Key
from db.registry import BY_KIND
from db.schema import JOURNAL_COLUMNS
from db.sync import state, wire
from db.sync.columns import UNREADABLE, Layout, layout
from db.sync.groups import unwrap
from db.sync.overlay import Overlay

_LINE = (
    f"INSERT OR IGNORE INTO journal({', '.join(JOURNAL_COLUMNS)}, hash)"  # noqa: S608
    f" VALUES ({', '.join('?' * (len(JOURNAL_COLUMNS) + 1))})"
)
_ENTITIES: dict[str, Entity] = {str(kind): of for kind, of in BY_KIND.items()}
_PLAIN = frozenset(name for name, of in _ENTITIES.items() if not (of.unique or of.stays))
_YIELDED = 2  # `deleted`: an own row that makes room for the far end's until it is answered
_REFUSED = {wire.REJECTED: "sync.rejected", wire.QUARANTINED: "sync.quarantined"}

_KINDS = frozenset(kind.value for kind in Kind)
_SUBJECT, _TX = JOURNAL_COLUMNS.index("subject_kind"), JOURNAL_COLUMNS.index("tx")
_ROWS = JOURNAL_COLUMNS.index("rows")
# What a change may be that this build can't take: never a reason to stop the feed.
STRANGE = (
    *(driver.IntegrityError, driver.DataError, driver.InterfaceError),
    *UNREADABLE,
)

Change = dict[str, Any]


class NotMine(Exception):  # noqa: N818 - a signal to ask again
    """The far end spared us rows that this store does not have: it was put back from a copy."""


@cache
def _layout(name: str) -> Layout:
    """By the word: an entity's own hash goes through all that is known of it."""
    return layout(_ENTITIES[name])


def prepared(change: Change) -> None:
    """What can be done before the turn at the store: columns and their digests, where nothing of
    ours lies over them. What can't be read now is found out in its place.
    """
    try:
        for row in change.get("rows", ()):
            name, told = row["e"], row["row"]
            if told is not None and name in _PLAIN:
                values = _layout(name).values(told)
                row["ready"] = (values, digest(values))
    except STRANGE:
        return


def put_aside(connection: Connection, change: Change, why: str) -> None:
    """Kept as it came, to be read after an upgrade."""
    rows = change.get("rows")
    if isinstance(rows, list):
        change = {**change, "rows": [_as_told(row) for row in rows]}
    raw = orjson.dumps(change, default=repr).decode()
    schema = change.get("schema")
    direct(connection).execute(
        "INSERT OR REPLACE INTO quarantine_in(seq, raw, error, schema_no) VALUES (?, ?, ?, ?)",
        (int(change["seq"]), raw, why[:200], schema if type(schema) is int else 0),
    )


def _as_told(row: Any) -> Any:
    """Without what was made ready of it."""
    return {k: v for k, v in row.items() if k != "ready"} if isinstance(row, dict) else row


class Taking:
    """One slice: rows are gathered by kind and put down together, lines likewise."""

    def __init__(self, arrival: Arrival, overlay: Overlay, county_key: bytes) -> None:
        self._arrival, self._overlay, self._key = arrival, overlay, county_key
        self._run = direct(arrival.connection)
        self._rows: dict[Kind, dict[str, tuple[tuple[Raw, ...], str]]] = {}  # with the digest
        self._vers: dict[Kind, dict[str, int]] = {}
        self._lines: list[tuple[Raw, ...]] = []
        self._earlier: list[str] = []
        self._had: dict[Key, dict[str, Any]] = {}  # what the own group at hand had set
        self._crowded: set[Kind] = set()  # kinds of which a row that gave way may find room again
        self._hidden: dict[Kind, bool] = {}  # whether any did give way
        lowest = self._run.execute("SELECT min(seq) FROM quarantine_in").fetchone()[0]
        self._below = min(int(lowest or 0), 0)
        self._me = state.stand(arrival.connection)

    def group(self, change: Change) -> None:
        tx = change.get("re") or change["tx"]  # a later verdict speaks of an earlier group
        own, self._had = self._overlay.own(tx), {}
        mine = change["dev"] == self._me.device
        if change["st"] != wire.QUARANTINED:  # that one waits, and stays to be seen
            self._had = self._overlay.came_back(tx)
        elif "re" in change and mine and not own:
            self._overlay.lies_again(self._arrival.connection, tx)
        for key in change["keys"]:
            self.key(key)
        if mine:
            self._answered(change, tx)
        if not own:
            self.lines(change["lines"])
        self._rows_of(change, own=own)
        if self._had and change["st"] in {wire.OK, wire.MERGED}:
            told = {(row["e"], str(row["id"])) for row in change["rows"]}
            for key in self._had.keys() - told:
                self._theirs_stands(key)
        if change["lines"] and not own:
            self._arrival.touch(Kind.JOURNAL, change["tx"])

    def strange(self) -> int:
        """A place for what is put aside and has none in the feed: counted below nought."""
        self._below -= 1
        return self._below

    def lines(self, told: Sequence[Sequence[Any]]) -> None:
        """Another's lines as they are. Those of an earlier life of ours that a copy did not have
        speak of rows and groups as they were then: what lies here is vouched for anew.
        """
        here = (self._me.device, self._me.incarnation)
        for line in told:
            if line[_SUBJECT] not in _KINDS:
                raise ValueError(f"a line about {line[_SUBJECT]!r}")
            values = (*map(wire.read, line[:-1]), bytes.fromhex(line[-1]))
            if values[:2] == here:
                continue
            self._lines.append(values)
            if values[0] == here[0] and values[_ROWS] != vouched.NOTHING:
                self._earlier.append(str(values[_ROWS]))

    def _vouch_anew(self, told: str) -> None:
        for name, id_, _ in vouched.read(told):
            if name == OUTBOX_MARK:
                asked = "SELECT 1 FROM outbox WHERE tx_id = ?"
                if self._run.execute(asked, (id_,)).fetchone() is None:
                    self._arrival.digests[OUTBOX_MARK, id_] = ""
            elif name == KEY_MARK:
                row = self._run.execute(
                    "SELECT about, key, made_at, destroyed_at FROM subject_key WHERE about = ?",
                    (id_,),
                ).fetchone()
                self._arrival.digests[KEY_MARK, id_] = "" if row is None else digest(row)
            elif name == PEER_MARK:
                row = self._run.execute(
                    "SELECT about, made_by, key, made_at, destroyed_at FROM peer_key"
                    " WHERE about || '|' || made_by = ?",
                    (id_,),
                ).fetchone()
                self._arrival.digests[PEER_MARK, id_] = "" if row is None else digest(row)
            elif name in _ENTITIES:
                self.as_it_lies(_ENTITIES[name], id_)

    def as_it_lies(self, of: Entity, id_: str) -> None:
        row = self._run.execute(
            f'SELECT {of.columns} FROM "{of.kind}" WHERE id = ? AND deleted = 0',  # noqa: S608
            (id_,),
        ).fetchone()
        self._arrival.digests[str(of.kind), id_] = "" if row is None else digest(row)

    # -- rows ------------------------------------------------------------------------------

    def row(self, told: dict[str, Any], change: Change) -> None:
        of = _ENTITIES.get(told["e"])
        if of is None:
            self._aside(change, f"unknown {told['e']}")
            return
        id_, ver, row = str(told["id"]), int(told["ver"]), told["row"]
        key = (told["e"], id_)
        if told.get("gone"):
            if not self._overlay.covers(key):
                self._withdraw(of, id_)
            return
        if row is None:
            self._as_we_have_it(of, id_, ver)
            return
        self._comes_in_full(of.kind, id_)
        shadow, known = None, ""
        covered = self._overlay.covers(key)
        if covered:
            shadow = wire.dumps(row).decode()
            row = {**row, **self._overlay.over(key)}
        try:
            if covered or "ready" not in told:
                values = layout(of).values(row)
            else:
                values, known = told["ready"]
        except UNREADABLE as error:
            self._aside(change, repr(error))
            return
        if of.unique or of.stays:
            self.settle()
            self._one(of, id_, (*values, ver, shadow), change)
            return
        some = self._rows.setdefault(of.kind, {})
        some.pop(id_, None)
        some[id_] = ((*values, ver, shadow), known)

    def _rows_of(self, change: Change, *, own: bool) -> None:
        bare = not self._overlay
        for row in change["rows"]:
            if bare and "ready" in row:
                self._plain(row)
                continue
            if row["row"] is None and not own and not row.get("gone"):
                raise NotMine
            self.row(row, change)

    def _plain(self, told: dict[str, Any]) -> None:
        """Nothing of ours lies over any row, and this one was made ready: most of a long page."""
        kind, id_ = _ENTITIES[told["e"]].kind, told["id"]
        self._comes_in_full(kind, id_)
        values, known = told["ready"]
        some = self._rows.setdefault(kind, {})
        some.pop(id_, None)
        some[id_] = ((*values, told["ver"], None), known)

    def _comes_in_full(self, kind: Kind, id_: str) -> None:
        """What an earlier group of this slice said of its version is out of date."""
        if self._vers:
            self._vers.get(kind, {}).pop(id_, None)

    def _as_we_have_it(self, of: Entity, id_: str, ver: int) -> None:
        key = (str(of.kind), id_)
        if self._overlay.covers(key):
            self._under(of, id_, ver, self._had.get(key, {}))
            return
        if id_ in self._rows.get(of.kind, ()):
            self.settle()  # in the order of the feed
        self._vers.setdefault(of.kind, {})[id_] = ver

    def _under(self, of: Entity, id_: str, ver: int, had: dict[str, Any]) -> None:
        """As we had it; but more of ours lies over it. The far end's row below has this now."""
        self.settle()
        asked = f'SELECT shadow FROM "{of.kind}" WHERE id = ?'  # noqa: S608 - our own names
        found = self._run.execute(asked, (id_,)).fetchone()
        shadow = None if found is None else found[0]
        if shadow is not None:
            shadow = wire.dumps({**wire.loads(shadow), **had}).decode()
        self._run.execute(
            f'UPDATE "{of.kind}" SET ver = ?, shadow = ? WHERE id = ?',  # noqa: S608
            (ver, shadow, id_),
        )

    def _theirs_stands(self, key: Key) -> None:
        """Our group came to nothing for this row: what came before it stands, and beside it a
        difference. With later words of ours on top, if there are any.
        """
        of, id_ = _ENTITIES[key[0]], key[1]
        self.settle()
        found = self._run.execute(
            f'SELECT shadow, ver FROM "{of.kind}" WHERE id = ?',  # noqa: S608 - our own names
            (id_,),
        ).fetchone()
        if found is None or found[0] is None:
            return  # nobody else has said anything since: it is as it lies
        server = wire.loads(found[0])
        shadow = found[0] if self._overlay.covers(key) else None
        values = layout(of).values({**server, **self._overlay.over(key)})
        self._run.execute(layout(of).upsert, (*values, found[1], shadow))
        self._gave_room(of)
        self.as_it_lies(of, id_)
        self._arrival.touch(of.kind, id_)

    def settle(self) -> None:
        """Puts down what was gathered."""
        rows, self._rows = self._rows, {}
        for kind, some in rows.items():
            of = BY_KIND[kind]
            name, digests = str(of.kind), self._arrival.digests
            for id_, (row, known) in some.items():
                digests[name, id_] = known or digest(row[:-2])
            self._arrival.touched.setdefault(kind, set()).update(some)
            self._run.executemany(layout(of).upsert, [row for row, _ in some.values()])
        vers, self._vers = self._vers, {}
        for kind, told in vers.items():
            self._run.executemany(
                f'UPDATE "{kind}" SET ver = ?, shadow = NULL WHERE id = ?',  # noqa: S608
                [(ver, id_) for id_, ver in told.items()],
            )
            if BY_KIND[kind].unique:
                self._back(BY_KIND[kind], list(told))
        lines, self._lines = self._lines, []
        self._run.executemany(_LINE, lines)
        earlier, self._earlier = self._earlier, []
        for named in earlier:
            self._vouch_anew(named)
        while self._crowded:
            self._come_forward(BY_KIND[self._crowded.pop()])

    def _wrote(self, of: Entity, values: tuple[Raw, ...]) -> None:
        id_ = str(values[of.names.index("id")])
        self._arrival.digests[str(of.kind), id_] = digest(values)
        self._arrival.touch(of.kind, id_)

    def _one(self, of: Entity, id_: str, values: tuple[Raw, ...], change: Change) -> None:
        """A row of a kind of which there may be only one, or that keeps something here."""
        try:
            self._run.execute(layout(of).upsert, values)
        except driver.IntegrityError:
            self._make_room(of, id_, values)
            try:
                self._run.execute(layout(of).upsert, values)
            except driver.IntegrityError as error:
                self._aside(change, repr(error))
                return
        names = ", ".join(f'"{name}"' for name in of.names)
        row = self._run.execute(
            f'SELECT {names} FROM "{of.kind}" WHERE id = ?',  # noqa: S608
            (id_,),
        ).fetchone()
        self._wrote(of, tuple(row))
        self._gave_room(of)

    def _make_room(self, of: Entity, id_: str, values: tuple[Raw, ...]) -> None:
        """An own row that says the same thing as the far end's yields until it was answered."""
        for columns, where in of.unique:
            wanted = " AND ".join(f'"{name}" = ?' for name in columns)
            condition = f" AND {where}" if where else ""
            found = self._run.execute(
                f'SELECT id FROM "{of.kind}" WHERE {wanted} AND id <> ?{condition}',  # noqa: S608
                (*(values[of.names.index(name)] for name in columns), id_),
            ).fetchall()
            for (other,) in found:
                self._run.execute(
                    f'UPDATE "{of.kind}" SET deleted = ? WHERE id = ?',  # noqa: S608
                    (_YIELDED, other),
                )
                self._arrival.digests[str(of.kind), other] = ""
                self._arrival.touch(of.kind, other)
                self._hidden[of.kind] = True

    def _come_forward(self, of: Entity) -> None:
        """A row that gave way to another stands again where the other no longer says the same."""
        if self._hidden.get(of.kind, True):
            hidden = self._run.execute(
                f'SELECT id, {of.columns} FROM "{of.kind}" WHERE deleted = ? ORDER BY ver DESC, id',  # noqa: S608
                (_YIELDED,),
            ).fetchall()
            self._hidden[of.kind] = bool(hidden)
            for id_, *values in hidden:
                with suppress(driver.IntegrityError):
                    self._run.execute(
                        f'UPDATE "{of.kind}" SET deleted = 0 WHERE id = ?',  # noqa: S608
                        (id_,),
                    )
                    self._wrote(of, tuple(values))

    def _back(self, of: Entity, ids: list[str]) -> None:
        """An own row that had made room stands again, now that it was taken as it is."""
        for id_ in ids:
            names = ", ".join(f'"{name}"' for name in of.names)
            row = self._run.execute(
                f'SELECT deleted, {names} FROM "{of.kind}" WHERE id = ?',  # noqa: S608
                (id_,),
            ).fetchone()
            if row is not None and row[0] == _YIELDED:
                self._make_room(of, id_, tuple(row[1:]))
                self._run.execute(
                    f'UPDATE "{of.kind}" SET deleted = 0 WHERE id = ?',  # noqa: S608
                    (id_,),
                )
                self._wrote(of, tuple(row[1:]))

    def _withdraw(self, of: Entity, id_: str) -> None:
        """The far end never took it: it leaves the screen; the journal keeps that it was."""
        self.settle()
        done = self._run.execute(
            f'UPDATE "{of.kind}" SET deleted = 1, ver = 0, shadow = NULL'  # noqa: S608
            " WHERE id = ? AND deleted <> 1",
            (id_,),
        )
        if done.rowcount:
            self._arrival.digests[str(of.kind), id_] = ""
            self._arrival.touch(of.kind, id_)
            self._gave_room(of)

    def _gave_room(self, of: Entity) -> None:
        if of.unique:
            self._crowded.add(of.kind)

    def _aside(self, change: Change, why: str) -> None:
        put_aside(self._arrival.connection, change, why)

    # -- answers and keys ------------------------------------------------------------------

    def _answered(self, change: Change, tx: str) -> None:
        """The echo is an answer too: the reply to the push may have been lost. What was answered
        with a later verdict is not called back by an earlier one.
        """
        states = {wire.OK: "acked", wire.MERGED: "acked"}
        found = states.get(change["st"], change["st"])
        if found not in {"acked", wire.REJECTED, wire.QUARANTINED}:
            return
        later = "re" in change
        was = None
        if later:
            asked = "SELECT state FROM outbox WHERE tx_id = ?"
            was = self._run.execute(asked, (tx,)).fetchone()
        done = self._run.execute(  # what was put aside here and went up empty stays what it is
            "UPDATE outbox SET state = CASE WHEN state = 'pending' OR ?1 = 'acked' OR ?6 THEN ?1"
            " ELSE state END, server_seq = ?2, acked_at = coalesce(acked_at, ?3),"
            " last_error = CASE ?1 WHEN 'acked' THEN NULL ELSE coalesce(nullif(?4, ''), last_error)"
            " END WHERE tx_id = ?5 AND coalesce(server_seq, 0) <= ?2",
            (found, change["seq"], to_ms(self._arrival.now), change["code"], tx, later),
        )
        kind = _REFUSED.get(change["st"])
        if later and found == "acked" and was != ("acked",):
            kind = "sync.taken"
        if kind is not None and done.rowcount:
            facts = {"code": change["code"], "tx": tx, "actor": change["actor"]}
            rows = change["rows"]
            subject = _ENTITIES.get(rows[0]["e"]) if rows else None
            self._arrival.remarks.append(
                Remark(
                    kind,
                    Kind.JOURNAL if subject is None else subject.kind,
                    str(rows[0]["id"]) if rows else change["tx"],
                    facts,
                )
            )

    def key(self, told: dict[str, Any]) -> None:
        about, by = str(told["about"]), str(told["by"])
        if told["destroyed_at"] is not None:
            self._destroyed(about, by, int(told["destroyed_at"]))
            return
        if told["key"] is None:
            return
        try:
            key = unwrap(self._key, about, told["key"])
        except (InvalidTag, ValueError, base64.binascii.Error):  # type: ignore[attr-defined]
            return  # made for another county: its words stay closed, nothing else is wrong
        # An own one comes back too, and is new here where this store was put back from a copy.
        gone = self._run.execute(
            "SELECT 1 FROM subject_key WHERE about = ?1"
            " AND (destroyed_at IS NOT NULL OR key = ?2) UNION"
            " SELECT 1 FROM peer_key WHERE about = ?1 AND destroyed_at IS NOT NULL",
            (about, key),
        ).fetchone()
        if gone is None:
            self._keep_key((about, by, key, int(told["made_at"]), None))

    def _keep_key(self, row: tuple[str, str, bytes | None, int, int | None]) -> None:
        done = self._run.execute(
            "INSERT INTO peer_key(about, made_by, key, made_at, destroyed_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            row,
        )
        if done.rowcount:
            self._arrival.digests[PEER_MARK, f"{row[0]}|{row[1]}"] = digest(row)
            self._arrival.learned.add(row[0])

    def _destroyed(self, about: str, by: str, at: int) -> None:
        """Destroyed anywhere is destroyed everywhere (D18)."""
        self._keep_key((about, by, None, at, at))
        for row in self._run.execute(
            "UPDATE peer_key SET key = NULL, destroyed_at = coalesce(destroyed_at, ?)"
            " WHERE about = ? AND key IS NOT NULL"
            " RETURNING about, made_by, key, made_at, destroyed_at",
            (at, about),
        ).fetchall():
            self._arrival.digests[PEER_MARK, f"{row[0]}|{row[1]}"] = digest(tuple(row))
        for row in self._run.execute(
            "UPDATE subject_key SET key = NULL, destroyed_at = coalesce(destroyed_at, ?), told = 1"
            " WHERE about = ? AND key IS NOT NULL RETURNING about, key, made_at, destroyed_at",
            (at, about),
        ).fetchall():
            self._arrival.digests[KEY_MARK, str(row[0])] = digest(tuple(row))
        self._arrival.destroyed.append(about)
