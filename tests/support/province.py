"""A province to exchange with: the real service on an embedded PostgreSQL, over HTTP or by hand.

One database for the whole run; every `province` is a service process of its own on a free
port, with counties that no other test has. `Pen` writes groups as a console's outbox does.
"""

import base64
import itertools
import secrets
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from console.services.world import SystemClock
from db.chain import GENESIS, link
from db.gateway.app import create
from db.gateway.blobs import Blobs
from db.gateway.desk import Desk, Push
from db.gateway.groups import entity_named
from db.gateway.heads import Heads
from db.gateway.shelf import Tenant
from db.gateway.shelves_pg import ShelvesPg, engine
from db.gateway.tokens import Caller
from db.ids import SharedIds
from db.sync import wire
from db.sync.convert import CONVERTER
from tests.support.shelf_memory import MemoryShelves

_COUNTY = itertools.count(341800)


@dataclass
class WoundClock:
    """The machine's own clock, wound on by hand."""

    ahead: timedelta = timedelta(0)
    _real: SystemClock = field(default_factory=SystemClock)

    def now(self) -> datetime:
        return self._real.now() + self.ahead


class Identity:
    """A workstation's own key."""

    def __init__(self, device: str = "") -> None:
        self.device = device or f"dev-{secrets.token_hex(6)}"
        self._key = Ed25519PrivateKey.generate()
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public = base64.b64encode(raw).decode()

    def sign(self, nonce: str) -> str:
        return base64.b64encode(self._key.sign(nonce.encode())).decode()


class Pen:
    """Writes the groups of one workstation: numbers, lanes and the journal's chain are right."""

    def __init__(self, device: str, clock: WoundClock | None = None, incarnation: int = 1) -> None:
        self.device, self.incarnation = device, incarnation
        self.clock = clock or WoundClock()
        self.ids = SharedIds(self.clock.now, secrets.token_bytes)
        self.n, self.seq, self.hash = 0, 0, GENESIS
        self.last: dict[int, int] = {}

    def group(self, *ops: dict[str, Any], lane: int = 2, lines: int = 1, **over: Any) -> bytes:
        """`ops` as `make`, `patch` and `append` give them; `over` replaces what the group says."""
        tx = over.pop("tx", None) or self.ids.next()
        self.n += 1
        before, told = self.hash, [self._line(tx) for _ in range(lines)]
        group = {
            "n": self.n,
            "prev": self.last.get(lane, 0),
            "tx": tx,
            "lane": lane,
            "schema": CONVERTER.newest,
            "hlc": f"{int(self.clock.now().timestamp() * 1000):013d}-0000-{self.device[-4:]}",
            "actor": "o-1",
            "inc": self.incarnation,
            "before": before.hex(),
            "lines": told,
            "ops": [{"id": f"{tx}.{at}", **op} for at, op in enumerate(ops)],
        }
        self.last[lane] = self.n
        return wire.dumps({**group, **over})

    def _line(self, tx: str) -> list[Any]:
        self.seq += 1
        values = [self.device, self.incarnation, self.seq, tx, 1, 1, "o-1", "test.write"]
        values += ["noted", "task", "t-1", "{}", None, "", 0, "", "[]"]
        self.hash = link(self.hash, values)
        return [*values, self.hash.hex()]


def make(entity: str, id_: str, **columns: Any) -> dict[str, Any]:
    """An operation that makes a row; columns that every row has are filled up with nothing."""
    told = {**_nothing(entity), "id": id_, **columns}
    return {"kind": "patch", "entity": entity, "of": id_, "base": None, "set": told}


_EMPTY = {"TEXT": "", "INTEGER": 0, "REAL": 0.0, "BLOB": {"sealed": ""}}


def _nothing(entity: str) -> dict[str, Any]:
    of = entity_named(entity)
    if of is None:
        return {}
    names = [n for n in of.names if not of.codings[n].optional and n not in of.stays]
    return {name: _EMPTY[of.sql_type(name)] for name in names}


def patch(entity: str, id_: str, base: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "patch", "entity": entity, "of": id_, "base": base, "set": wish}


def append(entity: str, id_: str, **columns: Any) -> dict[str, Any]:
    return make(entity, id_, **columns) | {"kind": "append"}


def move(id_: str, quantity: int, source: str, target: str, batch: str = "b-1") -> dict[str, Any]:
    """A movement of stock."""
    return append(
        "stock_move",
        id_,
        item_id="i-1",
        batch_id=batch,
        quantity=quantity,
        from_account=source,
        to_account=target,
        reason="purchase",
        at=1_700_000_000_000,
        recorded_at=1_700_000_000_000,
        by="o-1",
        transfer_id="",
        line_id="",
        document="",
        note="",
        reverses="",
    )


class Seat:
    """A workstation before the desk itself, without HTTP."""

    def __init__(self, desk: Desk, tenant: Tenant, clock: WoundClock, name: str = "") -> None:
        self.desk, self.tenant, self.identity = desk, tenant, Identity()
        code = desk.invite(tenant.code, name or "一号席")
        desk.enrol(code, self.identity.device, self.identity.public, "")
        self.caller = Caller(tenant.id, self.identity.device)
        self.pen = Pen(self.identity.device, clock)
        self.cursor = 0

    def push(self, *groups: bytes, **head: Any) -> list[dict[str, Any]]:
        told = {"epoch": self.desk.epoch, "cursor": self.cursor, **head}
        answer = self.desk.push(self.caller, Push(told, list(groups)))
        return list(answer["results"])

    def pull(self) -> list[dict[str, Any]]:
        """All that is new since the last time."""
        told: list[dict[str, Any]] = []
        while True:
            head, lines = self.desk.changes(self.caller, self.cursor)
            assert head["from"] == self.cursor
            told += [wire.loads(line) for line in lines]
            self.cursor = head["cursor"]
            if not head["more"]:
                return told


