"""The service over HTTP: thin doors before the desk, so that the OpenAPI document is true.

Waiting for news costs no connection of the database: one listener for the whole process wakes
the requests that wait for their county's head. Work with the database runs on a few threads. What
is larger than the limits is turned away before it is unpacked.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.gateway.blob_doors import blob_doors
from db.gateway.blobs import Blobs
from db.gateway.contract import PROBLEMS
from db.gateway.desk import Desk
from db.gateway.doors import doors
from db.gateway.heads import Heads
from db.gateway.metrics import Metrics
from db.gateway.relay_doors import relay_doors
from db.gateway.serving import Service, body_of, problem
from db.gateway.tokens import Caller
from db.gateway.unpacking import Unpacking
from db.sync import wire

_THREADS = 8
_PROMISES = """\
G1 已存即存 · G2 每一组都有回音 · G3 同一组只生效一次 · G4 各道内有序 · G5 一组不拆 · G6 前缀一致 · G7 自己写的自己看得到 ·
G8 静下来全都一致 · G9 不静默覆盖 · G10 台账合计 · G11 一个事件一个预案一个级别 · G12 县与县分开 · G13 旧版也能上报 ·
G14 工作量与变化成正比。一行一组,首行是报文头(application/x-ndjson),可用 zstd 或 gzip。"""


def create(desk: Desk, heads: Heads | None = None, blobs: Blobs | None = None) -> FastAPI:
    """The service of one process; it hears of other processes' pushes while it runs."""
    heads = heads or Heads()
    service = Service(desk, heads, Metrics(), ThreadPoolExecutor(_THREADS, "desk"))

    @contextlib.asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        listening = asyncio.create_task(heads.listen())
        try:
            yield
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            service.threads.shutdown(cancel_futures=True)

    app = FastAPI(
        title="应急数据交换",
        version="1",
        description=_PROMISES,
        lifespan=living,
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(doors(service))
    app.add_middleware(Unpacking, refused=problem)

    async def caller(authorization: str, device: str) -> Caller:
        who = await service.run(desk.caller, authorization, device)
        await service.run(desk.here, who)
        return who

    app.include_router(relay_doors(desk, service.run, caller, body_of, PROBLEMS))
    if blobs is not None:
        app.include_router(blob_doors(blobs, service.run, caller, body_of, PROBLEMS))

    @app.get("/metrics", response_class=Response, include_in_schema=False)
    async def metrics() -> Response:
        return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")

    @app.exception_handler(wire.Problem)
    async def _refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, wire.Problem)
        service.metrics.refused(error.code)
        return problem(error)

    @app.exception_handler(HTTPException)
    async def _no_door(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(wire.Problem(error.status_code, wire.MALFORMED, {"reason": error.detail}))

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        where = [".".join(map(str, one["loc"])) for one in error.errors()]
        return problem(wire.Problem(400, wire.MALFORMED, {"pointer": where}))

    app.add_middleware(Stamped, desk=desk)
    return app


class Stamped:
    """Every answer says of which history it is: without that no console trusts it."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = (wire.EPOCH_HEADER.lower().encode(), self._desk.epoch.encode())
                oldest = str(self._desk.converter.oldest).encode()
                least = (wire.MIN_SCHEMA_HEADER.lower().encode(), oldest)
                message["headers"] = [*message["headers"], told, least]
            await send(message)

        await self._app(scope, receive, stamped if scope["type"] == "http" else send)
