"""What a step between two schemas is, and how any number of them are run.

`Words` are columns of one row as they travel: all of them, or those that an operation sets, or
the base that it saw. A step is pure and total: it takes whatever came, understands what it knows
and hands the rest on as it is. It never makes a value up.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import orjson

from console.domain.record import dataclass

Words = Mapping[str, Any]
STEPS_BACK = 3  # so many schemas back a console may still read (G13: N-3)
_RAW = "_raw"  # beside a narrowed column: the word that it had


@dataclass(frozen=True)
class Step:
    """From schema `to` - 1 to `to`. `down` gives None for a row of a kind that was not there.

    `columns` (by kind) and `kinds` are what came with it; `words` are new words of an older
    column: {kind: {column: words}}.
    """

    to: int
    up: Callable[[str, Words], Words]
    down: Callable[[str, Words], Words | None]
    columns: Mapping[str, Collection[str]]
    kinds: Collection[str] = ()
    words: Mapping[str, Mapping[str, Collection[Any]]] | None = None

    @property
    def touches(self) -> frozenset[str]:
        """Kinds of rows that it has anything to do with."""
        return frozenset({*self.columns, *self.kinds, *(self.words or {})})

    def speaks(self, kind: str, words: Words) -> bool:
        """Whether these say something that was not there before this step."""
        if kind in self.kinds or not words.keys().isdisjoint(self.columns.get(kind, ())):
            return True
        new = (self.words or {}).get(kind, {})
        return any(words.get(column) in some for column, some in new.items() if column in words)


class Converter:
    """All steps there are, the first of them from schema 1."""

    def __init__(self, steps: Collection[Step]) -> None:
        self._steps = tuple(steps)
        assert [step.to for step in self._steps] == [n + 2 for n in range(len(self._steps))]
        self.newest = 1 + len(self._steps)
        self.oldest = max(1, self.newest - STEPS_BACK)
        self._touches = tuple(  # by schema, from 1: kinds that the steps after it have to do with
            frozenset[str]().union(*(step.touches for step in self._after(schema)))
            for schema in range(1, self.newest + 1)
        )

    def _after(self, schema: int) -> tuple[Step, ...]:
        return self._steps[max(schema, 1) - 1 :]

    # -- at a newer far end ------------------------------------------------------------------

    def up(self, kind: str, words: Words, schema: int) -> Words:
        for step in self._after(schema):
            words = step.up(kind, words)
        return words

    def operation(self, told: dict[str, Any], schema: int) -> dict[str, Any]:
        """An operation as a console of the newest schema would have said it; what is none comes
        back as it is, to be refused by whoever reads it.
        """
        if schema >= self.newest or type(told) is not dict:
            return told
        kind = told.get("entity")
        if kind not in self._touched(schema):
            return told
        found = dict(told)
        for name in ("set", "base"):
            words = told.get(name)
            if type(kind) is str and type(words) is dict:
                found[name] = dict(self.up(kind, words, schema))
        return found

    def seen(
        self, kind: str, row: Words, base: dict[str, Any] | None, schema: int
    ) -> dict[str, Any] | None:
        """What a console of this schema had before it, as the row has it: where it was shown a
        word for a newer one that it does not know, that one is what it saw.
        """
        if base is None or schema >= self.newest:
            return base
        shown = self.down(kind, row, schema)
        if shown is None:
            return base
        same = {name for name in base if name in row and name in shown}
        same = {name for name in same if shown[name] == base[name]}
        return {name: row[name] if name in same else value for name, value in base.items()}

    def down(self, kind: str, words: Words, schema: int) -> Words | None:
        """The row for a console of this schema; None where it knows no such row."""
        for step in reversed(self._after(schema)):
            if kind in step.kinds:
                return None
            found = step.down(kind, words)
            if found is None:
                return None
            words = found
        return words

    def change(self, line: bytes, schema: int) -> bytes:
        """A change of the feed for a console of this schema; its lines stay, or no chain would
        hold (D19). The same bytes where there is nothing in it to convert.
        """
        touched = self._touched(schema)
        if not any(b'"e":"%b"' % kind.encode() in line for kind in touched):
            return line
        told = orjson.loads(line)
        told["rows"] = [row for one in told["rows"] if (row := self._row(one, schema)) is not None]
        return orjson.dumps(told)

    def _row(self, told: dict[str, Any], schema: int) -> dict[str, Any] | None:
        if told["row"] is None:
            return None if self.hidden(told["e"], schema) else told
        row = self.down(told["e"], told["row"], schema)
        return None if row is None else {**told, "row": row}

    def body(self, kind: str, text: str, schema: int) -> str | None:
        """A current row's JSON for a console of this schema; None where it knows no such row."""
        if kind not in self._touched(schema):
            return text
        row = self.down(kind, orjson.loads(text), schema)
        return None if row is None else orjson.dumps(row).decode()

    def _touched(self, schema: int) -> frozenset[str]:
        return self._touches[min(max(schema, 1), self.newest) - 1]

    def hidden(self, kind: str, schema: int) -> bool:
        return any(kind in step.kinds for step in self._after(schema))

    def hides(self, schema: int) -> bool:
        """Whether there are kinds of rows that a console of this schema is not told of: its sums
        are not the far end's then.
        """
        return any(step.kinds for step in self._after(schema))

    def since(self, schema: int) -> list[str]:
        """Kinds that a console has to read anew which has read by this schema until now."""
        return sorted(self._touched(schema))

    # -- at a newer console --------------------------------------------------------------------

    def needed(self, ops: Collection[Mapping[str, Any]]) -> int:
        """The oldest schema in whose words all of these are said."""
        for step in reversed(self._steps):
            for op in ops:
                kind = str(op["entity"])
                if any(step.speaks(kind, op.get(part) or {}) for part in ("set", "base")):
                    return step.to
        return 1


def narrowed(words: Words, column: str, new: Collection[Any], to: Any) -> Words:
    """A word that an older console does not know becomes `to`, and stands beside it as it was."""
    if words.get(column) not in new:
        return words
    return {**words, column: to, column + _RAW: words[column]}


def widened(words: Words, column: str, new: Collection[Any], to: Any) -> Words:
    """Back from `narrowed`, where it comes back."""
    if words.get(column) != to or words.get(column + _RAW) not in new:
        return words
    kept = {name: value for name, value in words.items() if name != column + _RAW}
    return {**kept, column: words[column + _RAW]}
