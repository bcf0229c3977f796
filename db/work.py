"""One unit of work: rows, journal and outbox in one transaction, or nothing.

`Work` adds to a snapshot the only ways to write: save, append, log, destroy_key. It gathers what
`db.commit` turns into journal lines and operations before the transaction ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from console.domain.changes import Changes, Kind, Origin
from console.domain.clock import SLACK
from console.domain.entry import Entry
from console.domain.refused import Refused
from db import drafts
from db.chain import digest, digests
from db.coding import Raw, to_ms
from db.engine import direct
from db.entity import DataClass, Entity
from db.outbox import Added, Operation
from db.read import Read
from db.registry import ENTITIES, entity
from db.seal import DESTROYED, SealRing
from db.vouched import Run

__all__ = ["Read", "Work"]


class Work(Read):
    """A transaction. `now` is the clock's, once, for everything in it, to the millisecond."""

    def __init__(
        self,
        connection: Connection,
        ring: SealRing,
        *,
        actor: str,
        now: datetime,
        cause: str,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(connection, ring)
        self._held: list[tuple[Raw, ...]] = []  # new rows of one kind, put down together
        self._held_of: Entity | None = None
        self._adding: type | None = None  # a ledger without personal words, of which rows are held
        self._columns: Callable[[Any], tuple[Raw, ...]] = tuple
        self._held_keys: list[tuple[str, bytes, int]] = []  # about, key, when it was made
        self.actor = actor
        self.now = now
        self.cause = cause
        self._new_id = new_id
        self._fresh: set[str] = set()  # ids handed out here and not written yet
        self._born: set[str] = set()  # all that were handed out here: they have no key on disk
        self.changes = Changes()
        self.origin = Origin.HERE
        self.history = False  # what the province already has: nothing goes up (D28)
        self.operations: list[Operation | Added] = []
        self.entries: list[Entry] = []
        self.hands: dict[int, str] = {}  # who wrote which entry of a history, where not `actor`
        self.laid: list[Run] = []  # new rows, as they were put down
        self.digests: dict[tuple[Kind, str], str] = {}  # of rows written over; "" where withdrawn
        self.key_digests: dict[str, str] = {}
        self.peer_digests: dict[tuple[str, str], str] = {}  # (about, made by)
        self.destroyed: list[str] = []

    @property
    def connection(self) -> Connection:
        """Whoever asks through it sees all that was written before."""
        if self._held or self._held_keys:
            self.settle()
        return self._connection

    @connection.setter
    def connection(self, connection: Connection) -> None:
        self._connection = connection

    def settle(self) -> None:
        """Puts the held rows down: a hundred in one go cost half of a hundred one by one."""
        keys, self._held_keys = self._held_keys, []
        if keys:
            direct(self._connection).executemany(_NEW_KEY, keys)
        held, of, self._held = self._held, self._held_of, []
        if not held or of is None:
            return
        held = of.exact(held)
        place = of.names.index("id")
        ids = [str(values[place]) for values in held]
        with readable_text():
            self.laid.append((of.word, ids, digests(held)))
            direct(self._connection).executemany(INSERTS[of.kind], held)
        if of.data_class is DataClass.LEDGER and not self.history:
            self.operations.append((of.word, ids))

    @property
    def wrote(self) -> bool:
        """Whether any row was."""
        return bool(self.laid or self.digests)

    def written(self) -> Iterator[tuple[Kind, Iterable[str]]]:
        """Kinds with the ids of the rows; one may come twice."""
        for kind, ids, _ in self.laid:
            yield Kind(kind), ids
        for over, id_ in self.digests:
            yield over, (id_,)

    def new_id(self) -> str:
        """An id that no record has; what is saved under it is not looked for first."""
        made = self._new_id()
        self._fresh.add(made)
        self._born.add(made)
        return made

    def save(self, record: Any) -> None:
        """Insert or update a register or a decision."""
        of = entity(type(record))
        if of.data_class is DataClass.LEDGER:
            raise TypeError(f"{of.kind} only grows: append it")
        fresh = record.id in self._fresh
        self._fresh.discard(record.id)
        self._write(of, record, None if fresh else self._raw(of, record.id))

    def append(self, record: Any) -> None:
        """Add to a ledger; what is there is never changed."""
        if type(record) is self._adding:  # they come by the hundred
            self._held.append(self._columns(record))
            return
        of = entity(type(record))
        if of.data_class is not DataClass.LEDGER:
            raise TypeError(f"{of.kind} is not a ledger: save it")
        if of is not self._held_of:
            self._turn_to(of)
        if of.personal:
            new = of.encode(record)
            self._seal(of, new, None)
            self._held.append(tuple(new.values()))
        else:
            self._adding, self._columns = type(record), of.columns_of
            self._held.append(self._columns(record))

    def lay(self, record: Any) -> None:
        """Insert a record under an id of its own that is known not to be there: history in bulk."""
        self._fresh.add(record.id)
        self._born.add(record.id)
        if entity(type(record)).data_class is DataClass.LEDGER:
            self.append(record)
        else:
            self.save(record)

    def log(self, entry: Entry, by: str = "") -> None:
        """A line of the journal in this transaction; nothing is said to have happened later on.

        History was written down when it was so, and by whom it says.
        """
        if not self.history and (by or entry.at > self.now + SLACK):
            raise Refused("stated_ahead", at=entry.at, field="at")
        if by:
            self.hands[len(self.entries)] = by
        self.entries.append(entry)

    def drop_draft(self, key: str) -> None:
        """The draft goes in the same moment as what it became is saved."""
        drafts.drop(self.connection, key)

    def _write(self, of: Entity, record: Any, old: dict[str, Raw] | None) -> None:
        new = of.encode(record)
        if of.personal:
            self._seal(of, new, old)
        if old is not None and all(old[name] == new[name] for name in of.names):
            return
        if old is None:
            if of is not self._held_of:
                self._turn_to(of)
            self._held.append(tuple(new.values()))
        else:
            with readable_text():
                values = tuple(new.values())
                self.digests[of.kind, record.id] = digest(values)
                direct(self.connection).execute(UPSERTS[of.kind], values)
        told = None if self.history else Operation.of(of, new, old)
        if told is not None:
            self.operations.append(told)

    def _turn_to(self, of: Entity) -> None:
        """Rows of this kind are held from now on."""
        self.settle()
        self._held_of, self._adding = of, None

    # -- personal words --------------------------------------------------------------------

    def _seal(self, of: Entity, new: dict[str, Raw], old: dict[str, Raw] | None) -> None:
        """Words to ciphertext; unchanged words keep theirs, destroyed ones stay destroyed."""
        about = str(new[of.about])
        if old is not None and old[of.about] != new[of.about]:
            old = None  # another owner, another key
        self._take_up(about)
        for name in sorted(
            of.personal
        ):  # in the same order each time, and so with the same nonces
            words = new[name]
            if words is not None:
                before = None if old is None else old[name]
                new[name] = self._sealed(about, str(words), before)

    def _sealed(self, about: str, words: str, before: Raw) -> Raw:
        if isinstance(before, bytes) and self._ring.unseal(about, before) == words:
            return before
        if words == DESTROYED and not self._ring.known(about):
            return None
        if not self._ring.known(about):
            self._make_key(about)
        with readable_text():
            return self._ring.seal(about, words)

    def seal_words(self, about: str, words: Mapping[str, str]) -> bytes | None:
        """The private words of an entry; those already destroyed are left out."""
        kept = {name: text for name, text in words.items() if text != DESTROYED}
        if not kept:
            return None
        self.key_for(about)
        with readable_text():
            return self._ring.seal_words(about, kept)

    def key_for(self, about: str) -> None:
        """A key for personal words about this event or person, made at the first of them."""
        self._take_up(about)
        if not self._ring.known(about):
            self._make_key(about)

    def _take_up(self, about: str) -> None:
        if about not in self._born:
            self._learn((about,))

    def _make_key(self, about: str) -> None:
        if self._ring.gone(about):
            raise Refused("words_destroyed")
        key, made_at = self._ring.new_key(), to_ms(self.now)
        self._held_keys.append((about, key, made_at))
        self.key_digests[about] = digest((about, key, made_at, None))
        self._ring.learn(about, key)

    def _destroy_peers(self, about: str, at: int) -> None:
        """What other workstations sealed about it goes with it."""
        for row in self.connection.exec_driver_sql(
            "UPDATE peer_key SET key = NULL, destroyed_at = coalesce(destroyed_at, ?)"
            " WHERE about = ? AND key IS NOT NULL"
            " RETURNING about, made_by, key, made_at, destroyed_at",
            (at, about),
        ).all():
            self.peer_digests[about, row[1]] = digest(tuple(row))

    def destroy_key(self, about: str) -> None:
        """Personal words about this event or person can never be read again, nor added to.

        The caller says in the journal on which rule. The rows and lines stay as they are.
        """
        at = to_ms(self.now)
        row = self.connection.exec_driver_sql(
            "INSERT INTO subject_key(about, key, made_at, destroyed_at) VALUES (?, NULL, ?, ?)"
            " ON CONFLICT(about) DO UPDATE SET key = NULL,"
            " destroyed_at = coalesce(destroyed_at, excluded.destroyed_at), told = 0"
            " RETURNING about, key, made_at, destroyed_at",
            (about, at, at),
        ).one()
        self.key_digests[about] = digest(tuple(row))
        self._destroy_peers(about, at)
        self.destroyed.append(about)
        self._ring.learn(about, None)


class readable_text:  # noqa: N801 - reads as a phrase: with readable_text()
    """Half a character (a lone surrogate from a broken paste) can't be stored; the field says so."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UnicodeEncodeError):
            raise Refused("text_broken") from error


_NEW_KEY = "INSERT INTO subject_key(about, key, made_at) VALUES (?, ?, ?)"


def _insert(of: Entity) -> str:
    names = ", ".join(f'"{name}"' for name in of.names)
    marks = ", ".join("?" for _ in of.names)
    return f'INSERT INTO "{of.kind}"({names}) VALUES ({marks})'  # noqa: S608 - our own names


def _upsert(of: Entity) -> str:
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in of.names if name != "id")
    return f"{_insert(of)} ON CONFLICT(id) DO UPDATE SET {changed}"


INSERTS = {of.kind: _insert(of) for of in ENTITIES}
UPSERTS = {of.kind: _upsert(of) for of in ENTITIES}
