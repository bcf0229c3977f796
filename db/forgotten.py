"""Which persons and events were purged, in a small signed file beside the store (D18).

A copy that was carried away before a purge still holds the key. Whoever restores it, on whatever
machine and however the present store looks, finds here what must be destroyed again. The ids are
random: they name nobody.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from pathlib import Path

from console.domain.refused import Unavailable
from db import storefile
from db.read import Read

NAME = "forgotten.json"


def read(folder: Path, key: bytes) -> frozenset[str]:
    """The ids; empty where there is no list, Unavailable where it was tampered with."""
    path = folder / NAME
    try:
        told = json.loads(path.read_text("utf-8"))
        abouts, signed = [str(one) for one in told["abouts"]], str(told["signature"])
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable("forgotten_unreadable", path=NAME) from error
    if not hmac.compare_digest(signed, _signature(abouts, key)):
        raise Unavailable("forgotten_unreadable", path=NAME)
    return frozenset(abouts)


def add(folder: Path, key: bytes, abouts: Iterable[str]) -> None:
    """Whole or not at all; nothing is written where nothing is new."""
    known = read(folder, key)
    now = known | set(abouts)
    if now != known:
        _write(folder, key, sorted(now))


def _write(folder: Path, key: bytes, abouts: list[str]) -> None:
    beside = folder / f"{NAME}.new"
    try:
        with beside.open("w", encoding="utf-8") as out:
            json.dump({"abouts": abouts, "signature": _signature(abouts, key)}, out)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(folder / NAME)
        storefile.settle(folder)
    except OSError as error:
        raise Unavailable("store_unwritable", path=folder.name) from error


def _signature(abouts: Iterable[str], key: bytes) -> str:
    signing = hashlib.sha256(b"forgotten " + key).digest()
    return hmac.new(signing, "\n".join(sorted(abouts)).encode(), hashlib.sha256).hexdigest()


def keyed(read_: Read) -> frozenset[str]:
    """What has words that can still be read: records, and whatever private lines are about."""
    rows = read_.connection.exec_driver_sql(
        "SELECT about FROM subject_key WHERE key IS NOT NULL"
        " UNION SELECT about FROM peer_key WHERE key IS NOT NULL"
    )
    return frozenset(str(row[0]) for row in rows)


def destroyed(read_: Read) -> frozenset[str]:
    """What this store itself has destroyed."""
    rows = read_.connection.exec_driver_sql(
        "SELECT about FROM subject_key WHERE destroyed_at IS NOT NULL"
        " UNION SELECT about FROM peer_key WHERE destroyed_at IS NOT NULL"
    )
    return frozenset(str(row[0]) for row in rows)
