"""A register of 100,000 stock movements: how soon it stands, and how soon it is sorted or filtered.

Two floors. For the first painting: a QSqlTableModel in a QTableView on a plain, unencrypted copy
of the same rows, from setTable to painted. For sorting and filtering: the very same statement
through the driver on the same store, its 200 rows fetched. Ours ends when the rows stand in the
table (thread, question, decoding, model); the first 64 are asked for by themselves, the rest of
the page follows. When they were painted is told beside.
"""

import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from console import theme
from console.app.run import SWITCH_SECONDS
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.ledger import Move, Reason, Side, account
from console.domain.supply import Batch, Depot
from console.panes.registers.columns import away, columns
from console.runtime.tasks import Runner
from console.services.registers import BY_KIND, Registers
from console.services.registers.listing import Listing, Query, Row, sealed
from console.services.world import World
from console.widgets.paged_table import PagedTable
from db import paging
from db.engine import direct
from db.registry import entity
from tests.bench.measure import Figure
from tests.bench.prepare import enter

ROWS = 100_000
CHUNK = 10_000
ROUNDS = 9
SIZE = (1200, 700)
REGISTER = BY_KIND[Kind.MOVE]
TEXT = "采购单 77"  # stands in about every thousandth document


def fill(world: World, rows: int = ROWS) -> None:
    """Movements as a county writes them over the years, acknowledged history."""
    with world.store.read() as read:
        depots = [d.id for d in read.find(Depot)]
        batches = [(b.id, b.item_id) for b in read.find(Batch)]
    reasons = (
        (Reason.PURCHASE, account(Side.SUPPLIER, "示例供货商")),
        (Reason.DONATION, account(Side.SUPPLIER, "示例捐赠")),
        (Reason.FROM_ABOVE, account(Side.SUPPLIER, "上级")),
    )
    began = world.now - timedelta(days=3 * 365)
    for start in range(0, rows, CHUNK):
        with world.store.write("system", "bench.fill", history=True) as w:
            for n in range(start, min(rows, start + CHUNK)):
                batch, item = batches[n * 7 % len(batches)]
                reason, came = reasons[n % len(reasons)]
                at = began + timedelta(minutes=n * 15 + n * 7919 % 600)
                w.append(
                    Move(
                        id=w.new_id(),
                        item_id=item,
                        batch_id=batch,
                        quantity=1 + n * 31 % 500,
                        from_account=came,
                        to_account=account(Side.DEPOT, depots[n % len(depots)]),
                        reason=reason,
                        at=at,
                        recorded_at=at,
                        by="system",
                        document=f"采购单 {n * 6007 % rows:05d}",
                    )
                )
            w.log(Entry(kind="note", subject_kind=Kind.MOVE, subject_id="bench", at=w.now))


class Ours:
    """The paged table on its own, asked and painted as on the page."""

    def __init__(self, world: World) -> None:
        self.runner = Runner()
        self.listing = Listing(world, Registers(world).names)
        self.table: PagedTable[Row] | None = None

    def open(self) -> PagedTable[Row]:
        table: PagedTable[Row] = PagedTable(self.listing, self.runner, title=REGISTER.title)
        table.resize(*SIZE)
        table.set_columns(columns(REGISTER, sealed(Kind.MOVE)), away(REGISTER))
        self.table = table
        return table

    def first(self) -> float:
        self.drop()
        began = time.perf_counter()
        table = self.open()
        table.show()
        self.painted(table, lambda: table.ask(Query(kind=Kind.MOVE)))
        taken = time.perf_counter() - began
        self.rest(table)
        return taken

    def asked(self, query: Query) -> tuple[float, float]:
        """From the question until its rows are in the table, and until they are painted; the order
        behind them is waited for, not timed.
        """
        assert self.table is not None
        table = self.table
        began = time.perf_counter()
        there = self.painted(table, lambda: table.ask(query))
        taken = time.perf_counter() - began
        self.rest(table)
        return there - began, taken

    def jumped(self, to: int) -> float:
        """From the bar's new value to the painted rows of a place nobody had looked at."""
        assert self.table is not None
        table, loop = self.table, QEventLoop()
        table.records.dataChanged.connect(loop.quit)
        began = time.perf_counter()
        table.verticalScrollBar().setValue(to)
        if table.records.row(to) is None:
            loop.exec()
        table.viewport().repaint()
        return time.perf_counter() - began

    @staticmethod
    def painted(table: PagedTable[Row], act: Callable[[], None]) -> float:
        """The loop sleeps until the answer is there: a loop that spins would take the reader's time."""
        loop = QEventLoop()
        table.records.told.connect(loop.quit)
        act()
        loop.exec()
        there = time.perf_counter()
        table.viewport().repaint()
        return there

    def rest(self, table: PagedTable[Row]) -> None:
        """All answers there and all paint dry: the next clock starts on a still screen."""
        loop = QEventLoop()
        table.records.counted.connect(loop.quit)
        if not table.records.whole:
            loop.exec()
        QCoreApplication.processEvents()
        while self.runner.busy:
            QTimer.singleShot(1, loop.quit)
            loop.exec()
        QCoreApplication.processEvents()

    def drop(self) -> None:
        if self.table is not None:
            self.table.close()
            self.table.deleteLater()
            self.table = None
            QCoreApplication.processEvents()

    def close(self) -> None:
        self.drop()
        self.runner.close()


