"""The shelves in PostgreSQL: one county's transaction, set-based statements, short locks.

The county's head is the first lock of every push and the only one that waits (sync protocol
1.3), READ COMMITTED so that what stands after the wait is seen. Rows go in by arrays: COPY is not
for tables with row-level security.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from psycopg import errors
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.gateway.aside_pg import AsidePg
from db.gateway.owed_pg import OwedPg
from db.gateway.session_pg import Cursor
from db.gateway.shelf import Batch, Device, Key, Known, Piece, Row, SubjectKey
from db.sync import wire

_LIMITS = (
    "SELECT set_config('app.tenant', %s, true), set_config('lock_timeout', '2s', true),"
    " set_config('statement_timeout', '15s', true),"
    " set_config('idle_in_transaction_session_timeout', '10s', true)"
)
ENTRY = (
    "seq, tx, device, incarnation, n, lane, actor, hlc, at, state, code, lines, rows, echo,"
    " sha256, answer, re"
)
_ITEM = "tenant, entity, id, ver, seq, body, device, actor, at, marks"
# Each column as one text: arrays are spelled element by element in Python, a join is not. No id
# and no JSON has the separator in it. A single empty text comes out as no element at all: nobody's
# name (`actor`), no marks.
_SEP = "\x1f"
_TEXTS = "string_to_array(%s, E'\\x1f')"
_ITEM_ARRAYS = (
    f"unnest({_TEXTS}, {_TEXTS}, {_TEXTS}::int[], {_TEXTS}::bigint[], {_TEXTS}, {_TEXTS},"
    f" {_TEXTS}, {_TEXTS}::bigint[], {_TEXTS})"
)
_MANY = 50  # keys
# Which history this is: the database's own number, its timeline, and a word that a restore changes
# (a restored machine keeps the first two).
HISTORY = (
    "(SELECT system_identifier::text FROM pg_control_system()) || ':' ||"
    " (SELECT timeline_id::text FROM pg_control_checkpoint()) || ':' ||"
    " (SELECT id::text FROM history)"
)


def entered(cursor: Cursor, tenant: int) -> None:
    cursor.execute(_LIMITS, (str(tenant),))


def _away(error: BaseException) -> wire.Problem:
    """The database is not to be had, or was lost: what was asked may be asked again as it is."""
    problem = wire.Problem(503, wire.MAINTENANCE, {}, retry_after=2)
    problem.__cause__ = error
    return problem


_BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)


@contextmanager
def transaction(engine: Engine) -> Iterator[Cursor]:
    """A cursor in a transaction of the driver's own connection, out of SQLAlchemy's pool; 503 where
    another one holds what it needs too long.
    """
    try:
        raw = engine.raw_connection()
    except (OperationalError, PoolTimeout, errors.OperationalError) as error:
        raise _away(error) from error
    connection: Any = raw.driver_connection
    try:
        with connection.cursor() as cursor:
            yield cursor
        raw.commit()
    except BaseException as error:
        if connection.closed:
            raw.invalidate()
            engine.dispose()  # the others of the pool went with it
            raise _away(error) from error
        raw.rollback()
        if isinstance(error, _BUSY):
            raise wire.Problem(503, wire.TENANT_BUSY, {}, retry_after=1) from error
        raise
    finally:
        raw.close()


@contextmanager
def locked(engine: Engine, tenant: int, history: Callable[[str], str]) -> Iterator["ShelfPg"]:
    """The county's shelf.

    In a pipeline: what is only put down is not waited for, so that the database lays in the first
    groups of a push while the next ones are judged.
    """
    with transaction(engine) as cursor, cursor.connection.pipeline():
        entered(cursor, tenant)
        shelf = ShelfPg(cursor.connection, tenant)
        found = shelf.ask(
            f"SELECT head, min_cursor, {HISTORY} FROM tenant_head WHERE tenant = %s FOR UPDATE",  # noqa: S608
            tenant,
        )
        if not found:
            raise wire.Problem(404, wire.NO_SUCH_TENANT, {})
        shelf.head, shelf.min_cursor, shelf.epoch = *found[0][:2], history(found[0][2])
        yield shelf


class ShelfPg(OwedPg, AsidePg):
    def __init__(self, connection: Any, tenant: int) -> None:
        super().__init__(connection, tenant)
        self.head, self.min_cursor, self.epoch = 0, 0, ""

    # -- questions ---------------------------------------------------------------------------

    def known(self, txs: Collection[str]) -> dict[str, Known]:
        rows = self.ask(
            "SELECT tx, sha256, answer FROM log WHERE tenant = %s AND tx = ANY(%s)",
            self.tenant,
            list(txs),
        )
        return {tx: Known(sha, orjson.loads(answer)) for tx, sha, answer in rows}

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]:
        return lanes(self._cursor, self.tenant, device, incarnation)

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        if len(keys) > _MANY:
            keys = self._perhaps_there(keys)
        if not keys:
            return {}
        found = self.ask(
            "SELECT entity, id, ver, seq, body, device, actor, at, marks"  # noqa: S608
            f" FROM unnest({_TEXTS}, {_TEXTS}) AS wanted(e, i)"
            " JOIN item ON item.tenant = %s AND item.entity = e AND item.id = i",
            _SEP.join(entity for entity, _ in keys),
            _SEP.join(id_ for _, id_ in keys),
            self.tenant,
        )
        return {(entity, id_): Row(*rest) for entity, id_, *rest in found}

    def _perhaps_there(self, keys: Collection[Key]) -> list[Key]:
        """Without those beyond the last id of their kind: new ids grow, and one look at the end of
        the index spares thousands in its middle.
        """
        last = dict(
            self.ask(
                f"SELECT e, (SELECT id FROM item WHERE tenant = %s AND entity = e"  # noqa: S608
                f" ORDER BY id DESC LIMIT 1) FROM unnest({_TEXTS}) AS wanted(e)",
                self.tenant,
                _SEP.join({entity for entity, _ in keys}),
            )
        )
        return [key for key in keys if key[1] <= (last[key[0]] or "")]

    def claims(self, keys: Collection[Key]) -> dict[Key, str]:
        found = self._pairs("claim", "what", "key", "holder", keys)
        return {(what, key): str(holder) for what, key, holder in found}

    def balances(self, keys: Collection[Key]) -> dict[Key, int]:
        found = self._pairs("balance", "account", "batch", "quantity", keys)
        return {(account, batch): int(quantity) for account, batch, quantity in found}

    def _pairs(
        self, table: str, one: str, two: str, value: str, keys: Collection[Key]
    ) -> list[tuple[Any, ...]]:
        if not keys:
            return []
        return self.ask(
            f"SELECT {one}, {two}, {value} FROM {table}"  # noqa: S608 - our own names
            f" WHERE tenant = %s AND ({one}, {two}) IN"
            " (SELECT * FROM unnest(%b::text[], %b::text[]))",
            self.tenant,
            [first for first, _ in keys],
            [second for _, second in keys],
        )

    def of_kind(self, entity: str) -> dict[Key, Row]:
        found = self.ask(
            "SELECT entity, id, ver, seq, body, device, actor, at, marks FROM item"
            " WHERE tenant = %s AND entity = %s",
            self.tenant,
            entity,
        )
        return {(kind, id_): Row(*rest) for kind, id_, *rest in found}

    def pieces(self, device: str, incarnation: int) -> list[Piece]:
        found = self.ask(
            "SELECT device, incarnation, first, last, before, after FROM chain"
            " WHERE tenant = %s AND device = %s AND incarnation = %s ORDER BY first",
            self.tenant,
            device,
            incarnation,
        )
        return [Piece(*row) for row in found]

    def subject_keys(self, abouts: Collection[str]) -> list[SubjectKey]:
        found = self.ask(
            "SELECT about, by, key, made_at, destroyed_at FROM subject_key"
            " WHERE tenant = %s AND about = ANY(%s)",
            self.tenant,
            list(abouts),
        )
        return [SubjectKey(*row) for row in found]

    def device(self, device: str) -> Device | None:
        return device_row(self._cursor, self.tenant, device)

    def reborn(self, device: str, incarnation: int) -> None:
        self._cursor.execute(
            "UPDATE device SET incarnation = %s WHERE id = %s AND tenant = %s",
            (incarnation, device, self.tenant),
        )

    # -- putting down ----------------------------------------------------------------------

    def put(self, batch: Batch) -> None:
        self.put_rows(batch.fresh, batch.changed)
        self._entries(batch)
        self.put_aside(batch)
        self._small(batch)
        self._cursor.execute(
            "UPDATE tenant_head SET head = %s WHERE tenant = %s", (batch.head, self.tenant)
        )
        self._cursor.execute("SELECT pg_notify('exchange', %s)", (f"{self.tenant}:{batch.head}",))

    def put_rows(self, fresh: dict[Key, Row], changed: dict[Key, Row]) -> None:
        if fresh:
            self._cursor.execute(
                f"INSERT INTO item({_ITEM}) SELECT %s, e, i, v, s, b, d, coalesce(a, ''), t,"  # noqa: S608
                " coalesce(m, '')"
                f" FROM {_ITEM_ARRAYS} AS w(e, i, v, s, b, d, a, t, m)",
                (self.tenant, *_columns(fresh)),
            )
        if changed:
            self._cursor.execute(
                "UPDATE item SET ver = w.ver, seq = w.seq, body = w.body, device = w.device,"  # noqa: S608
                " actor = coalesce(w.actor, ''), at = w.at, marks = coalesce(w.marks, '')"
                f" FROM {_ITEM_ARRAYS} AS w(entity, id, ver, seq, body, device, actor, at, marks)"
                " WHERE item.tenant = %s AND item.entity = w.entity AND item.id = w.id",
                (*_columns(changed), self.tenant),
            )

    def _entries(self, batch: Batch) -> None:
        self._cursor.executemany(
            f"INSERT INTO log(tenant, {ENTRY}, raw)"  # noqa: S608 - our own names
            f" VALUES ({', '.join(['%s'] * 19)})",
            [
                (
                    self.tenant,
                    entry.seq,
                    entry.tx,
                    entry.device,
                    entry.incarnation,
                    entry.n,
                    entry.lane,
                    entry.actor,
                    entry.hlc,
                    entry.at,
                    entry.state,
                    entry.code,
                    squeezed(entry.lines),
                    squeezed(entry.rows),
                    None if entry.echo is None else squeezed(entry.echo),
                    entry.sha256,
                    orjson.dumps(entry.answer).decode(),
                    entry.re,
                    entry.raw or None,
                )
                for entry in batch.entries
            ],
        )

    def _small(self, batch: Batch) -> None:
        run, me = self._cursor.executemany, self.tenant
        if batch.released:
            run(
                "DELETE FROM claim WHERE tenant = %s AND what = %s AND key = %s",
                [(me, *key) for key in batch.released],
            )
        if batch.claimed:
            run(
                "INSERT INTO claim(tenant, what, key, holder) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (tenant, what, key) DO UPDATE SET holder = excluded.holder",
                [(me, *key, holder) for key, holder in batch.claimed.items()],
            )
        if batch.balances:
            run(
                "INSERT INTO balance(tenant, account, batch, quantity) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (tenant, account, batch) DO UPDATE SET quantity = excluded.quantity",
                [(me, *key, quantity) for key, quantity in batch.balances.items()],
            )
        if batch.lanes:
            run(
                "INSERT INTO device_lane(tenant, device, incarnation, lane, n, tx)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (tenant, device, incarnation, lane)"
                " DO UPDATE SET n = excluded.n, tx = excluded.tx",
                [(me, *place, n, tx) for place, (n, tx) in batch.lanes.items()],
            )
        self._chains(batch)
        self._keys_and_buckets(batch)

    def _chains(self, batch: Batch) -> None:
        run, me = self._cursor.executemany, self.tenant
        if batch.chains:
            run(
                "DELETE FROM chain WHERE tenant = %s AND device = %s AND incarnation = %s",
                [(me, *chain) for chain in batch.chains],
            )
            run(
                "INSERT INTO chain(tenant, device, incarnation, first, last, before, after)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    (me, p.device, p.incarnation, p.first, p.last, p.before, p.after)
                    for p in batch.pieces
                ],
            )

    def _keys_and_buckets(self, batch: Batch) -> None:
        run, me = self._cursor.executemany, self.tenant
        if batch.keys:
            run(
                "INSERT INTO subject_key(tenant, about, by, key, made_at, destroyed_at, seq)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant, about, by) DO UPDATE"
                " SET key = excluded.key, destroyed_at = excluded.destroyed_at,"
                " seq = excluded.seq",
                [
                    (me, k.about, k.by, k.key, k.made_at, k.destroyed_at, seq)
                    for seq, k in batch.keys
                ],
            )
            run(  # nobody's key to what was destroyed stays here
                "UPDATE subject_key SET key = NULL, destroyed_at = %s, seq = %s"
                " WHERE tenant = %s AND about = %s AND key IS NOT NULL",
                [
                    (k.destroyed_at, seq, me, k.about)
                    for seq, k in batch.keys
                    if k.destroyed_at is not None
                ],
            )
        if batch.buckets:
            self._cursor.execute(
                "INSERT INTO bucket(tenant, b, n, sum)"
                " SELECT %s, * FROM unnest(%s::int[], %s::bigint[], %s::numeric[])"
                " ON CONFLICT (tenant, b) DO UPDATE SET n = bucket.n + excluded.n,"
                " sum = mod(bucket.sum + excluded.sum, 18446744073709551616)",
                (
                    me,
                    list(batch.buckets),
                    [n for n, _ in batch.buckets.values()],
                    [s % (1 << 64) for _, s in batch.buckets.values()],
                ),
            )


def _columns(rows: dict[Key, Row]) -> list[str]:
    told = zip(
        *(
            (*key, r.ver, r.seq, r.body, r.device, r.actor, r.at, r.marks)
            for key, r in rows.items()
        ),
        strict=True,
    )
    return [_SEP.join(map(str, column)) for column in told]


_LEAST = 512  # letters; less is kept as it is
_ZSTD = b"\x28\xb5\x2f\xfd"


def squeezed(text: str) -> bytes:
    """A long text packed: what is not written need not be synced, kept, or read again."""
    data = text.encode()
    return data if len(data) < _LEAST else wire.compress(data)


def spread(data: bytes) -> str:
    """Back from `squeezed`; no JSON begins like a packed frame."""
    return (wire.inflate(data, "zstd", _MOST) if data.startswith(_ZSTD) else data).decode()


_MOST = 4 * wire.INFLATED_BYTES


def lanes(
    cursor: Cursor, tenant: int, device: str, incarnation: int
) -> dict[int, tuple[int, str]]:
    cursor.execute(
        "SELECT lane, n, tx FROM device_lane"
        " WHERE tenant = %s AND device = %s AND incarnation = %s",
        (tenant, device, incarnation),
    )
    return {lane: (n, tx) for lane, n, tx in cursor.fetchall()}


def device_row(cursor: Cursor, tenant: int, device: str) -> Device | None:
    cursor.execute(
        "SELECT id, name, post, public_key, incarnation, revoked_at IS NOT NULL FROM device"
        " WHERE id = %s AND tenant = %s",
        (device, tenant),
    )
    found = cursor.fetchone()
    return None if found is None else Device(*found)
