"""One unit of work: rows, journal and outbox in one transaction, or nothing.

`Read` is a snapshot with a small question language (field__le=…, order="-at"), so that services
ask without speaking SQL. `Work` adds the only ways to write: save, append, log.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select

from console.domain.changes import Changes, Kind, Origin
from console.domain.entry import Entry
from console.domain.refused import Refused
from db.chain import digest
from db.coding import Raw
from db.entity import DataClass, Entity
from db.outbox import Operation
from db.registry import ENTITIES, TABLES, entity
from db.seal import DESTROYED, SealRing

R = TypeVar("R")

_OPERATORS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "": lambda column, value: column.is_(None) if value is None else column == value,
    "not": lambda column, value: column.is_not(None) if value is None else column != value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
    "in": lambda column, value: column.in_(tuple(value)),
    "like": lambda column, value: column.like(value),
}


class Read:
    """A snapshot of the record; everything asked through it is true at one moment."""

    def __init__(self, connection: Connection, ring: SealRing) -> None:
        self.connection = connection
        self._ring = ring

    def get(self, record: type[R], id: str) -> R:  # noqa: A002 - the field's own name
        """The record, or Refused("missing")."""
        found = self.seek(record, id)
        if found is None:
            raise Refused("missing", kind=str(entity(record).kind), id=id)
        return found

    def seek(self, record: type[R], id: str) -> R | None:  # noqa: A002
        of = entity(record)
        row = self._raw(of, id)
        return None if row is None else self._record(of, row)

    def find(
        self,
        record: type[R],
        *,
        order: str = "id",
        limit: int | None = None,
        offset: int = 0,
        **where: Any,
    ) -> list[R]:
        """Records by `field=value`, `field__le=value`, `field__in=(…)`; None means unknown."""
        of = entity(record)
        table = TABLES[of.kind]
        asked = select(*(table.c[name] for name in of.names)).where(*_conditions(table, where))
        asked = _ordered(asked, table, order).limit(limit).offset(offset or None)
        return [self._from_row(of, row) for row in self.connection.execute(asked)]

    def count(self, record: type[Any], **where: Any) -> int:
        table = TABLES[entity(record).kind]
        asked = select(func.count()).select_from(table).where(*_conditions(table, where))
        return int(self.connection.execute(asked).scalar_one())

    def total(
        self, record: type[Any], field: str, *, by: tuple[str, ...], **where: Any
    ) -> dict[tuple[Any, ...], int]:
        """Sums of an integer field by the named fields: what balances are made from."""
        table = TABLES[entity(record).kind]
        keys = [table.c[name] for name in by]
        asked = select(*keys, func.sum(table.c[field])).where(*_conditions(table, where))
        rows = self.connection.execute(asked.group_by(*keys))
        return {tuple(row[:-1]): int(row[-1]) for row in rows}

    def rows(self, statement: Select[Any]) -> list[Row[Any]]:
        return list(self.connection.execute(statement))

    def _raw(self, of: Entity, id: str) -> dict[str, Raw] | None:  # noqa: A002
        columns = ", ".join(f'"{name}"' for name in of.names)
        sql = f'SELECT {columns} FROM "{of.kind}" WHERE id = ? AND deleted = 0'  # noqa: S608
        row = self.connection.exec_driver_sql(sql, (id,)).fetchone()
        return None if row is None else dict(zip(of.names, row, strict=True))

    def _record(self, of: Entity, row: dict[str, Raw]) -> Any:
        return of.decode(self._opened(of, row))

    def _opened(self, of: Entity, row: dict[str, Any]) -> dict[str, Any]:
        if of.personal:
            about = str(row[of.about])
            self._learn(about)
            for name in of.personal:
                sealed = row[name]
                if sealed is None:
                    continue
                row[name] = self._ring.unseal(about, sealed)
        return row

    def _from_row(self, of: Entity, row: Row[Any]) -> Any:
        known = dict(zip(of.names, row, strict=True))
        return of.record(**self._opened(of, known))

    def _learn(self, about: str) -> None:
        if about and not self._ring.known(about):
            row = self.connection.exec_driver_sql(
                "SELECT key FROM subject_key WHERE about = ? AND key IS NOT NULL", (about,)
            ).fetchone()
            if row is not None:
                self._ring.learn(about, row[0])

    def private(self, about: str, sealed: bytes | None) -> Mapping[str, str]:
        self._learn(about)
        return self._ring.unseal_words(about, sealed)


def _conditions(table: Table, where: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = [table.c.deleted == 0]
    for asked, value in where.items():
        name, _, operator = asked.partition("__")
        made.append(_OPERATORS[operator](table.c[name], value))
    return made


def _ordered(asked: Select[Any], table: Table, order: str) -> Select[Any]:
    columns = [
        table.c[name.lstrip("-")].desc() if name.startswith("-") else table.c[name]
        for name in order.split(",")
    ]
    return asked.order_by(*columns)


class Work(Read):
    """A transaction. `now` is the clock's, once, for everything in it."""

    def __init__(
        self,
        connection: Connection,
        ring: SealRing,
        *,
        actor: str,
        now: datetime,
        cause: str,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(connection, ring)
        self.actor = actor
        self.now = now
        self.cause = cause
        self.new_id = new_id
        self.changes = Changes()
        self.operations: list[Operation] = []
        self.entries: list[Entry] = []
        self.digests: dict[tuple[Kind, str], bytes] = {}
        self.origin = Origin.HERE
        self.keys_made: list[str] = []

    def save(self, record: Any) -> None:
        """Insert or update a register or a decision."""
        of = entity(type(record))
        if of.data_class is DataClass.LEDGER:
            raise TypeError(f"{of.kind} only grows: append it")
        self._write(of, record, self._raw(of, record.id))

    def append(self, record: Any) -> None:
        """Add to a ledger; what is there is never changed."""
        of = entity(type(record))
        if of.data_class is not DataClass.LEDGER:
            raise TypeError(f"{of.kind} is not a ledger: save it")
        self._write(of, record, None)

    def log(self, entry: Entry) -> None:
        """A line of the journal in this transaction."""
        self.entries.append(entry)

    def _write(self, of: Entity, record: Any, old: dict[str, Raw] | None) -> None:
        new = of.encode(record)
        if of.personal:
            self._seal(of, new, old)
        if old is not None and all(old[name] == new[name] for name in of.names):
            return
        self.connection.exec_driver_sql(
            UPSERTS[of.kind] if old is not None else INSERTS[of.kind], tuple(new.values())
        )
        self.operations.append(Operation.of(of, new, old))
        self.digests[of.kind, record.id] = digest(new.values())

    def _seal(self, of: Entity, new: dict[str, Raw], old: dict[str, Raw] | None) -> None:
        about = str(new[of.about])
        self.key_for(about)
        for name in of.personal:
            words = new[name]
            if words is None:
                continue
            before = old[name] if old is not None else None
            if isinstance(before, bytes) and self._ring.unseal(about, before) in {
                words,
                DESTROYED,
            }:
                new[name] = before
            else:
                new[name] = self._ring.seal(about, str(words))

    def key_for(self, about: str) -> None:
        """A key for personal words about this event or person, made at the first of them."""
        self._learn(about)
        if self._ring.known(about):
            return
        key = self._ring.new_key()
        self.connection.exec_driver_sql(
            "INSERT INTO subject_key(about, key, made_at) VALUES (?, ?, ?)"
            " ON CONFLICT(about) DO UPDATE SET key = excluded.key, destroyed_at = NULL",
            (about, key, int(self.now.timestamp() * 1000)),
        )
        self._ring.learn(about, key)
        self.keys_made.append(about)

    def seal_words(self, about: str, words: Mapping[str, str]) -> bytes | None:
        if not words:
            return None
        self.key_for(about)
        return self._ring.seal_words(about, words)


def _insert(of: Entity) -> str:
    names = ", ".join(f'"{name}"' for name in of.names)
    marks = ", ".join("?" for _ in of.names)
    return f'INSERT INTO "{of.kind}"({names}) VALUES ({marks})'  # noqa: S608 - our own names


def _upsert(of: Entity) -> str:
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in of.names if name != "id")
    return f"{_insert(of)} ON CONFLICT(id) DO UPDATE SET {changed}"


INSERTS = {of.kind: _insert(of) for of in ENTITIES}
UPSERTS = {of.kind: _upsert(of) for of in ENTITIES}
