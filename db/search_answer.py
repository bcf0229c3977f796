"""How a question is put to the index: exact names, then beginnings, then whatever holds it.

Rows are numbered by kind, so that the first rows of a band are read and nothing is sorted. With
few answers one question is enough; with many, each kind is asked for its first few, those whose
name begins so before the others.
"""

import json
from collections.abc import Iterator
from typing import Any

from db.search_words import Question

BAND = 1 << 32
EACH = 8  # of one kind, once there are more than can be shown
LINES = 5  # every fifth place is for lines of the log, however many things there are

_IN_CHARS = "SELECT rowid FROM chars WHERE chars MATCH ?"
_IN_SOUNDS = "SELECT rowid FROM sounds WHERE sounds MATCH ?"
_IN_BOTH = f"{_IN_CHARS} AND rowid IN ({_IN_SOUNDS})"
_THINGS = (
    "SELECT n, kind, id, title, subtitle, archived, 0, folded, sounds FROM doc"
    " WHERE n IN (SELECT value FROM json_each(?))"
)
_LINES = (
    "SELECT n, kind, id, title, subtitle, 0, n FROM line"
    " WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n DESC"
)

Way = tuple[str, tuple[str, ...]]


def rows_of(reader: Any, asked: Question, limit: int) -> list[tuple[Any, ...]]:
    """(n, kind, id, title, subtitle, archived, line, more): things by kind and rank, then lines.
    `more` where the kind has, or may have, others that are not among the rows.
    """
    run = reader.execute
    run("BEGIN")  # one moment for all of it
    try:
        spare = limit // LINES
        numbers, full = _numbers(run, asked, limit - spare)
        things = [(*row, row[0] // BAND in full) for row in _things(run, numbers, asked)]
        lines = _lines(run, asked, max(spare, limit - len(things)))
    finally:
        run("ROLLBACK")
    return (things + lines)[:limit]


def _ways(asked: Question) -> list[Way]:
    """Each a condition on `n` with what is bound to it; together they hold every answer."""
    ways: list[Way] = []
    if asked.sounds:
        if asked.chars:
            ways.append((_IN_BOTH, (asked.chars, asked.sounds)))
        else:
            ways.append((_IN_SOUNDS, (asked.sounds,)))
    ways.append((_IN_CHARS, (asked.plain,)))
    return ways


def _numbers(run: Any, asked: Question, limit: int) -> tuple[list[int], set[int]]:
    exact = run("SELECT n FROM doc WHERE folded = ? LIMIT ?", (asked.folded, EACH)).fetchall()
    found = dict.fromkeys(n for (n,) in exact)
    ways = _ways(asked)
    for way, bound in ways:
        rows = run(f"{way} ORDER BY rowid LIMIT ?", (*bound, limit + 1)).fetchall()
        found.update(dict.fromkeys(n for (n,) in rows))
    if len(found) <= limit:
        return list(found), set()
    bands: dict[int, dict[int, None]] = {}
    for (n,) in exact:
        bands.setdefault(n // BAND, {})[n] = None
    for way, bound in ((_IN_CHARS, (asked.beginning,)), *ways):
        for n in _leaping(run, way, bound):
            bands.setdefault(n // BAND, {})[n] = None
    each = max(1, min(EACH, limit // len(bands)))
    kept = [n for some in bands.values() for n in list(some)[:each]]
    return kept, {band for band, some in bands.items() if len(some) >= each}


def _leaping(run: Any, way: str, bound: tuple[str, ...]) -> Iterator[int]:
    """The first few of every kind that has any: from one to the next without reading between."""
    low = 0
    while True:
        asked = f"{way} AND rowid >= ? ORDER BY rowid LIMIT ?"
        rows = [n for (n,) in run(asked, (*bound, low, EACH))]
        if len(rows) < EACH:
            yield from rows
            return
        here = rows[0] // BAND
        yield from (n for n in rows if n // BAND == here)
        low = (here + 1) * BAND


def _things(run: Any, numbers: list[int], asked: Question) -> list[tuple[Any, ...]]:
    rows = run(_THINGS, (json.dumps(numbers),)).fetchall()
    rows.sort(key=lambda row: (row[0] // BAND, _rank(row[-2], row[-1], asked.folded), row[0]))
    return [row[:-2] for row in rows]


def _rank(folded: str, sounds: str, typed: str) -> int:
    """The name itself, its beginning, the beginning of its sound, within it, elsewhere."""
    if folded == typed:
        return 0
    if folded.startswith(typed):
        return 1
    whole, _, rest = sounds.partition(" ")
    if whole.startswith(typed) or rest.startswith(typed):
        return 2
    return 3 if typed in folded else 4


def _lines(run: Any, asked: Question, room: int) -> list[tuple[Any, ...]]:
    rows = run(
        "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY rowid DESC LIMIT ?",
        (asked.plain, room + 1),
    ).fetchall()
    told = run(_LINES, (json.dumps([n for (n,) in rows[:room]]),)).fetchall()
    return [(*row, len(rows) > room) for row in told]
