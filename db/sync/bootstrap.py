"""Everything at once: a newcomer's county, or a store that the feed can't bring up to date.

Segments come into files beside the store, each proven by its hash, so that a line that breaks
costs what had not come yet. A newcomer's rows go straight into its tables, some thousand at a
time; cut off at any moment, it goes on where it was. A store that has rows takes it all in one transaction: its
outbox stays, what it has said and not heard back lies on top, and what the far end has lost is
offered to it again.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from console.domain.changes import Changes
from console.domain.record import dataclass
from db.arrival import Arrival
from db.engine import BESIDE, direct
from db.entity import DataClass
from db.outbox import Key
from db.registry import ENTITIES
from db.store import Store
from db.sync import offering, passed, rowfile, segments, state, wire
from db.sync.columns import layout
from db.sync.laying import STRANGE, Taking, prepared, put_aside
from db.sync.overlay import Overlay
from db.sync.reply import CUT, LineDown

FOLDER = "incoming"
AT_ONCE = 10_000  # rows in one transaction: nobody works at a newcomer yet
_INFLATED = 256 << 20
_ROWS = {"rows", rowfile.SEGMENT}
Call = Callable[..., Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Segment:
    """`id` is its SHA-256."""

    id: str
    kind: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """What could be done before the turn at the store: a file to be copied from, or parts."""

    parts: tuple[list[Any], ...] = ()
    file: Path | None = None
    looked: rowfile.Looked = field(default_factory=rowfile.Looked)


def run(
    store: Store,
    call: Call,
    heard: Callable[[Changes], None],
    progress: Progress,
    pool: Executor | None = None,
) -> None:
    """Fetches what is missing and puts it down; then the cursor stands at the snapshot. `progress`
    is told bytes done and in all, half of them for fetching. With a `pool` the next segment is made
    ready while this one is put down. A segment that is not what it says, whole as it came, is a line
    that is down; the next time another list is asked for.
    """
    try:
        _run(store, call, heard, progress, pool)
    except (wire.Malformed, wire.TooLarge) as error:
        _forget(store)
        raise LineDown(CUT, "segment") from error


def tidied(store: Store) -> None:
    """A kill may have left what was put down already: rows in plain beside a store that is sealed."""
    into = store.path.parent / FOLDER
    if into.is_dir():
        _emptied(into)


def _run(
    store: Store,
    call: Call,
    heard: Callable[[Changes], None],
    progress: Progress,
    pool: Executor | None,
) -> None:
    begun = _begun(store, call)
    listed = [Segment(**one) for one in begun["segments"]]
    done = set(begun["done"])
    into = store.path.parent / FOLDER
    into.mkdir(exist_ok=True)
    total, far = 2 * sum(one.bytes for one in listed), 0
    for one in listed:
        if one.id not in done:
            _fetch(store, call, one, into)
        far += one.bytes
        progress(far, total)
    loading = _Loading(store, heard, begun)
    if begun["fresh"]:
        far += sum(one.bytes for one in listed if one.id in done)
        left = [one for one in listed if one.id not in done]
        for one, ready in _made_ready(left, into, pool):
            loading.straight(one, ready)
            far += one.bytes
            progress(far, total)
        with store.receive() as arrival:
            loading.stands(arrival)
    else:
        loading.swap((one, (into / one.id).read_bytes()) for one in listed)
        progress(total, total)
    _emptied(into)


def _emptied(into: Path) -> None:
    for file in into.iterdir():
        file.unlink()


def _begun(store: Store, call: Call) -> dict[str, Any]:
    """The list that was begun with, or a new one."""
    with store.read() as read:
        me = state.stand(read.connection)
        fresh = not any(_has_rows(read.connection, str(of.kind)) for of in ENTITIES)
    kept = me.told.get(state.BOOTSTRAP)
    if kept:
        begun: dict[str, Any] = orjson.loads(kept)
        if begun["epoch"] == me.epoch:
            return begun
    least = me.cursor if me.epoch else 0  # none that is older than what was read already
    reply = call("POST", "/v1/sync/snapshot", wire.dumps({"least": least})).json()
    if me.epoch and reply["epoch"] != me.epoch:
        raise wire.Problem(409, wire.EPOCH_CHANGED, {"epoch": reply["epoch"]})
    begun = {
        "epoch": reply["epoch"],
        "cursor": reply["cursor"],
        "segments": [
            {name: one[name] for name in ("id", "kind", "rows", "bytes")}
            for one in reply["segments"]
        ],
        "done": [],
        "fresh": fresh,
    }
    with store.receive() as arrival:
        state.keep(arrival.connection, bootstrap=orjson.dumps(begun).decode())
    return begun


def _has_rows(connection: Connection, kind: str) -> bool:
    asked = f'SELECT 1 FROM "{kind}" LIMIT 1'  # noqa: S608 - our own names
    return connection.exec_driver_sql(asked).fetchone() is not None


def _fetch(store: Store, call: Call, one: Segment, into: Path) -> None:
    try:
        segments.fetch(call, one.id, one.bytes, into)
    except wire.Problem:  # it is not kept there any more: a fresh list, next time
        _forget(store)
        raise


def _forget(store: Store) -> None:
    with store.receive() as arrival:
        state.drop(arrival.connection, "bootstrap")


def _made_ready(
    left: list[Segment], into: Path, pool: Executor | None
) -> Iterator[tuple[Segment, _Ready]]:
    """Each with what was made ready of it, one ahead: copying needs no Python, looking does."""
    coming: Future[_Ready] | None = None
    for at, one in enumerate(left):
        ready = _ready(one, into) if coming is None else coming.result()
        following, coming = left[at + 1 :], None
        if pool and following:
            with suppress(RuntimeError):  # the console closes just now
                coming = pool.submit(_ready, following[0], into)
        yield one, ready


def _ready(one: Segment, into: Path) -> _Ready:
    packed = (into / one.id).read_bytes()
    if one.kind != rowfile.SEGMENT:
        return _Ready(tuple(_parts(one.kind, packed)))
    data = wire.inflate(packed, "zstd", _INFLATED)
    try:
        looked = rowfile.looked_at(data, BESIDE)
    except rowfile.Strange:
        return _Ready(tuple(_parts(one.kind, packed)))
    file = into / f"{one.id}.db"
    file.write_bytes(data)
    return _Ready(file=file, looked=looked)


class _Loading:
    def __init__(
        self, store: Store, heard: Callable[[Changes], None], begun: dict[str, Any]
    ) -> None:
        self._store, self._heard, self._begun = store, heard, begun
        with store.read() as read:
            self._key = bytes.fromhex(state.stand(read.connection).told[state.COUNTY_KEY])

    def straight(self, one: Segment, ready: _Ready) -> None:
        """A newcomer's; the last transaction of a segment marks it as done."""
        parts = ready.parts
        if ready.file is not None:
            if self._copied(one, ready.file, ready.looked):
                return
            parts = tuple(_parts(one.kind, ready.file.with_name(one.id).read_bytes()))
        for at, lines in enumerate(parts):
            with self._store.receive() as arrival:
                self._lay(arrival, one.kind, lines, None)
                if at == len(parts) - 1:
                    self._done(arrival, one)
            self._heard(arrival.changes)

    def _copied(self, one: Segment, file: Path, looked: rowfile.Looked) -> bool:
        """In one statement for each table; False, and nothing done, where the store did not want
        one of the rows.
        """
        try:
            with self._store.receive(beside=file) as arrival:
                ids = ((str(kind), id_) for kind, some in looked.touched.items() for id_ in some)
                if _covered(self._ours(arrival), ids):
                    return False
                for copy, defaults in looked.copies:
                    direct(arrival.connection).execute(copy, defaults)
                arrival.proven, arrival.touched = looked.proven, looked.touched
                self._done(arrival, one)
        except STRANGE:
            return False
        finally:
            file.unlink()
        self._heard(arrival.changes)
        return True

    def _done(self, arrival: Arrival, one: Segment) -> None:
        self._begun["done"] = [*self._begun["done"], one.id]
        state.keep(arrival.connection, bootstrap=orjson.dumps(self._begun).decode())

    def swap(self, segments: Iterable[tuple[Segment, bytes]]) -> None:
        """All of it in one transaction."""
        seen: set[Key] = set()
        with self._store.receive() as arrival:
            since = state.stand(arrival.connection).cursor
            overlay = self._ours(arrival)
            for one, packed in segments:
                for lines in _parts(one.kind, packed):
                    seen |= self._lay(arrival, one.kind, lines, overlay)
            self.stands(arrival)
            passed.turned_away(arrival, overlay, self._key, since)
            _lost(arrival, seen)
        self._heard(arrival.changes)

    def stands(self, arrival: Arrival) -> None:
        state.keep(
            arrival.connection,
            cursor=str(self._begun["cursor"]),
            epoch=str(self._begun["epoch"]),
        )
        state.drop(arrival.connection, "bootstrap")
        # A verdict on what waited there by itself may be among what was passed over: it is asked for.
        arrival.connection.exec_driver_sql(
            "UPDATE outbox SET state = 'pending', server_seq = NULL"  # noqa: S608 - our own words
            f" WHERE state = 'quarantined' AND last_error IN {wire.AWAITED}"
        )
        arrival.facts = {"from": 0, "to": self._begun["cursor"]}

    def _ours(self, arrival: Arrival) -> Overlay:
        """What was answered up to the snapshot is in its rows; what came later, or never, lies on
        top.
        """
        overlay = Overlay()
        overlay.load(arrival.connection, int(self._begun["cursor"]))
        return overlay

    def _lay(
        self, arrival: Arrival, kind: str, told: list[Any], overlay: Overlay | None
    ) -> set[Key]:
        """The rows that were told. Hardly ever lies anything over a newcomer's: a part that was cut
        off comes again, and somebody may have worked at what is there of it.
        """
        if overlay is None:
            overlay = self._ours(arrival)
            keys = ((one["e"], one["id"]) for one in told)
            if kind in _ROWS and not _covered(overlay, keys) and _quick(arrival, told):
                return set()
        run = direct(arrival.connection)
        kept = dict(arrival.digests)
        run.execute("SAVEPOINT part")
        try:
            taking = Taking(arrival, overlay, self._key)
            for one in told:
                _take(taking, kind, one)
            taking.settle()
        except STRANGE:
            run.execute("ROLLBACK TO part")
            arrival.digests = kept
            self._one_by_one(arrival, kind, told, overlay)
        run.execute("RELEASE part")
        return {(one["e"], one["id"]) for one in told} if kind in _ROWS else set()

    def _one_by_one(self, arrival: Arrival, kind: str, told: list[Any], overlay: Overlay) -> None:
        """Only what this build can't take is put aside."""
        run = direct(arrival.connection)
        for one in told:
            kept = dict(arrival.digests)
            run.execute("SAVEPOINT one")
            try:
                taking = Taking(arrival, overlay, self._key)
                _take(taking, kind, one)
                taking.settle()
            except STRANGE as error:
                run.execute("ROLLBACK TO one")
                arrival.digests = kept
                put_aside(arrival.connection, _change(run, one), repr(error))
            run.execute("RELEASE one")


