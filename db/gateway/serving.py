"""What all doors of one process share: the desk, a few threads, bodies in and out, refusals."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from functools import partial
from typing import Any, TypeVar

import uvicorn
from fastapi import Request, Response

from console.domain.record import dataclass
from db.gateway.desk import Desk
from db.gateway.heads import Heads
from db.gateway.metrics import Metrics
from db.gateway.ranges import NOT_THERE
from db.gateway.turns import Turns
from db.sync import wire

T = TypeVar("T")
_BODY = wire.BATCH_BYTES + (64 << 10)


@dataclass(slots=True)
class Service:
    """What the routes of one process share."""

    desk: Desk
    heads: Heads
    metrics: Metrics
    threads: ThreadPoolExecutor
    turns: Turns = field(default_factory=Turns)

    async def run(self, work: Callable[..., T], *given: Any) -> T:
        """On a thread of the few: the loop never waits for the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, partial(work, *given))


class Listening(uvicorn.Server):
    """Told to stop, it does not keep the operator until the last long question has run out."""

    def __init__(self, config: uvicorn.Config, heads: Heads) -> None:
        super().__init__(config)
        self._heads = heads

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._heads.close()
        await super().shutdown(sockets)


async def body_of(request: Request) -> bytes:
    """The unpacked body; no more is read, nor unpacked, than the limits allow."""
    came = bytearray()
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > _BODY:
        raise too_large()
    async for part in request.stream():
        came += part
        if len(came) > _BODY:
            raise too_large()
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "zstd"}:
        raise wire.Problem(415, wire.UNSUPPORTED_ENCODING, {"encoding": encoding[:20]})
    try:
        return await asyncio.to_thread(wire.inflate, bytes(came), encoding)
    except wire.TooLarge as error:
        raise too_large() from error
    except wire.Malformed as error:
        raise wire.Problem(400, wire.MALFORMED, {"reason": error.reason}) from error


def too_large() -> wire.Problem:
    return wire.Problem(
        413, wire.TOO_LARGE, {"max_bytes": wire.BATCH_BYTES, "max_ops": wire.BATCH_OPS}
    )


def packed(request: Request, data: bytes, type_: str, head: int) -> Response:
    """Compressed the way that the caller reads."""
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((e for e in ("zstd", "gzip") if e in accepted), "")
    headers = {wire.HEAD_HEADER: str(head)}
    if len(data) < 256 or not encoding:  # noqa: PLR2004 - not worth a frame
        return Response(data, 200, headers, type_)
    headers["Content-Encoding"] = encoding
    return Response(wire.compress(data, encoding), 200, headers, type_)


def problem(told: wire.Problem) -> Response:
    headers = {}
    if told.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(told.retry_after)))
    if told.status == NOT_THERE:
        headers["Content-Range"] = f"bytes */{told.facts['size']}"
    body = {
        **told.facts,
        "type": "about:blank",
        "title": told.code.replace("_", " "),
        "status": told.status,
        "code": told.code,
    }
    return Response(wire.dumps(body), told.status, headers=headers, media_type=wire.PROBLEM_TYPE)
