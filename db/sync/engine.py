"""One round of the exchange: what is ours goes up, what is others' comes down.

No thread and no waiting of its own: whoever calls `round` decides when. Everything that goes up
may go up again, so whatever breaks off, the next round begins where the store says. A refusal of
the far end never touches local work; what to do about each code is `sync.md` 1.6.
"""

from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any

from console.domain.changes import Changes
from console.domain.clock import Clock
from db.coding import to_ms
from db.engine import plain_files
from db.schema import SCHEMA_NO
from db.store import Store
from db.sync import (
    bootstrap,
    listed,
    offering,
    passed,
    pruning,
    reborn,
    state,
    upgrading,
    wire,
)
from db.sync.laying import NotMine
from db.sync.line import Line
from db.sync.pace import Chunk
from db.sync.pushing import Pushing
from db.sync.receive import Receiver
from db.sync.repair import Comparer, Differs
from db.sync.reply import CUT, LineDown
from db.sync.round import Round
from db.told import REBORN

ALL_LANES = frozenset({0, 1, 2, 3})
# What was turned away is judged anew in another history, and so is what waited there by itself;
# what waits for a person, or was put away by one, goes up empty: that it was tried is history, and
# its lane must have no hole.
_ANEW = (
    "UPDATE outbox SET server_seq = NULL, state = CASE"  # noqa: S608 - our own names
    f" WHEN state = 'quarantined' AND coalesce(last_error, '') NOT IN {wire.AWAITED} THEN state"
    f" WHEN state = 'rejected' AND NOT {listed.NOT_DEALT} THEN state"
    " ELSE 'pending' END WHERE server_seq IS NOT NULL"
)
_MENDS = 12  # in one round; a far end that contradicts itself is left for the next one
_FAR = 200  # groups: a newcomer that far behind takes the snapshot instead of the feed
_PRUNE_SECONDS = 3600.0


