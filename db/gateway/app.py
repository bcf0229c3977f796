"""The service over HTTP: thin doors before the desk, so that the OpenAPI document is true.

Waiting for news costs no connection of the database: one listener for the whole process wakes
the requests that wait for their county's head. Work with the database runs on a few threads. What
is larger than the limits is turned away before it is unpacked.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from console.domain.record import dataclass
from db.gateway.blob_doors import blob_doors
from db.gateway.blobs import Blobs
from db.gateway.desk import Desk, Push
from db.gateway.heads import Heads
from db.gateway.metrics import Metrics
from db.gateway.relay_doors import relay_doors
from db.gateway.tokens import Caller
from db.gateway.unpacking import Unpacking
from db.sync import wire

T = TypeVar("T")
_THREADS = 8
_BODY = wire.BATCH_BYTES + (64 << 10)
_PROMISES = """\
G1 已存即存 · G2 每一组都有回音 · G3 同一组只生效一次 · G4 各道内有序 · G5 一组不拆 · G6 前缀一致 · G7 自己写的自己看得到 ·
G8 静下来全都一致 · G9 不静默覆盖 · G10 台账合计 · G11 一个事件一个预案一个级别 · G12 县与县分开 · G13 旧版也能上报 ·
G14 工作量与变化成正比。一行一组,首行是报文头(application/x-ndjson),可用 zstd 或 gzip。"""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class EnrolIn(_Model):
    code: str = Field(max_length=64)
    device: str = Field(min_length=4, max_length=64, pattern=r"^[0-9A-Za-z-]+$")
    public_key: str = Field(max_length=64, description="Ed25519, base64")
    name: str = Field(default="", max_length=60)


class EnrolOut(_Model):
    device: str
    name: str
    post: str
    county: str
    county_name: str
    county_key: str
    epoch: str
    packet_key: str = Field(description="X25519, base64: 交换包封给省平台")
    packet_sign: str = Field(description="Ed25519, base64: 核验省平台的回执包")


class ChallengeIn(_Model):
    device: str = Field(max_length=64)


class ChallengeOut(_Model):
    nonce: str


class TokenIn(_Model):
    device: str = Field(max_length=64)
    nonce: str = Field(max_length=1024)
    signature: str = Field(max_length=128, description="Ed25519 over the nonce, base64")


class TokenOut(_Model):
    token: str
    expires_in: int


class HelloIn(_Model):
    incarnation: int = Field(ge=0, lt=1 << 31)
    app_version: str = Field(default="", max_length=40)
    schema_no: int = Field(default=1, ge=0, lt=1 << 31, alias="schema")
    cursor: int = Field(default=0, ge=0, lt=1 << 53)
    epoch: str = Field(default="", max_length=64)
    lanes: dict[Annotated[str, Field(pattern=r"^[0-9]{1,2}$")], tuple[int, str]] = {}
    offer: bool = False


class HelloOut(_Model):
    epoch: str
    head: int
    min_cursor: int
    schema_no: dict[str, int] = Field(alias="schema")
    lanes: dict[str, tuple[int, str]]
    limits: dict[str, int]
    server_time: int
    sign: bool
    actions: list[str]


class ResultOut(_Model):
    n: int
    st: str
    seq: int
    code: str | None = None
    flags: list[str] | None = None
    again: bool | None = None


class PushOut(_Model):
    epoch: str
    head: int
    results: list[ResultOut]


class SegmentOut(_Model):
    id: str
    sha256: str
    kind: str
    rows: int
    bytes: int


class SnapshotOut(_Model):
    epoch: str
    cursor: int
    segments: list[SegmentOut]
    expires: int


class BucketsIn(_Model):
    bucket: int | None = Field(default=None, ge=0, lt=wire.BUCKETS)


class BucketsOut(_Model):
    epoch: str
    at: int
    buckets: list[tuple[int, int, str]] | None = None
    rows: list[tuple[str, str, int]] | None = None


class ProblemOut(_Model):
    type: str = "about:blank"
    title: str
    status: int
    code: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut, "content": {wire.PROBLEM_TYPE: {}}}
    for status in (400, 401, 403, 404, 409, 410, 413, 415, 422, 500, 503)
}
LINES: dict[str, Any] = {wire.LINES_TYPE: {"schema": {"type": "string", "format": "binary"}}}


@dataclass(slots=True)
class Service:
    """What the routes of one process share."""

    desk: Desk
    heads: Heads
    metrics: Metrics
    threads: ThreadPoolExecutor

    async def run(self, work: Callable[..., T], *given: Any) -> T:
        """On a thread of the few: the loop never waits for the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, partial(work, *given))


async def body_of(request: Request) -> bytes:
    """The unpacked body; no more is read, nor unpacked, than the limits allow."""
    came = bytearray()
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


def packed(request: Request, data: bytes, type_: str) -> Response:
    """Compressed the way that the caller reads."""
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((e for e in ("zstd", "gzip") if e in accepted), "")
    if len(data) < 256 or not encoding:  # noqa: PLR2004 - not worth a frame
        return Response(data, media_type=type_)
    return Response(
        wire.compress(data, encoding), media_type=type_, headers={"Content-Encoding": encoding}
    )


def problem(told: wire.Problem) -> Response:
    headers = {}
    if told.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(told.retry_after)))
    body = {
        **told.facts,
        "type": "about:blank",
        "title": told.code.replace("_", " "),
        "status": told.status,
        "code": told.code,
    }
    return Response(wire.dumps(body), told.status, headers=headers, media_type=wire.PROBLEM_TYPE)


