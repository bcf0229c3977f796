"""The exchange, one round after another: what to make of each, and when the next is due.

No thread and no window: whoever calls `once` waits as long as it says. What came is told while it
comes, in bundles; the county's rules are put in force and the decision seat has its say before the
window hears of it.
"""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from console.domain.changes import Changes, Kind, merge
from console.domain.link import LinkCode
from console.domain.linking import LinkState, Standing
from console.domain.record import dataclass
from console.services.exchange.apart import LEAST, note_back, note_mended
from console.services.exchange.consequences import settle_consequences
from console.services.exchange.files import Files
from console.services.laid_rules import LAID, in_force
from console.services.seat import Seats
from console.services.world import World
from db.coding import from_ms, to_ms
from db.schema import SCHEMA_NO
from db.sync import state, wire
from db.sync.engine import Engine
from db.sync.enrolling import connect
from db.sync.line import HttpLine, LineDown, Reply, Way
from db.sync.pace import Backoff, Chunk
from db.sync.reply import CLOSED
from resources.exchange import links

# Only a person can help: the far end will say the same again.
STOPS = frozenset(
    {
        wire.TOKEN_BAD,
        wire.TENANT_MISMATCH,
        wire.DEVICE_REVOKED,
        wire.NO_SUCH_TENANT,
        wire.CODE_UNKNOWN,
    }
)
# The far end is there and asks for patience.
PATIENCE = frozenset(
    {wire.RATE_LIMITED, wire.TENANT_BUSY, wire.PUSH_IN_PROGRESS, wire.REPLICA_BEHIND}
)
# Put right within the next round.
AT_ONCE = frozenset(
    {wire.TOKEN_EXPIRED, wire.EPOCH_CHANGED, wire.HELLO_REQUIRED, wire.OP_GAP, wire.BAD_CURSOR}
)
BUNDLE_SECONDS = 0.15
STOPPED_SECONDS = 300.0
BREATH_SECONDS = 0.5  # between two rounds that had nothing to say
# Put right by itself, and the officer is told: something happened to a machine.
WORTH_TELLING = frozenset({wire.EPOCH_CHANGED, wire.DEVICE_FORKED, wire.CURSOR_EXPIRED})
SKEW = timedelta(minutes=2)  # a clock that is off by less than this is right
LOST = "sync.lost_at"
_PROMPT = 3  # times in a row that something is put right at once
Heard = Callable[[Changes], None]


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one round did, and in how many seconds the next one is due. `told` are codes of what was
    put right; `apart` says that a time apart was written down.
    """

    state: LinkState
    pause: float
    pushed: int = 0
    pulled: int = 0
    refused: int = 0
    told: tuple[str, ...] = ()
    apart: bool = False


class Road:
    """A line whose waiting can be broken off: news of our own must not wait for news of others.

    Only an open question is hung up on, never something that is being sent.
    """

    def __init__(self, make: Callable[[], HttpLine], hurry: Callable[[], bool]) -> None:
        self._make, self._hurry = make, hurry
        self._line: HttpLine | None = None
        self._asking = self._closed = False
        self._gate = threading.Lock()

    def call(self, method: str, path: str, **more: Any) -> Reply:
        query = dict(more.get("query") or {})
        with self._gate:
            if self._closed:
                raise LineDown(CLOSED)
            if self._line is None:
                self._line = self._make()
            line = self._line
            if "wait" in query and self._hurry():
                del query["wait"]
                more["query"] = query
            self._asking = "wait" in query
        try:
            return line.call(method, path, **more)
        finally:
            with self._gate:
                self._asking = False

    @property
    def bearer(self) -> Callable[[], str]:
        """Of the line of the moment, so that a token that the far end will not have is renewed."""
        line = self._line
        return str if line is None else line.bearer

    @property
    def closed(self) -> bool:
        return self._closed

    def interrupt(self) -> None:
        with self._gate:
            if self._asking and self._line is not None:
                self._line.close()
                self._line = None

    def close(self) -> None:
        with self._gate:
            self._closed = True
            if self._line is not None:
                self._line.close()


class Rounds:
    """`once(wait)` from one thread; `interrupt` and `close` from any. `hurry` says that something
    of our own has come up since the round began; `progress` hears how much of a snapshot is here.
    """

    def __init__(
        self,
        world: World,
        link: LinkCode,
        *,
        heard: Heard,
        hurry: Callable[[], bool],
        progress: Callable[[int, int], None] = _unseen,
        way: Way | None = None,
        rng: Callable[[], float] = random.random,
    ) -> None:
        self._world, self._heard, self._progress = world, heard, progress
        self.profile = links()[link]
        self._way = way
        self._made: HttpLine | None = None
        self.road = Road(self._line, hurry)
        self.state = LinkState(standing=Standing.TRYING, link=link, since=world.now)
        self._backoff = Backoff(rng, self.profile.pace)
        self._files = Files(world, self.profile, lambda: self.road.closed or hurry())
        self._engine: Engine | None = None
        self._pool = ThreadPoolExecutor(1, "ahead")  # its thread begins with the first long page
        self._bundle: list[Changes] = []
        self._told_at = 0.0
        self._prompt = 0
        self._offset: timedelta | None = None

    def once(self, wait: float = 0) -> Done:
        """One round; never raises what a line or a far end can do to us. Until the far end has
        answered no question is left open: how we stand is said at once.
        """
        if self.state.standing is not Standing.ONLINE or self.state.trouble:
            wait = 0
        self._look_at_clock()
        try:
            engine = self._engine or self._begun()
            done = engine.round(wait)
        except LineDown as down:
            self._tell()
            return self._failed(down.kind, down.retry_after)
        except wire.Problem as refused:
            self._tell()
            return self._failed(refused.code, refused.retry_after)
        self._settle(done.pulled)
        if done.problem:
            return self._failed(done.problem, None)
        if not done.waiting:
            self._files.exchange(self.road)
        return self._succeeded(done)

    def asked(self) -> None:
        """The officer pressed 立即同步."""
        self._backoff.asked()

    def interrupt(self) -> None:
        self.road.interrupt()

    def close(self) -> None:
        self.road.close()
        self._pool.shutdown(wait=False)

    # -- making ----------------------------------------------------------------------------

    def _begun(self) -> Engine:
        self._engine = Engine(
            self._world.store,
            self.road,
            self._world.clock,
            Chunk(self.profile.pace),
            lanes=self.profile.lanes,
            heard=self._hear,
            progress=self._fetching,
            pool=self._pool,
        )
        return self._engine

    def _line(self) -> HttpLine:
        """The same token goes on over a new connection."""
        store, clock = self._world.store, self._world.clock
        pace = self.profile.pace
        way = replace(self._way or Way(), connect=pace.connect, stall=pace.stall)
        before = self._made
        if before is None:
            self._made = connect(store, clock, SCHEMA_NO, way)
        else:
            device, incarnation = store.head()[:2]
            self._made = HttpLine(
                before.base_url,
                device,
                incarnation,
                SCHEMA_NO,
                clock,
                bearer=before.bearer,
                way=way,
            )
        return self._made

    # -- what became of it -----------------------------------------------------------------

    def _look_at_clock(self) -> None:
        """A clock that was set is measured anew: that happens when the far end is greeted."""
        clock = self._world.clock
        offset = timedelta(milliseconds=to_ms(clock.now())) - timedelta(seconds=clock.monotonic())
        if self._offset is None or abs(offset - self._offset) > SKEW:
            self._offset, self._engine = offset, None

    def _fetching(self, done: int, total: int) -> None:
        """Kept until all is here: a line that breaks in the middle takes nothing back."""
        self.state = replace(self.state, fetched=(done, total) if done < total else None)
        self._progress(done, total)

    def _skew(self) -> timedelta:
        with self._world.store.read() as read:
            told = state.stand(read.connection).told.get(state.SKEW, "0")
        found = timedelta(milliseconds=int(told))
        return found if abs(found) > SKEW else timedelta()

    def _succeeded(self, done: Any) -> Done:
        now = self._world.now
        self._backoff.succeeded()
        self._prompt = 0
        before = self.state
        fresh = before.standing is not Standing.ONLINE
        self.state = replace(
            before,
            standing=Standing.ONLINE,
            since=now if fresh else before.since,
            answered_at=now,
            fetched=None,
            trouble="",
            skew=self._skew(),
        )
        apart = fresh and self._back(now)
        told = tuple(code for code in dict.fromkeys(done.mended) if code in WORTH_TELLING)
        for code in told:
            self._heard(note_mended(self._world, code))
        busy = bool(done.pulled or done.pushed)
        rest = BREATH_SECONDS if self.profile.wait else 1.0  # the next leaves its question open
        return Done(
            state=self.state,
            pause=0.0 if busy else rest,
            pushed=done.pushed,
            pulled=done.pulled,
            refused=done.refused,
            told=told,
            apart=apart,
        )

    def _lost(self, now: datetime) -> datetime:
        """Since when the far end has not answered: a console that was closed in between, or whose
        power failed, does not begin to count anew.
        """
        with self._world.store.receive() as arrival:
            told = state.stand(arrival.connection).told.get(LOST)
            if told is not None:
                return from_ms(int(told))
            state.keep(arrival.connection, lost_at=str(to_ms(now)))
        return now

    def _back(self, now: datetime) -> bool:
        """After a time apart that somebody may have noticed, the log says how long it was."""
        with self._world.store.receive() as arrival:
            told = state.stand(arrival.connection).told.get(LOST)
            state.drop(arrival.connection, "lost_at")
        lost = None if told is None else from_ms(int(told))
        if lost is None or now - lost < LEAST:
            return False
        self._heard(note_back(self._world, self.state, lost))
        return True

    def _failed(self, code: str, retry_after: float | None) -> Done:
        now = self._world.now
        if code == CLOSED:  # we hung up ourselves, because there is something to say
            return Done(state=self.state, pause=0.0)
        if code in AT_ONCE and self._prompt < _PROMPT:
            self._prompt += 1
            self._expired(code)
            return Done(state=self.state, pause=0.0)
        pause = self._backoff.failed(now, retry_after=retry_after)
        if code in STOPS:
            standing, pause = Standing.STOPPED, max(pause, STOPPED_SECONDS)
        elif code in PATIENCE or code == wire.SCHEMA_TOO_OLD:
            standing = Standing.ONLINE
        else:
            standing = Standing.OFFLINE
        same = self.state.standing is standing
        since = self.state.since if same else now
        if standing is Standing.OFFLINE and not same:
            since = self._lost(now)
        self.state = replace(self.state, standing=standing, since=since, trouble=code)
        return Done(state=self.state, pause=pause)

    def _expired(self, code: str) -> None:
        expired = getattr(self._made.bearer, "expired", None) if self._made is not None else None
        if code == wire.TOKEN_EXPIRED and expired is not None:
            expired()

    # -- what came -------------------------------------------------------------------------

    def _hear(self, changes: Changes) -> None:
        """While pages come in: a bundle for the window now and then, not one for every slice."""
        self._bundle.append(changes)
        if self._world.clock.monotonic() - self._told_at > BUNDLE_SECONDS:
            self._tell()

    def _tell(self) -> None:
        if not self._bundle:
            return
        made, self._bundle = merge(self._bundle), []
        self._told_at = self._world.clock.monotonic()
        if made.touches(LAID | {Kind.PLAN}):
            in_force(self._world)
        self._heard(made)

    def _settle(self, pulled: int) -> None:
        """News may concern what was decided apart: the seat says its word on it."""
        self._tell()
        if pulled:
            follows = partial(settle_consequences, self._world)
            for settle in (Seats(self._world).settle_waiting, follows):
                written = settle()
                if written:
                    self._heard(written)
