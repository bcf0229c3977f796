"""Everything that a county has, cut into segments for a newcomer.

Keys of persons and events and lines of the log as lines of JSON, rows as far as it can be as small
files that a store copies in one statement (`db.sync.rowfile`). A console of an older schema reads
JSON, told in its own words.
"""

from collections.abc import Callable, Iterator

import orjson

from db.gateway.feed import key_told
from db.gateway.shelf import View
from db.sync import rowfile, wire

KEYS, ROWS, LINES = "keys", "rows", "lines"
Body = Callable[[str, str], str | None]
Cut = Iterator[tuple[str, int, bytes]]


def packed(view: View, body: Body | None = None, most: int = wire.SEGMENT_BYTES) -> Cut:
    """The segments as they are kept and sent: what is in it, how many, the packed bytes. `body` is
    a row as an older newcomer reads it, None where he knows no such row.
    """
    found = segments(view, body, most)
    return ((kind, count, wire.compress(data)) for kind, count, data in found)


def segments(view: View, body: Body | None = None, most: int = wire.SEGMENT_BYTES) -> Cut:
    """As `packed`, not packed yet."""
    yield from _cut(KEYS, (orjson.dumps(key_told(key)) for key in view.all_keys()), most)
    if body is None:
        yield from _tables(view, most)
    else:
        rows = (
            _line(entity, id_, row.ver, told)
            for entity, id_, row in view.all_rows()
            if (told := body(entity, row.body)) is not None
        )
        yield from _cut(ROWS, rows, most)
    yield from _cut(LINES, (lines.encode() for lines in view.all_lines()), most)


def _line(entity: str, id_: str, ver: int, body: str) -> bytes:
    return f'["{entity}",{orjson.dumps(id_).decode()},{ver},{body}]'.encode()


def _tables(view: View, most: int) -> Cut:
    """Rows that lie in a table for those who read these words too, and what is left of them."""
    left: list[bytes] = []
    some: list[rowfile.Row] = []
    lines: list[bytes] = []  # the same rows, where a value of one turns out not to fit its column
    size = 0
    for entity, id_, row in view.all_rows():
        line = _line(entity, id_, row.ver, row.body)
        values = rowfile.columns(entity, orjson.loads(row.body))
        if values is None:
            left.append(line)
            continue
        some.append((entity, row.ver, values))
        lines.append(line)
        size += len(row.body)
        if size >= most:
            yield from _written(some, lines, left)
            some, lines, size = [], [], 0
    if some:
        yield from _written(some, lines, left)
    yield from _cut(ROWS, iter(left), most)


def _written(some: list[rowfile.Row], lines: list[bytes], left: list[bytes]) -> Cut:
    try:
        yield rowfile.SEGMENT, len(some), rowfile.written(some)
    except rowfile.Strange:
        left += lines


def _cut(kind: str, lines: Iterator[bytes], most: int) -> Cut:
    kept: list[bytes] = []
    size = 0
    for line in lines:
        if line == b"[]":
            continue
        kept.append(line)
        size += len(line) + 1
        if size >= most:
            yield kind, len(kept), b"\n".join([*kept, b""])
            kept, size = [], 0
    if kept:
        yield kind, len(kept), b"\n".join([*kept, b""])
