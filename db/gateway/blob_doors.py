"""The doors for attachments: where a file stands, one more piece of it, a stretch of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from db.gateway import ranges
from db.gateway.blobs import Blobs, sound
from db.gateway.refusals import BODY, CALLER, refusals
from db.gateway.tokens import Caller
from db.sync import wire

BLOB_TYPE = "application/octet-stream"
_STRETCH = 1 << 20
_CONTENT: dict[str, Any] = {BLOB_TYPE: {"schema": {"type": "string", "format": "binary"}}}

Run = Callable[..., Awaitable[Any]]
Auth = Annotated[str, Header(alias="Authorization", max_length=4096)]
Device = Annotated[str, Header(alias=wire.DEVICE_HEADER, max_length=64)]
Sha = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


class OffsetOut(BaseModel):
    offset: int


def blob_doors(
    blobs: Blobs,
    run: Run,
    caller: Callable[[str, str], Awaitable[Caller]],
    body_of: Callable[[Request], Awaitable[bytes]],
) -> APIRouter:
    api = APIRouter(prefix="/v1/blob")

    @api.head(
        "/{sha256}",
        responses=refusals(*CALLER, wire.NO_SUCH_BLOB),
        summary="一个附件已到多少",
    )
    async def stands(sha256: Sha, auth: Auth = "", device: Device = "") -> Response:
        who = await caller(auth, device)
        size, have = await run(blobs.stands, who.tenant, sha256)
        return Response(headers={"Upload-Length": str(size), "Upload-Offset": str(have)})

    @api.post(
        "/{sha256}",
        response_model=OffsetOut,
        responses=refusals(*CALLER, *BODY, wire.OFFSET_MISMATCH, wire.QUOTA),
        summary="续传一段;回答已落盘到哪里",
        openapi_extra={"requestBody": {"content": _CONTENT}},
    )
    async def add(
        request: Request,
        sha256: Sha,
        offset: Annotated[int, Query(ge=0, lt=1 << 53)],
        total: Annotated[int, Query(ge=1, lt=1 << 53)],
        auth: Auth = "",
        device: Device = "",
    ) -> Any:
        who = await caller(auth, device)
        sound(total)
        piece = await body_of(request)
        return {"offset": await run(blobs.add, who.tenant, sha256, offset, total, piece)}

    @api.get(
        "/{sha256}",
        response_class=Response,
        responses=refusals(*CALLER, wire.NO_SUCH_BLOB, also=(416,))
        | {200: {"content": _CONTENT}, 206: {"content": _CONTENT}},
        summary="取附件的一段",
    )
    async def read(
        request: Request, sha256: Sha, auth: Auth = "", device: Device = ""
    ) -> Response:
        who = await caller(auth, device)
        size = await run(blobs.whole, who.tenant, sha256)
        first, upto, status = ranges.asked(request, size, sha256)

        async def parts() -> AsyncIterator[bytes]:
            for at in range(first, upto, _STRETCH):
                yield await run(blobs.read, who.tenant, sha256, at, min(upto, at + _STRETCH))

        headers = ranges.headers(first, upto, size, status, sha256)
        headers["Content-Length"] = str(upto - first)
        return StreamingResponse(parts(), status, headers, BLOB_TYPE)

    return api
