"""Reading the journal back: the duty log, newest first, with the words that may still be read."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from console.domain.changes import Kind
from console.domain.entry import Line
from db.coding import from_ms, to_ms
from db.work import Read

_SAYS = "kind <> 'sync.received'"  # that line vouches for rows and says nothing to anybody
_DAY_MS = 24 * 3600 * 1000
_COLUMNS = (
    "n, at, recorded_at, actor, cause, kind, subject_kind, subject_id, facts, private, about,"
    " important, reason"
)


def lines(
    read: Read,
    *,
    limit: int = 200,
    before: int | None = None,
    subjects: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    important: bool = False,
    since: datetime | None = None,
    oldest_first: bool = False,
) -> list[Line]:
    """Journal lines; `before` a line number pages backwards, `subjects` are record ids."""
    where, given = _asked(before, subjects, kinds, important=important, since=since)
    order = "ASC" if oldest_first else "DESC"
    sql = f"SELECT {_COLUMNS} FROM journal WHERE {where} ORDER BY n {order} LIMIT ?"  # noqa: S608
    rows = read.connection.exec_driver_sql(sql, (*given, limit))
    return [_line(read, tuple(row)) for row in rows]


def between(read: Read, after: int, upto: int) -> list[Line]:
    """The lines numbered from `after` + 1 to `upto`, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM journal WHERE n > ? AND n <= ? AND {_SAYS} ORDER BY n"  # noqa: S608
    rows = read.connection.exec_driver_sql(sql, (after, upto))
    return [_line(read, tuple(row)) for row in rows]


def written(
    read: Read, since: datetime, until: datetime, *, here: bool, limit: int = 400
) -> list[Line]:
    """What was written down between two moments, here or elsewhere, in the order of stated time.

    A workstation's own inward chain holds no sentences, only proofs of what came in. What was
    stated more than a day before it was written down is not looked for.
    """
    whose = "= d.v" if here else "NOT IN (d.v, d.v || '.in')"
    sql = (
        f"SELECT {_COLUMNS} FROM journal CROSS JOIN state d"  # noqa: S608 - our own words
        f" WHERE d.k = 'device_id' AND device {whose} AND at >= ? AND recorded_at BETWEEN ? AND ?"
        " ORDER BY at, n LIMIT ?"
    )
    rows = read.connection.exec_driver_sql(
        sql, (to_ms(since) - _DAY_MS, to_ms(since), to_ms(until), limit)
    )
    return [_line(read, tuple(row)) for row in rows]


def devices(read: Read, numbers: Iterable[int]) -> dict[int, str]:
    """Which workstation wrote each of these lines."""
    rows = read.connection.exec_driver_sql(
        "SELECT n, device FROM journal WHERE n IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {int(n): str(device) for n, device in rows}


def of_group(read: Read, incarnation: int, first: int, last: int) -> list[Line]:
    """The lines that travel with one group of this workstation's outbox, oldest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM journal WHERE device = (SELECT v FROM state WHERE k = 'device_id')"  # noqa: S608
        " AND incarnation = ? AND seq BETWEEN ? AND ? ORDER BY seq"
    )
    rows = read.connection.exec_driver_sql(sql, (incarnation, first, last))
    return [_line(read, tuple(row)) for row in rows]


def _asked(
    before: int | None,
    subjects: Iterable[str] | None,
    kinds: Iterable[str] | None,
    *,
    important: bool,
    since: datetime | None,
) -> tuple[str, list[Any]]:
    parts: list[str] = [_SAYS]
    given: list[Any] = []
    if before is not None:
        parts.append("n < ?")
        given.append(before)
    for column, some in (("subject_id", subjects), ("kind", kinds)):
        if some is not None:
            values = list(some)
            parts.append(f"{column} IN ({', '.join('?' * len(values))})")
            given += values
    if important:
        parts.append("important = 1")
    if since is not None:
        parts.append("at >= ?")
        given.append(to_ms(since))
    return " AND ".join(parts), given


def _line(read: Read, row: tuple[Any, ...]) -> Line:
    n, at, recorded, actor, cause, kind, subject_kind, subject, facts, private, about, *rest = row
    return Line(
        n=n,
        at=from_ms(at),
        recorded_at=from_ms(recorded),
        actor=actor,
        cause=cause,
        kind=kind,
        subject_kind=Kind(subject_kind),
        subject_id=subject,
        facts=json.loads(facts),
        private=read.private(about, private),
        about=about,
        important=bool(rest[0]),
        reason=rest[1],
    )
