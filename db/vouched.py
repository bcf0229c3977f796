"""What a journal line vouches for: the digests of the rows, keys and groups that were written with
it, as they lie in its column `rows`.

Line by line it is the largest part of the journal, so those of one kind that follow on each other
stand together, each digest of one width: [[kind, [id, …], "digest after digest"], …]. What was
withdrawn has none. Of two digests of one row the later one holds.
"""

from collections.abc import Iterable, Iterator

import orjson

from db.chain import DIGEST_LETTERS

NOTHING = "[]"
Vouched = tuple[str, str, str]  # kind of record or mark, id, digest ("" where withdrawn)
Run = tuple[str, list[str], list[str]]  # those of one kind that follow on each other


def runs(told: Iterable[Vouched]) -> list[Run]:
    """In the same order."""
    found: list[Run] = []
    last = None
    for kind, id_, value in told:
        if (kind, bool(value)) != last:
            last = kind, bool(value)
            ids: list[str] = []
            values: list[str] = []
            found.append((kind, ids, values))
        ids.append(id_)
        values.append(value)
    return found


def spelled(told: Iterable[Run]) -> str:
    """As they lie in the line."""
    return orjson.dumps([(kind, ids, "".join(values)) for kind, ids, values in told]).decode()


def read(rows: str) -> Iterator[Vouched]:
    """Back from `spelled`; ValueError or TypeError for what was spoilt."""
    for kind, ids, values in orjson.loads(rows):
        if not all(isinstance(one, str) for one in (kind, values, *ids)):
            raise TypeError("something else than words")
        if values and len(values) != DIGEST_LETTERS * len(ids):
            raise ValueError("digests of another width")
        for at, id_ in enumerate(ids):
            yield kind, id_, values[DIGEST_LETTERS * at : DIGEST_LETTERS * (at + 1)]
