"""Tables in pasted text: a head with 站名, then a line per station, cells apart by tab or blanks.

Every cell becomes a piece of prose (临溪 24小时雨量 298.7 mm), so that one reader serves both.
"""

import re
from dataclasses import field

from console.domain.record import dataclass

_APART = re.compile(r"\t|\s*\|\s*|,|\s{2,}")
_APART_LOOSE = re.compile(r"[\t|,\s]+")
_HEADS = ("站名", "站点", "测站", "雨量站", "乡镇", "名称", "水库", "河道")
_TIMES = ("时间", "时次", "时段", "观测时间", "截至")
_UNIT = re.compile(r"[(\[/]\s*([A-Za-z\u4e00-\u9fff]{1,3})\s*[)\]]?\s*$")
_NONE = {"", "-", "--", "—", "/", "缺测", "无", "无数据"}


@dataclass
class Tables:
    """`pieces` by line number from 0; `headers` are lines that only name columns."""

    pieces: dict[int, list[str]] = field(default_factory=dict)
    headers: set[int] = field(default_factory=set)


def table_rows(lines: list[str]) -> Tables:
    tables = Tables()
    head: list[str] = []
    apart = _APART
    for n, line in enumerate(lines):
        first = line.strip().split("\t")[0].split(" ")[0].split(",")[0].split("|")[0]
        if first in _HEADS:
            apart = _APART if len(_cells(line, _APART)) > 1 else _APART_LOOSE
            head = _cells(line, apart)
            tables.headers.add(n)
        elif not line.strip():
            head = []
        elif head:
            cells = _cells(line, apart)
            if len(cells) < 2:  # noqa: PLR2004 - a name alone, or prose after the table
                head = []
                continue
            tables.pieces[n] = _pieces(head, cells)
    return tables


def _cells(line: str, apart: re.Pattern[str]) -> list[str]:
    return [cell.strip() for cell in apart.split(line.strip().strip("|"))]


def _pieces(head: list[str], cells: list[str]) -> list[str]:
    """One piece per figure; cells beyond the head are kept as they are."""
    name = cells[0]
    times = [c for h, c in zip(head, cells, strict=False) if h in _TIMES]
    made: list[str] = []
    for n, cell in enumerate(cells[1:], start=1):
        title = head[n] if n < len(head) else ""
        if title in _TIMES or cell in _NONE:
            continue
        unit = _UNIT.search(title)
        named = title[: unit.start()] if unit else title
        if unit and re.fullmatch(r"[-+]?[\d.]+", cell):
            cell = f"{cell}{unit[1]}"  # noqa: PLW2901 - the head's unit belongs to the cell
        made.append(" ".join([*times, name, named, cell]))
    return made or [" ".join(cells)]
