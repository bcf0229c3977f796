"""A table of a plan file, read field by field; every fault is kept with its line, none stops it.

The officer who enters a plan gets the whole list at once, each with file, line and field. A key
that nobody asked for is a fault too: a misspelt `window_hour` must not silently mean "no window".
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.record import dataclass
from console.domain.toml_lines import Path, line_index, nearest

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `field` is the dotted path as the file writes it."""

    file: str
    line: int
    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass
class Sheet:
    """One file under reading: its lines, and the faults found so far."""

    file: str
    text: str
    problems: list[Problem] = dataclasses.field(default_factory=list)
    rows: "list[Row]" = dataclasses.field(default_factory=list)

    @cached_property
    def index(self) -> dict[Path, int]:
        """Asked for at the first fault only: it costs as much as reading the plan."""
        return line_index(self.text)

    def problem(self, path: Path, code: str, **facts: object) -> None:
        name = ".".join(str(part) for part in path if isinstance(part, str))
        self.problems.append(Problem(self.file, nearest(self.index, path), name, code, facts))

    def check_keys(self) -> None:
        for row in self.rows:
            for key in row.data.keys() - row.asked:
                self.problem((*row.path, key), "plan_unknown_key")


class Row:
    """One table. Accessors return a harmless value after noting a fault."""

    def __init__(self, sheet: Sheet, path: Path, data: Mapping[str, Any]) -> None:
        self.sheet = sheet
        self.path = path
        self.data = data
        self.asked: set[str] = set()
        sheet.rows.append(self)

    def problem(self, key: str, code: str, **facts: object) -> None:
        """`key` "" is the table itself; the sentence may name the key as {key}."""
        path = (*self.path, key) if key else self.path
        self.sheet.problem(path, code, **{"key": key, **facts})

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.data

    def _take(self, key: str, *, needed: bool) -> Any:
        if not self.has(key):
            if needed:
                self.problem(key, "plan_missing")
            return None
        return self.data[key]

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, needed=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.problem(key, "plan_not_text")
            return default or ""
        return value.strip()

    def whole(self, key: str, *, least: int = 0, needed: bool = True) -> int | None:
        value = self._take(key, needed=needed)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.problem(key, "plan_not_whole", value=value, least=least)
            return None
        return value

    def number(self, key: str) -> Decimal | None:
        value = self._take(key, needed=True)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.problem(key, "plan_not_number", value=value)
            return None
        return Decimal(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._take(key, needed=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, "plan_not_flag")
            return default
        return value

    def day(self, key: str) -> date | None:
        value = self._take(key, needed=False)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.problem(key, "plan_not_date")
            return None
        return value

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        value = self._take(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            self.problem(key, "plan_not_texts")
            return ()
        if needed and not value:
            self.problem(key, "plan_empty")
        return tuple(value)

    def choice(self, key: str, kind: type[E], code: str, default: E | None = None) -> E | None:
        value = self._take(key, needed=default is None)
        if value is None:
            return default
        return self.one_of(key, kind, code, value) or default

    def one_of(self, key: str, kind: type[E], code: str, value: object) -> E | None:
        try:
            return kind(value)
        except ValueError:
            self.problem(key, code, value=value, allowed=" ".join(str(e.value) for e in kind))
            return None

    def choices(self, key: str, kind: type[E], code: str) -> tuple[E, ...]:
        found = (self.one_of(key, kind, code, value) for value in self.texts(key, needed=True))
        return tuple(e for e in found if e is not None)

    def level(self, key: str) -> Level | None:
        value = self._take(key, needed=True)
        return None if value is None else self._level(key, value)

    def _level(self, key: str, value: object) -> Level | None:
        if isinstance(value, bool) or value not in tuple(Level):
            self.problem(key, "plan_level", value=value)
            return None
        return Level(int(str(value)))

    def levels(self, key: str) -> tuple[Level, ...]:
        value = self._take(key, needed=True)
        given = value if isinstance(value, list) else [value] if value is not None else []
        found = (self._level(key, one) for one in given)
        return tuple(level for level in found if level is not None)

    def mark(self) -> Mark:
        return self.choice("mark", Mark, "plan_mark") or Mark.SUGGESTED

    def source(self) -> str:
        if not str(self.data.get("source", "")).strip():
            self.has("source")
            self.problem("source", "plan_no_source")
            return ""
        return self.text("source")

    def rows(self, key: str) -> "Iterator[Row]":
        """The tables of `[[key]]`."""
        value = self._take(key, needed=False)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.problem(key, "plan_not_tables")
            return
        for n, data in enumerate(value):
            yield Row(self.sheet, (*self.path, key, n), data)

    def row(self, key: str, *, needed: bool = False) -> "Row | None":
        value = self._take(key, needed=needed)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problem(key, "plan_not_table")
            return None
        return Row(self.sheet, (*self.path, key), value)

    def as_level(self, name: str) -> Level | None:
        """A key that is a level: `4 = …`."""
        return self._level(name, int(name) if name.isdecimal() else name)

    def by_level(self, key: str) -> "Iterator[tuple[Level, Row]]":
        """`[key.4]`, `[key.3]` …: one table per level."""
        table = self.row(key, needed=True)
        for name in table.data if table is not None else ():
            level, row = table.as_level(name), table.row(name)  # type: ignore[union-attr]
            if level is not None and row is not None:
                yield level, row
