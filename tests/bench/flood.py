"""10,000 changes arriving from elsewhere while somebody looks on, with five pages open.

They come down the road of a sync page: the store's own lane for it, in slices that hold the
write connection for 20 ms at most, each slice one transaction and one Changes on the bus, from a
thread of its own. A heartbeat in the GUI thread hears how long it was deaf.

Run as a process of its own for each page in front; prints one line of JSON.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from console.app.compose import BENCH, Console, open_world
from console.app.run import SWITCH_SECONDS
from console.domain.changes import Kind, Origin
from console.domain.entry import Entry
from console.domain.evidence import Mark
from console.domain.force import Team
from console.domain.incident import Hazard, Incident
from console.domain.ledger import Move, Reason
from console.domain.reading import Reading
from console.domain.supply import Batch
from console.domain.task import Task
from console.runtime.stall import StallMeter
from db.turns import Lane
from db.work import Work
from tests.bench.measure import Figure, answer, python
from tests.bench.prepare import environment

CHANGES = 10_000
PAGE = 200  # changes in a page of the exchange
SLICE_SECONDS = 0.020
PAGES = ("duty", "response", "forces", "supplies", "situation")
FRONTS = ("wall", "duty", "response")

Change = Callable[[Work], None]


class Province(QObject):
    """What the county's exchange would hear: rows of every kind that the five pages show."""

    arrived = Signal(object)
    all_in = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._store, self._now = console.world.store, console.world.now
        with self._store.read() as read:
            self._tasks = read.find(Task)
            self._teams = read.find(Team)
            self._incidents = read.find(Incident)
            self._move = read.find(Move, limit=1)[0]
            self._batches = read.find(Batch)
            self._reading = read.find(Reading, metric="rain_station", limit=1)[0]
        self.slices = 0
        self.longest = 0.0

    def send(self) -> None:
        """On its own thread: pages in slices, the bus after each."""
        changes = self._changes()
        waiting: list[Change] = []
        while True:
            waiting += [one for one, _ in zip(changes, range(PAGE - len(waiting)), strict=False)]
            if not waiting:
                break
            waiting = self._slice(waiting)
        self.all_in.emit()

    def _slice(self, page: list[Change]) -> list[Change]:
        """As much of the page as 20 ms hold; gives the rest."""
        done = 0
        with self._store.write(
            "province", "sync.pull", lane=Lane.SYNC, history=True, origin=Origin.PEER
        ) as w:
            began = time.perf_counter()
            for change in page:
                change(w)
                done += 1
                if time.perf_counter() - began > SLICE_SECONDS * 0.7:
                    break  # what is left of the slice is for the journal and the disk
            w.log(
                Entry(
                    kind="sync_page",
                    subject_kind=Kind.JOURNAL,
                    subject_id="province",
                    at=w.now,
                    facts={"count": done},
                )
            )
        self.longest = max(self.longest, time.perf_counter() - began)
        self.slices += 1
        self.arrived.emit(w.changes)
        return page[done:]

    def _changes(self) -> Iterator[Change]:
        """Seven kinds in turn, in the shares of an evening's flood."""
        kinds = (self._rain, self._task, self._team, self._stock, self._rain, self._lot)
        for n in range(CHANGES):
            yield self._incident(n) if n % 50 == 0 else kinds[n % len(kinds)](n)

    def _rain(self, n: int) -> Change:
        end = self._now - timedelta(minutes=10 * (n % 36))
        value = Decimal(n % 300) / 10

        def change(w: Work) -> None:
            made = replace(
                self._reading,
                id=w.new_id(),
                value=value,
                window_start=end - timedelta(hours=1),
                window_end=end,
                station=f"测站{n % 60:02d}",
                mark=Mark.VERIFIED,
                is_max=False,
                span_minutes=None,
                recorded_at=w.now,
            )
            w.append(made)

        return change

    def _task(self, n: int) -> Change:
        said = f"已完成 {n % 100}%"

        def change(w: Work) -> None:
            task = w.get(Task, self._tasks[n % len(self._tasks)].id)
            w.save(replace(task, feedback=said, feedback_at=w.now, progress=n % 100))

        return change

    def _team(self, n: int) -> Change:
        def change(w: Work) -> None:
            team = w.get(Team, self._teams[n % len(self._teams)].id)
            w.save(replace(team, available=max(0, team.headcount - n % 7), ready_at=w.now))

        return change

    def _stock(self, n: int) -> Change:
        def change(w: Work) -> None:
            there = n % 2 == 0
            accounts = (self._move.from_account, self._move.to_account)
            source, target = accounts if there else accounts[::-1]
            w.append(
                replace(
                    self._move,
                    id=w.new_id(),
                    quantity=1 + n % 3,
                    from_account=source,
                    to_account=target,
                    reason=Reason(self._move.reason),
                    at=w.now,
                    recorded_at=w.now,
                )
            )

        return change

    def _lot(self, n: int) -> Change:
        def change(w: Work) -> None:
            batch = w.get(Batch, self._batches[n % len(self._batches)].id)
            w.save(replace(batch, quality_why=f"抽检 {n}"))

        return change

    def _incident(self, n: int) -> Change:
        def change(w: Work) -> None:
            w.save(
                Incident(
                    id=w.new_id(),
                    title=f"临溪镇 洪涝 {n}",
                    hazard=Hazard.FLOOD,
                    received_at=w.now,
                    place_text="临溪镇",
                )
            )

        return change


