"""One round of the exchange: what is ours goes up, what is others' comes down.

No thread and no waiting of its own: whoever calls `round` decides when. Everything that goes up
may go up again, so whatever breaks off, the next round begins where the store says. A refusal of
the far end never touches local work; what to do about each code is `sync.md` 1.6.
"""

from collections.abc import Callable, Collection
from dataclasses import field
from typing import Any

from console.domain.changes import Changes
from console.domain.clock import Clock
from console.domain.record import dataclass
from db.coding import to_ms
from db.schema import SCHEMA_NO
from db.store import Store
from db.sync import groups, signing, state, wire
from db.sync.line import Line
from db.sync.pace import Chunk
from db.sync.receive import NotMine, Receiver
from db.sync.reply import LineDown

ALL_LANES = frozenset({0, 1, 2, 3})
_ANSWERED = {wire.OK: "acked", wire.MERGED: "acked"}
_POISON_TRIES = 8  # a group that fails alone so often is put aside


@dataclass(slots=True)
class Round:
    """What one round did. `problem` is the code that stopped it, "" where it came to its end."""

    pushed: int = 0
    pulled: int = 0
    refused: int = 0
    waiting: int = 0
    requests: int = 0
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    actions: tuple[str, ...] = ()


def _nobody(_changes: Changes) -> None:
    """No pane listens."""


