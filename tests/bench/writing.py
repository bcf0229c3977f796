"""One service write (rows, journal, operations, on disk) against a bare durable INSERT.

The floor is the same driver, key and pragmas in a file beside the store, one BLOB of as many
bytes as the write put down: the values of its rows, its journal lines, its operations. The two
take turns, so that a slow disk is slow for both.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.domain.changes import Changes, Kind
from console.domain.evidence import Mark
from console.domain.incident import CallForm, Event, Hazard
from console.domain.officer import Officer, Role
from console.domain.reading import ReadingDraft
from console.domain.task import Order, Urgent
from console.services.house import Services
from console.services.intake import Becomes
from db.commit import _JOURNAL_INSERT as JOURNAL
from db.engine import dial
from db.outbox import COLUMNS
from tests.bench.measure import Figure, collecting_as_in_the_house
from tests.bench.prepare import enter

ROUNDS = 120
WARMING = 20
_COLUMNS = JOURNAL[JOURNAL.index("(") + 1 : JOURNAL.index(")")].split(", ")


class Bare:
    """`write(bytes)`: what it costs to have so many bytes on this disk for good."""

    def __init__(self, folder: Path) -> None:
        self._connection = dial(folder / "bare.db", os.urandom(32), read_only=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE bare(n INTEGER PRIMARY KEY, body BLOB) STRICT")

    def write(self, size: int) -> float:
        body = os.urandom(size)
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO bare(body) VALUES (?)", (body,))
        self._connection.execute("COMMIT")
        return time.perf_counter() - began

    def close(self) -> None:
        self._connection.close()


class Acts:
    """Three everyday writes; each call is another one."""

    def __init__(self, folder: Path) -> None:
        self.world, self.opened = enter(folder)
        self.services = Services(self.world)
        with self.world.store.read() as read:
            self.officer = next(o.id for o in read.find(Officer) if Role.PRIMARY in o.roles)
            self.event = read.find(Event)[0].id
        self._tasks = self._issued(ROUNDS + WARMING)

    def _issued(self, count: int) -> list[str]:
        now = self.world.now
        order = Order(title="组织沿河群众转移", unit="临溪镇", limit=timedelta(hours=2))
        issue = self.services.tasks.order_at_once
        return [
            issue(self.officer, self.event, order, Urgent.EVACUATION, now)[0] for _ in range(count)
        ]

    def call(self, _n: int) -> Changes:
        form = CallForm(
            reporter="报告人甲",
            phone="100 0000 0001",
            place_text="临溪镇",
            content="河水上涨进了沿河两户人家,人已经出来,没有受伤。",
        )
        return self.services.intake.take(
            self.officer, form, self.world.now, Becomes(hazard=Hazard.FLOOD, event_id=self.event)
        )[1]

    def reading(self, n: int) -> Changes:
        end = self.world.now - timedelta(minutes=2, milliseconds=n)
        draft = ReadingDraft(
            metric="rain_station",
            value=Decimal(n % 40) + Decimal("0.5"),
            window_end=end,
            window_start=end - timedelta(hours=1),
            station=f"测站{n:04d}",
            source="演示(编造)",
            mark=Mark.PENDING,
        )
        return self.services.readings.take(self.officer, [draft])[1]

    def acknowledge(self, n: int) -> Changes:
        return self.services.tasks.acknowledge(self.officer, [self._tasks[n]], self.world.now)

    def size(self, changes: Changes, lines: int, operations: int) -> int:
        """Bytes of the rows as they stand, and of the lines and operations since."""
        total = 0
        with self.world.store.read() as read:
            ask = read.connection.exec_driver_sql
            for kind, ids in changes.ids.items():
                if kind is Kind.JOURNAL:
                    continue
                for id_ in ids:
                    row = ask(f'SELECT * FROM "{kind}" WHERE id = ?', (id_,)).one()
                    total += sum(map(_width, row))
            journal = f"SELECT {', '.join(_COLUMNS)} FROM journal WHERE rowid > ?"
            outbox = f"SELECT {', '.join(COLUMNS)} FROM outbox WHERE n > ?"
            for asked, since in ((journal, lines), (outbox, operations)):
                total += sum(_width(value) for row in ask(asked, (since,)) for value in row)
        return total

    def stands(self) -> tuple[int, int]:
        with self.world.store.read() as read:
            ask = read.connection.exec_driver_sql
            lines = ask("SELECT max(rowid) FROM journal").scalar() or 0
            return int(lines), int(ask("SELECT max(n) FROM outbox").scalar() or 0)

    def close(self) -> None:
        self.opened.close()


def _width(value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, bytes) else 8


def _ratio(acts: Acts, act: Callable[[int], Changes], bare: Bare) -> tuple[float, float]:
    """Median of the one over median of the other, and the median itself."""
    mine, floor = [], []
    for n in range(WARMING + ROUNDS):
        stood = acts.stands()
        began = time.perf_counter()
        changes = act(n)
        taken = time.perf_counter() - began
        base = bare.write(acts.size(changes, *stood))
        if n >= WARMING:
            mine.append(taken)
            floor.append(base)
    return statistics.median(mine) / statistics.median(floor), statistics.median(mine)


def figures(folder: Path) -> list[Figure]:
    with collecting_as_in_the_house():
        return _figures(folder)


def _figures(folder: Path) -> list[Figure]:
    acts, bare = Acts(folder), Bare(folder)
    try:
        told = {
            "任务签收": acts.acknowledge,
            "监测值录入": acts.reading,
            "接报成险情": acts.call,
        }
        taken = {name: _ratio(acts, act, bare) for name, act in told.items()}
    finally:
        bare.close()
        acts.close()
    worst = max(ratio for ratio, _ in taken.values())
    made = [Figure("一次业务写入 ÷ 同样字节的直接 INSERT(最差一种)", worst, 5, "倍")]
    made += [Figure(f"  {name}", ratio, None, "倍") for name, (ratio, _) in taken.items()]
    made += [Figure(f"  {name}用时", s * 1000, None, "ms") for name, (_, s) in taken.items()]
    return made