class Watcher(QObject):
    """Opens everything, lets the flood in, and stops listening when the screen is quiet again."""

    def __init__(self, console: Console, front: str) -> None:
        super().__init__()
        self._console, self._front = console, front
        self._loop = QEventLoop()
        self.meter = StallMeter(self)
        self.seconds = 0.0

    def watch(self) -> Province:
        window = self._console.window
        self._until(lambda: window.rooms.wall.cards != {} and self._quiet())
        for name in PAGES:
            window.go(name)
            self._until(self._quiet)
        window.go(self._front)
        self._until(self._quiet)
        province = Province(self._console)
        province.arrived.connect(self._console.bus.changed)
        self._in = False
        province.all_in.connect(self._on_all_in)
        self.meter.start()
        began = time.perf_counter()
        thread = Thread(target=province.send, name="province")
        thread.start()
        self._until(lambda: self._in and self._quiet())
        self.seconds = time.perf_counter() - began
        self.meter.stop()
        thread.join()
        return province

    def _on_all_in(self) -> None:
        self._in = True

    def _quiet(self) -> bool:
        return self._console.runner.busy == 0

    def _until(self, true: Callable[[], bool]) -> None:
        """Turns the loop until it has been so for a fifth of a second."""
        still = 0
        while still < 10:
            QTimer.singleShot(20, self._loop.quit)
            self._loop.exec()
            still = still + 1 if true() else 0


def measured(folder: Path, front: str) -> dict[str, float]:
    sys.setswitchinterval(SWITCH_SECONDS)
    env = environment(folder)
    world, opened = open_world(env)
    console = Console(env, world, opened)
    console.begin(BENCH)
    watcher = Watcher(console, front)
    province = watcher.watch()
    meter = watcher.meter
    began = time.perf_counter()
    console.window.repaint()
    repaint = time.perf_counter() - began
    told = {
        "p50": meter.percentile(0.5),
        "p99": meter.percentile(0.99),
        "max": meter.longest,
        "seconds": watcher.seconds,
        "slices": province.slices,
        "slice": province.longest * 1000,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "repaint": repaint * 1000,
    }
    console.close()
    return told


def figures(folders: dict[str, Path]) -> list[Figure]:
    """One process for each page in front, each with a store of its own to fill."""
    taken = {
        front: answer(python("-m", "tests.bench.flood", "--folder", str(folder), "--front", front))
        for front, folder in folders.items()
    }
    names = {"wall": "总览", "duty": "值守", "response": "响应"}
    made = [
        Figure(
            "五页打开、一万条变更到达时界面停顿 p99(最差一页)",
            max(one["p99"] for one in taken.values()),
            50,
            "ms",
        ),
        Figure("  停顿最大值", max(one["max"] for one in taken.values()), None, "ms"),
    ]
    for front, one in taken.items():
        name = names[front]
        made.append(Figure(f"  {name}在前 p99", one["p99"], None, "ms"))
        made.append(Figure(f"  {name}在前 最大", one["max"], None, "ms"))
        made.append(Figure(f"  {name}在前 全部到达并画完", one["seconds"], None, "s"))
    worst = max(one["slice"] for one in taken.values())
    made.append(Figure("  最长一片占用写连接(含落盘)", worst, None, "ms"))
    made.append(Figure("五页打开后内存", max(one["rss"] for one in taken.values()), None, "MB"))
    made.append(Figure("总览整窗重画", taken["wall"]["repaint"], None, "ms"))
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--front", choices=("wall", *PAGES), default="wall")
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(measured(asked.folder, asked.front)) + "\n")
