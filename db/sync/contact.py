"""Which device this is and when the exchange was last in touch with the far end."""

from datetime import datetime

from db.coding import from_ms
from db.engine import direct
from db.work import Read

CONTACT = "sync.contact_at"  # milliseconds, written after every successful round


def _state(read: Read, key: str) -> str | None:
    row = direct(read.connection).execute("SELECT v FROM state WHERE k = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def contact(read: Read) -> datetime | None:
    """None: never, or this console was never enrolled."""
    found = _state(read, CONTACT)
    return from_ms(int(found)) if found else None


def device(read: Read) -> str:
    return _state(read, "device_id") or ""
