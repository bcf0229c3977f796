"""Feeds the index from the record, a slice at a time, on nobody's time but its own.

Each line of the journal names the records that its transaction wrote, so the index need only
remember up to which line it has read. A new index is fed from the registers first (names are what
people look for) and then from the log, newest lines first; what is written meanwhile is read from
the journal like everything later. Every slice is one transaction of the index with its place in
it: a kill between two of them, or between a commit and the next slice, loses nothing.
"""

import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from console.domain.changes import Kind
from console.domain.entry import Line
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import journal, vouched
from db.commit import KEY_MARK, PEER_MARK
from db.engine import plain_errors
from db.read import Read
from db.registry import BY_KIND
from db.search import SearchFile
from db.search_feed import KINDS, Doc, Feed, LineDoc
from db.vouched import Vouched

VERSION = f"1/{unicodedata.unidata_version}"  # another way of folding makes another index
SLICE = 0.015  # seconds
_RECORDS, _LINES, _TAIL = 24, 64, 16
_BULK = 100_000  # characters of `rows`: a county laid in at once is read from its registers
_LIVE = "live"


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the record is in the index; `ready` once it is all."""

    done: int
    total: int
    ready: bool


class Describes(Protocol):
    """What of the trade's records is found by which words."""

    def docs(self, read: Read, kind: Kind, records: Sequence[Any]) -> Iterable[Doc]: ...

    def lines(self, read: Read, lines: Sequence[Line]) -> Iterable[LineDoc]: ...

    def told_with(self, read: Read, kind: Kind, ids: Sequence[str]) -> Mapping[Kind, list[str]]:
        """Other records whose words come from these."""
        ...


