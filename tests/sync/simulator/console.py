"""A workstation of the simulation: a real store in a folder, the real engine, and its misfortunes.

A kill is a copy of the files as they lie at that moment, in the middle of a transaction as well;
whoever was running goes no further, and the copy is opened again as after a power cut.
"""

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from console.domain.link import Pace
from db import commit
from db import store as stores
from db.appended import operations
from db.check import check
from db.engine import dial, direct
from db.ids import SharedIds
from db.opened import Opened
from db.opening import open_store
from db.schema import SCHEMA_NO
from db.sync import offering, state
from db.sync.engine import Engine
from db.sync.enrolling import Bearer, enrol
from db.sync.line import LineDown
from db.sync.pace import Chunk
from db.sync.round import Round
from tests.support.world import HandClock, key_place
from tests.sync.simulator.far import Far, SimLine

_AHEAD = {"c1", "c3"}  # they ask for the next page before this one is put down


class AtOnce(Executor):
    """A thread that has always just done it."""

    def submit(self, work: Any, /, *given: Any, **named: Any) -> Any:
        made: Future[Any] = Future()
        try:
            made.set_result(work(*given, **named))
        except Exception as error:
            made.set_exception(error)
        return made


class Killed(BaseException):
    """The console is gone; nothing of it may catch this."""


