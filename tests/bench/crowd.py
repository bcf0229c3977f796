"""Many counties and many workstations at one service: how the load goes on one database.

The load generator is in the figure: it pushes ready-made groups over HTTP from as many threads as
there are counties (at most so many at once as the service has threads), always the same groups in
all, shared out among 1, 8, 32 and 105 counties. And 630 consoles that only wait for news.
"""

import itertools
import os
import secrets
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.chain import GENESIS, link
from db.clock import SystemClock
from db.ids import SharedIds
from db.schema import SCHEMA_NO
from db.sync import wire
from db.sync.enrolling import public_key, signed
from tests.bench.measure import Figure
from tests.bench.province import Province

TENANTS = (1, 8, 32, 105)
GROUPS = 1050  # in all, whatever the number of counties
_PER_REQUEST = 10  # the same requests for all: only to whom they belong differs
OPS = 100
IDLE = 630
_AT_ONCE = 8
_ROUNDS = 3  # interleaved; the medians count
_CLOCK = SystemClock()
_IDS = SharedIds(_CLOCK.now, os.urandom)


@dataclass
class Pen:
    """A workstation that is nothing but its key, its token and its next group."""

    url: str
    code: str
    device: str = field(default_factory=lambda: secrets.token_hex(8))
    session: requests.Session = field(default_factory=requests.Session)
    n: int = 0
    hash: bytes = GENESIS
    epoch: str = ""

    def enrol(self) -> None:
        key = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        told = {"code": self.code, "device": self.device, "public_key": public_key(key)}
        self.epoch = self._post("enrol", told)["epoch"]
        nonce = self._post("challenge", {"device": self.device})["nonce"]
        proof = signed(key, nonce.encode())
        told = {"device": self.device, "nonce": nonce, "signature": proof}
        token = self._post("token", told)["token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def _post(self, name: str, told: dict[str, object]) -> dict[str, str]:
        reply = self.session.post(f"{self.url}/v1/{name}", json=told, timeout=30)
        reply.raise_for_status()
        found: dict[str, str] = reply.json()
        return found

    def group(self) -> bytes:
        """A hundred readings with their journal line, as an outbox spells them."""
        tx, self.n = _IDS.next(), self.n + 1
        now = int(_CLOCK.now().timestamp() * 1000)
        ops = []
        for at in range(OPS):
            id_ = _IDS.next()
            row = {
                "id": id_,
                "metric": "rain_station",
                "value": 4000,
                "window_end": now - at,
                "station": f"测站{at:04d}",
                "is_max": 0,
                "source": "演示(编造)",
                "mark": "pending",
                "recorded_by": "o-06",
                "recorded_at": now,
                "note": "",
                "raw": "",
            }
            op = {"id": f"{tx}.{at}", "kind": "append", "entity": "reading", "of": id_}
            ops.append({**op, "base": None, "set": row})
        values = [self.device, 1, self.n, tx, now, now, "o-06", "bench", "reading_taken"]
        values += ["reading", tx, "{}", None, "", 0, "", "[]"]
        before, self.hash = self.hash, link(self.hash, values)
        told = {"n": self.n, "prev": self.n - 1, "tx": tx, "lane": 2, "schema": SCHEMA_NO}
        told |= {"hlc": f"{now:013d}-0000-{self.device[-4:]}", "actor": "o-06", "inc": 1}
        told |= {"before": before.hex(), "lines": [[*values, self.hash.hex()]], "ops": ops}
        return orjson.dumps(told)

    def push(self, groups: list[bytes]) -> None:
        head = {"epoch": self.epoch, "cursor": 0, "keys": []}
        reply = self.session.post(
            f"{self.url}/v1/sync/push",
            data=wire.compress(wire.pack(head, groups)),
            headers={"Content-Type": wire.LINES_TYPE, "Content-Encoding": "zstd"},
            timeout=60,
        )
        reply.raise_for_status()
        assert all(one["st"] == "ok" for one in reply.json()["results"])


_COUNTIES = itertools.count(350)


def _pens(there: Province, count: int) -> list[Pen]:
    """One workstation in each of so many new counties."""
    first = next(_COUNTIES) * 1000
    made = [Pen(there.url, code) for code in there.counties(first, count)]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(Pen.enrol, made))
    return made


def figures(there: Province) -> list[Figure]:
    taken = [{count: _rate(there, count) for count in TENANTS} for _ in range(_ROUNDS)]
    rates = {count: statistics.median(one[count] for one in taken) for count in TENANTS}
    one = rates[TENANTS[0]]
    made = [
        Figure(
            f"同样的上报分到 {count} 个县 / 1 个县的速率",
            rates[count] / one,
            0.9,
            "倍",
            better="higher",
        )
        for count in TENANTS[1:]
    ]
    made.append(Figure("1 个县的上报速率(8 路并发)", one, None, "条/秒", better="higher"))
    return made + _idle(there)


def _rate(there: Province, tenants: int) -> float:
    """Operations a second, all counties together."""
    pens = _pens(there, tenants)
    share = max(1, GROUPS // tenants)
    ready = [(pen, [pen.group() for _ in range(share)]) for pen in pens]
    per = _PER_REQUEST
    work = [
        (pen, [groups[at : at + per] for at in range(0, len(groups), per)])
        for pen, groups in ready
    ]

    def all_of(one: tuple[Pen, list[list[bytes]]]) -> int:
        pen, parts = one
        for part in parts:
            pen.push(part)
        return sum(map(len, parts))

    began = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        done = sum(threads.map(all_of, work))
    return done * OPS / (time.perf_counter() - began)


def _idle(there: Province) -> list[Figure]:
    """630 consoles each leave a question open for 25 seconds."""
    pen = _pens(there, 1)[0]
    query = {"cursor": "0", "wait": "0"}
    first = pen.session.get(f"{there.url}/v1/sync/changes", params=query, timeout=30)
    head = wire.loads(first.content.split(b"\n", 1)[0])["head"]
    before = _cpu(there.pid)
    began = time.perf_counter()
    stop = threading.Event()
    with _open_questions(there, pen, head, stop) as opened:
        opened.wait(30)
        until = time.monotonic() + 30
        while _connections(there.pid) < IDLE and time.monotonic() < until:
            stop.wait(0.2)
        connections = _connections(there.pid)
        memory = _memory(there.pid)
        stop.wait(8)
        seconds = time.perf_counter() - began
        cpu = (_cpu(there.pid) - before) / seconds * 100
    return [
        Figure("630 台空闲工作站:服务进程占一个核", cpu, None, "%"),
        Figure("630 台空闲工作站:服务进程内存", memory, None, "MB"),
        Figure("630 台空闲工作站:连接数", float(connections), None, "个"),
    ]


@contextmanager
def _open_questions(
    there: Province, pen: Pen, head: int, stop: threading.Event
) -> Iterator[threading.Event]:
    """Raw sockets: 630 threads of ours would be measured with it."""
    import socket

    host, port = there.url.removeprefix("http://").split(":")
    token = pen.session.headers["Authorization"]
    asked = (
        f"GET /v1/sync/changes?cursor={head}&wait=25 HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: {token}\r\n\r\n"
    ).encode()
    sockets = []
    opened = threading.Event()
    try:
        for _ in range(IDLE):
            one = socket.create_connection((host, int(port)), timeout=30)
            one.sendall(asked)
            sockets.append(one)
        opened.set()
        yield opened
    finally:
        stop.set()
        for one in sockets:
            one.close()


_TICKS = os.sysconf("SC_CLK_TCK")


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICKS


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _connections(pid: int) -> int:
    links = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(link_.startswith("socket:") for link_ in links)
