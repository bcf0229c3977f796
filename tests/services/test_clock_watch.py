"""A clock that jumps is written down, and stops nobody."""

import pytest

from console.services.clock_watch import ClockWatch, since_last_time
from console.wording import filled, table
from db import journal
from tests.support.store import looked_at, put_task
from tests.support.world import HandClock, world


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def here(tmp_path, clock):
    made, book = world(tmp_path, clock)
    yield made
    assert looked_at(book).whole
    book.close()


def jumps(here):
    with here.store.read() as read:
        return [
            one.facts["seconds"]
            for one in journal.lines(read, kinds=["clock_jumped"], oldest_first=True)
        ]


def test_time_that_merely_passes_is_no_jump(here, clock):
    watch = ClockWatch(here)
    for _ in range(5):
        clock.wind(hours=3)
        assert not watch.look()
    assert jumps(here) == []


@pytest.mark.parametrize("seconds", [119, -119, 120, -120])
def test_a_correction_of_up_to_two_minutes_is_none_either(here, clock, seconds):
    watch = ClockWatch(here)
    clock.jump(seconds=seconds)
    assert not watch.look()


@pytest.mark.parametrize("seconds", [121, -121, 86_400 * 400, -86_400 * 400])
def test_a_jump_is_one_line_with_its_length(here, clock, seconds):
    watch = ClockWatch(here)
    clock.wind(minutes=7)
    clock.jump(seconds=seconds)
    assert watch.look()
    assert not watch.look()
    assert jumps(here) == [seconds]
    with here.store.read() as read:
        (said,) = journal.lines(read)
    assert said.important
    assert str(seconds) in filled(table("ENTRIES")[said.kind], said.facts)


def test_many_small_corrections_add_up(here, clock):
    watch = ClockWatch(here)
    for _ in range(5):
        clock.jump(seconds=50)
        watch.look()
    assert jumps(here) == [150]


def test_a_clock_set_back_while_the_console_was_off_is_noticed_at_the_start(here, clock):
    assert not since_last_time(here)
    put_task(here.store)
    assert not since_last_time(here)
    clock.jump(hours=-2)
    assert since_last_time(here)
    assert jumps(here) == [-7200]