class CatchUp:
    """`step()` feeds for a few milliseconds; over and over until it says ready."""

    def __init__(
        self,
        reading: Callable[[], Any],
        file: SearchFile,
        describes: Describes,
        watch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._reading, self._file, self._describes = reading, file, describes
        self._watch = watch
        self._proven = self._begun_anew = False

    def step(self, budget: float = SLICE) -> Progress:
        """One slice; Unavailable or the driver's error where the disk does not play along."""
        until = self._watch() + budget
        try:
            with plain_errors():
                return self._step(until)
        except Unavailable as error:
            if error.code != "store_damaged" or self._begun_anew:
                raise
        self._begun_anew, self._proven = True, False
        self._file.throw_away()
        return Progress(0, 1, ready=False)

    def _step(self, until: float) -> Progress:
        # The snapshot is taken inside the transaction of the index: who forgets a person has
        # committed before and waits for this slice, or comes first.
        with self._file.writing() as feed, self._reading() as read:
            if not self._proven or not feed.state("version"):
                self._prove(read, feed)
            while self._more(read, feed) and self._watch() < until:
                pass
            progress = _progress(read, feed)
        self._proven = True
        return progress

    # -- where the index stands ----------------------------------------------------------------

    def _prove(self, read: Read, feed: Feed) -> None:
        """Another record (a copy put back), another version, or nothing yet: begin anew. What was
        destroyed while nobody was here to erase it is erased now.
        """
        mark = int(feed.state("mark") or 0)
        if feed.state("version") != VERSION or feed.state("hash") != _hash(read, mark):
            self._begin(read, feed)
            return
        gone = read.connection.exec_driver_sql(
            "SELECT about FROM subject_key WHERE destroyed_at IS NOT NULL"
            " UNION SELECT about FROM peer_key WHERE destroyed_at IS NOT NULL"
        )
        feed.forget([str(about) for (about,) in gone])

    def _begin(self, read: Read, feed: Feed) -> None:
        feed.empty()
        feed.keep(version=VERSION)
        self._from_registers(read, feed, 0)

    def _from_registers(self, read: Read, feed: Feed, floor: int) -> None:
        """Every register anew, then the lines from the newest down to `floor`."""
        head = _newest(read)
        total = sum(read.count(BY_KIND[kind].record) for kind in KINDS) + head - floor
        feed.keep(stage=0, last="", low=head, floor=floor, done=0, total=total)
        feed.keep(mark=head, hash=_hash(read, head))

    def _more(self, read: Read, feed: Feed) -> bool:
        """A little of what comes next; False when there is nothing left."""
        stage = feed.state("stage")
        if stage == _LIVE:
            followed = self._follow(read, feed)
            self._told_anew(read, feed)
            return followed
        if int(stage) < len(KINDS):
            self._register(read, feed, int(stage))
        else:
            self._backwards(read, feed)
        return True

    def _register(self, read: Read, feed: Feed, stage: int) -> None:
        kind, last = KINDS[stage], feed.state("last")
        records = read.find(BY_KIND[kind].record, id__gt=last, order="id", limit=_RECORDS)
        for doc in self._describes.docs(read, kind, records):
            feed.put(doc)
        if len(records) < _RECORDS:
            feed.keep(stage=stage + 1, last="")
        else:
            feed.keep(last=records[-1].id)
        feed.keep(done=int(feed.state("done")) + len(records))

    def _backwards(self, read: Read, feed: Feed) -> None:
        upto, floor = int(feed.state("low")), int(feed.state("floor"))
        after = max(floor, upto - _LINES)
        for line in self._describes.lines(read, journal.between(read, after, upto)):
            feed.put_line(line)
        feed.keep(low=after, done=int(feed.state("done")) + upto - after)
        if after == floor:
            feed.keep(stage=_LIVE)

    def _follow(self, read: Read, feed: Feed) -> bool:
        mark = int(feed.state("mark"))
        rows = read.connection.exec_driver_sql(
            "SELECT n, rows, hash FROM journal WHERE n > ? ORDER BY n LIMIT ?", (mark, _TAIL)
        ).fetchall()
        if not rows:
            return False
        if sum(len(told) for _, told, _ in rows) > _BULK:
            self._from_registers(read, feed, mark)
            return True
        self._records(read, feed, [one for _, told, _ in rows for one in vouched.read(told)])
        for line in self._describes.lines(read, journal.between(read, mark, rows[-1][0])):
            feed.put_line(line)
        feed.keep(mark=rows[-1][0], hash=rows[-1][2].hex())
        return True

    def _records(self, read: Read, feed: Feed, told: Iterable[Vouched]) -> None:
        written: dict[Kind, dict[str, None]] = {}
        for name, id_, _ in told:
            if name in {KEY_MARK, PEER_MARK}:
                about = id_.partition("|")[0]
                if _destroyed(read, about):
                    feed.forget([about])
            elif name in _NAMED:
                written.setdefault(_NAMED[name], {})[id_] = None
        for kind in list(written):
            for other, ids in self._describes.told_with(read, kind, list(written[kind])).items():
                written.setdefault(other, {}).update(dict.fromkeys(ids))
        for kind, some in written.items():
            for id_ in some:
                self._again(read, feed, kind, id_)

    def _again(self, read: Read, feed: Feed, kind: Kind, id_: str) -> None:
        if kind not in KINDS:
            return
        record = read.seek(BY_KIND[kind].record, id_)
        docs = [] if record is None else list(self._describes.docs(read, kind, [record]))
        if not docs:
            feed.take_out(kind, id_)
        for doc in docs:
            feed.put(doc)

    def _told_anew(self, read: Read, feed: Feed) -> None:
        """What lost its words with a key is found again by those that are left."""
        for name, id_ in feed.lost():
            if name == Kind.JOURNAL:
                n = int(id_)
                for line in self._describes.lines(read, journal.between(read, n - 1, n)):
                    feed.put_line(line)
            else:
                self._again(read, feed, Kind(name), id_)


def _destroyed(read: Read, about: str) -> bool:
    asked = (
        "SELECT 1 FROM subject_key WHERE about = ?1 AND destroyed_at IS NOT NULL"
        " UNION SELECT 1 FROM peer_key WHERE about = ?1 AND destroyed_at IS NOT NULL"
    )
    return read.connection.exec_driver_sql(asked, (about,)).first() is not None


_NAMED = {kind.value: kind for kind in Kind}


def _newest(read: Read) -> int:
    return int(read.connection.exec_driver_sql("SELECT max(n) FROM journal").scalar() or 0)


def _hash(read: Read, n: int) -> str:
    asked = "SELECT hash FROM journal WHERE n = ?"
    found = read.connection.exec_driver_sql(asked, (n,)).scalar()
    return "" if found is None else found.hex()


def _progress(read: Read, feed: Feed) -> Progress:
    done, total = int(feed.state("done")), int(feed.state("total"))
    ready = feed.state("stage") == _LIVE and int(feed.state("mark")) == _newest(read)
    return Progress(min(done, total), total, ready)
