"""The exchange: a local write in groups of a hundred, what goes up, comes down, reaches a newcomer.

Everything against the floor of tests.bench.floor, taken in the same run. The far end is the real
service in a process of its own on an embedded PostgreSQL; loopback, real HTTP.
"""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.link import Pace
from console.domain.reading import Reading
from console.services.world import SystemClock, World
from db import keys
from db.opening import open_store
from db.schema import SCHEMA_NO
from db.sync import wire
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine
from db.sync.pace import Chunk
from tests.bench import crowd, floor
from tests.bench.floor import COUNT, GROUP
from tests.bench.measure import Figure, collecting_as_in_the_house
from tests.bench.province import Province, province

ACTOR = "o-06"
_EDITS = 40
_TURNS = 5  # of the floor and of our writes
_IDLE_SECONDS, _LOST_SECONDS = 0.1, 30.0


class Console:
    """A workstation of the county, enrolled at this province."""

    def __init__(self, folder: Path, there: Province, name: str) -> None:
        clock = SystemClock()
        self.opened = open_store(folder, keys.KeyPlace(folder, use_keyring=False), clock)
        self.world = World(self.opened.store, clock)
        store = self.world.store
        plain = HttpLine(there.url, store.head()[0], 1, SCHEMA_NO, clock)
        enrol(store, plain, there.url, there.invite(name), name)
        self.pool = ThreadPoolExecutor(1)
        self.line = connect(store, clock, SCHEMA_NO)
        self.engine = Engine(
            store, self.line, clock, Chunk(Pace()), pool=self.pool, heard=self._heard
        )
        self.came = threading.Event()
        self.came_at = 0.0

    def write(self, records: list[Reading], group: int = GROUP) -> float:
        """Seconds for all of them through the unit of work."""
        began = time.perf_counter()
        for at in range(0, len(records), group):
            some = records[at : at + group]
            with self.world.store.write(ACTOR, "bench.write") as w:
                for one in some:
                    w.append(one)
                w.log(
                    Entry(
                        kind="reading_taken",
                        subject_kind=Kind.READING,
                        subject_id=some[0].id,
                        at=w.now,
                    )
                )
        return time.perf_counter() - began

    def round(self) -> float:
        began = time.perf_counter()
        self.engine.round()
        return time.perf_counter() - began

    def _heard(self, changes: Changes) -> None:
        """Right after the COMMIT of what came."""
        if Kind.READING in changes.ids and not self.came.is_set():
            self.came_at = time.perf_counter()
            self.came.set()

    def readings(self, count: int = COUNT) -> list[Reading]:
        return floor.readings(self.world.now, iter(self.world.store.ids.next, ""), count)

    def close(self) -> None:
        self.line.close()
        self.pool.shutdown()
        self.opened.close()


def figures(folder: Path) -> list[Figure]:
    """Two consoles of one county meet at one province."""
    with collecting_as_in_the_house(), province(folder / "province") as there:
        consoles = [Console(folder / name, there, name) for name in "ab"]
        try:
            made, lowest = _figures(folder, consoles[0], consoles[1])
            made += _newcomers(folder, there, lowest)
        finally:
            for one in consoles:
                one.close()
        return made + crowd.figures(there)


def _newcomers(folder: Path, there: Province, lowest: float) -> list[Figure]:
    """Two new consoles, one after the other: the segments are made for the first one."""
    taken = []
    for name in "cd":
        one = Console(folder / name, there, name)
        taken.append(one.round())
        with one.world.store.read() as read:
            assert read.count(Reading) >= COUNT
        one.close()
    return [
        Figure("新工作站按分段取回全县 / 底线", taken[1] / lowest, 3, "倍"),
        Figure("  其中第一台(分段现做)/ 底线", taken[0] / lowest, None, "倍"),
    ]


def _figures(folder: Path, a: Console, b: Console) -> tuple[list[Figure], float]:
    records = a.readings()
    rows = floor.travelling(records)
    for one in (a, b):
        one.round()
    made = []
    lowest, write = _written(folder, a, records, rows)
    twice = floor.taken(folder, [(id_, body + body) for id_, body in rows], times=1)
    made += [
        Figure("本机写入 10 万条(每组 100,含待报与日志)/ 底线", write / lowest, 5, "倍"),
        Figure("  同样落盘字节(行与待报各一份)的底线", write / twice, None, "倍"),
    ]
    before = replace(a.line.traffic)
    push = a.round()
    sent = a.line.traffic
    made.append(Figure("上报 10 万条(回环,PostgreSQL)/ 底线", push / lowest, 15, "倍"))
    pull = b.round()
    made.append(Figure("另一台取回 10 万条 / 底线", pull / lowest, 7, "倍"))
    with b.world.store.read() as read:
        assert read.count(Reading) >= COUNT, (
            b.engine._round,
            a.engine._round,
            read.count(Reading),
        )
    made.append(
        Figure("上报每条字节(压缩前)", (sent.sent_plain - before.sent_plain) / COUNT, None, "字节")
    )
    made.append(Figure("上报每条字节(线上)", (sent.sent - before.sent) / COUNT, None, "字节"))
    made.append(Figure("底线:同样字节 10 万行", lowest, None, "秒"))
    return made + _idle(a, b), lowest


def _written(
    folder: Path, a: Console, records: list[Reading], rows: list[floor.Row]
) -> tuple[float, float]:
    """Seconds of the floor, the median of several, and of all our writes. They take turns: a machine
    that is slower for a while is so for both.
    """
    part = len(records) // _TURNS
    lowest, write = [], 0.0
    for at in range(0, len(records), part):
        lowest.append(floor.taken(folder, rows, times=1))
        write += a.write(records[at : at + part])
    return statistics.median(lowest), write


def _idle(a: Console, b: Console) -> list[Figure]:
    for one in (a, b):
        one.round()
    before = a.line.traffic.requests
    a.round()
    requests = a.line.traffic.requests - before
    return [
        Figure("没有可说的一次同步", float(requests), 2, "请求"),
        Figure("一条从此处落盘到另一台落盘,中位数", _edits(a, b), 30, "毫秒"),
    ]


def _edits(a: Console, b: Console) -> float:
    """Milliseconds from COMMIT here to COMMIT at the other one, which waits in an open question as
    an idle console does; the median.
    """
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            b.engine.round(wire.WAIT_SECONDS)

    listening = threading.Thread(target=listen)
    listening.start()
    taken = []
    for record in a.readings(_EDITS):
        over.wait(_IDLE_SECONDS)
        b.came.clear()
        a.write([record], 1)
        began = time.perf_counter()
        if len(taken) == _EDITS - 1:
            over.set()  # what comes now ends the last question
        a.round()
        assert b.came.wait(_LOST_SECONDS), "an edit did not come"
        taken.append((b.came_at - began) * 1000)
    listening.join()
    return statistics.median(taken)