class Plain:
    """The same rows in a file without a key, in Qt's own model and view."""

    def __init__(self, world: World, folder: Path) -> None:
        of = entity(Move)
        path = folder / "plain.db"
        with world.store.read() as read:
            rows = (
                direct(read.connection).execute(f"SELECT {of.columns} FROM stock_move").fetchall()
            )
        copy = sqlite3.connect(path)
        copy.execute(f"CREATE TABLE stock_move({of.columns}, PRIMARY KEY(id))")
        marks = ", ".join("?" for _ in of.names)
        copy.executemany(f"INSERT INTO stock_move VALUES ({marks})", rows)
        copy.commit()
        copy.close()
        self.base = QSqlDatabase.addDatabase("QSQLITE", "bench")
        self.base.setDatabaseName(str(path))
        if not self.base.open():
            raise RuntimeError(self.base.lastError().text())

    def first(self) -> float:
        began = time.perf_counter()
        model = QSqlTableModel(None, self.base)
        view = QTableView()
        view.resize(*SIZE)
        view.setModel(model)
        view.show()
        model.setTable("stock_move")
        model.select()
        QCoreApplication.processEvents()
        view.viewport().repaint()
        taken = time.perf_counter() - began
        view.close()
        view.deleteLater()
        model.deleteLater()
        QCoreApplication.processEvents()
        return taken

    def close(self) -> None:
        self.base.close()


def driver(world: World, listing: Listing, query: Query) -> float:
    """The statement of the first page, run bare and fetched."""
    with world.store.read() as read:
        _, sought = listing._sought(read, query)
        asked, bound = paging.pages(entity(Move), sought, paging.LIMIT)
        connection = direct(read.connection)
        began = time.perf_counter()
        connection.execute(asked, bound).fetchall()
        return time.perf_counter() - began


Taken = tuple[float, float, float, float]  # ratio, rows there, painted, driver


def _ratio(ours: Ours, world: World, query: Query) -> Taken:
    there, painted, floor = [], [], []
    for n in range(ROUNDS + 1):
        mine, base = ours.asked(query), driver(world, ours.listing, query)
        if n:
            there.append(mine[0])
            painted.append(mine[1])
            floor.append(base)
    ours_s, floor_s = statistics.median(there), statistics.median(floor)
    return ours_s / floor_s, ours_s, statistics.median(painted), floor_s


def figures(folder: Path) -> list[Figure]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark", 1.0)
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)  # as the console runs
    world, opened = enter(folder)
    fill(world)
    ours, plain = Ours(world), Plain(world, folder)
    try:
        pairs = [(ours.first(), plain.first()) for _ in range(ROUNDS + 1)][1:]
        mine, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
        ours.asked(Query(kind=Kind.MOVE, order="document"))
        jumps = [ours.jumped(n * 37_813 % ROWS) for n in range(1, 30)]
        taken: dict[str, Taken] = {}
        for field in REGISTER.fields:
            for down in ("", "-"):
                query = Query(kind=Kind.MOVE, order=down + field.sorted_by)
                found = _ratio(ours, world, query)
                taken[field.label] = max(found, taken.get(field.label, found))
        taken["筛选"] = _ratio(ours, world, Query(kind=Kind.MOVE, text=TEXT))
    finally:
        plain.close()
        ours.close()
        opened.close()
        sys.setswitchinterval(before)
    return _told(mine, floor, statistics.median(jumps), taken)


def _told(mine: float, floor: float, jump: float, taken: dict[str, Taken]) -> list[Figure]:
    worst = max(ratio for ratio, *_ in taken.values())
    made = [
        Figure("十万条流水表首次画出 ÷ QSqlTableModel(平表)", mine / floor, 6, "倍"),
        Figure("  首次画出", mine * 1000, None, "ms"),
        Figure("  QSqlTableModel", floor * 1000, None, "ms"),
        Figure("  排序后跳到任一处画出", jump * 1000, None, "ms"),
        Figure(
            "按任一列排序或筛选 ÷ 驱动里同样的 ORDER BY … LIMIT 200",
            worst,
            3,
            "倍",
            note="到各行到手,另记画出",
        ),
    ]
    for name, (ratio, ours, painted, base) in taken.items():
        note = f"{ours * 1000:.1f} ms ÷ {base * 1000:.1f} ms,画出 {painted * 1000:.1f} ms"
        made.append(Figure(f"  {name}", ratio, None, "倍", note=note))
    return made


def main() -> None:  # python -m tests.bench.registers
    import tempfile

    from tests.bench import prepare
    from tests.bench.measure import table

    with tempfile.TemporaryDirectory() as name:
        laid = Path(name) / "laid"
        prepare.lay(laid)
        sys.stdout.write(table(figures(laid)) + "\n")


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    main()
