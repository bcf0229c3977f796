"""Files up and down, last of all: only what a link carries, in pieces, and never from the start.

The far end says how much of a file it has durably (`offset`), and its word counts: an upload goes
on from there after any break. A download goes on from what lies here. The line they use is their
own, so that a photograph never stands in the way of a report.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from console.domain.attachment import Attachment
from console.domain.link import Profile
from console.domain.refused import Unavailable
from db.blobs import Shelf
from db.coding import to_ms
from db.store import Store
from db.sync import state, wire
from db.sync.line import Line, LineDown
from db.sync.sending import Sender, Waiting

KEPT = timedelta(days=30)
_NOT_THERE = 416  # a stretch that begins behind its end


class Attachments:
    """One store's files over one line; `stopped` is asked between pieces."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        line: Line,
        profile: Profile,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store, self._shelf, self._line, self._profile = store, shelf, line, profile
        self._stopped = stopped
        self._sender = Sender(line, profile.pace, self._piece, self._note, stopped)

    # -- what waits ------------------------------------------------------------------------

    def to_send(self) -> list[Waiting]:
        with self._store.read() as read:
            rows = read.connection.exec_driver_sql(
                "SELECT sha256, size, sent FROM blob"
                " WHERE uploaded_at IS NULL AND have = size ORDER BY rowid"
            ).all()
        return [Waiting(sha, size, sent) for sha, size, sent in rows]

    def to_fetch(self) -> list[Waiting]:
        """Files of rows that came from elsewhere; one that names no file has none to fetch."""
        with self._store.read() as read:
            rows = read.connection.exec_driver_sql(
                "SELECT sha256, max(sealed_size) FROM attachment WHERE deleted = 0"
                " AND length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*' AND sealed_size > 0"
                " AND sha256 NOT IN (SELECT sha256 FROM blob WHERE have = size)"
                " GROUP BY sha256 ORDER BY max(added_at) DESC"
            ).all()
        return [Waiting(sha, size, self._shelf.come(sha)) for sha, size in rows]

    # -- over the line ---------------------------------------------------------------------

    def exchange(self, now: datetime) -> int:
        """Sends and fetches what waits, as far as the line holds; how many files became whole.

        Raises what the line raises: all that was done stays done. Where the far end has no room
        for more (507), what it has still comes.
        """
        return self.up(now) + self.down()

    def up(self, now: datetime) -> int:
        if not self._profile.attachments:
            return 0
        done, trouble = 0, ""
        try:
            for one in self.to_send():
                if not self._stopped():
                    done += self._sent(one, now)
        except wire.Problem as said:
            if said.code != wire.QUOTA:
                raise
            trouble = said.code
        self._say(trouble)
        return done

    def _say(self, trouble: str) -> None:
        """Why files stay here, for the exchange page: a code of the contract, "" where they don't."""
        with self._store.read() as read:
            before = state.stand(read.connection).told.get(state.FILES, "")
        if trouble != before:
            with self._store.aside() as connection:
                state.keep(connection, files=trouble)

    def down(self) -> int:
        if not self._profile.attachments:
            return 0
        return sum(self.fetch(one) for one in self.to_fetch() if not self._stopped())

    def send(self, one: Waiting, now: datetime) -> bool:
        return self._sender.send(one) and self._whole(one, now)

    def _sent(self, one: Waiting, now: datetime) -> bool:
        return self._sender.sent(one) and self._whole(one, now)

    def _whole(self, one: Waiting, now: datetime) -> bool:
        self._note(one, one.size, uploaded_at=to_ms(now))
        return True

    def _piece(self, sha256: str, at: int, most: int) -> bytes:
        try:
            _at, piece = next(self._shelf.pieces(sha256, at, lambda: most))
        except (FileNotFoundError, StopIteration) as error:
            raise Unavailable("attachment_not_here") from error
        return piece

    def fetch(self, one: Waiting) -> bool:
        """True where it is whole; False where the far end has not got it yet."""
        size = one.size
        at = one.done if one.done <= size else 0
        while at < size and not self._stopped():
            to = min(size, at + self._sender.chunk.bytes) - 1
            try:
                reply = self._line.call(
                    "GET",
                    f"/v1/blob/{one.sha256}",
                    headers={"Range": f"bytes={at}-{to}"},
                    stall=self._profile.pace.stall,
                )
            except wire.Problem as said:
                if said.code == wire.NO_SUCH_BLOB:
                    return False
                if said.status == _NOT_THERE and at:
                    size = at  # it is shorter than its row says: what has come is all of it
                    continue
                raise
            except LineDown:
                self._sender.chunk.halve()
                raise
            if not 0 < len(reply.body) <= to - at + 1:
                raise LineDown("cut", "range")
            at = self._shelf.add(one.sha256, at, reply.body)
            self._sender.paced(reply.took, len(reply.body))
        if at < size or not self._shelf.finish(one.sha256):
            return False
        self._note(one, one.size, uploaded_at=0)
        return True

    def _note(self, one: Waiting, sent: int, uploaded_at: int | None = None) -> None:
        with self._store.aside() as connection:
            connection.exec_driver_sql(
                "INSERT INTO blob(sha256, size, have, sent, uploaded_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT(sha256) DO UPDATE SET sent = excluded.sent, have = excluded.have,"
                " uploaded_at = coalesce(excluded.uploaded_at, uploaded_at)",
                (one.sha256, one.size, one.size, sent, uploaded_at),
            )


def sweep(store: Store, shelf: Shelf) -> int:
    """Drops files that nothing here names any more and that nobody has touched for a month: of
    rows that the province never took, and what was broken off. How many.
    """
    before = (store.clock.now() - KEPT).timestamp()
    old = {path.name.removesuffix(".part"): path for path in shelf.lying(before)}
    if not old:
        return 0
    with store.read() as read:
        named = {
            str(sha)
            for (sha,) in read.connection.exec_driver_sql(
                "SELECT sha256 FROM attachment WHERE deleted = 0 UNION"
                " SELECT a.sha256 FROM outbox, json_each(ops) AS op,"  # a withdrawn row, to be told again
                " json_each(op.value, '$.rows') AS named JOIN attachment a ON a.id = named.value"
                " WHERE state <> 'acked' AND json_extract(op.value, '$.entity') = 'attachment'"
            )
        }
    gone = sorted(old.keys() - named)
    with store.aside() as connection:
        for sha in gone:
            connection.exec_driver_sql("DELETE FROM blob WHERE sha256 = ?", (sha,))
    for sha in gone:
        old[sha].unlink(missing_ok=True)
    return len(gone)


def keep(store: Store, sha256: str, size: int) -> None:
    """A file that was put on the shelf here and is owed to the province."""
    with store.aside() as connection:
        connection.exec_driver_sql(
            "INSERT INTO blob(sha256, size, have) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (sha256, size, size),
        )


__all__ = ["Attachment", "Attachments", "Waiting", "keep", "sweep"]
