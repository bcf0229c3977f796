"""Attachments: bytes named by their own SHA-256, sealed by the consoles, taken up piece by piece.

A break costs at most a piece: the answer always says how much is here. What turns out not to be
what its name says is thrown away whole, because nothing tells which piece was wrong.
"""

import hashlib
import re
from typing import Any

from db.gateway.shelf import Shelves
from db.sync import wire

_NAME = re.compile(r"[0-9a-f]{64}")
_STEP = 4 << 20
PIECE = 4 << 20  # bytes of one piece


def named(sha256: str) -> str:
    if not _NAME.fullmatch(sha256):
        raise wire.Problem(400, wire.MALFORMED, {"pointer": "sha256"})
    return sha256


def missing() -> wire.Problem:
    return wire.Problem(404, wire.NO_SUCH_BLOB, {})


def standing(shelves: Shelves, tenant: int, sha256: str) -> dict[str, Any]:
    """How much is here of a file; 404 where nothing is."""
    found = shelves.blob(tenant, named(sha256))
    if found is None:
        raise missing()
    size, have = found
    return {"offset": have, "size": size}


def add(
    shelves: Shelves, tenant: int, sha256: str, at: int, total: int, data: bytes
) -> dict[str, Any]:
    """A piece; 409 with the offset to go on from where it is not the next one."""
    named(sha256)
    if not 0 < total <= wire.BLOB_BYTES:
        raise wire.Problem(413, wire.TOO_LARGE, {"max_bytes": wire.BLOB_BYTES})
    there = shelves.blob(tenant, sha256)
    size, have = there or (total, 0)
    if have == size and there is not None:
        return {"offset": have, "size": size}  # it came whole before
    if at != have or total != size or at + len(data) > total:
        raise wire.Problem(409, wire.OFFSET_MISMATCH, {"offset": have})
    have = shelves.blob_add(tenant, sha256, at, total, data)
    if have < at + len(data):  # another workstation sends the same file
        raise wire.Problem(409, wire.OFFSET_MISMATCH, {"offset": have})
    if have == total and not _true(shelves, tenant, sha256, total):
        shelves.blob_drop(tenant, sha256)
        raise wire.Problem(409, wire.OFFSET_MISMATCH, {"offset": 0})
    return {"offset": have, "size": total}


def _true(shelves: Shelves, tenant: int, sha256: str, size: int) -> bool:
    told = hashlib.sha256()
    for begin in range(0, size, _STEP):
        told.update(shelves.blob_read(tenant, sha256, begin, min(size, begin + _STEP)))
    return told.hexdigest() == sha256


def read(
    shelves: Shelves, tenant: int, sha256: str, begin: int, end: int | None
) -> tuple[bytes, int]:
    """Bytes `begin`…`end` (at most a piece where no end is named) and the size of it all; only
    what is here whole is given out.
    """
    found = shelves.blob(tenant, named(sha256))
    if found is None or found[0] != found[1]:
        raise missing()
    size = found[0]
    last = size if end is None else min(end + 1, size)
    last = min(last, begin + PIECE)
    if not 0 <= begin < last:
        raise wire.Problem(416, wire.BAD_CURSOR, {"size": size})
    return shelves.blob_read(tenant, sha256, begin, last), size
