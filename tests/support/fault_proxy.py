"""A bad line on real sockets: what stands between a console and the province, and what it does.

`FaultProxy` takes whole HTTP messages off the line, so that a toxic can do to one request what
happens out there: swallow the answer after the far end has committed, cut it in half, hand it on a
byte at a time, send a log-in page instead, or repeat a POST by itself. Toxics are queued one per
request (`meets`), or stand until changed (`always`).
"""

import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from typing import Self

END = b"\r\n\r\n"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close by RST


class Gone(Exception):  # noqa: N818 - a state
    """One of the two ends has hung up."""


class Messages:
    """Whole HTTP/1.1 messages from a socket, as they came."""

    def __init__(self, one: socket.socket, before: Callable[[int], None] = lambda _taken: None):
        self.one, self.kept, self.before, self.taken = one, b"", before, 0

    def more(self) -> None:
        self.before(self.taken)
        try:
            came = self.one.recv(65536)
        except OSError as error:
            raise Gone from error
        if not came:
            raise Gone
        self.taken += len(came)
        self.kept += came

    def until(self, there: Callable[[bytes], int]) -> bytes:
        """`there` says how many bytes make it whole, or -1."""
        while (n := there(self.kept)) < 0 or len(self.kept) < n:
            self.more()
        whole, self.kept = self.kept[:n], self.kept[n:]
        return whole

    def message(self, *, bodiless: bool = False) -> bytes:
        head = self.until(lambda kept: kept.find(END) + 4 if END in kept else -1)
        if bodiless:
            return head
        fields = fields_of(head)
        if fields.get("transfer-encoding") == "chunked":
            return head + self.until(
                lambda kept: kept.find(b"0" + END) + 5 if _ended(kept) else -1
            )
        return head + self.until(lambda _kept: int(fields.get("content-length", 0)))


def _ended(kept: bytes) -> bool:
    return kept.startswith(b"0" + END) or b"\r\n0" + END in kept


def fields_of(message: bytes) -> dict[str, str]:
    lines = message.partition(END)[0].decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (ln.partition(":") for ln in lines)}


def with_length(message: bytes, body: bytes, length: int | None = None) -> bytes:
    """The message with another body, and what it says of its length."""
    head = message.partition(END)[0].split(b"\r\n")
    kept = [ln for ln in head if not ln.lower().startswith((b"content-length", b"transfer-enc"))]
    told = len(body) if length is None else length
    return b"\r\n".join([*kept, b"Content-Length: %d" % told]) + END + body


class Exchange:
    """One request on its way; `turn` counts the requests of this connection from 1."""

    def __init__(self, proxy: "FaultProxy", client: socket.socket, request: bytes, turn: int):
        self.proxy, self.client, self.request, self.turn = proxy, client, request, turn

    def forward(self, request: bytes | None = None) -> bytes:
        """To the far end; its whole answer, which has then surely committed."""
        whole = self.request if request is None else request
        with socket.create_connection(("127.0.0.1", self.proxy.far), timeout=120) as far:
            self.proxy.hold(far)
            try:
                far.sendall(whole)
            except OSError as error:
                raise Gone from error
            answer = Messages(far)
            return answer.message(bodiless=whole.startswith(b"HEAD "))

    def answer(self, data: bytes) -> None:
        try:
            self.client.sendall(data)
        except OSError as error:
            raise Gone from error

    def reset(self) -> None:
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        raise Gone

    @property
    def about(self) -> str:
        """Method and path, for toxics that want only some."""
        return b" ".join(self.request.split(b" ", 2)[:2]).decode("latin-1")


Toxic = Callable[[Exchange], None]


class FaultProxy:
    """`far` is the port of the far end. `held`: how long the next bytes off the console are left
    lying, by how many were taken.
    """

    def __init__(self, far: int, *, held: Callable[[int], float] | None = None) -> None:
        self.far, self.held_for = far, held
        self.always: Toxic = clean
        self.done: list[str] = []  # what each request met, by the toxic's name
        self.met = threading.Event()  # the first request has come
        self._queue: deque[Toxic] = deque()
        self._over = threading.Event()
        self._held: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        if held is not None:
            self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._start(self._accept)

    def meets(self, *toxics: Toxic) -> None:
        """The next requests meet these, one each; then `always` again."""
        with self._lock:
            self._queue.extend(toxics)

    def _before(self, taken: int) -> None:
        if self.held_for is not None:
            self.pause(self.held_for(taken))

    @property
    def untried(self) -> int:
        return len(self._queue)

    def pause(self, seconds: float) -> None:
        if self._over.wait(seconds):
            raise Gone

    def hold(self, one: socket.socket) -> None:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._held = {each for each in self._held if each.fileno() >= 0} | {one}

    def cut(self) -> None:
        """Everything that is open is reset, as when a cable is pulled and put back."""
        with self._lock:
            held, self._held = self._held, set()
        for one in held:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self.hold(client)
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        turn = 0
        with client:
            incoming = Messages(client, self._before)
            try:
                while not self._over.is_set():
                    request = incoming.message()
                    turn += 1
                    with self._lock:
                        toxic = self._queue.popleft() if self._queue else self.always
                        self.done.append(toxic.__name__)
                    self.met.set()
                    toxic(Exchange(self, client, request, turn))
            except (Gone, OSError):
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        for thread in self._threads:
            thread.join(120)


