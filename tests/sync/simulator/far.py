"""The far end on a line that loses, doubles, delays and cuts; it dies in the middle of a push.

Answers are made as the real service makes them (headers, compression, problem documents) and are
judged by the real reader, so that a page of a hotel or half a body is met as it would be.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from db.gateway import ranges
from db.gateway.desk import Desk, Push
from db.gateway.doors import SEGMENT_TYPE
from db.sync import wire
from db.sync.line import Reply
from db.sync.reply import BROKEN, CUT, LineDown, judged
from tests.support.shelf_memory import MemoryShelf, MemoryShelves

HOTEL = b"<html><body>Please log in</body></html>"


class Died(Exception):  # noqa: N818 - what happened
    """The far end's process ended between two of its statements."""


@dataclass
class Faults:
    """How often what goes wrong, 0..1; a seed picks its own."""

    drop: float = 0.0  # never arrives
    lose: float = 0.0  # done, and nobody hears of it
    double: float = 0.0  # a proxy sends it twice
    late: float = 0.0  # a copy arrives once more, much later
    stale: float = 0.0  # an older answer comes in place of this one
    cut: float = 0.0  # half of the answer
    hotel: float = 0.0  # somebody else answers
    die: float = 0.0  # the far end dies in the middle
    busy: float = 0.0  # 503
    crash: float = 0.0  # the console is killed somewhere in its next steps


class FarShelves(MemoryShelves):
    """`doom` counts down the rules' calls on the shelf; at zero the process dies."""

    def __init__(self) -> None:
        super().__init__()
        self.doom = 0

    @contextmanager
    def open(self, tenant: int) -> Iterator[MemoryShelf]:
        with super().open(tenant) as shelf:
            yield _Doomed(shelf, self) if self.doom else shelf  # type: ignore[misc]
            self.step()

    def step(self) -> None:
        if self.doom:
            self.doom -= 1
            if not self.doom:
                raise Died


class _Doomed:
    def __init__(self, shelf: MemoryShelf, shelves: FarShelves) -> None:
        self._shelf, self._shelves = shelf, shelves

    def __getattr__(self, name: str) -> Any:
        self._shelves.step()
        return getattr(self._shelf, name)


@dataclass
class Request:
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]


@dataclass
class Far:
    """The province: its desk, and a backup of it."""

    now: Callable[[], datetime]
    rng: random.Random
    shelves: FarShelves = field(default_factory=FarShelves)
    desk: Desk = field(init=False)
    requests: int = 0

    def __post_init__(self) -> None:
        self.desk = Desk(self.shelves, self.now)

    def answer(self, asked: Request) -> Reply:
        """What the service's doors would send back, packed."""
        self.requests += 1
        headers = {wire.EPOCH_HEADER: self.desk.epoch}
        try:
            body, type_ = self._served(asked)
            status = 200
            if type_ == SEGMENT_TYPE:
                body, status, told = _stretch(asked, body)
                headers |= told
        except wire.Problem as problem:
            told = {**problem.facts, "title": problem.code, "status": problem.status}
            body, type_ = wire.dumps({**told, "code": problem.code}), wire.PROBLEM_TYPE
            status = problem.status
            if problem.retry_after is not None:
                headers["Retry-After"] = str(problem.retry_after)
        except Died:
            status, body, type_ = 502, b"", "text/html"
        headers |= {"Content-Type": type_}
        if len(body) > 256 and type_ != SEGMENT_TYPE:
            headers["Content-Encoding"], body = "zstd", wire.compress(body)
        return Reply(status, headers, body)

    def _served(self, asked: Request) -> tuple[bytes, str]:  # noqa: PLR0911 - one per door
        desk, path = self.desk, asked.path
        told = wire.loads(asked.body) if asked.body and not path.endswith("/push") else {}
        if path == "/v1/enrol":
            found = desk.enrol(told["code"], told["device"], told["public_key"], told["name"])
            return wire.dumps(found), wire.JSON_TYPE
        if path == "/v1/challenge":
            return wire.dumps(desk.challenge(told["device"])), wire.JSON_TYPE
        if path == "/v1/token":
            found = desk.token(told["device"], told["nonce"], told["signature"])
            return wire.dumps(found), wire.JSON_TYPE
        caller = desk.caller(asked.headers.get("Authorization", ""))
        caller = replace(caller, schema=int(asked.headers.get(wire.SCHEMA_HEADER, 0)))
        if path == "/v1/sync/hello":
            return wire.dumps(desk.hello(caller, {**told})), wire.JSON_TYPE
        if path == "/v1/sync/push":
            head, raws = wire.unpack(asked.body)
            return wire.dumps(desk.push(caller, Push(head, raws))), wire.JSON_TYPE
        if path == "/v1/sync/changes":
            return self._changes(caller, asked.query), wire.LINES_TYPE
        if path == "/v1/sync/buckets":
            return wire.dumps(desk.buckets(caller, told.get("bucket"))), wire.JSON_TYPE
        if path == "/v1/sync/snapshot":
            return wire.dumps(desk.snapshot(caller, told.get("least", 0))), wire.JSON_TYPE
        if path.startswith("/v1/sync/segment/"):
            return desk.segment(caller, path.rpartition("/")[2]), SEGMENT_TYPE
        raise wire.Problem(404, wire.MALFORMED, {"path": path})

    def _changes(self, caller: Any, query: Mapping[str, str]) -> bytes:
        limit = int(query.get("limit", self.rng.choice((1, 2, 5, 2000))))
        more = {"echo": False} if query.get("echo") == "false" else {}
        head, lines = self.desk.changes(caller, int(query["cursor"]), limit, **more)
        return wire.pack(head, lines)


