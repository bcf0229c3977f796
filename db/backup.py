"""Copies of the store, taken while it is in use, under the same key."""

import os
from pathlib import Path

from console.domain.refused import Unavailable
from db.engine import dial


def copy(path: Path, key: bytes, to: Path) -> Path:
    """A consistent snapshot at `to` (VACUUM INTO keeps the encryption); whole or not at all."""
    beside = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        connection = dial(path, key, read_only=False)
        try:
            connection.execute("VACUUM INTO ?", (str(beside),))
        finally:
            connection.close()
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(to)
    except OSError as error:
        raise Unavailable("backup_failed", path=to.name) from error
    return to