class Province:
    """A running service. `url` is its address, `desk` the same desk without HTTP."""

    def __init__(self, shelves: ShelvesPg, clock: WoundClock, owner: str) -> None:
        self.shelves, self.clock, self.owner = shelves, clock, owner
        self.desk = Desk(shelves, clock.now)
        self.url = ""
        self._county = self.county()

    def county(self, name: str = "某县") -> Tenant:
        """A county that nobody else has."""
        return self.shelves.add(str(next(_COUNTY)), name)

    @property
    def home(self) -> Tenant:
        return self._county

    def code(self, tenant: Tenant | None = None, name: str = "二号席") -> str:
        return self.desk.invite((tenant or self.home).code, name)

    def seat(self, tenant: Tenant | None = None, name: str = "") -> Seat:
        return Seat(self.desk, tenant or self.home, self.clock, name)

    def visitor(self, tenant: Tenant | None = None) -> "Visitor":
        return Visitor(self, tenant or self.home)


class Visitor:
    """A workstation that speaks plain HTTP."""

    def __init__(self, province: Province, tenant: Tenant) -> None:
        self.province, self.identity = province, Identity()
        self.http = requests.Session()
        self.http.trust_env = False
        told = {
            "code": province.code(tenant),
            "device": self.identity.device,
            "public_key": self.identity.public,
            "name": "",
        }
        self.enrolled = self.post("/v1/enrol", told).json()
        self.token = self.fresh_token()
        self.pen = Pen(self.identity.device, province.clock)

    def fresh_token(self) -> str:
        me = self.identity
        nonce = self.post("/v1/challenge", {"device": me.device}).json()["nonce"]
        told = {"device": me.device, "nonce": nonce, "signature": me.sign(nonce)}
        return str(self.post("/v1/token", told).json()["token"])

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def post(self, path: str, told: Any, **headers: str) -> requests.Response:
        return self.http.post(self.province.url + path, json=told, headers=headers, timeout=120)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = self.headers(**more.pop("headers", {}))
        url = self.province.url + path
        return self.http.request(method, url, headers=headers, timeout=120, **more)

    def push(self, *groups: bytes, **head: Any) -> requests.Response:
        told = {"epoch": self.province.desk.epoch, "cursor": 0, **head}
        return self.call(
            "POST",
            "/v1/sync/push",
            data=wire.compress(wire.pack(told, groups)),
            headers={"Content-Encoding": "zstd", "Content-Type": wire.LINES_TYPE},
        )

    def changes(self, cursor: int = 0, wait: float = 0) -> tuple[dict[str, Any], list[Any]]:
        query = {"cursor": cursor, "wait": wait}
        reply = self.call("GET", "/v1/sync/changes", params=query)
        assert reply.status_code == 200, reply.text
        head, lines = wire.unpack(reply.content)
        return head, [wire.loads(line) for line in lines]


@pytest.fixture(scope="session")
def exchange_database(exchange_server):
    """(owner's address, the service's own) of one database for the whole run."""
    with exchange_server.database() as url:
        owner = url.set(drivername="postgresql", username="postgres", password="")
        yield owner.render_as_string(hide_password=False), url


@contextmanager
def serving(province: Province):
    """The service on a free port while the block runs."""
    # Named as TCP, or asyncio does not turn Nagle's algorithm off (40 ms for each answer).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    province.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    dsn = province.shelves.engine.url.set(drivername="postgresql")
    app = create(
        province.desk,
        Heads(dsn.render_as_string(hide_password=False)),
        Blobs(province.shelves.engine),
    )
    config = uvicorn.Config(app, log_level="error", timeout_keep_alive=75, lifespan="on")
    server = uvicorn.Server(config)
    started = threading.Event()
    thread = threading.Thread(target=_run, args=(server, listener, started))
    thread.start()
    assert started.wait(120)
    try:
        yield province
    finally:
        server.should_exit = True
        thread.join(120)
        listener.close()


def _run(server: uvicorn.Server, listener: socket.socket, started: threading.Event) -> None:
    began = server.startup

    async def startup(sockets: Any = None) -> None:
        await began(sockets)
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    try:
        server.run([listener])
    finally:
        started.set()


@pytest.fixture
def province_desk(exchange_database):
    """The province without HTTP."""
    owner, url = exchange_database
    made = engine(url)
    try:
        yield Province(ShelvesPg(made), WoundClock(), owner)
    finally:
        made.dispose()


@pytest.fixture
def province(province_desk):
    """The province over HTTP."""
    with serving(province_desk):
        yield province_desk


class Both:
    """The same desk on either kind of shelf."""

    def __init__(self, shelves: Any, clock: WoundClock) -> None:
        self.shelves, self.clock, self.desk = shelves, clock, Desk(shelves, clock.now)
        self.tenant = shelves.add(str(next(_COUNTY)), "某县")

    def seat(self, name: str = "") -> Seat:
        return Seat(self.desk, self.tenant, self.clock, name)


@pytest.fixture(params=["postgres", "memory"])
def far_end(request):
    """The rules on PostgreSQL and in memory: every test that takes it runs on both."""
    if request.param == "memory":
        yield Both(MemoryShelves(), WoundClock())
        return
    _, url = request.getfixturevalue("exchange_database")
    made = engine(url)
    try:
        yield Both(ShelvesPg(made), WoundClock())
    finally:
        made.dispose()
