"""The way up: what waits is chosen, sent in requests of a fitting size, and marked as answered.

Whatever breaks off goes up again as the same bytes. A group at which the far end breaks time after
time is put aside, so that it holds nothing else up.
"""

from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any

from console.domain.changes import Changes
from console.domain.clock import Clock
from console.domain.record import dataclass
from db.coding import to_ms
from db.read import Read
from db.schema import SCHEMA_NO
from db.store import Store
from db.sync import groups, passed, signing, state, wire
from db.sync.pace import Chunk
from db.sync.reply import BROKEN, LineDown
from db.sync.round import Round

_ANSWERED = {wire.OK: "acked", wire.MERGED: "acked"}
_POISON_TRIES = 8  # a group that fails alone so often is put aside


@dataclass(frozen=True, slots=True)
class _Following:
    """Groups for the next request, and the newest of the outbox when they were chosen."""

    chosen: groups.Selection
    newest: int


class Pushing:
    """`call` sends one request of the round; `lifted` is told what an answer has changed on the
    screen. `newest` is the schema that the far end knows, `sign` whether it wants signatures (a
    relay): both as it said when it was greeted.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        chunk: Chunk,
        lanes: Collection[int],
        pool: Executor | None,
        *,
        call: Callable[..., Any],
        lifted: Callable[[Changes], None],
        county_key: bytes,
    ) -> None:
        self.newest, self.sign = SCHEMA_NO, False
        self._store, self._clock, self._chunk = store, clock, chunk
        self._lanes, self._pool = lanes, pool
        self._call, self._lifted, self._county_key = call, lifted, county_key
        self._round = Round()

    def run(self, round_: Round) -> None:
        """Until nothing waits. Raises what the line raises; what was answered until then is done."""
        self._round = round_
        ahead: Future[_Following] | None = None
        while True:
            chosen, keys, me = self._chosen(ahead)
            if not chosen.groups and not keys.told:
                return
            ahead = self._choose_ahead(me.device, chosen)
            if not self._send(chosen, keys, me):
                ahead = None
                continue
            if not chosen.left:
                return

    def _chosen(
        self, ahead: Future[_Following] | None
    ) -> tuple[groups.Selection, groups.UntoldKeys, state.Stand]:
        """What was made ready meanwhile, unless something has been written since: that may be more
        urgent.
        """
        following = None if ahead is None else ahead.result()
        with self._store.read() as read:
            me = state.stand(read.connection)
            keys = groups.untold(read.connection, me.device, self._county_key)
            if following is not None and following.newest == groups.last_number(read.connection):
                return following.chosen, keys, me
            return self._choose(read, me.device, ()), keys, me

    def _choose(self, read: Read, device: str, without: Collection[int]) -> groups.Selection:
        return groups.choose(
            read.connection,
            device,
            lanes=self._lanes,
            ops=self._chunk.ops,
            most=self._chunk.bytes * 8,
            newest=self.newest,
            without=without,
        )

    def _choose_ahead(
        self, device: str, on_the_way: groups.Selection
    ) -> Future[_Following] | None:
        """The next groups are made ready while these are on the way."""
        if self._pool is None or not on_the_way.left:
            return None
        without = frozenset(out.n for out in on_the_way.groups)

        def choose() -> _Following:
            with self._store.read() as read:
                chosen = self._choose(read, device, without)
                return _Following(chosen, groups.last_number(read.connection))

        with suppress(RuntimeError):  # the console closes just now
            return self._pool.submit(choose)
        return None

    def _send(self, chosen: groups.Selection, keys: groups.UntoldKeys, me: state.Stand) -> bool:
        """True when the far end worked through it; False where a smaller part is to be tried."""
        raws = [out.raw for out in chosen.groups]
        body = wire.pack(self.head(me, keys.told, raws), raws)
        began = self._clock.monotonic()
        try:
            reply = self._call("POST", "/v1/sync/push", body, type_=wire.LINES_TYPE).json()
        except wire.Problem as problem:
            return self._smaller(problem, chosen)
        except LineDown as down:
            self._chunk.halve()
            self._tried(chosen, down.kind)
            raise
        self._chunk.took(self._clock.monotonic() - began, sum(o.ops for o in chosen.groups))
        self._answered(chosen, keys, reply["results"])
        return True

    def head(self, me: state.Stand, keys: list[Any], raws: list[bytes]) -> dict[str, Any]:
        """A clock that is far from the far end's says what it shows, so that what was written by it
        is not judged by it. A relay wants each group signed, so that it can pass it on.
        """
        head: dict[str, Any] = {"epoch": me.epoch, "cursor": me.cursor, "keys": keys}
        if abs(int(me.told.get(state.SKEW, "0"))) > wire.CLOCKS_APART_MS:
            head["wall"] = to_ms(self._clock.now())
        if self.sign:
            private = bytes.fromhex(me.told[state.KEY])
            head["sigs"] = [signing.signed(private, raw) for raw in raws]
        return head

    def _smaller(self, problem: wire.Problem, chosen: groups.Selection) -> bool:
        """Too large, or one of them can't be read there: halved until a single group is left,
        which is put aside; an empty group takes its place in the lane.
        """
        if problem.code not in {wire.TOO_LARGE, wire.MALFORMED}:
            raise problem
        if len(chosen.groups) > 1:
            pointer = problem.facts.get("pointer")
            if problem.code == wire.MALFORMED and isinstance(pointer, int):
                chosen.groups[:] = chosen.groups[pointer : pointer + 1]
            else:
                self._chunk.halve()
                return False
        if not chosen.groups:
            raise problem
        poison = chosen.groups[0]
        self._put_aside(poison, problem.code)
        return False

    def _put_aside(self, poison: groups.Out, code: str) -> None:
        """It goes up empty from now on; one that even so can't be taken is spoken of no more."""
        with self._store.receive() as arrival:
            arrival.connection.exec_driver_sql(
                "UPDATE outbox SET last_error = ?,"
                " server_seq = CASE state WHEN 'pending' THEN NULL ELSE 0 END,"
                " state = CASE state WHEN 'pending' THEN 'quarantined' ELSE state END WHERE n = ?",
                (code, poison.n),
            )

    def _tried(self, chosen: groups.Selection, kind: str) -> None:
        """A group at which the far end itself breaks, alone, time after time, is put aside."""
        if kind != BROKEN or len(chosen.groups) != 1:
            return  # a line that is down says nothing about what was on it
        first = chosen.groups[0]
        with self._store.receive() as arrival:
            tries = arrival.connection.exec_driver_sql(
                "UPDATE outbox SET attempts = attempts + 1 WHERE n = ? RETURNING attempts",
                (first.n,),
            ).scalar_one()
        if tries >= _POISON_TRIES:
            self._put_aside(first, kind)

    def _answered(
        self, chosen: groups.Selection, keys: groups.UntoldKeys, results: list[dict[str, Any]]
    ) -> None:
        """Marks only: rows change when the groups come back in the feed, or did come back in a
        snapshot before this answer.
        """
        now = to_ms(self._clock.now())
        marks = []
        for out, told in zip(chosen.groups, results, strict=True):
            mark = _ANSWERED.get(told["st"], told["st"])
            marks.append((mark, told.get("code"), told["seq"], now, out.n))
            self._round.refused += mark != "acked"
        self._round.pushed += len(marks)
        with self._store.receive() as arrival:
            groups.mark_told(arrival.connection, keys)
            lifted = passed.lift(arrival, zip((o.tx for o in chosen.groups), results, strict=True))
            if marks:
                arrival.connection.exec_driver_sql(
                    "UPDATE outbox SET state = CASE state WHEN 'pending' THEN ? ELSE state END,"
                    " last_error = CASE state WHEN 'pending' THEN ? ELSE last_error END,"
                    " server_seq = ?, acked_at = ? WHERE n = ?",
                    marks,
                )
            state.keep(arrival.connection, uploaded_at=str(now))
        if lifted:
            self._lifted(arrival.changes)
