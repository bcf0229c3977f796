"""The hash chain of the journal and the digest of a row: what lets `check` prove the record.

One chain per device incarnation (two consoles never wait for each other). A link covers the
whole line as it is stored, ciphertext and all, so a destroyed key leaves the chain whole. Each
line also carries the digests of the rows that its transaction wrote, so that a row changed or
dropped behind the journal's back shows.
"""

import hashlib
from collections.abc import Sequence

import orjson

from db.coding import Raw

GENESIS = b"\0" * 32
DIGEST_LETTERS = 32  # nobody finds another row to 128 bits; a link of the chain has all 256


def _lettered(value: bytes) -> dict[str, str]:
    """Bytes as no text, number or list of a row can be spelled."""
    return {"hex": value.hex()}


def _framed(values: Sequence[Raw]) -> bytes:
    """The values as one JSON list, made in one go: this runs for every value that is written or
    comes in. Type, length and order are all in it, so no two rows spell the same bytes. Half a
    character is a UnicodeEncodeError, as everywhere.
    """
    try:
        return orjson.dumps(values, default=_lettered)
    except TypeError:
        ascii_only = [value for value in values if isinstance(value, str)]
        "".join(ascii_only).encode()
        raise


def digest(values: Sequence[Raw]) -> str:
    """Of a row as it is stored, in the order of its columns: the first half of its SHA-256."""
    return hashlib.sha256(_framed(values)).hexdigest()[:DIGEST_LETTERS]


def digests(rows: Sequence[Sequence[Raw]]) -> list[str]:
    """Of many rows: as `digest`, in one go."""
    dumps, sha256 = orjson.dumps, hashlib.sha256
    try:
        return [
            sha256(dumps(values, default=_lettered)).hexdigest()[:DIGEST_LETTERS]
            for values in rows
        ]
    except TypeError:
        return [digest(values) for values in rows]  # which says what is the matter


def link(previous: bytes, values: Sequence[Raw]) -> bytes:
    """The hash of a journal line that stands after `previous`."""
    return hashlib.sha256(previous + _framed(values)).digest()
