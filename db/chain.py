"""The hash chain of the journal and the digest of a row: what lets `check` prove the record.

One chain per device incarnation (two consoles never wait for each other). A link covers the
whole line as it is stored, ciphertext and all, so a destroyed key leaves the chain whole. Each
line also carries the digests of the rows that its transaction wrote, so that a row changed or
dropped behind the journal's back shows.
"""

import hashlib
from collections.abc import Iterable

from db.coding import Raw

GENESIS = b"\0" * 32


def _framed(values: Iterable[Raw]) -> bytes:
    """Each value with its type and length before it, so that no two rows spell the same bytes."""
    parts: list[bytes] = []
    for value in values:
        if value is None:
            parts.append(b"n0:")
            continue
        if isinstance(value, str):
            tag, body = b"s", value.encode()
        elif isinstance(value, int):
            tag, body = b"i", b"%d" % value
        elif isinstance(value, bytes):
            tag, body = b"b", value
        else:
            tag, body = b"r", repr(value).encode()
        parts.append(b"%s%d:%s" % (tag, len(body), body))
    return b"".join(parts)


def digest(values: Iterable[Raw]) -> bytes:
    """SHA-256 of a row as it is stored, in the order of its columns."""
    return hashlib.sha256(_framed(values)).digest()


def link(previous: bytes, values: Iterable[Raw]) -> bytes:
    """The hash of a journal line that stands after `previous`."""
    return hashlib.sha256(previous + _framed(values)).digest()
