"""Attachments at the far end: sealed bytes by their SHA-256, in pieces, each durable when answered.

What lies here is ciphertext whose key is in the county's rows. A piece is taken where the last
one ended and nowhere else; whoever lost an answer is told where that is. The last piece is
answered only once the whole has the sum that it is named by. No lock but the file's own row is
held, never the county's.
"""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine

from db.gateway.shelf_pg import entered, transaction
from db.gateway.sweeping import sweep
from db.sync import wire

COUNTY_BYTES = 20 << 30
_SWEEP_SECONDS = 24 * 3600.0
_SPOILT = -1


class Blobs:
    """All counties' files in the database of the log, so that any process finds them."""

    def __init__(self, made: Engine, *, county_bytes: int = COUNTY_BYTES) -> None:
        self._engine, self._most = made, county_bytes
        self._swept: dict[int, float] = {}  # tenant → when, by this process

    def stands(self, tenant: int, sha256: str) -> tuple[int, int]:
        """(size, durable bytes) of a file that is known."""
        with transaction(self._engine) as cursor:
            entered(cursor, tenant)
            return _found(cursor, tenant, sha256)

    def add(self, tenant: int, sha256: str, offset: int, total: int, piece: bytes) -> int:
        """How much of it is durable now."""
        sound(total)
        if not total > 0 or offset + len(piece) > total:
            raise wire.Problem(400, wire.MALFORMED, {"pointer": "total"})
        with transaction(self._engine) as cursor:
            entered(cursor, tenant)
            have = self._added(cursor, tenant, sha256, offset, total, piece)
        if have == _SPOILT:
            raise wire.Problem(422, wire.MALFORMED, {"pointer": "sha256"})
        return have

    def _added(
        self, cursor: Any, tenant: int, sha256: str, offset: int, total: int, piece: bytes
    ) -> int:
        size, have = self._row(cursor, tenant, sha256, total)
        if have == size:
            return have  # whole, from whomever
        if size != total:
            have = _dropped(cursor, tenant, sha256, total)
        if offset != have:
            raise wire.Problem(409, wire.OFFSET_MISMATCH, {"offset": have})
        if not piece:
            return have
        cursor.execute(
            "INSERT INTO blob_part(tenant, sha256, at, data) VALUES (%s, %s, %s, %s)",
            (tenant, sha256, offset, piece),
        )
        have += len(piece)
        if have == total and _sum(cursor, tenant, sha256) != sha256:
            _dropped(cursor, tenant, sha256, total)
            return _SPOILT
        cursor.execute(
            "UPDATE blob SET have = %s, touched_at = clock_timestamp()"
            " WHERE tenant = %s AND sha256 = %s",
            (have, tenant, sha256),
        )
        return have

    def _row(self, cursor: Any, tenant: int, sha256: str, total: int) -> tuple[int, int]:
        cursor.execute(
            "INSERT INTO blob(tenant, sha256, size, have) VALUES (%s, %s, %s, 0)"
            " ON CONFLICT DO NOTHING",
            (tenant, sha256, total),
        )
        if cursor.rowcount:
            self._room(cursor, tenant, sha256)
        cursor.execute(
            "SELECT size, have FROM blob WHERE tenant = %s AND sha256 = %s FOR UPDATE",
            (tenant, sha256),
        )
        size, have = cursor.fetchone()
        return int(size), int(have)

    def _room(self, cursor: Any, tenant: int, sha256: str) -> None:
        """For one more file; what belongs to nothing is dropped now and then, and before it is
        said that there is no room.
        """
        now, swept = time.monotonic(), self._swept.get(tenant)
        if swept is None or now - swept > _SWEEP_SECONDS:
            self._swept[tenant] = now
            sweep(cursor, tenant, sha256)
        if _held(cursor, tenant) > self._most:
            sweep(cursor, tenant, sha256)
            if _held(cursor, tenant) > self._most:
                raise wire.Problem(507, wire.QUOTA, {"max_bytes": self._most})

    def read(self, tenant: int, sha256: str, first: int, upto: int) -> bytes:
        """Bytes `first` to before `upto` of a file that is whole."""
        with transaction(self._engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "SELECT at, data FROM blob_part WHERE tenant = %s AND sha256 = %s AND at < %s"
                " AND at + length(data) > %s ORDER BY at",
                (tenant, sha256, upto, first),
            )
            return b"".join(
                bytes(data)[max(0, first - at) : upto - at] for at, data in cursor.fetchall()
            )

    def whole(self, tenant: int, sha256: str) -> int:
        """Its size; a file that is still on its way is not there for a reader."""
        size, have = self.stands(tenant, sha256)
        if have != size:
            raise _unknown()
        return size


def sound(total: int) -> None:
    """Asked before a byte is read: 200 MB are refused at once."""
    if total > wire.BLOB_BYTES:
        raise wire.Problem(413, wire.TOO_LARGE, {"max_bytes": wire.BLOB_BYTES})


def _held(cursor: Any, tenant: int) -> int:
    cursor.execute("SELECT coalesce(sum(size), 0) FROM blob WHERE tenant = %s", (tenant,))
    return int(cursor.fetchone()[0])


def _found(cursor: Any, tenant: int, sha256: str) -> tuple[int, int]:
    cursor.execute(
        "SELECT size, have FROM blob WHERE tenant = %s AND sha256 = %s", (tenant, sha256)
    )
    found = cursor.fetchone()
    if found is None:
        raise _unknown()
    return int(found[0]), int(found[1])


def _unknown() -> wire.Problem:
    return wire.Problem(404, wire.NO_SUCH_BLOB, {})


def _dropped(cursor: Any, tenant: int, sha256: str, total: int) -> int:
    """What came under this name was not it."""
    cursor.execute("DELETE FROM blob_part WHERE tenant = %s AND sha256 = %s", (tenant, sha256))
    cursor.execute(
        "UPDATE blob SET size = %s, have = 0 WHERE tenant = %s AND sha256 = %s",
        (total, tenant, sha256),
    )
    return 0


def _sum(cursor: Any, tenant: int, sha256: str) -> str:
    digest = hashlib.sha256()
    for piece in _parts(cursor, tenant, sha256):
        digest.update(piece)
    return digest.hexdigest()


def _parts(cursor: Any, tenant: int, sha256: str) -> Iterator[bytes]:
    """One at a time: a hundred megabytes are not held at once."""
    at = 0
    while True:
        cursor.execute(
            "SELECT data FROM blob_part WHERE tenant = %s AND sha256 = %s AND at = %s",
            (tenant, sha256, at),
        )
        found = cursor.fetchone()
        if found is None:
            return
        yield bytes(found[0])
        at += len(found[0])
