"""On which line of a TOML text each key and each element stands.

`tomllib` gives values without lines, and a linter without lines sends the county's officer
hunting. This walks a text that tomllib has already accepted, so it may trust the syntax and only
has to tell keys, strings, arrays and inline tables apart.
"""

import re
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))\s*')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


def line_index(text: str) -> dict[Path, int]:
    """Path → line, counted from 1. The root stands on line 1."""
    return _Walk(text).index


def nearest(index: dict[Path, int], path: Path) -> int:
    """The line of a path, or of what encloses it: a missing key is shown at its table."""
    while path and path not in index:
        path = path[:-1]
    return index.get(path, 1)


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.index: dict[Path, int] = {(): 1}
        self._starts = [m.end() for m in re.finditer("\n", text)]
        self._counts: dict[Path, int] = {}
        table: Path = ()
        at = self._blank(0)
        while at < len(text):
            if text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(table, at)
            at = self._blank(at)

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) + 1

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def _key(self, at: int) -> tuple[list[str], int]:
        parts: list[str] = []
        while True:
            found = _PART.match(self.text, at)
            if found is None:
                raise ValueError(f"no key on line {self._line(at)}")
            parts.append(next(part for part in found.groups() if part is not None))
            at = found.end()
            if self.text[at : at + 1] != ".":
                return parts, at
            at += 1

    def _header(self, at: int) -> tuple[Path, int]:
        """`[a.b]` or `[[a.b]]`; a part that is an array of tables means its last table."""
        double = self.text.startswith("[[", at)
        parts, end = self._key(at + (2 if double else 1))
        path: Path = ()
        for n, part in enumerate(parts):
            path = (*path, part)
            if double and n == len(parts) - 1:
                self.index.setdefault(path, self._line(at))
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        self.index[path] = self._line(at)
        return path, end + (2 if double else 1)

    def _pair(self, table: Path, at: int) -> int:
        parts, end = self._key(at)
        path = (*table, *parts)
        for n in range(len(table) + 1, len(path) + 1):
            self.index.setdefault(path[:n], self._line(at))
        return self._value(path, self._blank(end + 1))

    def _value(self, path: Path, at: int) -> int:
        string = _STRING.match(self.text, at)
        if string:
            return string.end()
        if self.text[at] == "[":
            return self._array(path, at + 1)
        if self.text[at] == "{":
            return self._inline(path, at + 1)
        plain = _PLAIN.match(self.text, at)
        return plain.end() if plain else at

    def _array(self, path: Path, at: int) -> int:
        n = 0
        at = self._blank(at)
        while self.text[at] != "]":
            if self.text[at] == ",":
                at += 1
            else:
                self.index[*path, n] = self._line(at)
                at = self._value((*path, n), at)
                n += 1
            at = self._blank(at)
        return at + 1

    def _inline(self, path: Path, at: int) -> int:
        at = self._blank(at)
        while self.text[at] != "}":
            at = self._blank(at + 1 if self.text[at] == "," else self._pair(path, at))
        return at + 1