def _quick(arrival: Arrival, told: list[Any]) -> bool:
    """Rows of a newcomer, over which nothing can lie; False, and nothing done, where one of them
    has to be looked at by itself.
    """
    run, digests = direct(arrival.connection), {}
    kinds: dict[str, list[Any]] = {}
    for one in told:
        kinds.setdefault(one["e"], []).append(one)
    run.execute("SAVEPOINT quick")
    try:
        for name, some in kinds.items():
            of = rowfile.PLAIN[name]
            made = [one["ready"] for one in some]
            rows = zip(made, some, strict=True)
            run.executemany(
                layout(of).upsert, [(*values, one["ver"], None) for (values, _), one in rows]
            )
            digests.update({(name, one["id"]): d for (_, d), one in zip(made, some, strict=True)})
    except (*STRANGE, KeyError):
        run.execute("ROLLBACK TO quick")
        run.execute("RELEASE quick")
        return False
    run.execute("RELEASE quick")
    arrival.digests.update(digests)
    for name, some in kinds.items():
        arrival.touched.setdefault(rowfile.PLAIN[name].kind, set()).update(
            one["id"] for one in some
        )
    return True


def _covered(overlay: Overlay, rows: Iterable[Key]) -> bool:
    return bool(overlay) and any(map(overlay.covers, rows))


