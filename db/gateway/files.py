"""The doors of attachments and segments: what may be large and goes on where it broke off."""

import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from db.gateway import blobs
from db.gateway.contract import BYTES, BYTES_TYPE, PROBLEMS, OffsetOut
from db.gateway.serving import Service
from db.gateway.tokens import Caller
from db.sync import wire

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def wanted(request: Request) -> tuple[int, int | None] | None:
    """(first, last) byte of a Range header; None where all is asked for."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    return None if found is None else (int(found[1]), int(found[2]) if found[2] else None)


def part(data: bytes, begin: int, size: int, type_: str) -> Response:
    told = f"bytes {begin}-{begin + len(data) - 1}/{size}"
    return Response(data, 206, {"Accept-Ranges": "bytes", "Content-Range": told}, type_)


def ranged(request: Request, data: bytes) -> Response:
    """All of it, or from where it was cut off last time."""
    asked = wanted(request)
    if asked is not None and 0 < asked[0] < len(data):
        end = len(data) if asked[1] is None else asked[1] + 1
        return part(data[asked[0] : end], asked[0], len(data), "application/zstd")
    return Response(data, 200, {"Accept-Ranges": "bytes"}, "application/zstd")


async def piece_of(request: Request) -> bytes:
    """A piece of an attachment, as it came: it is sealed and does not compress."""
    came = bytearray()
    async for data in request.stream():
        came += data
        if len(came) > blobs.PIECE:
            raise wire.Problem(413, wire.TOO_LARGE, {"max_bytes": blobs.PIECE})
    encoding = request.headers.get("content-encoding", "").strip().lower()
    try:
        return wire.inflate(bytes(came), encoding, blobs.PIECE)
    except (wire.Malformed, wire.TooLarge) as error:
        raise wire.Problem(400, wire.MALFORMED, {"pointer": "body"}) from error


def files(service: Service) -> APIRouter:
    """Attachments: how much is here, a piece up, a piece down."""
    desk, run = service.desk, service.run
    api = APIRouter(prefix="/v1/blob", responses=PROBLEMS)
    Auth = Annotated[str, Header(alias="Authorization", max_length=4096)]  # noqa: N806
    Offset = Annotated[int, Query(ge=0, lt=1 << 40)]  # noqa: N806
    Total = Annotated[int, Query(gt=0, lt=1 << 40)]  # noqa: N806

    @api.head("/{sha256}", response_class=Response, summary="附件已到多少")
    async def ask(sha256: str, auth: Auth = "") -> Response:
        who = await run(desk.caller, auth)
        told = await run(desk.blob, who, sha256)
        return Response(headers={"X-Offset": str(told["offset"]), "X-Size": str(told["size"])})

    @api.post(
        "/{sha256}",
        response_model=OffsetOut,
        summary="附件的一段;答已到多少",
        openapi_extra={"requestBody": {"required": True, "content": BYTES}},
    )
    async def send(
        request: Request, sha256: str, total: Total, offset: Offset = 0, auth: Auth = ""
    ) -> Any:
        who = await run(desk.caller, auth)
        data = await piece_of(request)
        return await run(desk.blob_add, who, sha256, offset, total, data)

    @api.get(
        "/{sha256}",
        response_class=Response,
        responses={200: {"content": BYTES}, 206: {"content": BYTES, "description": "一段"}},
        summary="取附件,可续传",
    )
    async def fetch(request: Request, sha256: str, auth: Auth = "") -> Response:
        who = await run(desk.caller, auth)
        asked = wanted(request)
        begin, end = asked or (0, None)
        data, size = await run(desk.blob_read, who, sha256, begin, end)
        if asked is None and len(data) < size:
            return StreamingResponse(
                _pieces(service, who, sha256, data, size), 200, {"Content-Length": str(size)}
            )
        if asked is None:
            return Response(data, 200, {"Accept-Ranges": "bytes"}, BYTES_TYPE)
        return part(data, begin, size, BYTES_TYPE)

    return api


async def _pieces(
    service: Service, who: Caller, sha256: str, first: bytes, size: int
) -> AsyncIterator[bytes]:
    yield first
    at = len(first)
    while at < size:
        data, _ = await service.run(service.desk.blob_read, who, sha256, at, None)
        yield data
        at += len(data)
