"""The doors of the exchange itself, each a few lines before the desk."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from db.gateway.contract import (
    LINES,
    BucketsIn,
    BucketsOut,
    ChallengeIn,
    ChallengeOut,
    EnrolIn,
    EnrolOut,
    HelloIn,
    HelloOut,
    PushOut,
    SnapshotIn,
    SnapshotOut,
    TokenIn,
    TokenOut,
)
from db.gateway.desk import Push
from db.gateway.ranges import ranged
from db.gateway.refusals import BODY, CALLER, PUSHED, READ, refusals
from db.gateway.serving import Service, body_of, packed
from db.gateway.tokens import Caller
from db.sync import wire

SEGMENT_TYPE = "application/zstd"


def doors(service: Service) -> APIRouter:  # noqa: C901 - one function per door, each a few lines
    """Every request of the protocol."""
    desk, run = service.desk, service.run
    api = APIRouter(prefix="/v1")

    async def caller(authorization: str, device: str, schema: int = 0) -> Caller:
        who = await run(desk.caller, authorization, device)
        return replace(who, schema=schema)

    Auth = Annotated[str, Header(alias="Authorization", max_length=4096)]  # noqa: N806
    Device = Annotated[str, Header(alias=wire.DEVICE_HEADER, max_length=64)]  # noqa: N806
    Schema = Annotated[int, Header(alias=wire.SCHEMA_HEADER, ge=0, lt=1 << 31)]  # noqa: N806

    @api.post(
        "/enrol",
        response_model=EnrolOut,
        responses=refusals(
            wire.CODE_UNKNOWN,
            wire.TENANT_MISMATCH,
            wire.TENANT_BUSY,
            wire.NO_SUCH_TENANT,
            *BODY,
        ),
        summary="工作站凭一次性入网码入网",
    )
    async def enrol(told: EnrolIn) -> Any:
        joins = partial(desk.enrol, county=told.county)
        return await run(joins, told.code, told.device, told.public_key, told.name)

    @api.post(
        "/challenge",
        response_model=ChallengeOut,
        responses=refusals(*BODY),
        summary="取得待签的随机数",
    )
    async def challenge(told: ChallengeIn) -> Any:
        return await run(desk.challenge, told.device)

    @api.post(
        "/token",
        response_model=TokenOut,
        responses=refusals(*CALLER, *BODY),
        summary="以设备密钥换取 12 小时令牌",
    )
    async def token(told: TokenIn) -> Any:
        return await run(desk.token, told.device, told.nonce, told.signature)

    @api.post(
        "/sync/hello",
        response_model=HelloOut,
        responses=refusals(*CALLER, wire.DEVICE_FORKED, wire.NO_SUCH_TENANT, *BODY),
        summary="双方各到哪里",
    )
    async def hello(told: HelloIn, auth: Auth = "", device: Device = "") -> Any:
        who = await caller(auth, device)
        return await run(desk.hello, who, told.model_dump(by_alias=True))

    @api.post(
        "/sync/push",
        response_model=PushOut,
        response_model_exclude_none=True,
        responses=refusals(*CALLER, *PUSHED, *BODY),
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
        async with service.turns.of(who.tenant):
            answer = await run(desk.push, who, Push(head, raws))
        service.metrics.pushed(answer["results"])
        service.heads.moved(who.tenant, answer["head"])
        return packed(request, wire.dumps(answer), wire.JSON_TYPE, answer["head"])

    @api.get(
        "/sync/changes",
        response_class=Response,
        responses=refusals(
            *CALLER, *READ, wire.BAD_CURSOR, wire.CURSOR_EXPIRED, wire.REPLICA_BEHIND
        )
        | {200: {"content": LINES, "description": "首行报文头,其后一行一组"}},
        summary="取回某一位置之后的变化;wait 秒内有新的即回",
    )
    async def changes(
        request: Request,
        cursor: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        limit: Annotated[int, Query(ge=1, le=2000)] = 2000,
        wait: Annotated[float, Query(ge=0, le=wire.WAIT_SECONDS)] = 0,
        echo: Annotated[bool, Query(description="自己的组只回执,不带行")] = True,  # noqa: FBT002
        auth: Auth = "",
        device: Device = "",
        schema: Schema = 0,
    ) -> Response:
        who = await caller(auth, device, schema)
        if wait:
            await service.heads.beyond(who.tenant, cursor, wait)
        head, lines = await run(partial(desk.changes, echo=echo), who, cursor, limit)
        service.heads.known(who.tenant, head["head"])
        service.metrics.pulled(who.device, head["head"] - cursor)
        return packed(request, wire.pack(head, lines), wire.LINES_TYPE, head["head"])

    @api.post(
        "/sync/buckets",
        response_model=BucketsOut,
        responses=refusals(*CALLER, wire.NO_SUCH_TENANT, *BODY),
        summary="分桶校验和",
    )
    async def buckets(told: BucketsIn, auth: Auth = "", device: Device = "") -> Any:
        who = await caller(auth, device)
        if told.bucket is None:
            service.metrics.mismatched()
        return await run(desk.buckets, who, told.bucket)

    @api.post(
        "/sync/snapshot",
        response_model=SnapshotOut,
        responses=refusals(*CALLER, *READ, *BODY),
        summary="全部数据的分段",
    )
    async def snapshot(
        told: SnapshotIn | None = None, auth: Auth = "", device: Device = "", schema: Schema = 0
    ) -> Any:
        who = await caller(auth, device, schema)
        return await run(desk.snapshot, who, 0 if told is None else told.least)

    @api.get(
        "/sync/segment/{id_}",
        response_class=Response,
        responses=refusals(*CALLER, wire.CURSOR_EXPIRED, also=(416,))
        | {
            200: {"content": {SEGMENT_TYPE: {}}},
            206: {"content": {SEGMENT_TYPE: {}}, "description": "Range 所要的一截"},
        },
        summary="一个分段;断了以 Range、If-Range 续传",
    )
    async def segment(
        request: Request, id_: str, auth: Auth = "", device: Device = ""
    ) -> Response:
        who = await caller(auth, device)
        return ranged(request, await run(desk.segment, who, id_), id_, SEGMENT_TYPE)

    return api
