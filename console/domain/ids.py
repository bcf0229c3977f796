"""Ids made on the spot, with no server to ask: UUIDv7 text, sortable by the time of making.

The generator never goes back when the clock does: it keeps the last millisecond and counts on
(RFC 9562, 6.2 method 1), so that ids of one device stay in the order of making.
"""

from collections.abc import Callable
from datetime import datetime

_COUNTER_BITS = 12
_COUNTER_MAX = (1 << _COUNTER_BITS) - 1


def uuid7(milliseconds: int, counter: int, noise: int) -> str:
    """`milliseconds` since 1970 (48 bits), `counter` 12 bits, `noise` 62 bits."""
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (counter & _COUNTER_MAX) << 64
    value |= 0b10 << 62 | (noise & ((1 << 62) - 1))
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def history_id(at: datetime, n: int) -> str:
    """An id for what happened at `at`, the `n`-th of its kind: it sorts where it belongs among ids
    made on the spot, and the same history has the same ids wherever it is laid in.
    """
    return uuid7(int(at.timestamp() * 1000), n & _COUNTER_MAX, n)


class IdSource:
    """Hands out UUIDv7 text; `entropy(n)` gives n random bytes (os.urandom outside tests)."""

    def __init__(self, now: Callable[[], datetime], entropy: Callable[[int], bytes]) -> None:
        self._now = now
        self._entropy = entropy
        self._last = 0
        self._counter = 0

    def next(self) -> str:
        milliseconds = int(self._now().timestamp() * 1000)
        if milliseconds > self._last:
            self._last, self._counter = milliseconds, 0
        elif self._counter < _COUNTER_MAX:
            self._counter += 1
        else:
            self._last, self._counter = self._last + 1, 0
        noise = int.from_bytes(self._entropy(8), "big")
        return uuid7(self._last, self._counter, noise)

    def follow(self, id_: str) -> None:
        """Go on after `id_`: what is made from now on sorts behind it, whatever the clock says."""
        milliseconds, counter = moment_of(id_)
        self._last, self._counter = max((self._last, self._counter), (milliseconds, counter))


def moment_of(id_: str) -> tuple[int, int]:
    """The millisecond and the counter that a UUIDv7 carries."""
    value = int(id_.replace("-", ""), 16)
    return value >> 80, value >> 64 & _COUNTER_MAX
