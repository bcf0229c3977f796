"""What goes into the index and comes out of it again, inside one transaction.

A contentless index (the words are not kept a second time) must be told what it was given when
something is taken out; therefore each row keeps its words as they were indexed.
"""

from collections.abc import Iterable
from typing import Any

from console.domain.changes import Kind
from console.domain.record import dataclass
from db.schema import statements
from db.search_answer import BAND
from db.search_words import column, fold, spoken

KINDS: tuple[Kind, ...] = (  # in the order in which they are offered
    Kind.OFFICER,
    Kind.TEAM,
    Kind.EXPERT,
    Kind.RESPONSIBLE,
    Kind.UNIT,
    Kind.PLACE,
    Kind.INCIDENT,
    Kind.SHELTER,
    Kind.RISK_POINT,
    Kind.RESERVOIR,
    Kind.DEPOT,
    Kind.ITEM,
    Kind.VEHICLE,
    Kind.CALL,
    Kind.TASK,
    Kind.DOCUMENT,
    Kind.PLAN,
    Kind.BATCH,
)
_DDL = """
CREATE TABLE state(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT;
CREATE TABLE doc(
  n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, about TEXT NOT NULL,
  archived INTEGER NOT NULL, folded TEXT NOT NULL, title TEXT NOT NULL, subtitle TEXT NOT NULL,
  title_words TEXT NOT NULL, other_words TEXT NOT NULL, sounds TEXT NOT NULL, UNIQUE(kind, id)
) STRICT;
CREATE INDEX doc_about ON doc(about);
CREATE INDEX doc_folded ON doc(folded);
CREATE TABLE line(
  n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, about TEXT NOT NULL,
  title TEXT NOT NULL, subtitle TEXT NOT NULL
) STRICT;
CREATE INDEX line_about ON line(about) WHERE about <> '';
CREATE TABLE lost(kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(kind, id)) STRICT;
CREATE VIRTUAL TABLE chars USING fts5(title, other, content='', tokenize='ascii');
CREATE VIRTUAL TABLE sounds USING fts5(
  words, content='', tokenize='ascii', detail=none, prefix='1 2 3 4'
);
CREATE VIRTUAL TABLE lines USING fts5(words, content='', tokenize='ascii');
INSERT INTO chars(chars, rank) VALUES ('secure-delete', 1);
INSERT INTO sounds(sounds, rank) VALUES ('secure-delete', 1);
INSERT INTO lines(lines, rank) VALUES ('secure-delete', 1);
"""


def make(pen: Any) -> None:
    """The tables; what is erased in them leaves no words behind in the pages."""
    for statement in statements(_DDL):
        pen.execute(statement)


@dataclass(frozen=True, slots=True)
class Doc:
    """One thing as it is found. `about` owns the key of personal words in it; `readings` are
    syllables, one list for each way of saying its names.
    """

    kind: Kind
    id: str
    title: str
    subtitle: str = ""
    other: tuple[str, ...] = ()
    readings: tuple[tuple[str, ...], ...] = ()
    about: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class LineDoc:
    """A line of the log; `kind` and `id` are its subject."""

    n: int
    kind: Kind
    id: str
    text: str
    subtitle: str = ""
    about: str = ""


class Feed:
    """The index inside a transaction."""

    def __init__(self, pen: Any) -> None:
        self._run = pen.execute

    def state(self, key: str) -> str:
        row = self._run("SELECT v FROM state WHERE k = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def keep(self, **values: object) -> None:
        for key, value in values.items():
            self._run(
                "INSERT INTO state(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v",
                (key, str(value)),
            )

    def empty(self) -> None:
        for name in ("chars", "sounds", "lines"):
            self._run(f"INSERT INTO {name}({name}) VALUES ('delete-all')")  # noqa: S608 - our names
        for name in ("doc", "line", "lost", "state"):
            self._run(f"DELETE FROM {name}")  # noqa: S608 - our own names

    def put(self, doc: Doc) -> None:
        band = KINDS.index(doc.kind) + (len(KINDS) if doc.archived else 0)
        told = (
            doc.about,
            int(doc.archived),
            fold(doc.title),
            doc.title,
            doc.subtitle,
            column((doc.title,)),
            column(doc.other),
            spoken(doc.readings),
        )
        old = self._run(
            "SELECT n, about, archived, folded, title, subtitle, title_words, other_words, sounds"
            " FROM doc WHERE kind = ? AND id = ?",
            (doc.kind.value, doc.id),
        ).fetchone()
        if old is not None and tuple(old[1:]) == told:
            return
        if old is not None:
            self._take_out(old[0], *old[-3:])
        n = old[0] if old is not None and old[2] == told[1] else self._next(band)
        self._run(
            "INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (n, doc.kind.value, doc.id, *told),
        )
        self._run("INSERT INTO chars(rowid, title, other) VALUES (?, ?, ?)", (n, told[5], told[6]))
        if told[7]:
            self._run("INSERT INTO sounds(rowid, words) VALUES (?, ?)", (n, told[7]))

    def _next(self, band: int) -> int:
        low = band * BAND
        asked = "SELECT max(n) FROM doc WHERE n BETWEEN ? AND ?"
        last = self._run(asked, (low, low + BAND - 1)).fetchone()[0]
        return int(last) + 1 if last is not None else low + 1

    def take_out(self, kind: Kind, id_: str) -> None:
        asked = "SELECT n, title_words, other_words, sounds FROM doc WHERE kind = ? AND id = ?"
        row = self._run(asked, (kind.value, id_)).fetchone()
        if row is not None:
            self._take_out(*row)

    def _take_out(self, n: int, title: str, other: str, sounds: str) -> None:
        """A contentless index must be told what it was given."""
        self._run(
            "INSERT INTO chars(chars, rowid, title, other) VALUES ('delete', ?, ?, ?)",
            (n, title, other),
        )
        if sounds:
            told = "INSERT INTO sounds(sounds, rowid, words) VALUES ('delete', ?, ?)"
            self._run(told, (n, sounds))
        self._run("DELETE FROM doc WHERE n = ?", (n,))

    def put_line(self, line: LineDoc) -> None:
        if self._run("SELECT 1 FROM line WHERE n = ?", (line.n,)).fetchone():
            return
        self._run(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)",
            (line.n, line.kind.value, line.id, line.about, line.text, line.subtitle),
        )
        words = column((line.text,))
        self._run("INSERT INTO lines(rowid, words) VALUES (?, ?)", (line.n, words))

    def forget(self, owners: Iterable[str]) -> None:
        """Takes out all words under these keys; what they stood in is to be told anew."""
        for about in filter(None, owners):
            asked = "SELECT kind, id, n, title_words, other_words, sounds FROM doc WHERE about = ?"
            for kind, id_, *row in self._run(asked, (about,)).fetchall():
                self._take_out(*row)
                self._run("INSERT OR IGNORE INTO lost VALUES (?, ?)", (kind, id_))
            asked = "SELECT n, title FROM line WHERE about = ? AND about <> ''"
            for n, text in self._run(asked, (about,)).fetchall():
                told = "INSERT INTO lines(lines, rowid, words) VALUES ('delete', ?, ?)"
                self._run(told, (n, column((text,))))
                self._run("DELETE FROM line WHERE n = ?", (n,))
                self._run("INSERT OR IGNORE INTO lost VALUES ('journal', ?)", (str(n),))

    def lost(self) -> list[tuple[str, str]]:
        """(kind, id) of what lost its words and was not told anew since; emptied by asking."""
        rows = self._run("DELETE FROM lost RETURNING kind, id").fetchall()
        return [(str(kind), str(id_)) for kind, id_ in rows]
