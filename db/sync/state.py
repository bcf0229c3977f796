"""What a workstation remembers of the exchange: rows of the store's own `state` table.

Who it is to the far end, where it stands, when they last spoke. Lies in the encrypted store and
goes with it: a copy of the store is a copy of the workstation, and the far end notices.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from console.domain.record import dataclass
from db.coding import from_ms

PREFIX = "sync."
SERVER, NAME, POST = "sync.server", "sync.name", "sync.post"
COUNTY, COUNTY_KEY = "sync.county", "sync.county_key"
KEY, TOKEN = "sync.key", "sync.token"
PACKET_KEY, PACKET_SIGN = "sync.packet_key", "sync.packet_sign"  # the province's, public
EPOCH, CURSOR, HEAD = "sync.epoch", "sync.cursor", "sync.head"
CONTACT, UPLOADED, SKEW = "sync.contact_at", "sync.uploaded_at", "sync.skew_ms"
CHECKED, AGREED = "sync.checked_at", "sync.agreed"
BUILD = "sync.build"  # schema/version that has read what lies here
BACKFILL = "sync.backfill"  # the build before: all is read anew, and that is not done yet
FILES = "sync.files"  # why the far end takes no files just now
BOOTSTRAP, OFFERED = "sync.bootstrap", "sync.offered"
REREAD = "sync.reread"  # another history is read: own rows are not known to be as they are there


@dataclass(frozen=True, slots=True)
class Stand:
    """Where this workstation stands; `enrolled` once it has a county."""

    device: str
    incarnation: int
    told: Mapping[str, str]

    @property
    def enrolled(self) -> bool:
        return bool(self.told.get(KEY)) and bool(self.told.get(COUNTY))

    @property
    def epoch(self) -> str:
        return self.told.get(EPOCH, "")

    @property
    def cursor(self) -> int:
        return int(self.told.get(CURSOR, 0))

    def at(self, name: str) -> datetime | None:
        """A moment that is kept as milliseconds."""
        value = self.told.get(name, "")
        return from_ms(int(value)) if value else None


def stand(connection: Connection) -> Stand:
    rows = connection.exec_driver_sql("SELECT k, v FROM state")
    told = {str(k): str(v) for k, v in rows}
    return Stand(told["device_id"], int(told["incarnation"]), told)


def keep(connection: Connection, **rows: str) -> None:
    """Rows by their short names: `keep(c, cursor="7")` is sync.cursor."""
    for name, value in rows.items():
        connection.exec_driver_sql(
            "INSERT INTO state(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v",
            (PREFIX + name, value),
        )


def drop(connection: Connection, *names: str) -> None:
    for name in names:
        connection.exec_driver_sql("DELETE FROM state WHERE k = ?", (PREFIX + name,))
