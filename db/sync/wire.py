"""The words of the exchange, one spelling for both ends: messages, limits, headers, codes.

What goes up and what comes down are groups: all that one transaction wrote, never split (sync
protocol 1.2 d). A body of groups is lines of JSON: the first line is the message's own head, each
line after it one group, kept byte for byte, because its SHA-256 is what makes a repeated group
the same group (G3) and what a device signs. Compressed with zstd, gzip where the other end
doesn't know it.

A row travels as its columns lie in the store (UTC milliseconds, smallest units, canonical JSON
text); a BLOB is {"sealed": base64} and stays ciphertext.
"""

import base64
import hashlib
import zlib
from collections.abc import Iterable
from typing import Any

import orjson
import zstandard

PROTOCOL = 1
JSON_TYPE, LINES_TYPE = "application/json", "application/x-ndjson"
PROBLEM_TYPE = "application/problem+json"

# Headers of the contract.
PROTOCOL_HEADER, SCHEMA_HEADER = "X-Sync-Protocol", "X-Schema"
DEVICE_HEADER, INCARNATION_HEADER = "X-Device", "X-Incarnation"
REQUEST_HEADER, EPOCH_HEADER, HEAD_HEADER = "X-Request-Id", "X-Epoch", "X-Head"
MIN_SCHEMA_HEADER = "X-Min-Schema"

# Limits that both ends keep; the far end tells its own in `hello.limits`.
GROUP_BYTES = 8 << 20  # one transaction, inflated
BATCH_OPS = 4000
BATCH_BYTES = 1 << 20  # on the line
INFLATED_BYTES = 16 << 20  # stop inflating here: a zip bomb
PAGE_BYTES = 4 << 20  # inflated bytes of one page of changes
DEPTH = 32
WAIT_SECONDS = 25
CLOCKS_APART_MS = 120_000  # no more is made of two clocks that are closer
SEGMENT_BYTES = 4 << 20
BLOB_BYTES = (100 << 20) + 100 * 16  # 100 MiB of a file, and a seal for each MiB of it
CHUNK_BYTES = 256 << 10
BUCKETS = 256

# What became of a group.
OK, MERGED, REJECTED, QUARANTINED = "ok", "merged", "rejected", "quarantined"

# Codes of a refusal of the whole request (RFC 9457 `code`), sync protocol 1.6.
MALFORMED, BAD_CURSOR = "malformed", "bad_cursor"
TOKEN_EXPIRED, TOKEN_BAD = "token_expired", "token_bad"
TENANT_MISMATCH, DEVICE_REVOKED, FORBIDDEN_OP = "tenant_mismatch", "device_revoked", "forbidden_op"
NO_SUCH_TENANT, CODE_UNKNOWN = "no_such_tenant", "code_unknown"
EPOCH_CHANGED, OP_GAP, DEVICE_FORKED = "epoch_changed", "op_gap", "device_forked"
PUSH_IN_PROGRESS, OFFSET_MISMATCH = "push_in_progress", "offset_mismatch"
CURSOR_EXPIRED, SUPERSEDED, TOO_LARGE = "cursor_expired", "superseded", "too_large"
UNSUPPORTED_ENCODING, KEY_REUSED = "unsupported_encoding", "idempotency_key_reused"
SCHEMA_TOO_OLD, HELLO_REQUIRED = "schema_too_old", "hello_required"
RATE_LIMITED, TENANT_BUSY = "rate_limited", "tenant_busy"
NO_SUCH_BLOB = "no_such_blob"
REPLICA_BEHIND, MAINTENANCE, QUOTA = "replica_behind", "maintenance", "quota"

# Codes of one group's result (rejected or quarantined), beside SUPERSEDED and FORBIDDEN_OP.
TX_ABORTED, NUMBER_TAKEN, MISSING_ROW = "tx_aborted", "number_taken", "missing_row"
INVALID, UNKNOWN_ENTITY, SCHEMA_AHEAD = "invalid", "unknown_entity", "schema_ahead"
AWAITED = (MISSING_ROW, SCHEMA_AHEAD)  # judged again by the far end itself, as soon as it can be
CHAIN_BROKEN, SIGNATURE_BAD, DELETED = "chain_broken", "signature_bad", "deleted"
SCHEMA_UNREAD = "schema_unread"  # a console's own: of what came down and it can't read