# -- toxics ----------------------------------------------------------------------------------


def clean(x: Exchange) -> None:
    x.answer(x.forward())


def request_lost(_x: Exchange) -> None:
    raise Gone


def reset_before(x: Exchange) -> None:
    x.reset()


def reply_lost(x: Exchange) -> None:
    x.forward()
    raise Gone


def reset_after(x: Exchange) -> None:
    x.forward()
    x.reset()


def half_a_reply(x: Exchange) -> None:
    whole = x.forward()
    x.answer(whole[: len(whole) // 2])
    raise Gone


def half_a_body(x: Exchange) -> None:
    """The head is whole and promises more than comes."""
    whole = x.forward()
    body = whole.partition(END)[2]
    x.answer(whole[: len(whole) - max(1, len(body) // 2)])
    raise Gone


def byte_by_byte(x: Exchange) -> None:
    for n in x.forward():
        x.answer(bytes((n,)))


def silent(x: Exchange) -> None:
    """Taken in, handed on, answered; and not a byte of it comes back."""
    x.forward()
    x.proxy.pause(3600)


def black_hole(x: Exchange) -> None:
    x.proxy.pause(3600)


def slow_close(x: Exchange) -> None:
    x.answer(with_length(*_parts(x.forward())))
    x.proxy.pause(0.05)
    raise Gone


def log_in_page(x: Exchange) -> None:
    page = "<html><body>请先登录</body></html>".encode()
    x.answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d" % len(page))
    x.answer(END + page)


def log_in_page_as_json(x: Exchange) -> None:
    """The nastiest kind: a proxy that answers JSON of its own."""
    page = b'{"epoch":"x","head":0,"results":[]}'
    x.answer(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d" % len(page)
    )
    x.answer(END + page)


def sent_in_a_circle(x: Exchange) -> None:
    x.answer(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0" + END)


def proxys_own_page(x: Exchange) -> None:
    page = b"<html>502 Bad Gateway</html>"
    x.answer(b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n")
    x.answer(b"Content-Length: %d" % len(page) + END + page)


def truncated(x: Exchange) -> None:
    """The body is short and its length says so: only unpacking it can tell."""
    whole = x.forward()
    _message, body = _parts(whole)
    x.answer(with_length(whole, body[: max(0, len(body) - 3)]))


def told_too_long(x: Exchange) -> None:
    whole = x.forward()
    _message, body = _parts(whole)
    x.answer(with_length(whole, body, len(body) + 40))
    raise Gone


def told_too_short(x: Exchange) -> None:
    whole = x.forward()
    _message, body = _parts(whole)
    x.answer(with_length(whole, body, len(body) // 2))


def stale(x: Exchange) -> None:
    """Kept connections are closed as soon as they are used again: nothing was read, nothing said."""
    if x.turn > 1:
        raise Gone
    clean(x)


def sent_twice(x: Exchange) -> None:
    """A proxy that repeats a POST by itself."""
    x.forward()
    x.answer(x.forward())


def answered_late(x: Exchange) -> None:
    """A copy of the request that was held somewhere arrives once more after its answer."""
    x.answer(x.forward())
    x.forward()


def slow(seconds: float, rate: float = float("inf")) -> Toxic:
    """So long each way, and so many bytes a second down."""

    def slowly(x: Exchange) -> None:
        x.proxy.pause(seconds)
        whole = x.forward()
        x.proxy.pause(seconds)
        for at in range(0, len(whole), 1024):
            piece = whole[at : at + 1024]
            x.proxy.pause(len(piece) / rate)
            x.answer(piece)

    return slowly


def _parts(whole: bytes) -> tuple[bytes, bytes]:
    head, _, body = whole.partition(END)
    if fields_of(whole).get("transfer-encoding") == "chunked":
        body = _joined(body)
    return head + END, body


def _joined(chunks: bytes) -> bytes:
    body = b""
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        n = int(size, 16)
        if not n:
            break
        body, chunks = body + rest[:n], rest[n + 2 :]
    return body


BEFORE = (request_lost, reset_before, log_in_page, log_in_page_as_json, sent_in_a_circle)
BEFORE_TOO = (proxys_own_page, stale)
AFTER = (reply_lost, reset_after, half_a_reply, half_a_body, truncated, told_too_long)
AFTER_TOO = (told_too_short, sent_twice, answered_late, slow_close, byte_by_byte)
ALL: tuple[Toxic, ...] = (clean, *BEFORE, *BEFORE_TOO, *AFTER, *AFTER_TOO)