class Engine:
    """`store` and `line` of one workstation; `heard` is told of everything that came."""

    def __init__(
        self,
        store: Store,
        line: Line,
        clock: Clock,
        chunk: Chunk,
        *,
        lanes: Collection[int] = ALL_LANES,
        heard: Callable[[Changes], None] = _nobody,
    ) -> None:
        self._store, self._line, self._clock = store, line, clock
        self._chunk, self._lanes = chunk, frozenset(lanes)
        me = self._stand()
        self._county_key = bytes.fromhex(me.told.get(state.COUNTY_KEY, ""))
        self._receiver = Receiver(store, self._county_key, monotonic=clock.monotonic, heard=heard)
        self._greeted = False
        self._sign = False
        self._round = Round()

    # -- a round ---------------------------------------------------------------------------

    def round(self, wait: float = 0) -> Round:
        """Up, then down until the head; `wait` seconds may pass at the far end until there is
        news. Raises LineDown where the line broke; what was done until then is done.
        """
        self._round = Round()
        try:
            if not self._greeted:
                self._hello()
            self._push()
            self._pull(wait)
        except wire.Problem as problem:
            self._stopped(problem)
        self._round.waiting = self._store.waiting()
        return self._round

    def _stopped(self, problem: wire.Problem) -> None:
        """What the far end refused as a whole; each code has one thing to do."""
        self._round.problem, self._round.facts = problem.code, problem.facts
        if problem.code == wire.EPOCH_CHANGED:
            self._new_epoch(str(problem.facts.get("epoch", "")))
        elif problem.code in {wire.HELLO_REQUIRED, wire.OP_GAP, wire.DEVICE_FORKED}:
            self._greeted = False
            if problem.code == wire.DEVICE_FORKED:
                self._round.actions = ("reborn",)
        elif problem.code == wire.CURSOR_EXPIRED:
            self._round.actions = ("snapshot",)

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
            "schema": SCHEMA_NO,
            "cursor": me.cursor,
            "epoch": me.epoch,
            "lanes": {str(lane): [n, tx] for lane, (n, tx) in lanes.items()},
            "offer": state.OFFERED not in me.told,
            "wall": to_ms(self._clock.now()),
        }
        reply = self._call("POST", "/v1/sync/hello", wire.dumps(told)).json()
        self._round.actions = tuple(reply["actions"])
        self._sign = bool(reply["sign"])
        limits = reply["limits"]
        self._chunk.limited(ops=limits["ops"], bytes_=limits["bytes"])
        skew = to_ms(self._clock.now()) - int(reply["server_time"])
        with self._store.receive() as arrival:
            state.keep(arrival.connection, skew_ms=str(skew), head=str(reply["head"]))
            if not me.epoch:
                state.keep(arrival.connection, epoch=reply["epoch"])
        if me.epoch and reply["epoch"] != me.epoch:
            self._new_epoch(reply["epoch"])
        self._known_there({int(lane): int(last[0]) for lane, last in reply["lanes"].items()})
        self._greeted = True

    def _known_there(self, lanes: dict[int, int]) -> None:
        """Groups that the far end has lost (it was put back from a copy) go up again: those after
        the last that it knows in their lane.
        """
        me = self._stand()
        with self._store.receive() as arrival:
            for lane in ALL_LANES:
                arrival.connection.exec_driver_sql(
                    "UPDATE outbox SET state = 'pending', server_seq = NULL"
                    " WHERE state = 'acked' AND lane = ? AND incarnation = ? AND n > ?",
                    (lane, me.incarnation, lanes.get(lane, 0)),
                )
        self._receiver.forget()

    def _new_epoch(self, epoch: str) -> None:
        """The far end's history is another one: everything that is kept goes up again, and all is
        read anew. A late word of the history that we have is nothing new.
        """
        if not epoch or epoch == self._stand().epoch:
            return
        with self._store.receive() as arrival:
            arrival.connection.exec_driver_sql(
                "UPDATE outbox SET state = 'pending', server_seq = NULL WHERE state = 'acked'"
            )
            arrival.connection.exec_driver_sql(
                "UPDATE outbox SET server_seq = NULL WHERE server_seq IS NOT NULL"
            )
            arrival.connection.exec_driver_sql("UPDATE subject_key SET told = 0")
            state.keep(arrival.connection, epoch=epoch, cursor="0")
        self._receiver.forget()
        self._greeted = False

    # -- up --------------------------------------------------------------------------------

    def _push(self) -> None:
        while True:
            chosen, keys, me = self._chosen()
            if not chosen.groups and not keys.told:
                return
            if not self._send(chosen, keys, me):
                continue
            if not chosen.left:
                return

    def _chosen(self) -> tuple[groups.Selection, groups.UntoldKeys, state.Stand]:
        with self._store.read() as read:
            me = state.stand(read.connection)
            keys = groups.untold(read.connection, me.device, self._county_key)
            chosen = groups.choose(
                read.connection,
                me.device,
                lanes=self._lanes,
                ops=self._chunk.ops,
                most=self._chunk.bytes * 8,
            )
        return chosen, keys, me

    def _send(self, chosen: groups.Selection, keys: groups.UntoldKeys, me: state.Stand) -> bool:
        """True when the far end worked through it; False where a smaller part is to be tried."""
        raws = [out.raw for out in chosen.groups]
        body = wire.pack(self._head(me, keys.told, raws), raws)
        began = self._clock.monotonic()
        try:
            reply = self._call("POST", "/v1/sync/push", body, type_=wire.LINES_TYPE).json()
        except wire.Problem as problem:
            return self._smaller(problem, chosen)
        except LineDown:
            self._chunk.halve()
            self._tried(chosen)
            raise
        self._chunk.took(self._clock.monotonic() - began, sum(o.ops for o in chosen.groups))
        self._answered(chosen, keys, reply["results"])
        return True

    def _head(self, me: state.Stand, keys: list[Any], raws: list[bytes]) -> dict[str, Any]:
        """A relay wants each group signed, so that it can pass it on."""
        head: dict[str, Any] = {"epoch": me.epoch, "cursor": me.cursor, "keys": keys}
        if self._sign:
            private = bytes.fromhex(me.told[state.KEY])
            head["sigs"] = [signing.signed(private, raw) for raw in raws]
        return head

    def _smaller(self, problem: wire.Problem, chosen: groups.Selection) -> bool:
        """Too large, or one of them can't be read there: halved until a single group is left,
        which is put aside; an empty group takes its place in the lane.
        """
        if problem.code not in {wire.TOO_LARGE, wire.MALFORMED, wire.KEY_REUSED}:
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
        me = self._stand()
        empty = groups.void(poison.raw, code)
        body = wire.pack(self._head(me, [], [empty]), [empty])
        self._call("POST", "/v1/sync/push", body, type_=wire.LINES_TYPE)
        with self._store.receive() as arrival:
            arrival.connection.exec_driver_sql(
                "UPDATE outbox SET state = 'quarantined', last_error = ? WHERE n = ?",
                (code, poison.n),
            )

    def _tried(self, chosen: groups.Selection) -> None:
        with self._store.receive() as arrival:
            arrival.connection.exec_driver_sql(
                "UPDATE outbox SET attempts = attempts + 1 WHERE n = ?", (chosen.groups[0].n,)
            ) if chosen.groups else None

    def _answered(
        self, chosen: groups.Selection, keys: groups.UntoldKeys, results: list[dict[str, Any]]
    ) -> None:
        """Marks only: rows change when the groups come back in the feed."""
        now = to_ms(self._clock.now())
        marks = []
        for out, told in zip(chosen.groups, results, strict=True):
            mark = _ANSWERED.get(told["st"], told["st"])
            marks.append((mark, told.get("code"), told["seq"], now, out.n))
            self._round.refused += mark != "acked"
        self._round.pushed += len(marks)
        with self._store.receive() as arrival:
            groups.mark_told(arrival.connection, keys)
            if marks:
                arrival.connection.exec_driver_sql(
                    "UPDATE outbox SET state = ?, last_error = ?, server_seq = ?, acked_at = ?"
                    " WHERE n = ?",
                    marks,
                )
            state.keep(arrival.connection, uploaded_at=str(now))

    # -- down ------------------------------------------------------------------------------

    def _pull(self, wait: float) -> None:
        echo = True
        while True:
            me = self._stand()
            query = {"cursor": str(me.cursor)}
            if wait and not self._store.waiting():
                query["wait"] = f"{wait:g}"
            if not echo:
                query["echo"] = "false"
            reply = self._call("GET", "/v1/sync/changes", query=query, stall=30 + wait)
            head, lines = reply.groups()
            if head["epoch"] != me.epoch:
                self._new_epoch(head["epoch"])
                return
            if head["from"] != me.cursor:
                return  # an answer to an older question
            try:
                self._receiver.page(me.cursor, lines, head["cursor"])
            except NotMine:
                echo = False
                self._receiver.forget()
                continue
            self._round.pulled += len(lines)
            self._came(head)
            if not head["more"]:
                return
            wait = 0

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
