"""A county in PostgreSQL as a reader sees it: one moment, nobody held up."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from db.gateway.session_pg import Cursor
from db.gateway.shelf import Device, Entry, Glance, Key, Row, SubjectKey
from db.gateway.shelf_pg import ENTRY, HISTORY, device_row, entered, lanes, spread
from db.sync import wire

_CHUNK = 1000
_KNOWS_CRC = 180_000  # the version of PostgreSQL that can pick a bucket's rows by itself
_NAMES = tuple(ENTRY.split(", "))


def _entry(row: tuple[Any, ...]) -> Entry:
    told = dict(zip(_NAMES, row, strict=True))
    echo = told["echo"]
    told["lines"], told["rows"] = spread(told["lines"]), spread(told["rows"])
    told["echo"] = None if echo is None else spread(echo)
    told["answer"] = orjson.loads(told["answer"])
    return Entry(**told)


class ViewPg:
    """A county at one moment, in a transaction that only reads."""

    def __init__(self, cursor: Cursor, tenant: int, history: Callable[[str], str]) -> None:
        self._cursor, self._tenant = cursor, tenant
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        entered(cursor, tenant)
        cursor.execute(
            f"SELECT head, min_cursor, {HISTORY} FROM tenant_head WHERE tenant = %s",  # noqa: S608
            (tenant,),
        )
        found = cursor.fetchone()
        if found is None:
            raise wire.Problem(404, wire.NO_SUCH_TENANT, {})
        self.glance = Glance(found[0], found[1], history(found[2]))

    def _all(self, asked: str, *bound: Any) -> list[tuple[Any, ...]]:
        self._cursor.execute(asked, bound)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found

    def _many(self, name: str, asked: str) -> Iterator[tuple[Any, ...]]:
        """A long answer in parts, through a cursor of the server's."""
        with self._cursor.connection.cursor(name=name) as many:
            many.itersize = _CHUNK
            many.execute(asked, (self._tenant,))
            yield from many

    def entries(self, after: int, limit: int) -> Iterable[Entry]:
        found = self._all(
            f"SELECT {ENTRY} FROM log WHERE tenant = %s AND seq > %s"  # noqa: S608
            " ORDER BY seq LIMIT %s",
            self._tenant,
            after,
            limit,
        )
        return [_entry(row) for row in found]

    def row(self, key: Key) -> Row | None:
        found = self._all(
            "SELECT ver, seq, body, device, actor, at, marks FROM item"
            " WHERE tenant = %s AND entity = %s AND id = %s",
            self._tenant,
            *key,
        )
        return Row(*found[0]) if found else None

    def keys(self, after: int, upto: int) -> list[tuple[int, SubjectKey]]:
        found = self._all(
            "SELECT seq, about, by, key, made_at, destroyed_at FROM subject_key"
            " WHERE tenant = %s AND seq > %s AND seq <= %s",
            self._tenant,
            after,
            upto,
        )
        return [(row[0], SubjectKey(*row[1:])) for row in found]

    def all_keys(self) -> Iterable[SubjectKey]:
        asked = "SELECT about, by, key, made_at, destroyed_at FROM subject_key WHERE tenant = %s"
        return (SubjectKey(*row) for row in self._many("keys", asked))

    def all_rows(self) -> Iterable[tuple[str, str, Row]]:
        asked = (
            "SELECT entity, id, ver, seq, body, device, actor, at, marks FROM item WHERE tenant = %s"
            " ORDER BY entity, id"
        )
        return ((row[0], row[1], Row(*row[2:])) for row in self._many("rows", asked))

    def all_lines(self) -> Iterable[str]:
        asked = "SELECT lines FROM log WHERE tenant = %s ORDER BY seq"
        return (spread(row[0]) for row in self._many("lines", asked))

    def buckets(self) -> dict[int, tuple[int, int]]:
        found = self._all("SELECT b, n, sum FROM bucket WHERE tenant = %s", self._tenant)
        return {b: (n, int(total)) for b, n, total in found}

    def in_bucket(self, bucket: int) -> list[tuple[str, str, int]]:
        asked = "SELECT entity, id, ver FROM item WHERE tenant = %s"
        if self._cursor.connection.info.server_version < _KNOWS_CRC:
            found = self._all(asked, self._tenant)
            return [(e, i, v) for e, i, v in found if wire.bucket_of(e, i) == bucket]
        return [
            (e, i, v)
            for e, i, v in self._all(
                f"{asked} AND crc32(convert_to(entity || '|' || id, 'UTF8')) & 255 = %s",
                self._tenant,
                bucket,
            )
        ]

    def lanes(self, device: str, incarnation: int) -> dict[int, tuple[int, str]]:
        return lanes(self._cursor, self._tenant, device, incarnation)

    def device(self, device: str) -> Device | None:
        return device_row(self._cursor, self._tenant, device)
