"""The index of everything that can be found: a file of its own beside the store, `search.db`.

Derived, local, made anew whenever it is in doubt: never part of the journal, of `check`, of a
copy or of the sync. It lies beside the record and not in it, because a copy of the record would
carry the words of people whose key is destroyed later, and because an officer's write never
waits for it. It is sealed under the store's key. `db.catch_up` feeds it.

A question must answer within a keystroke although one character stands in half of all texts:
names and log lines are apart, rows are numbered by kind, so that the best of each kind are read
from the front and nothing is ever sorted.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db.engine import dial
from db.search_answer import rows_of
from db.search_feed import Feed, make
from db.search_words import question

NAME = "search.db"


@dataclass(frozen=True, slots=True)
class Found:
    """A hit; `line` is the journal's number where it is a line of the log, else 0; `more`
    where the kind has others that are not among the hits.
    """

    kind: Kind
    id: str
    title: str
    subtitle: str
    archived: bool = False
    line: int = 0
    more: bool = False


class SearchFile:
    """`find(text)`; the rest is for whoever feeds it. Made when it is first fed."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool) -> None:
        self.path = path.with_name(NAME)
        self.read_only = read_only
        self._key = key
        self._reading, self._writing = threading.RLock(), threading.RLock()
        self._reader: Any = None
        self._writer: Any = None
        self._closed = False
        self._owed = False  # to be thrown away as soon as it can be

    # -- asking ----------------------------------------------------------------------------

    def find(self, text: str, limit: int = 50) -> list[Found]:
        """The best of each kind, then lines of the log from the newest on."""
        asked = question(text)
        if not asked or self._closed:
            return []
        with self._reading:
            try:
                if self._reader is None:
                    if not self.path.exists():
                        return []
                    self._reader = dial(self.path, self._key, read_only=True)
                rows = rows_of(self._reader, asked, limit)
            except driver.Error:  # damaged or just made: it is derived, the next feeding makes it
                self._drop_reader()
                return []
        return [
            Found(Kind(kind), id_, title, subtitle, bool(archived), line, more)
            for _, kind, id_, title, subtitle, archived, line, more in rows
        ]

    def _drop_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    # -- feeding ---------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Feed]:
        """One transaction of the index."""
        with self._writing:
            if self._closed:
                raise Unavailable("store_closed")
            pen = self._pen()
            pen.execute("BEGIN IMMEDIATE")
            try:
                yield Feed(pen)
            except BaseException:
                with suppress(driver.Error):
                    pen.execute("ROLLBACK")
                raise
            pen.execute("COMMIT")

    def _pen(self) -> Any:
        if self._owed:
            self.throw_away()
        if self._writer is None:
            try:
                self._writer = self._opened()
            except driver.Error:
                self.throw_away()
                self._writer = self._opened()
        return self._writer

    def _opened(self) -> Any:
        pen = dial(self.path, self._key, read_only=False)
        try:
            pen.execute("PRAGMA journal_mode = WAL")
            pen.execute("PRAGMA synchronous = NORMAL")  # a tail lost with the power is fed again
            if not pen.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
                pen.execute("BEGIN IMMEDIATE")
                make(pen)
                pen.execute("COMMIT")
        except BaseException:
            pen.close()
            raise
        return pen

    def throw_away(self) -> None:
        """The whole index; the next feeding begins from nothing."""
        with self._writing, self._reading:
            self._drop_reader()
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()
            try:
                for end in ("-wal", "-shm", ""):
                    Path(f"{self.path}{end}").unlink(missing_ok=True)
                self._owed = False
            except OSError:  # somebody holds it open: tried again before anything else is done
                self._owed = True

    def forget(self, owners: Sequence[str]) -> None:
        """No word under these keys is left in the file or in its WAL when this returns."""
        if self.read_only or not self.path.exists():
            return
        with self._writing, self._reading:
            try:
                with self.writing() as feed:
                    feed.forget(owners)
                busy, _, _ = self._pen().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except driver.Error:
                busy = 1
            if busy:  # damaged, or another program reads it: gone as a whole, then
                self.throw_away()

    def close(self) -> None:
        with self._writing, self._reading:
            self._closed = True
            self._drop_reader()
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()
