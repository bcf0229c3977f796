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
    """The values as one Python tuple literal in ASCII, made in one go: this runs for every value
    written. Type, length and order are all in it, so no two rows spell the same bytes, and it
    reads the same in every version of Python.
    """
    return ascii(tuple(values)).encode()


def digest(values: Iterable[Raw]) -> bytes:
    """SHA-256 of a row as it is stored, in the order of its columns."""
    return hashlib.sha256(_framed(values)).digest()


def link(previous: bytes, values: Iterable[Raw]) -> bytes:
    """The hash of a journal line that stands after `previous`."""
    return hashlib.sha256(previous + _framed(values)).digest()
