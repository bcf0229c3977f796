"""What was typed and not yet saved: it survives a crash and is no part of the record.

Drafts lie in the encrypted file in plain words. They are dropped when what they became is saved,
and purged by age, because half-typed words about people are personal data too (D18).
"""

from datetime import datetime

from sqlalchemy import Connection

from db.coding import to_ms


def keep(connection: Connection, key: str, body: str, *, officer: str, now: datetime) -> None:
    connection.exec_driver_sql(
        "INSERT INTO draft(key, body, kept_at, officer) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(key) DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at,"
        " officer = excluded.officer",
        (key, body, to_ms(now), officer),
    )


def body(connection: Connection, key: str) -> str | None:
    found = connection.exec_driver_sql("SELECT body FROM draft WHERE key = ?", (key,)).scalar()
    return None if found is None else str(found)


def beginning(connection: Connection, prefix: str) -> dict[str, str]:
    """All whose key begins so, the oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT key, body FROM draft WHERE substr(key, 1, ?) = ? ORDER BY kept_at, key",
        (len(prefix), prefix),
    )
    return {str(key): str(text) for key, text in rows}


def drop(connection: Connection, key: str) -> None:
    connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))


def purge(connection: Connection, before: datetime) -> int:
    """How many were dropped because nobody has touched them since `before`."""
    return connection.exec_driver_sql(
        "DELETE FROM draft WHERE kept_at < ?", (to_ms(before),)
    ).rowcount
