"""What the province does for a county's relay: groups of many workstations at once, each signed.

A relay is a machine of the county that stands in for the province while the cable is out. It can
pass on, it can't make up: every group is signed by the workstation that wrote it, and is taken as
if that workstation had sent it, so that one which came both ways stands there once (G3).
"""

from collections.abc import Awaitable, Callable
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from console.domain.station import Post
from db.gateway.desk import Desk, Push
from db.gateway.refusals import BODY, CALLER, PUSHED, refusals
from db.gateway.shelf import Device
from db.gateway.tokens import Caller
from db.sync import signing, wire

HELD = "held"
_HOLDS = {wire.OP_GAP, wire.DEVICE_FORKED, wire.KEY_REUSED, wire.MALFORMED, wire.DEVICE_REVOKED}

Auth = Annotated[str, Header(alias="Authorization", max_length=4096)]
DeviceId = Annotated[str, Header(alias=wire.DEVICE_HEADER, max_length=64)]


def _only_relay(desk: Desk, caller: Caller) -> None:
    found = desk.shelves.find_device(caller.device)
    if found is None or found[1].revoked or found[1].post != Post.RELAY:
        raise wire.Problem(403, wire.FORBIDDEN_OP, {})


def devices(desk: Desk, caller: Caller) -> dict[str, Any]:
    """The county's workstations with their public keys, so that they may come to the relay."""
    _only_relay(desk, caller)
    return {"epoch": desk.epoch, "devices": [told(one) for one in desk.shelves.of(caller.tenant)]}


def told(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.name,
        "post": device.post,
        "public_key": device.public_key,
        "incarnation": device.incarnation,
        "revoked": device.revoked,
    }


def read(one: dict[str, Any]) -> Device:
    """ValueError where no workstation is called so."""
    words = [str(one[name]) for name in ("id", "name", "public_key")]
    incarnation = int(one["incarnation"])
    if not words[0] or not all(map(str.isprintable, words)) or not 0 <= incarnation < 1 << 31:
        raise ValueError("device")
    id_, name, key = words
    return Device(id_, name, str(Post(one["post"])), key, incarnation, bool(one["revoked"]))


def push(desk: Desk, caller: Caller, head: dict[str, Any], raws: list[bytes]) -> dict[str, Any]:
    """An answer for each group; one that can't be taken yet is `held`, the others go on."""
    _only_relay(desk, caller)
    try:
        groups = [(str(device), str(sig)) for device, sig in head["groups"]]
        vouched = [read(one) for one in head["devices"]]
        plain = {"epoch": str(head["epoch"]), "cursor": 0}
    except (KeyError, TypeError, ValueError) as error:
        raise wire.Problem(400, wire.MALFORMED, {"pointer": "head"}) from error
    if len(groups) != len(raws):
        raise wire.Problem(400, wire.MALFORMED, {"pointer": "groups"})
    desk.join(caller.tenant, vouched)
    answer = desk.push(caller, Push({**plain, "keys": head.get("keys", [])}, []))
    results: list[dict[str, Any]] = []
    signed = [(device, sig, raw) for (device, sig), raw in zip(groups, raws, strict=True)]
    for device, run in groupby(signed, itemgetter(0)):
        results += _run(desk, Caller(caller.tenant, device), list(run), plain)
    return {"epoch": answer["epoch"], "head": answer["head"], "results": results}


def _run(
    desk: Desk, who: Caller, run: list[tuple[str, str, bytes]], plain: dict[str, Any]
) -> list[dict[str, Any]]:
    found = desk.shelves.find_device(who.device)
    if found is None or found[0].id != who.tenant:
        return [{"st": HELD, "code": wire.TENANT_MISMATCH}] * len(run)
    if not all(signing.proven(found[1].public_key, raw, sig) for _, sig, raw in run):
        return [{"st": HELD, "code": wire.SIGNATURE_BAD}] * len(run)
    raws = [raw for _, _, raw in run]
    try:
        told: list[dict[str, Any]] = desk.push(who, Push({**plain, "keys": []}, raws))["results"]
    except wire.Problem as problem:
        if problem.code not in _HOLDS:
            raise
        if len(run) > 1:  # one of them: the others are not to wait for it
            return [one for part in run for one in _run(desk, who, [part], plain)]
        return [{"st": HELD, "code": problem.code}]
    return told


def relay_doors(
    desk: Desk,
    run: Callable[..., Awaitable[Any]],
    caller: Callable[[str, str], Awaitable[Caller]],
    body_of: Callable[[Request], Awaitable[bytes]],
) -> APIRouter:
    api = APIRouter(prefix="/v1/relay")
    content = {wire.LINES_TYPE: {"schema": {"type": "string", "format": "binary"}}}

    @api.get(
        "/devices",
        responses=refusals(*CALLER, wire.FORBIDDEN_OP),
        summary="本县工作站及其公钥,供县中继核验",
    )
    async def listed(auth: Auth = "", device: DeviceId = "") -> dict[str, Any]:
        who = await caller(auth, device)
        found: dict[str, Any] = await run(devices, desk, who)
        return found

    @api.post(
        "/push",
        responses=refusals(*CALLER, wire.FORBIDDEN_OP, *PUSHED, *BODY),
        summary="县中继转报:每组由原工作站签名",
        openapi_extra={"requestBody": {"required": True, "content": content}},
    )
    async def relayed(request: Request, auth: Auth = "", device: DeviceId = "") -> Response:
        who = await caller(auth, device)
        body = await body_of(request)
        try:
            head, raws = wire.unpack(body)
        except wire.Malformed as error:
            raise wire.Problem(400, wire.MALFORMED, {"reason": error.reason}) from error
        answer = await run(push, desk, who, head, raws)
        return Response(wire.dumps(answer), media_type=wire.JSON_TYPE)

    return api
