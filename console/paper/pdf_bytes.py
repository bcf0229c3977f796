"""A finished PDF put right byte by byte: the record's dates, and the true characters.

QPdfWriter stamps the wall clock. It also guesses backwards from a glyph to a character and gives
the radical ⼈ (U+2F08) where 人 was meant, so that a search for 文件 finds nothing; the characters
that were really set are put in their place.
"""

import re
from collections.abc import Mapping

_DATE = re.compile(rb"/(?:Creation|Mod)Date \(([^)]*)\)")
_OFFSET = re.compile(rb"(?m)^(\d{10}) (\d{5}) n")
_RANGE = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_CODE = re.compile(rb"(?<=[\[ ])<([0-9A-F]{4})>(?=[ \]\n])")


def settled(data: bytes, date: str) -> bytes:
    """The file with the record's date for the clock's, and its table of offsets put right."""
    moves: list[tuple[int, int]] = []

    def dated(match: re.Match[bytes]) -> bytes:
        moves.append((match.end(), len(date) - len(match[1])))
        return match[0].replace(match[1], date.encode())

    start = data.rindex(b"startxref")
    table = data.rindex(b"\nxref", 0, start)
    body = _DATE.sub(dated, data[: table + 1])

    def shifted(offset: int) -> int:
        return offset + sum(by for end, by in moves if end <= offset)

    tail = _OFFSET.sub(
        lambda m: b"%010d %s n" % (shifted(int(m[1])), m[2]), data[table + 1 : start]
    )
    return body + tail + b"startxref\n%d\n%%%%EOF\n" % len(body)


def codes(data: bytes) -> frozenset[str]:
    """The characters that the file gives back to a search or a copy."""
    found = (code for part in _RANGE.findall(data) for code in _CODE.findall(part))
    return frozenset(chr(int(code, 16)) for code in found)


def respelled(data: bytes, meant: Mapping[str, str]) -> bytes:
    """Each wrong character of `meant` replaced by the right one; no length changes."""

    def code(match: re.Match[bytes]) -> bytes:
        right = meant.get(chr(int(match[1], 16)))
        return b"<%04X>" % ord(right) if right else match[0]

    return _RANGE.sub(lambda part: _CODE.sub(code, part[0]), data)
