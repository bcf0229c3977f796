"""The real far end for a test: embedded PostgreSQL, the service as uvicorn runs it, a real port."""

import base64
import os
import secrets
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock
from sqlalchemy.engine import make_url

from console.domain.station import Post
from db.gateway.app import create
from db.gateway.blobs import Blobs
from db.gateway.desk import Desk
from db.gateway.heads import Heads
from db.gateway.postgres import database
from db.gateway.shelves_pg import ShelvesPg, engine
from db.sync import wire
from db.sync.line import HttpLine, Way

COUNTY = "341824"


def now():
    return datetime.now(UTC)


class FarEnd:
    """One process of the service; `url` once it listens."""

    def __init__(self, shelves, *, sign=False, clock=now):
        self.shelves = shelves
        self.blobs = Blobs(shelves.engine)
        self.desk = Desk(shelves, clock, sign=sign)
        self.desk.shelves.add(COUNTY, "绩溪县")
        dsn = shelves.engine.url.set(drivername="postgresql")
        heads = Heads(dsn.render_as_string(hide_password=False))
        settings = uvicorn.Config(
            create(self.desk, heads, self.blobs),
            host="127.0.0.1",
            port=0,
            log_level="error",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(settings)
        self._listens = threading.Event()
        starting = self.server.startup

        async def startup(sockets=None):
            await starting(sockets)
            self._listens.set()

        self.server.startup = startup
        self._thread = threading.Thread(target=self.server.run)
        self._thread.start()
        assert self._listens.wait(120)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.server.should_exit = True
        self._thread.join(120)

    def invite(self, name="二号席", post=Post.DESK, county=COUNTY):
        return self.desk.invite(county, name, post)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


@dataclass(frozen=True)
class Server:
    """One PostgreSQL for a whole run: `owner` is its master's address, `folder` where it lies."""

    folder: Path
    owner: str

    @contextmanager
    def database(self):
        """The service's address of a database that nobody else has; gone afterwards."""
        name = f"exchange_{secrets.token_hex(4)}"
        self.say(f"CREATE DATABASE {name}")
        try:
            owner = make_url(self.owner).set(database=name)
            with database(self.folder, owner.render_as_string(hide_password=False)) as url:
                yield url
        finally:
            self.say(f"DROP DATABASE {name} WITH (FORCE)")

    def say(self, sql):
        with psycopg.connect(self.owner, autocommit=True) as connection:
            connection.execute(sql)


@contextmanager
def server():
    """An embedded PostgreSQL of this process.

    Not under pytest's own folder: that is shut again to all but its owner by every other run, and
    the server is another user. The first start on a machine makes that user: one at a time.
    """
    lock = FileLock(Path(tempfile.gettempdir()) / f"exchange-tests-{os.getuid()}.lock")
    with (
        TemporaryDirectory(prefix="far-", ignore_cleanup_errors=True) as folder,
        ExitStack() as all_,
    ):
        with lock:
            url = all_.enter_context(database(Path(folder)))
        owner = url.set(drivername="postgresql", username="postgres", password="")
        made = Server(Path(folder), owner.render_as_string(hide_password=False))
        made.say("ALTER SYSTEM SET fsync = off")  # nobody cuts the power here
        made.say("SELECT pg_reload_conf()")
        yield made


@contextmanager
def shelves(server):
    """A database of its own; the service before it is started by each test (`FarEnd`)."""
    with server.database() as url:
        made = engine(url)
        try:
            yield ShelvesPg(made)
        finally:
            made.dispose()


class Visitor:
    """A workstation with no store: enrolled, with a token, for what needs no more."""

    def __init__(self, end, clock, device, *, url="", post=Post.DESK, county=COUNTY):
        self.key = Ed25519PrivateKey.generate()
        self.token = ""
        self.line = HttpLine(
            url or end.url, device, 1, 1, clock, bearer=lambda: self.token, way=Way(connect=2)
        )
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        asked = {"code": end.invite(post=post, county=county), "device": device}
        self.told = self._ask("enrol", {**asked, "public_key": public, "name": device})
        nonce = self._ask("challenge", {"device": device})["nonce"]
        signed = base64.b64encode(self.key.sign(nonce.encode())).decode()
        answer = {"device": device, "nonce": nonce, "signature": signed}
        self.token = self._ask("token", answer)["token"]

    def _ask(self, what, body):
        return self.line.call("POST", f"/v1/{what}", body=wire.dumps(body)).json()
