"""One request over whatever line there is, and an honest word about what became of it.

`Line` is what the exchange runs on; `HttpLine` is the real one. The console never finds its own way
out (D39): the machine's proxies and environment count for nothing unless configuration names one.
"""

import io
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError

from console.domain.clock import Clock
from console.domain.record import dataclass
from db.sync import wire
from db.sync.reply import (
    BROKEN,
    CLOSED,
    CUT,
    NOT_OURS,
    SILENT,
    TLS,
    UNREACHED,
    LineDown,
    Reply,
    judged,
)
from db.sync.sockets import Adapter, Sockets, Stale, kind_of, whole_body

__all__ = [
    "BROKEN",
    "CLOSED",
    "CUT",
    "NOT_OURS",
    "SILENT",
    "TLS",
    "UNREACHED",
    "HttpLine",
    "Line",
    "LineDown",
    "Reply",
    "Traffic",
    "Way",
]

CONNECT_SECONDS = 5.0
STALL_SECONDS = 30.0  # without a byte; there is no limit on the whole

_NOTHING: Mapping[str, str] = MappingProxyType({})
_WORTH_PACKING = 256  # bytes; below, the frame costs more than it saves


class Line(Protocol):
    """`body` is given unpacked (groups are packed on the way), the reply's comes unpacked.

    Raises `LineDown` and `wire.Problem`.

    Whatever is called may be called again with the same bytes.
    """

    def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        type_: str = wire.JSON_TYPE,
        headers: Mapping[str, str] = _NOTHING,
        query: Mapping[str, str] = _NOTHING,
        stall: float = STALL_SECONDS,
    ) -> Reply: ...


@dataclass(slots=True, kw_only=True)
class Traffic:
    """What went over the line, for the exchange page and the figures: packed and as it was."""

    requests: int = 0
    sent: int = 0
    sent_plain: int = 0
    received: int = 0
    received_plain: int = 0
    again: int = 0  # free retries on a kept connection that had been closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What configuration says about the road: the county's own certificate authority (a file), a
    proxy, how long connecting may take, how long at least a byte is waited for.
    """

    authority: str = ""
    proxy: str = ""
    connect: float = CONNECT_SECONDS
    stall: float = 0.0


def _nobody() -> str:
    return ""


class HttpLine:
    """The line as HTTP; may be used from several threads. `bearer` is asked before each request."""

    def __init__(
        self,
        base_url: str,
        device: str,
        incarnation: int,
        schema: int,
        clock: Clock,
        *,
        bearer: Callable[[], str] = _nobody,
        way: Way | None = None,
    ) -> None:
        way = way or Way()
        self.base_url = base_url.rstrip("/")
        self.incarnation = incarnation
        self.bearer = bearer
        self.traffic = Traffic()
        self._device, self._schema, self._clock = device, schema, clock
        self._connect, self._stall = way.connect, way.stall
        self._packing = "zstd"
        self._verify: bool | str = way.authority or True
        self._proxies = {"http": way.proxy, "https": way.proxy} if way.proxy else {}
        self._sockets = Sockets()
        self._session = requests.Session()
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(self._sockets))

    def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        type_: str = wire.JSON_TYPE,
        headers: Mapping[str, str] = _NOTHING,
        query: Mapping[str, str] = _NOTHING,
        stall: float = STALL_SECONDS,
    ) -> Reply:
        told = {**self._headers(), **({"Content-Type": type_} if body else {}), **headers}
        request = requests.Request(
            method, self.base_url + path, headers=told, params=dict(query)
        ).prepare()
        packing = self._packing if type_ == wire.LINES_TYPE and len(body) >= _WORTH_PACKING else ""
        while True:
            came = self._once(request, body, packing, stall)
            if came.status == requests.codes.unsupported_media_type and packing:
                packing = self._packing = "gzip" if packing == "zstd" else ""
                continue  # the far end is older, or something between speaks for it
            found = judged(came, self._clock.now())
            self.traffic.received_plain += len(found.body)
            return found

    def close(self) -> None:
        """Hangs up: whoever waits for an answer gets `LineDown` at once."""
        self._sockets.close()
        self._session.close()

    # -- one request -----------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        told = {
            wire.PROTOCOL_HEADER: str(wire.PROTOCOL),
            wire.SCHEMA_HEADER: str(self._schema),
            wire.DEVICE_HEADER: self._device,
            wire.INCARNATION_HEADER: str(self.incarnation),
            wire.REQUEST_HEADER: secrets.token_hex(8),
            "Accept-Encoding": "zstd, gzip",
        }
        token = self.bearer()
        return told | {"Authorization": f"Bearer {token}"} if token else told

    def _once(
        self, request: requests.PreparedRequest, body: bytes, packing: str, stall: float
    ) -> Reply:
        packed = wire.compress(body, packing)
        request.headers.pop("Content-Encoding", None)
        if packing:
            request.headers["Content-Encoding"] = packing
        request.headers["Content-Length"] = str(len(packed))
        if not packed and request.method in {"GET", "HEAD"}:
            del request.headers["Content-Length"]
        began = self._clock.monotonic()
        self.traffic.requests += 1
        self.traffic.sent_plain += len(body)
        status, headers, came = self._insisted(request, packed, stall)
        self.traffic.received += len(came)
        return Reply(status, headers, came, self._clock.monotonic() - began)

    def _insisted(
        self, request: requests.PreparedRequest, packed: bytes, stall: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One free retry where the far end had hung up on the kept connection before this."""
        try:
            return self._sent(request, packed, stall)
        except Stale:
            self.traffic.again += 1
        try:
            return self._sent(request, packed, stall)
        except Stale as error:
            raise LineDown(CUT, "hung up") from error

    def _sent(
        self, request: requests.PreparedRequest, packed: bytes, stall: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        # In pieces: a socket's time limit is for the whole of what it is given at once, and a
        # megabyte at 64 kbit/s takes two minutes.
        request.body = io.BytesIO(packed) if packed else None  # type: ignore[assignment]
        self.traffic.sent += len(packed)
        head: requests.Response | None = None
        came = bytearray()
        try:
            with self._session.send(
                request,
                stream=True,
                timeout=(self._connect, max(stall, self._stall)),
                allow_redirects=False,
                proxies=self._proxies,
                verify=self._verify,
            ) as response:
                head = response
                return response.status_code, response.headers, whole_body(request, response, came)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if self._sockets.closed:
                raise LineDown(CLOSED) from error
            self.traffic.received += len(came)
            part = None if head is None else Reply(head.status_code, head.headers, bytes(came))
            raise LineDown(kind_of(error), str(error), came=part) from error
