"""A snapshot of the record with a small question language, so that services ask without SQL.

`field=value`, `field__le=value`, `field__in=(…)`, `order="-at,id"`. Sealed fields can be read but
not asked for: what lies in the file is ciphertext, and an answer "none" would be a lie.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from console.domain.refused import Refused
from db.coding import Raw, canonical
from db.engine import direct
from db.entity import Entity
from db.registry import BY_KIND, entity, table
from db.seal import SealRing

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
    """Everything asked through it is true at one moment."""

    def __init__(self, connection: Connection, ring: SealRing) -> None:
        self.connection = connection
        self._ring = ring

    def get(self, record: type[R], id: str) -> R:  # noqa: A002 - the field's own name
        """The record, or Refused("missing")."""
        found = self.seek(record, id)
        if found is None:
            raise Refused("missing", kind=entity(record).kind, id=id)
        return found

    def seek(self, record: type[R], id: str) -> R | None:  # noqa: A002
        of = entity(record)
        row = self._raw(of, id)
        if row is None:
            return None
        self._learn(_owners(of, (row,)))
        found: R = of.decode(self._opened(of, row))
        return found

    def find(
        self,
        record: type[R],
        *,
        order: str = "id",
        limit: int | None = None,
        offset: int = 0,
        **where: Any,
    ) -> list[R]:
        """Records by conditions on their fields; None means unknown."""
        of = entity(record)
        asked = _asked(of, tuple(of.names), where)
        asked = _ordered(asked, of, order).limit(limit).offset(offset or None)
        rows = [dict(zip(of.names, row, strict=True)) for row in self.connection.execute(asked)]
        self._learn(_owners(of, rows))
        return [of.record(**self._opened(of, row)) for row in rows]

    def ids(
        self, record: type[Any], *, order: str = "id", limit: int | None = None, **where: Any
    ) -> list[str]:
        """Only the ids, in order: what a paged list keeps in memory."""
        of = entity(record)
        asked = _ordered(_asked(of, ("id",), where), of, order).limit(limit)
        return [str(id_) for id_ in self.connection.execute(asked).scalars()]

    def count(self, record: type[Any], **where: Any) -> int:
        of = entity(record)
        asked = select(func.count()).select_from(table(of.kind)).where(*_conditions(of, where))
        return int(self.connection.execute(asked).scalar_one())

    def total(
        self, record: type[Any], field: str, *, by: tuple[str, ...], **where: Any
    ) -> dict[tuple[Any, ...], int]:
        """Sums of an integer field by the named fields: what balances are made from."""
        of = entity(record)
        if of.codings[field].sql != "INTEGER" or not of.codings[field].plain:
            raise TypeError(f"{of.kind}.{field} is not a whole number")
        keys = [_column(of, name) for name in by]
        summed = func.coalesce(func.sum(_column(of, field)), 0)
        asked = select(*keys, summed).where(*_conditions(of, where)).group_by(*keys)
        return {tuple(row[:-1]): int(row[-1]) for row in self.connection.execute(asked)}

    def rows(self, statement: Select[Any]) -> list[Row[Any]]:
        return list(self.connection.execute(statement))

    def _raw(self, of: Entity, id: str) -> dict[str, Raw] | None:  # noqa: A002
        row = direct(self.connection).execute(SELECTS[of.kind], (id,)).fetchone()
        return None if row is None else dict(zip(of.names, row, strict=True))

    def _opened(self, of: Entity, row: dict[str, Any]) -> dict[str, Any]:
        for name in of.personal:
            if row[name] is not None:
                row[name] = self._ring.unseal(str(row[of.about]), row[name])
        return row

    def _learn(self, owners: Iterable[str]) -> None:
        """Takes up the keys of these persons and events, all in one question."""
        ring = self._ring
        unknown = {about for about in owners if about and not ring.known(about)}
        unknown = {about for about in unknown if not ring.gone(about)}
        if not unknown:
            return
        for about, key in direct(self.connection).execute(
            "SELECT about, key FROM subject_key WHERE about IN (SELECT value FROM json_each(?))",
            (canonical(sorted(unknown)),),
        ):
            ring.learn(about, key)

    def private(self, about: str, sealed: bytes | None) -> Mapping[str, str]:
        """The sealed words of a journal line."""
        if sealed is None:
            return {}
        self._learn((about,))
        return self._ring.unseal_words(about, sealed)


def _select(of: Entity) -> str:
    columns = ", ".join(f'"{name}"' for name in of.names)
    return f'SELECT {columns} FROM "{of.kind}" WHERE id = ? AND deleted = 0'  # noqa: S608


def _owners(of: Entity, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(row[of.about]) for row in rows} if of.personal else set()


def _column(of: Entity, name: str) -> Any:
    if name in of.personal:
        raise TypeError(f"{of.kind}.{name} is sealed and can't be asked for")
    return table(of.kind).c[name]


def _conditions(of: Entity, where: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = [table(of.kind).c.deleted == 0]
    for asked, value in where.items():
        name, _, operator = asked.partition("__")
        made.append(_OPERATORS[operator](_column(of, name), value))
    return made


def _asked(of: Entity, names: tuple[str, ...], where: Mapping[str, Any]) -> Select[Any]:
    columns = table(of.kind).c
    return select(*(columns[name] for name in names)).where(*_conditions(of, where))


def _ordered(asked: Select[Any], of: Entity, order: str) -> Select[Any]:
    for name in order.split(","):
        column = _column(of, name.lstrip("-"))
        asked = asked.order_by(column.desc() if name.startswith("-") else column)
    return asked


SELECTS = {kind: _select(of) for kind, of in BY_KIND.items()}
