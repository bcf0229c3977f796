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
各工作站与省平台之间交换的约定。一行一组,首行是报文头(application/x-ndjson),可用 zstd 或 gzip。

每一条承诺都有同名的测试:

- **G1 已存即存**:屏上已认的一笔,断电、强行中止后都在。
- **G2 有去必有回音**:已存的每一组终究得到一个回答(ok、merged、rejected、quarantined),请求丢了、回音丢了、服务中断、从旧备份恢复都一样。
- **G3 只生效一次**:同一组不论来几次、从哪条路来。
- **G4 各道内有序**:一台工作站一道之内先写的先到,不跳号。
- **G5 一组不拆**:一笔里的各项要么全在要么全不在,上行下行都是。
- **G6 前缀一致**:接收到哪一位置,看到的就是本县日志到那一位置的样子。
- **G7 自己写的自己看得到**:在本机立即,同步以后经省平台也是。
- **G8 静下来全都一致**:没有新内容时,本县各台与省平台逐行相同,校验和相等。
- **G9 不静默覆盖**:一次修改只动它写的栏;同时改成不同的值,两个值都报出来。
- **G10 台账合计**:结存等于全部已收的出入库之和。
- **G11 唯一**:一个事件一个预案至多一个生效级别;额度之和不超过库存;批准绑定内容。
- **G12 县与县分开**:谁的令牌只见谁的县。
- **G13 旧版不受困**:旧版工作站总能上报;落后三版以内还能接收,以它认得的字。
- **G14 工作量与变化成正比**:同步 k 项变化的代价是 O(k);断了续传至多重复一块。

不承诺:跨县的一致、实时、按各台墙上时钟的先后。"""


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

    app.include_router(relay_doors(desk, service.run, caller, body_of))
    if blobs is not None:
        app.include_router(blob_doors(blobs, service.run, caller, body_of))

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
