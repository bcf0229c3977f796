"""The sockets under a line: what `requests` leaves out and an exchange over bad lines needs.

- A kept connection that the far end closed while we were busy is told apart from one that broke
  in the middle, because only the first may be tried again at once and for nothing.
- The time limit while sending is the stall of the request, not the five seconds of connecting.
- All of them can be hung up from another thread: a console that closes does not sit out a long
  poll.
"""

import logging
import socket
import threading
from http.client import RemoteDisconnected
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from db.sync import wire
from db.sync.reply import CUT, NOT_OURS, SILENT, TLS, UNREACHED, LineDown

# What was wrong with an answer is said by whoever asked, once; not beside it in the log as well.
logging.getLogger("urllib3").setLevel(logging.ERROR)

_PIECE = 64 << 10
_KEPT = 4  # connections: push, long poll, snapshot, attachments
_SENDING_SECONDS = 60.0  # for 16 KiB: a line slower than that is down


class Stale(Exception):  # noqa: N818 - a state, not a fault
    """A kept connection was closed before it answered with a single byte."""


class Sockets:
    """The live sockets of one line."""

    def __init__(self) -> None:
        self.closed = False
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()

    def add(self, one: socket.socket) -> None:
        with self._lock:
            if self.closed:
                one.close()
            self._live = {each for each in self._live if each.fileno() >= 0} | {one}

    def close(self) -> None:
        with self._lock:
            self.closed = True
            live, self._live = self._live, set()
        for one in live:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was gone already


class _Kept:
    """Mixed into urllib3's connections; `answers` counts what this one has brought back."""

    answers = 0
    sockets: Sockets
    sock: Any

    def connect(self) -> None:
        self.answers = 0
        super().connect()  # type: ignore[misc]
        self.sockets.add(self.sock)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.sock.settimeout(_SENDING_SECONDS)
        try:
            super().send(data)  # type: ignore[misc]
        except (BrokenPipeError, ConnectionResetError) as error:
            if self.answers:
                raise Stale from error
            raise

    def getresponse(self) -> Any:
        try:
            found = super().getresponse()  # type: ignore[misc]
        except (RemoteDisconnected, ConnectionResetError) as error:
            if self.answers and not self.sockets.closed:
                raise Stale from error
            raise
        self.answers += 1
        return found


class _Plain(_Kept, HTTPConnection):
    pass


class _Sealed(_Kept, HTTPSConnection):
    pass


class Adapter(HTTPAdapter):
    """`requests`' own, with our connections in its pools."""

    def __init__(self, sockets: Sockets) -> None:
        self._plain = type("_PlainOf", (_Plain,), {"sockets": sockets})
        self._sealed = type("_SealedOf", (_Sealed,), {"sockets": sockets})
        super().__init__(pool_connections=2, pool_maxsize=_KEPT, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("_Pool", (HTTPConnectionPool,), {"ConnectionCls": self._plain}),
            "https": type("_SealedPool", (HTTPSConnectionPool,), {"ConnectionCls": self._sealed}),
        }


def whole_body(
    request: requests.PreparedRequest, response: requests.Response, came: bytearray
) -> bytes:
    """As it came, no more than anything of ours can be; `came` grows with it, should it break off.

    A head that was cut reads like a whole one without a length, and its body ends where the line
    ended: nothing would tell that from a whole body.
    """
    told = response.headers
    if "Content-Length" not in told and "Transfer-Encoding" not in told:
        if request.method != "HEAD":
            raise LineDown(CUT, "no length")
        return b""
    for piece in response.raw.stream(_PIECE, decode_content=False):
        came += piece
        if len(came) > wire.INFLATED_BYTES:
            raise LineDown(NOT_OURS, "endless")
    return bytes(came)


def kind_of(error: Exception) -> str:
    """How the line was down, from what broke under it."""
    if isinstance(error, requests.exceptions.SSLError):
        return TLS
    if isinstance(error, requests.ConnectTimeout):
        return UNREACHED
    if isinstance(error, requests.Timeout | TimeoutError):
        return SILENT
    if not isinstance(error, OSError | HTTPError):
        return NOT_OURS  # a length below nought, a new address in letters of its own
    chain = f"{error!r}"
    if "NewConnectionError" in chain or "NameResolutionError" in chain:
        return UNREACHED
    return SILENT if "timed out" in chain else CUT
