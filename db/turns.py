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
    """`with turnstile.turn(lane):` holds the connection; not re-entrant, and it says so.

    Leaving hands the turn straight to the next in line (never free in between, so nobody can
    slip past the queue); the one who waits finds itself named as the holder when it wakes.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._held_by: int | None = None
        self._waiting: list[tuple[int, int, int, threading.Event]] = []
        self._arrivals = 0

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._waiting)

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
            self._arrivals += 1
            place = (lane, self._arrivals, me, threading.Event())
            heapq.heappush(self._waiting, place)
        try:
            place[-1].wait()
        except BaseException:  # interrupted in line: give up the place, or the turn if it came
            self._step_out(place)
            raise

    def _step_out(self, place: tuple[int, int, int, threading.Event]) -> None:
        with self._gate:
            if place in self._waiting:
                self._waiting.remove(place)
                heapq.heapify(self._waiting)
                return
        self._leave()

    def _leave(self) -> None:
        with self._gate:
            if self._waiting:
                _, _, next_, called = heapq.heappop(self._waiting)
                self._held_by = next_
                called.set()
            else:
                self._held_by = None