def _stretch(asked: Request, body: bytes) -> tuple[bytes, int, dict[str, str]]:
    told, name = asked.headers, asked.path.rpartition("/")[2]
    wanted = told.get("Range", ""), told.get("If-Range", "")
    first, upto, status = ranges.stretch(*wanted, len(body), name)
    return body[first:upto], status, ranges.headers(first, upto, len(body), status, name)


@dataclass
class Weather:
    """What a console's line is like now; shared by all that goes over it."""

    faults: Faults
    up: bool = True

    def heal(self) -> None:
        self.faults, self.up = Faults(), True


class SimLine:
    """One console's line. `bearer` gives its token; `stepped` is told before and after."""

    def __init__(
        self, far: Far, weather: Weather, rng: random.Random, now: Callable[[], datetime]
    ) -> None:
        self.far, self.weather, self.rng, self.now = far, weather, rng, now
        self.bearer: Callable[[], str] = str
        self.stepped: Callable[[], None] = lambda: None
        self.calls = self.schema = 0
        self.log: list[str] = []
        self._late: list[Request] = []
        self._old: dict[str, list[Reply]] = {}

    def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        type_: str = wire.JSON_TYPE,
        headers: Mapping[str, str] = {},
        query: Mapping[str, str] = {},
        stall: float = 30,
    ) -> Reply:
        self.calls += 1
        self.stepped()
        token = self.bearer()
        told = dict(headers) | ({"Authorization": f"Bearer {token}"} if token else {})
        told[wire.SCHEMA_HEADER] = str(self.schema)
        asked = Request(method, path, body, told, dict(query))
        self._arrive_late()
        reply = self._over(asked)
        self.stepped()
        found = judged(reply, self.now())
        self.log.append(f"{path} {found.status}")
        return found

    def _hit(self, rate: float) -> bool:
        return rate > 0 and self.rng.random() < rate

    def _over(self, asked: Request) -> Reply:
        faults = self.weather.faults
        if not self.weather.up or self._hit(faults.drop):
            raise LineDown(CUT, "dropped")
        if self._hit(faults.hotel):
            return Reply(200, {"Content-Type": "text/html"}, HOTEL)
        if self._hit(faults.busy):
            told = wire.dumps({"code": wire.TENANT_BUSY, "status": 503})
            return Reply(503, {"Content-Type": wire.PROBLEM_TYPE}, told)
        if self._hit(faults.die):
            self.far.shelves.doom = self.rng.randint(1, 14)
        reply = self.far.answer(asked)
        self.far.shelves.doom = 0
        if self._hit(faults.double):
            reply = self.far.answer(asked)
        if self._hit(faults.late):
            self._late.append(asked)
        if self._hit(faults.lose):
            raise LineDown(CUT, "lost")
        return self._spoilt(asked, reply)

    def _spoilt(self, asked: Request, reply: Reply) -> Reply:
        old = self._old.setdefault(asked.path, [])
        chosen = reply
        if old and self._hit(self.weather.faults.stale) and asked.path.endswith("changes"):
            chosen = self.rng.choice(old)
        old.append(reply)
        del old[:-4]
        if self._hit(self.weather.faults.cut) and len(chosen.body) > 1:
            if "Content-Encoding" not in chosen.headers:
                half = chosen.body[: self.rng.randrange(len(chosen.body))]
                came = Reply(chosen.status, chosen.headers, half)
                raise LineDown(CUT, "shorter than it said", came=came)
            half = chosen.body[: self.rng.randrange(len(chosen.body))]
            return Reply(chosen.status, chosen.headers, half)
        return chosen

    def _arrive_late(self) -> None:
        """What was on the way comes in, in any order; nobody waits for its answer."""
        if self._late and self._hit(0.3):
            asked = self._late.pop(self.rng.randrange(len(self._late)))
            if asked.path.endswith(("push", "changes", "hello")):
                self.far.answer(asked)


__all__ = ["BROKEN", "Far", "Faults", "SimLine", "Weather"]
