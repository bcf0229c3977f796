"""A snapshot of the record with a small question language, so that services ask without SQL.

`field=value`, `field__le=value`, `field__in=(…)`, `order="-at,id"`. Sealed fields can be read but
not asked for: what lies in the file is ciphertext, and an answer "none" would be a lie.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from console.domain.refused import Refused
from db import asking, paging
from db.coding import Raw, canonical
from db.engine import direct
from db.entity import Entity
from db.registry import BY_KIND, entity
from db.seal import SealRing

R = TypeVar("R")


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
        row = direct(self.connection).execute(SELECTS[of.kind], (id,)).fetchone()
        if row is None:
            return None
        if of.personal:
            self._learn((str(row[of.names.index(of.about)]),))
        found: R = self._record(of, row)
        return found

    def pick(self, record: type[Any], id: str, *fields: str) -> tuple[Any, ...] | None:  # noqa: A002
        """Some fields of one record, without opening its personal words; None where it is not."""
        of = entity(record)
        names = ", ".join(asking.column(of, name) for name in fields)
        rows = self._run(asking.select(of, names, "id = ? AND deleted = 0"), (id,))
        if not rows:
            return None
        ways = (of.codings[name] for name in fields)
        return tuple(
            value if value is None or way.plain else way.decode(value)
            for way, value in zip(ways, rows[0], strict=True)
        )

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
        condition, bound = asking.where(of, where)
        asked = asking.select(of, of.columns, condition)
        rows = self._run(asked + asking.ordered(of, order) + asking.part(limit, offset), bound)
        if of.personal:
            at = of.names.index(of.about)
            self._learn({str(row[at]) for row in rows})
        return [self._record(of, row) for row in rows]

    def ids(
        self, record: type[Any], *, order: str = "id", limit: int | None = None, **where: Any
    ) -> list[str]:
        """Only the ids, in order: what a paged list keeps in memory."""
        of = entity(record)
        condition, bound = asking.where(of, where)
        asked = asking.select(of, "id", condition) + asking.ordered(of, order)
        return [str(id_) for (id_,) in self._run(asked + asking.part(limit), bound)]

    def page(
        self,
        record: type[R],
        sought: paging.Sought,
        *,
        limit: int = paging.LIMIT,
        offset: int = 0,
    ) -> list[tuple[int, R]]:
        """The rows of one page with their numbers."""
        of = entity(record)
        return self._numbered(of, self._run(*paging.pages(of, sought, limit, offset)))

    def order(self, record: type[Any], sought: paging.Sought) -> "array[int]":
        """The numbers of all rows that are sought, in order; their count is the list's length."""
        ((said,),) = self._run(*paging.order(entity(record), sought))
        return array("q", map(int, said.split(",")) if said else ())

    def numbered(self, record: type[R], numbers: Sequence[int]) -> list[tuple[int, R]]:
        """The rows of these numbers, in their order; one that has gone is left out."""
        of = entity(record)
        found = self._numbered(of, self._run(*paging.numbered(of, numbers)))
        place = {number: at for at, number in enumerate(numbers)}
        return sorted(found, key=lambda one: place[one[0]])

    def _numbered(self, of: Entity, rows: list[tuple[Any, ...]]) -> list[tuple[int, Any]]:
        if of.personal:
            at = of.names.index(of.about) + 1
            self._learn({str(row[at]) for row in rows})
        return [(int(row[0]), self._record(of, row[1:])) for row in rows]

    def count(self, record: type[Any], **where: Any) -> int:
        of = entity(record)
        condition, bound = asking.where(of, where)
        return int(self._run(asking.select(of, "count(*)", condition), bound)[0][0])

    def total(
        self, record: type[Any], field: str, *, by: tuple[str, ...], **where: Any
    ) -> dict[tuple[Any, ...], int]:
        """Sums of an integer field by the named fields: what balances are made from."""
        of = entity(record)
        if of.codings[field].sql != "INTEGER" or not of.codings[field].plain:
            raise TypeError(f"{of.kind}.{field} is not a whole number")
        keys = ", ".join(asking.column(of, name) for name in by)
        condition, bound = asking.where(of, where)
        summed = f"{keys}, coalesce(sum({asking.column(of, field)}), 0)"
        ways = [of.codings[name] for name in by]
        return {
            tuple(
                value if value is None or way.plain else way.decode(value)
                for way, value in zip(ways, row[:-1], strict=True)
            ): int(row[-1])
            for row in self._run(asking.select(of, summed, condition) + f" GROUP BY {keys}", bound)
        }

    def _run(self, asked: str, bound: Sequence[Raw]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = direct(self.connection).execute(asked, bound).fetchall()
        return rows

    def _record(self, of: Entity, row: tuple[Any, ...]) -> Any:
        """A record from its columns, with its words opened."""
        values = dict(zip(of.names, row, strict=True))
        for name in of.personal:
            if values[name] is not None:
                values[name] = self._ring.unseal(str(values[of.about]), values[name])
        return of.decode(values)

    def _raw(self, of: Entity, id: str) -> dict[str, Raw] | None:  # noqa: A002
        row = direct(self.connection).execute(SELECTS[of.kind], (id,)).fetchone()
        return None if row is None else dict(zip(of.names, row, strict=True))

    def _learn(self, owners: Iterable[str]) -> None:
        """Takes up the keys of these persons and events, all in one question."""
        ring = self._ring
        unknown = {about for about in owners if about and not ring.known(about)}
        unknown = {about for about in unknown if not ring.gone(about)}
        if not unknown:
            return
        for about, key in direct(self.connection).execute(
            "SELECT about, key FROM subject_key WHERE about IN (SELECT value FROM json_each(?1))"
            " UNION ALL SELECT about, key FROM peer_key"
            " WHERE about IN (SELECT value FROM json_each(?1))",
            (canonical(sorted(unknown)),),
        ):
            ring.learn(about, key)

    def words(self, about: str, sealed: bytes) -> str:
        """The sealed words of one column; 已销毁 once their key is gone."""
        self._learn((about,))
        return self._ring.unseal(about, sealed)

    def private(self, about: str, sealed: bytes | None) -> Mapping[str, str]:
        """The sealed words of a journal line."""
        if sealed is None:
            return {}
        self._learn((about,))
        return self._ring.unseal_words(about, sealed)


SELECTS = {
    kind: asking.select(of, of.columns, "id = ? AND deleted = 0") for kind, of in BY_KIND.items()
}
