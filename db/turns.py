"""Whose turn it is at the only write connection: officers first, sync in the gaps.

A lock that is handed on by lane and then by arrival, so that a page of 10,000 changes from the
province never keeps an officer waiting longer than one slice.
"""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class Lane(IntEnum):
    USER = 0
    CLOCK = 1
    SYNC = 2


class Turnstile:
    """`with turnstile.turn(lane):` holds the connection; not re-entrant, and it says so."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._held_by: int | None = None
        self._waiting: list[tuple[int, int, threading.Event]] = []
        self._arrivals = 0

    @contextmanager
    def turn(self, lane: Lane = Lane.USER) -> Iterator[None]:
        self._enter(lane)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, lane: Lane) -> None:
        me = threading.get_ident()
        with self._gate:
            if self._held_by == me:
                raise RuntimeError("a write inside a write")
            if self._held_by is None:
                self._held_by = me
                return
            mine = threading.Event()
            self._arrivals += 1
            heapq.heappush(self._waiting, (lane, self._arrivals, mine))
        mine.wait()
        with self._gate:
            self._held_by = me

    def _leave(self) -> None:
        with self._gate:
            if self._waiting:
                self._held_by = -1  # promised to the next in line
                heapq.heappop(self._waiting)[2].set()
            else:
                self._held_by = None
