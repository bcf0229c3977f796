"""The floor of the exchange's figures: rows of the same bytes put down by the bare driver.

`executemany` of as many rows (a UUID key, the record as JSON the way it travels) in one
transaction, same driver, same kind of key, WAL, FULL, in a file beside the stores. Taken several
times in the run, in turns with our writes; the median stands.
"""

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from console.domain.evidence import Mark
from console.domain.reading import Reading
from db.coding import Raw
from db.engine import dial
from db.registry import entity

COUNT = 100_000
GROUP = 100
Row = tuple[str, str]


def readings(now: datetime, ids: Iterator[str], count: int = COUNT) -> list[Reading]:
    """So many readings of 500 stations, a millisecond apart."""
    return [
        Reading(
            id=next(ids),
            metric="rain_station",
            value=Decimal(n % 40) + Decimal("0.5"),
            window_end=now - timedelta(milliseconds=n),
            window_start=now - timedelta(hours=1),
            station=f"测站{n % 500:04d}",
            source="演示(编造)",
            mark=Mark.PENDING,
            recorded_by="o-06",
            recorded_at=now,
        )
        for n in range(count)
    ]


def travelling(records: Sequence[Any]) -> list[Row]:
    """Id and JSON of each record, as an operation carries it."""
    of = entity(type(records[0]))

    def told(values: dict[str, Raw]) -> str:
        return orjson.dumps({k: v for k, v in values.items() if v is not None}).decode()

    return [(one.id, told(of.encode(one))) for one in records]


def taken(folder: Path, rows: Sequence[Row], times: int = 3) -> float:
    """Seconds for all of them, the median of some files."""
    return statistics.median(_once(folder / f"floor{n}.db", rows) for n in range(times))


def _once(path: Path, rows: Sequence[Row]) -> float:
    connection = dial(path, os.urandom(32), read_only=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE floor(id TEXT PRIMARY KEY, body TEXT) STRICT")
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO floor(id, body) VALUES (?, ?)", rows)
        connection.execute("COMMIT")
        return time.perf_counter() - began
    finally:
        connection.close()
        path.unlink()
