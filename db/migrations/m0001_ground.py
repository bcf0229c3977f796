"""The ground floor: the store's own tables and every table of the trade.

Until the first release it follows the registry, but for what a later step adds; at the release
its statements are written out and stay as they are.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db.registry import ENTITIES
from db.schema import ALL_DDL, GUARD_DDL, statements

_GROUND = [of for of in ENTITIES if of.since == 1]


def up(connection: Any) -> None:
    """Creates everything; the connection is the driver's, inside a transaction."""
    for statement in _all():
        connection.execute(statement)


@cache
def _all() -> tuple[str, ...]:
    """Once in a process: to spell them out takes longer than to run them."""
    own = [statement for script in ALL_DDL for statement in statements(script)]
    guards = [f"{trigger}END;" for trigger in GUARD_DDL.split("END;") if trigger.strip()]
    return (*own, *guards, *_tables(), *_unique())


def _tables() -> Iterator[str]:
    dialect = sqlite.dialect()
    ground = MetaData()
    for of in _GROUND:
        of.table(ground, 1)
    for table in ground.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))


def _unique() -> Iterator[str]:
    for of in _GROUND:
        for number, (names, where) in enumerate(of.unique):
            columns = ", ".join(f'"{name}"' for name in names)
            condition = " WHERE " + (f"({where}) AND deleted = 0" if where else "deleted = 0")
            yield f'CREATE UNIQUE INDEX "one_{of.kind}_{number}" ON "{of.kind}"({columns}){condition}'
