"""A small HTTP server of the exchange's kind, on a real socket: what a line is tried against."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from db.sync import wire

Answer = tuple[int, dict[str, str], bytes]
EPOCH = "0190aaaa-0000-7000-8000-000000000001"


def ours(value: object, status: int = 200, **more: str) -> Answer:
    """As the far end answers: JSON with its epoch."""
    kind = wire.JSON_TYPE if status < 300 else wire.PROBLEM_TYPE
    return status, {"Content-Type": kind, wire.EPOCH_HEADER: EPOCH, **more}, wire.dumps(value)


class SmallServer:
    """`answer(method, path, headers, body)` says what comes back; `seen` is what arrived."""

    def __init__(self, answer: Callable[[str, str, dict[str, str], bytes], Answer]) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        small = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                told = (self.command, self.path, dict(self.headers), body)
                small.seen.append(told)
                status, headers, answered = answer(*told)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answered)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answered)

            do_GET = do_POST = do_HEAD = do_PUT = handle_any  # noqa: N815 - its names

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A line that breaks is what is tried here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
