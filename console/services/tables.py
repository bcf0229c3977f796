"""Lists for the outside: journal, readings and stock as CSV that Excel opens in Chinese."""

import csv
from collections.abc import Callable
from pathlib import Path

from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from console.domain.supply import Depot, Item
from console.services import stock
from console.services.glance import log
from console.wording import full_time
from console.wording.finding import figure
from console.wording.reading import window
from console.wording.store import MARK
from db import journal as lines
from db.work import Read
from resources.plans import metrics

ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: list[tuple[object, ...]]


def journal(read: Read) -> Table:
    """Every line in the order of writing, with both times."""
    known = log.names(read)
    told = [log.told(line, known) for line in lines.lines(read, limit=ALL, oldest_first=True)]
    stated = {line.n: line for line in lines.lines(read, limit=ALL, oldest_first=True)}
    head = ("序号", "时间", "记录时间", "类别", "内容", "理由", "经办人")
    rows: list[tuple[object, ...]] = [
        (
            one.n,
            full_time(one.at),
            full_time(stated[one.n].recorded_at),
            one.tag,
            one.sentence,
            one.reason,
            one.actor,
        )
        for one in told
    ]
    return Table(head, rows)


def readings(read: Read) -> Table:
    known = metrics()
    head = ("指标", "站点", "数值", "时段", "来源", "核实")
    rows: list[tuple[object, ...]] = [
        (
            known[one.metric].name,
            one.station,
            figure(one.value, known[one.metric], known[one.metric].unit),
            window(one.window_start, one.window_end, one.span_minutes),
            one.source,
            MARK[one.mark],
        )
        for one in read.find(Reading, order="window_end,id")
    ]
    return Table(head, rows)


def balances(read: Read) -> Table:
    """现存 by depot and item, derived from the movements at this moment."""
    items = {one.id: one for one in read.find(Item)}
    head = ("储备点", "编码", "品名", "规格", "现存", "单位")
    rows: list[tuple[object, ...]] = []
    for depot in read.find(Depot, order="code"):
        for item_id, quantity in sorted(stock.depot_sums(read, depot.id).items()):
            item = items[item_id]
            rows.append((depot.name, item.code, item.name, item.spec, quantity, item.unit))
    return Table(head, rows)


TABLES: dict[str, Callable[[Read], Table]] = {
    "journal": journal,
    "readings": readings,
    "stock": balances,
}


def write_csv(to: Path, table: Table) -> None:
    """UTF-8 with the mark that Excel wants; whole or not at all."""
    beside = to.with_name(to.name + ".part")
    try:
        with beside.open("w", newline="", encoding="utf-8-sig") as out:
            writer = csv.writer(out)
            writer.writerow(table.head)
            writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
        beside.replace(to)
    except OSError as error:
        raise Unavailable("export_failed", path=to.name) from error


def _safe(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula is written as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell
