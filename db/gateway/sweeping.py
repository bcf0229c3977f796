"""Bytes of attachments that belong to nothing any more, dropped after a month (sync protocol 1.5).

Nothing names them: no row of the county, and no group that was put aside and may yet be taken.
A month, because a file may come before its row does by another way (a packet, a relay). Swept when
somebody needs the room: once a day at an upload, and before a county is told that it has none.
"""

import re
from typing import Any

DAYS = 30
_SHA = re.compile(rb"[0-9a-f]{64}")
_OLD = f"tenant = %s AND touched_at < clock_timestamp() - interval '{DAYS} days'"


def sweep(cursor: Any, tenant: int, but: str = "") -> int:
    """How many files went; `but` is the one that is just coming. The county is entered already."""
    cursor.execute(f"SELECT sha256 FROM blob WHERE {_OLD}", (tenant,))  # noqa: S608 - our number
    old = {sha for (sha,) in cursor.fetchall()} - {but}
    if not old:
        return 0
    old -= _named(cursor, tenant) | _waiting(cursor, tenant)
    # Once more by its age: somebody may have sent a piece of one meanwhile.
    cursor.execute(
        f"DELETE FROM blob WHERE {_OLD} AND sha256 = ANY(%s) RETURNING sha256",  # noqa: S608
        (tenant, sorted(old)),
    )
    gone = [sha for (sha,) in cursor.fetchall()]
    # A relay forgets that it had passed one on: should it come again, it goes up again.
    for table in ("blob_part", "relay_blob"):
        cursor.execute(
            f"DELETE FROM {table} WHERE tenant = %s AND sha256 = ANY(%s)",  # noqa: S608 - our own
            (tenant, gone),
        )
    return len(gone)


def _named(cursor: Any, tenant: int) -> set[str]:
    cursor.execute(
        "SELECT body::jsonb ->> 'sha256' FROM item WHERE tenant = %s AND entity = 'attachment'",
        (tenant,),
    )
    return {sha for (sha,) in cursor.fetchall()}


def _waiting(cursor: Any, tenant: int) -> set[str]:
    """Whatever looks like a sum in groups that were put aside."""
    cursor.execute(
        "SELECT raw FROM log WHERE tenant = %s AND state = 'quarantined' AND raw IS NOT NULL",
        (tenant,),
    )
    return {sha.decode() for (raw,) in cursor.fetchall() for sha in _SHA.findall(bytes(raw))}
