"""The tables of the registry as SQLAlchemy describes them: what a migration builds and sync asks.

Loaded when a store is made or brought forward, never on the way to the wall.
"""

from threading import Lock
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table
from sqlalchemy.types import BLOB, INTEGER, REAL, TEXT, TypeEngine

from console.domain.changes import Kind
from db.entity import Entity
from db.registry import BY_KIND, ENTITIES

_SQL: dict[str, type[TypeEngine[Any]]] = {
    "TEXT": TEXT,
    "INTEGER": INTEGER,
    "REAL": REAL,
    "BLOB": BLOB,
}


def _described(of: Entity, metadata: MetaData) -> Table:
    columns: list[Column[Any]] = [
        Column(
            name,
            _SQL[of.sql_type(name)](),
            primary_key=name == "id",
            nullable=of.codings[name].optional or name in of.personal,
        )
        for name in of.names
    ]
    columns += [
        Column("ver", INTEGER(), nullable=False, server_default="0"),
        Column("shadow", TEXT(), nullable=True),
        Column("deleted", INTEGER(), nullable=False, server_default="0"),
    ]
    made = Table(str(of.kind), metadata, *columns, sqlite_strict=True, sqlite_with_rowid=False)
    for names in of.indexes:
        Index(f"ix_{of.kind}_{'_'.join(names)}", *(made.c[name] for name in names))
    return made


_metadata = MetaData()
_tables: dict[Kind, Table] = {}
_making = Lock()


def table(kind: Kind) -> Table:
    """SQLAlchemy's table, made when first asked for: thirty of them would delay every start."""
    found = _tables.get(kind)
    if found is None:
        with _making:
            found = _tables.get(kind)
            if found is None:
                found = _tables[kind] = _described(BY_KIND[kind], _metadata)
    return found


def metadata() -> MetaData:
    """With all tables in it."""
    for of in ENTITIES:
        table(of.kind)
    return _metadata
