"""Unpacks the small bodies before their models are read; what has a door of its own is left alone."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from db.sync import wire

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]
_OWN_DOOR = ("/v1/sync/push", "/v1/relay/", "/v1/blob/")
_ENCODING = b"content-encoding"


class Unpacking:
    """An ASGI step: a packed JSON body becomes a plain one, within the limits."""

    def __init__(self, app: _App, refused: Callable[[wire.Problem], Any]) -> None:
        self._app, self._refused = app, refused

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        packed = dict(scope.get("headers", ())).get(_ENCODING, b"").decode("latin-1").lower()
        if scope["type"] != "http" or not packed or scope["path"].startswith(_OWN_DOOR):
            await self._app(scope, receive, send)
            return
        try:
            body = await _unpacked(receive, packed)
        except wire.Problem as problem:
            await self._refused(problem)(scope, receive, send)
            return
        headers = [(k, v) for k, v in scope["headers"] if k not in {_ENCODING, b"content-length"}]
        headers.append((b"content-length", str(len(body)).encode()))
        told = [body]

        async def again() -> _Message:
            if told:
                return {"type": "http.request", "body": told.pop(), "more_body": False}
            return await receive()

        await self._app({**scope, "headers": headers}, again, send)


async def _unpacked(receive: _Receive, packed: str) -> bytes:
    came = bytearray()
    more = True
    while more:
        message = await receive()
        came += message.get("body", b"")
        more = message.get("more_body", False)
        if len(came) > wire.BATCH_BYTES:
            raise wire.Problem(413, wire.TOO_LARGE, {"max_bytes": wire.BATCH_BYTES})
    if packed not in {"gzip", "zstd", "identity"}:
        raise wire.Problem(415, wire.UNSUPPORTED_ENCODING, {"encoding": packed[:20]})
    try:
        return wire.inflate(bytes(came), packed)
    except wire.TooLarge as error:
        raise wire.Problem(413, wire.TOO_LARGE, {"max_bytes": wire.BATCH_BYTES}) from error
    except wire.Malformed as error:
        raise wire.Problem(400, wire.MALFORMED, {"reason": error.reason}) from error
