"""A stretch of something that never changes: `Range` and `If-Range`, for segments and attachments.

Both are named by their SHA-256, which is their ETag as well: who was cut off may go on where he
stopped, and `If-Range` keeps half of one thing from being joined to half of another.
"""

import re

from fastapi import Request, Response

from db.sync import wire

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
OK, PART, NOT_THERE = 200, 206, 416


def asked(request: Request, size: int, etag: str) -> tuple[int, int, int]:
    """First byte, the one after the last, status; all of it where no such stretch is asked for."""
    told = request.headers
    return stretch(told.get("range", ""), told.get("if-range", ""), size, etag)


def stretch(range_: str, if_range: str, size: int, etag: str) -> tuple[int, int, int]:
    """A range that is none, or of something else, means all of it (RFC 9110, 14.2 and 13.1.5)."""
    found = _RANGE.fullmatch(range_.strip())
    if found is None or if_range not in {"", f'"{etag}"'}:
        return 0, size, OK
    first = int(found[1])
    if found[2] and int(found[2]) < first:
        return 0, size, OK
    upto = min(size, int(found[2]) + 1) if found[2] else size
    if first >= upto:
        raise wire.Problem(NOT_THERE, wire.MALFORMED, {"pointer": "range", "size": size})
    return first, upto, PART


def headers(first: int, upto: int, size: int, status: int, etag: str) -> dict[str, str]:
    """What goes with the answer."""
    told = {"Accept-Ranges": "bytes", "ETag": f'"{etag}"'}
    if status == PART:
        told["Content-Range"] = f"bytes {first}-{upto - 1}/{size}"
    return told


def ranged(request: Request, data: bytes, etag: str, type_: str) -> Response:
    """What is at hand as a whole: all of it, or the stretch that is asked for."""
    first, upto, status = asked(request, len(data), etag)
    told = headers(first, upto, len(data), status, etag)
    return Response(data[first:upto], status, told, type_)
