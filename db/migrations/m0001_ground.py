"""The ground floor: the store's own tables and every table of the trade.

Until the first release it follows the registry, but for what a later step adds; at the release
its statements are written out and stay as they are.
"""

from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db.registry import ENTITIES
from db.schema import ALL_DDL, GUARD_DDL, statements

_GROUND = [of for of in ENTITIES if of.since == 1]


def up(connection: Any) -> None:
    """Creates everything; the connection is the driver's, inside a transaction."""
    dialect = sqlite.dialect()
    for script in ALL_DDL:
        for statement in statements(script):
            connection.execute(statement)
    for trigger in GUARD_DDL.split("END;"):
        if trigger.strip():
            connection.execute(trigger + "END;")
    ground = MetaData()
    for of in _GROUND:
        of.table(ground, 1)
    for table in ground.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
    for of in _GROUND:
        for number, (names, where) in enumerate(of.unique):
            columns = ", ".join(f'"{name}"' for name in names)
            condition = " WHERE " + (f"({where}) AND deleted = 0" if where else "deleted = 0")
            connection.execute(
                f'CREATE UNIQUE INDEX "one_{of.kind}_{number}" ON "{of.kind}"({columns}){condition}'
            )
