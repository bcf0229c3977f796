"""Attachments that a hall's desks brought to their relay, passed on to the province: last of all.

They are sealed by the desk that took them, and named by their sum: the relay can neither read nor
change them. How much of each is there is kept, but the province's own word counts, so that a break
costs one piece. Whenever a group is owed the files wait.
"""

from collections.abc import Callable

from console.domain.link import Pace
from console.domain.refused import Unavailable
from db.gateway.blobs import Blobs
from db.gateway.shelf_pg import entered, transaction
from db.gateway.shelves_pg import ShelvesPg
from db.sync import wire
from db.sync.line import Line
from db.sync.sending import Sender, Waiting


class RelayFiles:
    """One county's; `urgent` is asked between pieces whether something else has to go first."""

    def __init__(
        self, shelves: ShelvesPg, tenant: int, line: Line, urgent: Callable[[], bool]
    ) -> None:
        self._engine, self._tenant, self._urgent = shelves.engine, tenant, urgent
        self._blobs = Blobs(shelves.engine)
        self._sender = Sender(line, Pace(), self._piece, self._note, urgent)
        self._held: set[str] = set()

    def up(self) -> int:
        """How many became whole at the province. Raises what the line raises: what was passed on
        stays so. Where the province has no room they are left until `retry`.
        """
        whole = 0
        for one in self._owed():
            if self._urgent():
                break
            try:
                if self._sender.sent(one):
                    whole += 1
                elif not self._urgent():
                    self._held.add(one.sha256)  # spoilt here or too large there
            except wire.Problem as said:
                if said.code != wire.QUOTA:
                    raise
                self._held.add(one.sha256)
        return whole

    def retry(self) -> None:
        """What could not be taken there may be takeable now."""
        self._held.clear()

    def forget(self) -> None:
        """The province was put back from a copy: it says itself what it still has."""
        with transaction(self._engine) as cursor:
            entered(cursor, self._tenant)
            cursor.execute("DELETE FROM relay_blob WHERE tenant = %s", (self._tenant,))
        self._held.clear()

    def _owed(self) -> list[Waiting]:
        with transaction(self._engine) as cursor:
            entered(cursor, self._tenant)
            cursor.execute(
                "SELECT sha256, size, coalesce(sent, 0) FROM blob LEFT JOIN relay_blob"
                " USING (tenant, sha256) WHERE tenant = %s AND have = size"
                " AND coalesce(sent, -1) < size ORDER BY size, sha256",
                (self._tenant,),
            )
            found = [Waiting(sha, int(size), int(sent)) for sha, size, sent in cursor.fetchall()]
        return [one for one in found if one.sha256 not in self._held]

    def _piece(self, sha256: str, at: int, most: int) -> bytes:
        """Unavailable where it has been dropped since, or comes anew."""
        piece = self._blobs.read(self._tenant, sha256, at, at + most)
        if len(piece) < most:
            raise Unavailable("attachment_not_here")
        return piece

    def _note(self, one: Waiting, sent: int) -> None:
        """All of it is answered only once its sum was right there."""
        with transaction(self._engine) as cursor:
            entered(cursor, self._tenant)
            cursor.execute(
                "INSERT INTO relay_blob(tenant, sha256, sent) VALUES (%s, %s, %s)"
                " ON CONFLICT (tenant, sha256) DO UPDATE SET sent = excluded.sent",
                (self._tenant, one.sha256, sent),
            )
