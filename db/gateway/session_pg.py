"""A county's transaction in PostgreSQL, as what is put on and taken off the shelf goes through it."""

from typing import Any

Cursor = Any


class SessionPg:
    def __init__(self, connection: Any, tenant: int) -> None:
        self.tenant = tenant
        self._connection = connection

    @property
    def _cursor(self) -> Cursor:
        """A new one for every question: in a pipeline the answers come later, each to its own."""
        return self._connection.cursor()

    def ask(self, asked: str, *bound: Any) -> list[tuple[Any, ...]]:
        cursor = self._cursor
        cursor.execute(asked, bound)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
