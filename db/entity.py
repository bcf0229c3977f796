"""What the store must know of a kind of record, and the table that follows from it.

Every synced table carries id, ver (the province's version, 0 = never synced), shadow (its last
row as the province had it) and deleted. Personal fields are BLOB columns that hold ciphertext
under the key of `about`.
"""

from collections.abc import Callable
from dataclasses import field, fields
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any, get_type_hints

from sqlalchemy import Column, Index, MetaData, Table, text
from sqlalchemy.types import BLOB, INTEGER, REAL, TEXT, TypeDecorator, TypeEngine

from console.domain.changes import Kind
from console.domain.record import dataclass
from db.coding import Coding, Raw, coding, compiled


class DataClass(StrEnum):
    """How two copies of it meet (sync protocol): merged, only added to, decided once, read only."""

    REGISTER = "register"
    LEDGER = "ledger"
    DECISION = "decision"
    REFERENCE = "reference"
    LOCAL = "local"


class Merge(StrEnum):
    THEIRS = "theirs"
    MINE = "mine"
    UNION = "union"
    MAXIMUM = "max"
    HUMAN = "human"
    NEVER = "never"  # ledgers and decisions don't merge


class Retention(StrEnum):
    """Class of keeping; the years are county data."""

    PERMANENT = "permanent"
    RESPONSE = "response"  # with the response's file
    DUTY = "duty"  # duty logs
    STAFF = "staff"  # while employed
    PERSONAL = "personal"  # destroyed once the purpose is met
    STOCK = "stock"  # with the accounts
    REFERENCE = "reference"
    TRANSIENT = "transient"


_SQL: dict[str, type[TypeEngine[Any]]] = {
    "TEXT": TEXT,
    "INTEGER": INTEGER,
    "REAL": REAL,
    "BLOB": BLOB,
}


_EXACT = frozenset({str, int, float, bytes, type(None)})


def _exact(value: Raw) -> Raw:
    """A word of an enum in a field of plain text is written as its text: what is read back later
    must spell the same in a digest.
    """
    for kind in (str, int, float):
        if isinstance(value, kind) and type(value) is not kind:
            return kind(value)
    return value


class Coded(TypeDecorator[Any]):
    """A column whose Python side is the domain's own value."""

    impl = TEXT
    cache_ok = True

    def __init__(self, sql: str, name: str, code: Coding) -> None:
        super().__init__()
        self.sql = sql
        self.name = name  # the whole identity for the statement cache
        self._coding = code

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return dialect.type_descriptor(_SQL[self.sql]())  # type: ignore[no-any-return]

    def process_bind_param(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        return None if value is None else self._coding.encode(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        return None if value is None else self._coding.decode(value)


@dataclass(frozen=True)
class Entity:
    """One kind of record. `about` names the field whose value owns the key of `personal` fields.

    Fields in `stays` (a password's hash) never go into an operation.
    """

    kind: Kind
    record: type[Any]
    data_class: DataClass
    retention: Retention
    permission: str
    merge: Merge = Merge.NEVER
    personal: frozenset[str] = frozenset()
    about: str = "id"
    stays: frozenset[str] = frozenset()
    stock_fact: bool = False
    together: tuple[frozenset[str], ...] = ()  # fields that mean nothing without each other
    indexes: tuple[tuple[str, ...], ...] = ()
    partial: tuple[tuple[tuple[str, ...], str], ...] = ()  # columns, WHERE: an index of some rows
    unique: tuple[tuple[tuple[str, ...], str], ...] = field(default=())  # columns, WHERE
    since: int = 1  # the schema that brought it
    later: tuple[tuple[str, int], ...] = ()  # columns that a later schema added, and which one

    @cached_property
    def codings(self) -> dict[str, Coding]:
        hints = get_type_hints(self.record)
        return {f.name: coding(hints[f.name]) for f in fields(self.record)}

    @cached_property
    def word(self) -> str:
        """The kind as a plain text."""
        return str(self.kind)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(self.record))

    def names_at(self, schema: int) -> tuple[str, ...]:
        """Its columns in that schema; what came later stands last and may be empty."""
        since = dict(self.later)
        return tuple(name for name in self.names if since.get(name, self.since) <= schema)

    @cached_property
    def inseparable(self) -> tuple[frozenset[str], ...]:
        """Fields that meet another copy as one: a place is its longitude and its latitude."""
        position = frozenset({"lon", "lat"})
        return (*self.together, position) if position <= set(self.names) else self.together

    @cached_property
    def columns(self) -> str:
        return ", ".join(f'"{name}"' for name in self.names)

    @cached_property
    def coded(self) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
        """What must be decoded on the way out; most fields lie as they are."""
        return tuple(
            (name, code.decode)
            for name, code in self.codings.items()
            if not code.plain and name not in self.personal
        )

    @cached_property
    def blobs(self) -> tuple[str, ...]:
        """Fields that lie as bytes."""
        return tuple(name for name in self.names if self.sql_type(name) == "BLOB")

    def sql_type(self, name: str) -> str:
        return "BLOB" if name in self.personal else self.codings[name].sql

    def table(self, metadata: MetaData, schema: int = 0) -> Table:
        """Of all columns, or of those that it had in an earlier schema."""
        columns: list[Column[Any]] = []
        for name in self.names_at(schema) if schema else self.names:
            code = self.codings[name]
            sealed = name in self.personal
            kind: TypeEngine[Any] = (
                BLOB() if sealed else Coded(code.sql, f"{self.kind}.{name}", code)
            )
            columns.append(
                Column(name, kind, primary_key=name == "id", nullable=code.optional or sealed)
            )
        columns += [
            Column("ver", INTEGER(), nullable=False, server_default="0"),
            Column("shadow", TEXT(), nullable=True),
            Column("deleted", INTEGER(), nullable=False, server_default="0"),
        ]
        made = Table(str(self.kind), metadata, *columns, sqlite_strict=True)
        for names in self.indexes:
            Index(f"ix_{self.kind}_{'_'.join(names)}", *(made.c[name] for name in names))
        for names, where in self.partial:
            name = f"ix_{self.kind}_{'_'.join(names)}_some"
            Index(name, *(made.c[column] for column in names), sqlite_where=text(where))
        return made

    @cached_property
    def columns_of(self) -> Callable[[Any], tuple[Raw, ...]]:
        """The way from a record to the values of its columns in order, but for `exact`; personal
        fields stay words until sealed.
        """
        return compiled(self.codings)

    @staticmethod
    def exact(rows: list[tuple[Raw, ...]]) -> list[tuple[Raw, ...]]:
        """Rows as they are written. All are looked at in one go: seldom is there one to mend."""
        if _EXACT.issuperset(map(type, chain.from_iterable(rows))):
            return rows
        return [tuple(map(_exact, values)) for values in rows]

    def row(self, record: Any) -> tuple[Raw, ...]:
        """Column values in order."""
        return self.exact([self.columns_of(record)])[0]

    def encode(self, record: Any) -> dict[str, Raw]:
        """As `row`, by name."""
        return dict(zip(self.names, self.row(record), strict=True))

    def decode(self, row: dict[str, Any]) -> Any:
        """The record; `row` is used up."""
        for name, decode in self.coded:
            value = row[name]
            if value is not None:
                row[name] = decode(value)
        return self.record(**row)
