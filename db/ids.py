"""Ids for everything that this machine makes: one source for all threads, never going back.

The newest id on disk is taken up at the first write, so that a clock set back while the console
was off doesn't put new records before old ones. The stamp of an operation (its hybrid clock) is
the moment that its transaction's id carries, so the two can never disagree.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from console.domain.ids import IdSource, moment_of

_PAGE = 512


class SharedIds:
    """`follow` takes up an id that is already on disk, or one of a peer."""

    def __init__(self, now: Callable[[], datetime], entropy: Callable[[int], bytes]) -> None:
        self._source = IdSource(now, Stock(entropy))
        self._lock = threading.Lock()

    def next(self) -> str:
        with self._lock:
            return self._source.next()

    def follow(self, id_: str) -> None:
        with self._lock:
            self._source.follow(id_)


class Stock:
    """Random bytes fetched by the page: asking the system for eight costs as much as for a page."""

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._held = b""
        self._at = 0

    def __call__(self, count: int) -> bytes:
        if self._at + count > len(self._held):
            self._held, self._at = self._entropy(max(count, _PAGE)), 0
        taken = self._held[self._at : self._at + count]
        self._at += count
        return taken


def stamp(tx: str, device: str) -> str:
    """Hybrid clock text: for showing an order only, no rule depends on it."""
    milliseconds, counter = moment_of(tx)
    return f"{milliseconds:013d}-{counter:04d}-{device[-4:]}"