def doors(service: Service) -> APIRouter:  # noqa: C901 - one function per door, each a few lines
    """Every request of the protocol."""
    desk, run = service.desk, service.run
    api = APIRouter(prefix="/v1", responses=PROBLEMS)

    async def caller(authorization: str, device: str) -> Caller:
        return await run(desk.caller, authorization, device)

    Auth = Annotated[str, Header(alias="Authorization", max_length=4096)]  # noqa: N806
    Device = Annotated[str, Header(alias=wire.DEVICE_HEADER, max_length=64)]  # noqa: N806

    @api.post("/enrol", response_model=EnrolOut, summary="工作站凭一次性入网码入网")
    async def enrol(told: EnrolIn) -> Any:
        return await run(desk.enrol, told.code, told.device, told.public_key, told.name)

    @api.post("/challenge", response_model=ChallengeOut, summary="取得待签的随机数")
    async def challenge(told: ChallengeIn) -> Any:
        return await run(desk.challenge, told.device)

    @api.post("/token", response_model=TokenOut, summary="以设备密钥换取 12 小时令牌")
    async def token(told: TokenIn) -> Any:
        return await run(desk.token, told.device, told.nonce, told.signature)

    @api.post("/sync/hello", response_model=HelloOut, summary="双方各到哪里")
    async def hello(told: HelloIn, auth: Auth = "", device: Device = "") -> Any:
        who = await caller(auth, device)
        return await run(desk.hello, who, told.model_dump(by_alias=True))

    @api.post(
        "/sync/push",
        response_model=PushOut,
        response_model_exclude_none=True,
        summary="上报若干组",
        openapi_extra={"requestBody": {"required": True, "content": LINES}},
    )
    async def push(request: Request, auth: Auth = "", device: Device = "") -> Response:
        who = await caller(auth, device)
        body = await body_of(request)
        try:
            head, raws = wire.unpack(body)
        except wire.Malformed as error:
            raise wire.Problem(400, wire.MALFORMED, {"reason": error.reason}) from error
        answer = await run(desk.push, who, Push(head, raws))
        service.metrics.pushed(answer["results"])
        service.heads.moved(who.tenant, answer["head"])
        return packed(request, wire.dumps(answer), wire.JSON_TYPE)

    @api.get(
        "/sync/changes",
        response_class=Response,
        responses={200: {"content": LINES, "description": "首行报文头,其后一行一组"}},
        summary="取回某一位置之后的变化;wait 秒内有新的即回",
    )
    async def changes(
        request: Request,
        cursor: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        limit: Annotated[int, Query(ge=1, le=2000)] = 2000,
        echo: bool = True,  # noqa: FBT001, FBT002 - a query parameter
        wait: Annotated[float, Query(ge=0, le=wire.WAIT_SECONDS)] = 0,
        auth: Auth = "",
        device: Device = "",
    ) -> Response:
        who = await caller(auth, device)
        if wait:
            await service.heads.beyond(who.tenant, cursor, wait)
        head, lines = await run(partial(desk.changes, who, cursor, limit, echo=echo))
        service.heads.known(who.tenant, head["head"])
        service.metrics.pulled(who.device, head["head"] - cursor)
        return packed(request, wire.pack(head, lines), wire.LINES_TYPE)

    @api.post("/sync/buckets", response_model=BucketsOut, summary="分桶校验和")
    async def buckets(told: BucketsIn, auth: Auth = "", device: Device = "") -> Any:
        who = await caller(auth, device)
        return await run(desk.buckets, who, told.bucket)

    @api.post("/sync/snapshot", response_model=SnapshotOut, summary="全部数据的分段")
    async def snapshot(auth: Auth = "", device: Device = "") -> Any:
        who = await caller(auth, device)
        return await run(desk.snapshot, who)

    @api.get(
        "/sync/segment/{id_}",
        response_class=Response,
        responses={200: {"content": {"application/zstd": {}}}, 206: {"description": "一段"}},
        summary="一个分段,可续传",
    )
    async def segment(
        request: Request, id_: str, auth: Auth = "", device: Device = ""
    ) -> Response:
        who = await caller(auth, device)
        return ranged(request, await run(desk.segment, who, id_))

    return api


def ranged(request: Request, data: bytes) -> Response:
    """All of it, or from where it was cut off last time."""
    told = request.headers.get("range", "")
    begin = told.removeprefix("bytes=").removesuffix("-")
    headers = {"Accept-Ranges": "bytes"}
    if told.startswith("bytes=") and begin.isdecimal() and 0 < int(begin) < len(data):
        headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        return Response(data[int(begin) :], 206, headers, "application/zstd")
    return Response(data, 200, headers, "application/zstd")


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
        return await service.run(desk.caller, authorization, device)

    app.include_router(relay_doors(desk, service.run, caller, body_of, PROBLEMS))
    if blobs is not None:
        app.include_router(blob_doors(blobs, service.run, caller, body_of, PROBLEMS))

    @app.get("/metrics", response_class=Response, include_in_schema=False)
    async def metrics() -> Response:
        return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")

    @app.exception_handler(wire.Problem)
    async def _refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, wire.Problem)
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

    @app.middleware("http")
    async def _stamped(request: Request, go: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await go(request)
        response.headers[wire.EPOCH_HEADER] = desk.epoch
        return response

    return app
