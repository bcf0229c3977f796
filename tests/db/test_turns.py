"""Whose turn it is: officers before clocks before sync, by arrival within, one at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from db.turns import Lane, Turnstile


def in_line(turnstile, lane, done, name):
    """A thread that stands in line; returns once it does."""
    before = turnstile.waiting

    def wait():
        with turnstile.turn(lane):
            done.append(name)

    thread = threading.Thread(target=wait)
    thread.start()
    while turnstile.waiting == before:
        pass
    return thread


def test_an_officer_who_comes_last_goes_before_the_sync_that_came_first():
    turnstile, done = Turnstile(), []
    with turnstile.turn(Lane.SYNC):
        threads = [
            in_line(turnstile, lane, done, f"{lane.name}{n}")
            for n, lane in enumerate(
                [Lane.SYNC, Lane.CLOCK, Lane.USER, Lane.SYNC, Lane.USER, Lane.CLOCK]
            )
        ]
        assert done == []
    for thread in threads:
        thread.join()
    assert done == ["USER2", "USER4", "CLOCK1", "CLOCK5", "SYNC0", "SYNC3"]


def test_nobody_slips_past_the_one_who_was_promised_the_turn():
    turnstile, done = Turnstile(), []
    with turnstile.turn(Lane.USER):
        thread = in_line(turnstile, Lane.USER, done, "first")
    with turnstile.turn(Lane.USER):
        done.append("second")
    thread.join()
    assert done == ["first", "second"]


def test_one_at_a_time_however_many_come():
    turnstile, inside, most = Turnstile(), [], []

    def come(lane):
        with turnstile.turn(lane):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come, [Lane.USER, Lane.SYNC, Lane.CLOCK] * 200))
    assert (set(most), len(most)) == ({1}, 600)
    assert turnstile.waiting == 0


def test_a_turn_inside_a_turn_is_told_at_once_instead_of_waiting_for_ever():
    turnstile = Turnstile()
    with pytest.raises(RuntimeError, match="inside"), turnstile.turn(), turnstile.turn():
        pass
    with turnstile.turn():
        pass


def test_a_fault_inside_gives_the_turn_back():
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.turn():
        raise ZeroDivisionError
    with turnstile.turn():
        pass


class Interrupted(threading.Event):
    """An event whose wait is broken off, as Ctrl+C does; `called` lets the turn come first."""

    turnstile: Turnstile
    comes_first = False

    def wait(self, timeout=None):
        if self.comes_first:
            self.turnstile._leave()
        raise KeyboardInterrupt


@pytest.mark.parametrize("comes_first", [False, True])
def test_one_who_is_interrupted_in_line_does_not_block_the_line(monkeypatch, comes_first):
    turnstile = Turnstile()
    event = Interrupted()
    event.turnstile, event.comes_first = turnstile, comes_first
    turnstile._held_by = -1  # somebody else has it
    monkeypatch.setattr("db.turns.threading.Event", lambda: event)
    with pytest.raises(KeyboardInterrupt), turnstile.turn():
        pass
    assert turnstile.waiting == 0
    if not comes_first:
        turnstile._leave()
    with turnstile.turn():
        pass