def _nobody(_changes: Changes) -> None:
    """No pane listens."""


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks how far it is."""


class Engine:
    """`store` and `line` of one workstation; `heard` is told of everything that came. With a `pool`
    of one thread the next page is asked for while this one is put down; still one at a time.
    """

    def __init__(
        self,
        store: Store,
        line: Line,
        clock: Clock,
        chunk: Chunk,
        *,
        lanes: Collection[int] = ALL_LANES,
        heard: Callable[[Changes], None] = _nobody,
        progress: Callable[[int, int], None] = _unseen,
        pool: Executor | None = None,
    ) -> None:
        self._pool = pool
        self.schema = SCHEMA_NO
        self._ahead: tuple[dict[str, str], Future[Any]] | None = None
        self._store, self._line, self._clock = store, line, clock
        self._chunk, self._lanes = chunk, frozenset(lanes)
        me = self._stand()
        self._county_key = bytes.fromhex(me.told.get(state.COUNTY_KEY, ""))
        self._receiver = Receiver(store, self._county_key, monotonic=clock.monotonic, heard=heard)
        self._heard, self._progress = heard, progress
        self._comparer = Comparer(store, heard)
        self._greeted = self._renewed = False
        self._pushing = Pushing(
            store,
            clock,
            chunk,
            self._lanes,
            pool,
            call=self._call,
            lifted=self._lifted,
            county_key=self._county_key,
        )
        self._pruned: float | None = None
        self._free: int | None = None  # an incarnation to begin with: another one has ours
        self._round = Round()

    # -- a round ---------------------------------------------------------------------------

    def round(self, wait: float = 0) -> Round:
        """Up, then down until the head; `wait` seconds may pass at the far end until there is
        news. Raises LineDown where the line broke; what was done until then is done.
        """
        self._round, self._ahead = Round(), None
        for _ in range(_MENDS):
            self._round.problem, self._round.facts = "", {}
            try:
                self._exchange(wait)
                break
            except wire.Problem as problem:
                self._round.problem, self._round.facts = problem.code, problem.facts
                if not self._mended(problem):
                    break
                self._round.mended.append(problem.code)
            except Differs:
                self._bootstrap()
        self._round.waiting = self._store.waiting()
        return self._round

    def _exchange(self, wait: float) -> None:
        if self._free is not None:
            self._reborn(self._free)
        if not self._greeted:
            self._hello()
        self._push()
        self._pull(wait)

    def _mended(self, problem: wire.Problem) -> bool:
        """What the far end refused as a whole; each code has one thing to do. Whether the round
        can go on.
        """
        facts = problem.facts
        ways: dict[str, Callable[[], bool]] = {
            wire.EPOCH_CHANGED: lambda: self._new_epoch(str(facts.get("epoch", ""))),
            wire.HELLO_REQUIRED: self._greet_again,
            wire.OP_GAP: lambda: self._gap(int(facts["lane"]), int(facts["expected"])),
            wire.DEVICE_FORKED: lambda: self._two_lives(int(facts.get("free", 0))),
            wire.CURSOR_EXPIRED: self._bootstrap,
            wire.BAD_CURSOR: self._bootstrap,
            wire.TOKEN_EXPIRED: self._token_again,
            wire.TOKEN_BAD: self._token_again,
            wire.REPLICA_BEHIND: self._next_time,
            wire.KEY_REUSED: lambda: self._given_up(str(facts.get("tx", ""))),
        }
        way = ways.get(problem.code)
        return way is not None and way()

    def _greet_again(self) -> bool:
        self._greeted = False
        return True

    def _next_time(self) -> bool:
        """It stands before where we have read: perhaps its history is another one by now, which
        the next round's greeting will show.
        """
        self._greeted = False
        return False

    def _token_again(self) -> bool:
        """The far end says that it ran out, whatever our clock thinks; once in a round."""
        expired = getattr(getattr(self._line, "bearer", None), "expired", None)
        if expired is None or self._renewed:
            return False
        self._renewed = True
        expired()
        return True

    def _gap(self, lane: int, expected: int) -> bool:
        """The lane goes on from where the far end stands. Where what it lacks was dropped here
        long ago, a new incarnation begins a lane of its own.
        """
        with self._store.receive() as arrival:
            inc = arrival.connection.exec_driver_sql(
                "SELECT min(incarnation) FROM outbox WHERE lane = ? AND server_seq IS NULL",
                (lane,),
            ).scalar()
            done = arrival.connection.exec_driver_sql(
                f"{_ANEW} AND lane = ? AND incarnation = ? AND n > ?",
                (lane, inc, expected),
            )
        self._receiver.forget()
        return bool(done.rowcount) or self._two_lives(0)

    def _two_lives(self, free: int) -> bool:
        """Another one speaks with our name: a new incarnation, at the next try."""
        self._free = free
        return self._greet_again()

    def _reborn(self, free: int) -> None:
        """What the far end has already, from the other life or of before, stays as it was told."""
        me = self._stand()
        with self._store.read() as read:
            waiting = reborn.waiting(read.connection)
        known: dict[str, Any] = {}
        if waiting:
            told = {"incarnation": me.incarnation, "schema": self.schema, "ask": waiting}
            reply = self._call("POST", "/v1/sync/hello", wire.dumps(told)).json()
            if reply["epoch"] != me.epoch:
                raise wire.Problem(409, wire.EPOCH_CHANGED, {"epoch": reply["epoch"]})
            known = reply["known"]
        with self._store.receive(REBORN) as arrival:
            passed.lift(arrival, known.items())
            reborn.begin(arrival, known, free)
        self._receiver.forget()
        self._heard(arrival.changes)
        self._free = None

    def _given_up(self, tx: str) -> bool:
        """The far end has it under other bytes: nothing more is said about it."""
        with self._store.receive() as arrival:
            done = arrival.connection.exec_driver_sql(
                "UPDATE outbox SET server_seq = 0, last_error = ?,"
                " state = CASE state WHEN 'pending' THEN 'quarantined' ELSE state END"
                " WHERE tx_id = ? AND server_seq IS NULL",
                (wire.KEY_REUSED, tx),
            )
        return bool(done.rowcount)

    def _bootstrap(self) -> bool:
        with plain_files():
            bootstrap.run(self._store, self._call, self._heard, self._progress, self._pool)
        self._comparer.rest()
        upgrading.done(self._store)
        self._receiver.forget()
        return True

    def _call(self, method: str, path: str, body: bytes = b"", **more: Any) -> Any:
        self._round.requests += 1
        return self._line.call(method, path, body=body, **more)

    def _stand(self) -> state.Stand:
        with self._store.read() as read:
            return state.stand(read.connection)

    # -- hello -----------------------------------------------------------------------------

    def _hello(self) -> None:
        me = self._stand()
        with self._store.read() as read:
            lanes = last_answered(read.connection, me.incarnation)
        told = {
            "incarnation": me.incarnation,
            "schema": self.schema,
            "was": upgrading.read_by(me) or self.schema,
            "cursor": me.cursor,
            "epoch": me.epoch,
            "lanes": {str(lane): [n, tx] for lane, (n, tx) in lanes.items()},
            "offer": me.told.get(state.OFFERED) != offering.DONE,
            "wall": to_ms(self._clock.now()),
        }
        reply = self._call("POST", "/v1/sync/hello", wire.dumps(told)).json()
        self._round.actions = tuple(reply["actions"])
        self._pushing.sign = bool(reply["sign"])
        limits = reply["limits"]
        self._chunk.limited(ops=limits["ops"], bytes_=limits["bytes"])
        skew = to_ms(self._clock.now()) - int(reply["server_time"])
        with self._store.receive() as arrival:
            state.keep(arrival.connection, skew_ms=str(skew), head=str(reply["head"]))
            if not me.epoch:
                state.keep(arrival.connection, epoch=reply["epoch"])
        other = bool(me.epoch) and reply["epoch"] != me.epoch
        if other:
            self._new_epoch(reply["epoch"])
            self._round.mended.append(wire.EPOCH_CHANGED)
        there = {int(lane): int(last[0]) for lane, last in reply["lanes"].items()}
        self._no_further_than_here([(int(n), str(tx)) for n, tx in reply["lanes"].values()])
        self._known_there(there)
        self._renewed = False
        begun = me.told.get(state.OFFERED, offering.DONE) != offering.DONE
        if "offer" in self._round.actions or begun:
            offering.lay(self._store, self._heard)
        oldest, self._pushing.newest = (int(reply["schema"][end]) for end in ("min", "max"))
        owed = upgrading.owed(self._store, self.schema, self._round.actions)
        if other:  # another history is read from its beginning, after ours has gone up to it
            owed = upgrading.done(self._store)
        newcomer = not me.cursor and int(reply["head"]) > _FAR
        owed = owed or newcomer or "snapshot" in self._round.actions or state.BOOTSTRAP in me.told
        if owed and self.schema >= oldest:  # else it may push, and reads no more (426)
            self._bootstrap()
        elif not owed:
            with plain_files():
                bootstrap.tidied(self._store)
        self._greeted = True  # with all that is owed from before: a line may have broken off in it

    def _no_further_than_here(self, last: list[tuple[int, str]]) -> None:
        """A number that this store never gave, or gave to another group: it was put back from a
        copy. Found out before anything is read, because lines of this incarnation are not taken
        from others.
        """
        with self._store.read() as read:
            given = read.connection.exec_driver_sql("SELECT max(n) FROM outbox").scalar()
            for n, tx in last:
                asked = "SELECT tx_id FROM outbox WHERE n = ?"
                here = read.connection.exec_driver_sql(asked, (n,)).scalar()
                if n > int(given or 0) or here not in {None, tx}:
                    raise wire.Problem(409, wire.DEVICE_FORKED, {})

    def _known_there(self, lanes: dict[int, int]) -> None:
        """Groups that the far end has lost (it was put back from a copy) go up again: those after
        the last that it knows in their lane.
        """
        me = self._stand()
        with self._store.receive() as arrival:
            for lane in ALL_LANES:
                arrival.connection.exec_driver_sql(
                    f"{_ANEW} AND lane = ? AND incarnation = ? AND n > ?",
                    (lane, me.incarnation, lanes.get(lane, 0)),
                )
        self._receiver.forget()

    def _new_epoch(self, epoch: str) -> bool:
        """The far end's history is another one: everything that is kept goes up again, and all is
        read anew. A late word of the history that we have is nothing new.
        """
        if not epoch or epoch == self._stand().epoch:
            return bool(epoch)
        with self._store.receive() as arrival:
            arrival.connection.exec_driver_sql(_ANEW)
            for name in ("subject_key", "peer_key"):
                arrival.connection.exec_driver_sql(f"UPDATE {name} SET told = 0")  # noqa: S608
            # Files too, whoever sent them first; one that is there costs a single piece.
            arrival.connection.exec_driver_sql("UPDATE blob SET uploaded_at = NULL, sent = 0")
            state.keep(arrival.connection, epoch=epoch, cursor="0", reread="1")
            state.drop(arrival.connection, "bootstrap", "backfill")
        self._receiver.forget()
        self._greeted = False
        return True

    # -- up --------------------------------------------------------------------------------

    def _push(self) -> None:
        self._pushing.run(self._round)

    def _lifted(self, changes: Changes) -> None:
        """An answer has changed what is shown."""
        self._receiver.forget()
        self._heard(changes)

    # -- down ------------------------------------------------------------------------------

    def _pull(self, wait: float) -> None:
        echo = True
        self._receiver.forget()  # somebody may have put something away since
        while True:
            me = self._stand()
            query = {"cursor": str(me.cursor)}
            if wait and not self._store.waiting():
                query["wait"] = f"{wait:g}"
            if not echo or state.REREAD in me.told:
                query["echo"] = "false"
            reply = self._page_of(query, wait)
            head, lines = reply.groups()
            if head["epoch"] != me.epoch:
                # Perhaps a late page of a history that was left: a greeting tells.
                raise wire.Problem(428, wire.HELLO_REQUIRED, {})
            if head["from"] != me.cursor:
                return  # an answer to an older question
            if head["more"]:
                self._comparer.rest()
                self._ask_ahead({**query, "cursor": str(head["cursor"])})
            try:
                self._receiver.page(me.cursor, lines, head["cursor"])
            except NotMine:
                echo = False
                self._receiver.forget()
                continue
            except wire.Malformed as error:
                raise LineDown(CUT, error.reason) from error
            self._round.pulled += len(lines)
            self._came(head)
            if not head["more"]:
                self._reread(me)
                self._comparer.compare(self._call, head.get("checksum"))
                self._prune()
                return
            wait = 0

    def _page_of(self, query: dict[str, str], wait: float) -> Any:
        """The answer that was asked for ahead, where it was to this question."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            asked, coming = ahead
            if asked == {k: v for k, v in query.items() if k != "wait"}:
                return coming.result()
            coming.exception()  # whatever it was; this question is another one
        return self._call("GET", "/v1/sync/changes", query=query, stall=30 + wait)

    def _ask_ahead(self, query: dict[str, str]) -> None:
        """The far end makes the next page ready while this one is put down."""
        if self._pool is None:
            return
        query.pop("wait", None)
        with suppress(RuntimeError):  # the console closes just now
            coming = self._pool.submit(self._call, "GET", "/v1/sync/changes", query=query)
            self._ahead = query, coming

    def _reread(self, me: state.Stand) -> None:
        """All of another history was read, and all of ours has come back in it."""
        if state.REREAD in me.told and not self._store.waiting():
            with self._store.receive() as arrival:
                state.drop(arrival.connection, "reread")

    def _prune(self) -> None:
        """Now and then; more than one slice of it only where much has gathered."""
        now = self._clock.monotonic()
        if self._pruned is None or now - self._pruned > _PRUNE_SECONDS:
            self._pruned = now
            while pruning.prune(self._store):
                pass

    def _came(self, head: dict[str, Any]) -> None:
        now = to_ms(self._clock.now())
        with self._store.receive() as arrival:
            state.keep(arrival.connection, contact_at=str(now), head=str(head["head"]))
            checksum = head.get("checksum")
            if checksum:
                state.keep(arrival.connection, root=f"{checksum['at']}:{checksum['root']}")


def last_answered(connection: Any, incarnation: int) -> dict[int, tuple[int, str]]:
    """By lane, the newest group of this incarnation that the far end has answered."""
    found: dict[int, tuple[int, str]] = {}
    for lane in ALL_LANES:
        row = connection.exec_driver_sql(
            "SELECT n, tx_id FROM outbox WHERE lane = ? AND incarnation = ?"
            " AND server_seq IS NOT NULL ORDER BY n DESC LIMIT 1",
            (lane, incarnation),
        ).fetchone()
        if row is not None:
            found[lane] = (int(row[0]), str(row[1]))
    return found