# Flags beside a result: accepted, and something to know about it.
STOCK_NEGATIVE, LEVEL_JOINED, LATE_CLOCK = "stock_negative", "level_joined", "clock_skewed"
OUT_OF_OFFICE = "out_of_office"

_blake2b = hashlib.blake2b
_ZSTD, _GZIP = "zstd", "gzip"
_LEVEL = 3


class Malformed(Exception):  # noqa: N818 - the code of the contract
    """Bytes that are not what the contract says; `reason` is for the log, never for the officer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(Exception):  # noqa: N818 - the code of the contract
    """More than the limit, seen before it was all unpacked."""


class Problem(Exception):  # noqa: N818 - it is RFC 9457's own word
    """A refusal of a request: HTTP status, code, and the facts that the other end needs.

    Not a frozen record: whoever raises through a `with` must be able to hang a traceback on it.
    """

    def __init__(
        self, status: int, code: str, facts: dict[str, Any], retry_after: float | None = None
    ) -> None:
        super().__init__(status, code, facts)
        self.status = status
        self.code = code
        self.facts = facts
        self.retry_after = retry_after


def dumps(value: Any) -> bytes:
    return orjson.dumps(value)


def loads(data: bytes | bytearray | memoryview | str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed(str(error)) from error


def spelled(value: Any) -> Any:
    """A column's value as it travels."""
    if isinstance(value, bytes):
        return {"sealed": base64.b64encode(value).decode()}
    return value


def read(value: Any) -> Any:
    """Back from `spelled`."""
    if isinstance(value, dict) and "sealed" in value:
        try:
            return base64.b64decode(value["sealed"], validate=True)
        except (ValueError, TypeError) as error:
            raise Malformed("sealed") from error
    return value


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pack(head: dict[str, Any], groups: Iterable[bytes]) -> bytes:
    """Lines of JSON: the head, then the groups as they are."""
    return b"\n".join((dumps(head), *groups, b""))


def unpack(body: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the groups' own bytes; Malformed where it does not end as it should."""
    if not body.endswith(b"\n"):
        raise Malformed("cut off")
    first, *rest = body[:-1].split(b"\n")
    head = loads(first)
    if not isinstance(head, dict):
        raise Malformed("head")
    return head, rest


def compress(data: bytes, encoding: str = _ZSTD) -> bytes:
    if encoding == _GZIP:
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        return packer.compress(data) + packer.flush()
    if encoding == _ZSTD:
        return zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return data


def inflate(data: bytes, encoding: str, limit: int = INFLATED_BYTES) -> bytes:
    """At most `limit` bytes: TooLarge as soon as there would be more, Malformed where it is cut."""
    if encoding in {"", "identity"}:
        if len(data) > limit:
            raise TooLarge
        return data
    return _gunzip(data, limit) if encoding == _GZIP else _unzstd(data, limit)


def _gunzip(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        whole = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise Malformed(str(error)) from error
    if len(whole) > limit:
        raise TooLarge
    if not unpacker.eof:
        raise Malformed("cut off")
    return whole


def _unzstd(data: bytes, limit: int) -> bytes:
    """A frame says how long it is unpacked; one that doesn't is not taken."""
    try:
        size = zstandard.frame_content_size(data)
        if size < 0:
            raise Malformed("a frame without its size")
        if size > limit:
            raise TooLarge
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=max(size, 1))
    except zstandard.ZstdError as error:
        raise Malformed(str(error)) from error


def bucket_of(entity: str, id_: str) -> int:
    """Which of 256 buckets a row is counted in."""
    return zlib.crc32(f"{entity}|{id_}".encode()) & 0xFF


def row_sum(entity: str, id_: str, ver: int, *, deleted: bool) -> int:
    """What a row adds to its bucket's sum (mod 2^64), free of order (G8)."""
    return counted(entity, id_, ver, deleted=deleted)[1]


def counted(entity: str, id_: str, ver: int, *, deleted: bool = False) -> tuple[int, int]:
    """A row's bucket and what it adds there."""
    row = f"{entity}|{id_}".encode()
    told = b"%b|%d|%d" % (row, ver, deleted)
    return zlib.crc32(row) & 0xFF, int.from_bytes(_blake2b(told, digest_size=8).digest(), "big")