def _take(taking: Taking, kind: str, told: Any) -> None:
    if kind in _ROWS:
        taking.row(told, {"seq": taking.strange(), "rows": [told]})
    elif kind == "lines":
        taking.lines(told)
    else:
        taking.key(told)


def _change(run: Any, told: Any) -> dict[str, Any]:
    """Nothing of a snapshot has a place in the feed: it is counted below nought."""
    lowest = run.execute("SELECT min(seq) FROM quarantine_in").fetchone()[0] or 0
    return {"seq": min(int(lowest), 0) - 1, "rows": [told] if isinstance(told, dict) else told}


def _parts(kind: str, packed: bytes) -> Iterator[list[Any]]:
    """What a segment says, so much at once; at least one part, be it empty. Malformed for one that
    is none.
    """
    try:
        yield from _told(kind, packed)
    except (ValueError, TypeError, KeyError) as error:
        raise wire.Malformed("segment") from error


def _told(kind: str, packed: bytes) -> Iterator[list[Any]]:
    """Rows stand in it as in the feed, and what can be done before the turn at the store is done."""
    data = wire.inflate(packed, "zstd", _INFLATED)
    if kind == rowfile.SEGMENT:
        rows = list(rowfile.told(data))
        yield from (_shown(rows[at : at + AT_ONCE]) for at in range(0, len(rows) or 1, AT_ONCE))
        return
    lines = data.splitlines()
    for at in range(0, len(lines) or 1, AT_ONCE):
        told = orjson.loads(b"[%b]" % b",".join(lines[at : at + AT_ONCE]))
        if kind in _ROWS:
            told = [{"e": e, "id": id_, "ver": ver, "row": row} for e, id_, ver, row in told]
            told = _shown(told)
        yield told


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With what can be known of each before its turn."""
    for one in rows:
        prepared({"rows": [one]})
    return rows


def _lost(arrival: Arrival, seen: set[Key]) -> None:
    """Rows that the far end once had and hasn't any more are told again."""
    run = direct(arrival.connection)
    for of in ENTITIES:
        if of.data_class in {DataClass.LOCAL, DataClass.REFERENCE}:
            continue
        asked = f'SELECT id FROM "{of.kind}" WHERE ver > 0 AND deleted = 0'  # noqa: S608
        lost = [id_ for (id_,) in run.execute(asked) if (str(of.kind), id_) not in seen]
        if lost:
            offering.again(arrival, of, lost)