@dataclass
class Console:
    name: str
    county: str
    folder: Path
    clock: HandClock
    rng: random.Random
    far: Far
    line: SimLine
    generation: int = 0
    doom: int = 0
    opened: Opened | None = None
    engine: Engine | None = None
    kills: int = 0
    went_back: bool = False
    twin: bool = False  # two machines with one disk image
    schema: int = SCHEMA_NO  # an older build says an older one, and what it writes is of that one
    committed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # tx → ops
    lost: set[str] = field(default_factory=set)  # written, and gone with an older copy
    backups: list[tuple[Path, set[str]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    # -- opening and dying -----------------------------------------------------------------

    @property
    def home(self) -> Path:
        return self.folder / str(self.generation)

    def open(self) -> None:
        self.opened = open_store(self.home / "store", key_place(self.home), self.clock)
        self.store.ids = SharedIds(self.clock.now, self.rng.randbytes)
        _watch(self.store, self._point)
        self.engine = None

    @property
    def store(self) -> stores.Store:
        assert self.opened is not None
        return self.opened.store

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def _point(self) -> None:
        """One of the moments at which a console may be killed."""
        if self.doom:
            self.doom -= 1
            if not self.doom:
                self.die()
                raise Killed

    def die(self) -> None:
        """The files as they lie become the next life's."""
        there = self.folder / str(self.generation + 1)
        shutil.copytree(self.home, there, ignore=_not_shared)

    def crash(self) -> None:
        """Killed between two steps."""
        self.die()
        self.rise()

    def rise(self) -> None:
        """After a kill: what was running lets go without touching the copy, which is opened."""
        self.kills += 1
        old = self.home
        with suppress(Exception):
            self.store.close()
        lock = self.opened.lock if self.opened else None
        if lock is not None:
            lock.release()
        shutil.rmtree(old, ignore_errors=True)
        self.generation += 1
        self.open()

    @contextmanager
    def mortal(self) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.rise()
        finally:
            self.doom = 0

    # -- life ------------------------------------------------------------------------------

    def enrol(self) -> None:
        """On a good line, as it is done by telephone."""
        code = self.far.desk.invite(self.county, self.name)
        self.line.bearer = str
        enrol(self.store, self.line, "http://far.end", code, self.name)

    def connect(self) -> Engine:
        if self.engine is None:
            plain = SimLine(self.far, self.line.weather, self.line.rng, self.clock.now)
            plain.stepped = self._point
            bearer = Bearer(self.store, plain, self.clock)
            self.line.bearer = bearer
            self.line.stepped = self._point
            pace = Pace(first_ops=self.rng.choice((1, 3, 200)))
            ahead = AtOnce() if self.name in _AHEAD else None
            self.engine = Engine(self.store, self.line, self.clock, Chunk(pace), pool=ahead)
            self.engine.schema = self.line.schema = self.schema
        return self.engine

    def exchange(self) -> Round | None:
        """One round; None where the line broke or the console was killed."""
        self.clock.wind(milliseconds=self.rng.randint(1, 4000))
        with self.mortal():
            before = self.stand()
            try:
                with self._as_built():
                    found = self.connect().round()
            except LineDown:
                return None
            finally:
                self._onward(before)
            self._heed(found)
            return found
        return None

    def _onward(self, before: state.Stand) -> None:
        """What was read of a history is read: nothing but another history sends it back."""
        now = self.stand()
        if now.epoch == before.epoch and now.cursor < before.cursor:
            self.problems.append(f"back from {before.cursor} to {now.cursor}")
            self.went_back = True

    def _heed(self, found: Round) -> None:
        if found.problem:
            self.problems.append(found.problem)
        if found.problem == "token_expired" and isinstance(self.line.bearer, Bearer):
            self.line.bearer.expired()

    def write(
        self, act: Callable[[Any], None], cause: str = "sim.act", actor: str = "o-1"
    ) -> bool:
        """One transaction; whether it was committed. What was is remembered outside."""
        self.clock.wind(milliseconds=self.rng.randint(0, 2000))
        before = self._newest()
        try:
            with self._as_built(), self.store.write(actor, cause) as w:
                act(w)
        except Killed:
            self.rise()
        finally:
            self.doom = 0
            self._remember(before)
        return self._newest() > before

    @contextmanager
    def _as_built(self) -> Iterator[None]:
        """What an older build writes is of its schema."""
        commit.SCHEMA_NO = offering.SCHEMA_NO = self.schema
        try:
            yield
        finally:
            commit.SCHEMA_NO = offering.SCHEMA_NO = SCHEMA_NO

    def upgrade(self) -> None:
        """Another program on the same store, with whatever was pending in it."""
        self.schema, self.engine = SCHEMA_NO, None

    @property
    def reads(self) -> int:
        """The schema by whose words the rows lie here: an upgrade reads them anew."""
        told = self.stand().told
        if state.BACKFILL in told:
            return int(told[state.BACKFILL].partition("/")[0])
        return int(told.get(state.BUILD, f"{self.schema}/").partition("/")[0])

    def _newest(self) -> int:
        with self.store.read() as read:
            return int(
                read.connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM outbox").scalar()
            )

    def _remember(self, after: int) -> None:
        with self.store.read() as read:
            run = direct(read.connection)
            asked = "SELECT tx_id, ops FROM outbox WHERE n > ? ORDER BY n"
            for tx, ops in run.execute(asked, (after,)).fetchall():
                self.committed[tx] = operations(run, tx, ops)

    def in_full(self, tx: str, ops: str) -> list[dict[str, Any]]:
        with self.store.read() as read:
            return operations(direct(read.connection), tx, ops)

    # -- copies of the disk ----------------------------------------------------------------

    def keep_copy(self) -> None:
        to = self.folder / f"copy-{len(self.backups)}"
        shutil.copytree(self.home, to, ignore=_not_shared)
        self.backups.append((to, set(self.committed)))

    def put_back(self) -> None:
        """The store is put back from a copy, as `db.restoring` does it: what was written since is
        gone here, and the journal goes on in a new incarnation.
        """
        copy, had = self.rng.choice(self.backups)
        self.lost |= set(self.committed) - had
        incarnation = self.stand().incarnation + 1
        self.close()
        shutil.rmtree(self.home, ignore_errors=True)
        self.generation += 1
        shutil.copytree(copy, self.home)
        _state(self.home, "incarnation", str(incarnation))
        self.open()

    def clone_to(self, other: "Console") -> None:
        """The disk image is put into a second machine."""
        shutil.copytree(self.home, other.home, ignore=_not_shared)
        other.committed, other.lost = dict(self.committed), set(self.lost)
        other.twin = self.twin = True
        other.schema = self.schema
        other.open()

    # -- looking ---------------------------------------------------------------------------

    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        with self.store.read() as read:
            return [tuple(row) for row in read.connection.exec_driver_sql(sql, tuple(given))]

    def stand(self) -> state.Stand:
        with self.store.read() as read:
            return state.stand(read.connection)

    def findings(self) -> list[Any]:
        assert self.opened is not None
        with self.store.read() as read:
            return check(read, self.opened.file).findings


def _not_shared(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(("-shm", ".lock"))]


def _watch(store: stores.Store, point: Callable[[], None]) -> None:
    """Before and after each COMMIT is a moment to be killed at."""
    turned = store._turned

    @contextmanager
    def watched(beside: Path | None = None) -> Iterator[Any]:
        with turned(beside) as connection:
            yield connection
            point()
        point()

    store._turned = watched  # type: ignore[method-assign]


@cache
def _form() -> tuple[Path, bytes]:
    """A store that nobody has used, to be copied: a new one costs 50 ms."""
    place = Path(tempfile.mkdtemp(prefix="form-", dir=memory()))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    made = open_store(place / "store", key_place(place), HandClock())
    made.close()
    return place, made.key


def memory() -> Path:
    """A folder in memory where there is one."""
    shm = Path("/dev/shm")
    return shm if shm.is_dir() else Path(tempfile.gettempdir())


def new_store(folder: Path, rng: random.Random) -> None:
    """A workstation's first store: a copy of the form under a device of its own."""
    form, _ = _form()
    shutil.copytree(form, folder, ignore=_not_shared)
    _state(folder, "device_id", rng.randbytes(8).hex())


def _state(folder: Path, name: str, value: str) -> None:
    """Behind the store's back, with its key."""
    connection = dial(folder / "store" / "console.db", _form()[1], read_only=False)
    try:
        connection.execute("UPDATE state SET v = ? WHERE k = ?", (value, name))
    finally:
        connection.close()
