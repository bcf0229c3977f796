"""G12, from outside: who knocks at the far end's doors without being of the county."""

from collections.abc import Callable
from typing import Any

import jwt

from db.gateway.desk import Push
from db.gateway.tokens import Caller
from db.sync import wire
from tests.sync.simulator.checks import sure
from tests.sync.simulator.console import Console
from tests.sync.simulator.far import Far


def refused(code: str, ask: Callable[[], Any]) -> None:
    try:
        found = ask()
    except wire.Problem as problem:
        sure("G12", problem.code == code, f"{problem.code} for {code}")
        return
    sure("G12", held=False, told=f"answered where {code} was due: {found}")


def strangers(far: Far, console: Console, stranger: Console) -> None:
    """Forged, expired and foreign tokens; a device that was put out of service."""
    desk, device = far.desk, console.stand().device
    home = far.shelves.tenant(console.county)
    theirs = far.shelves.tenant(stranger.county)
    assert home is not None
    assert theirs is not None
    token = desk.tokens.token(home.id, device)
    forged = jwt.encode(jwt.decode(token, options={"verify_signature": False}), "k" * 32, "HS256")
    refused(wire.TOKEN_BAD, lambda: desk.caller(f"Bearer {forged}"))
    refused(wire.TOKEN_BAD, lambda: desk.caller(f"Bearer {token[:-4]}AAAA"))
    outside = Caller(home.id, stranger.stand().device)
    _every_door(far, outside, wire.TENANT_MISMATCH)
    inside = Caller(home.id, device)
    told = desk.snapshot(inside)
    for segment in told["segments"]:
        id_ = segment["id"]
        refused(
            wire.CURSOR_EXPIRED,
            lambda id_=id_: desk.segment(Caller(theirs.id, stranger.stand().device), id_),
        )
    far.shelves.revoke(device, 0)
    _every_door(far, inside, wire.DEVICE_REVOKED)


def _every_door(far: Far, caller: Caller, code: str) -> None:
    desk = far.desk
    hello = {"incarnation": 1, "cursor": 0, "epoch": desk.epoch, "lanes": {}}
    for ask in (
        lambda: desk.hello(caller, hello),
        lambda: desk.push(caller, Push({"epoch": desk.epoch, "cursor": 0, "keys": []}, [])),
        lambda: desk.changes(caller, 0),
        lambda: desk.buckets(caller),
        lambda: desk.snapshot(caller),
    ):
        refused(code, ask)
