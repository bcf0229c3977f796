"""A store in a temporary folder, closed at the end, on a clock wound by hand."""

import pytest

from tests.support.store import put_call, put_task
from tests.support.world import HandClock, opened


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def book(tmp_path, clock):
    made = opened(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def store(book):
    return book.store


@pytest.fixture
def used(tmp_path):
    """A folder with a store that was used and closed."""
    book = opened(tmp_path)
    for _ in range(20):
        put_task(book.store, detail="x" * 500)
    put_call(book.store, "c-1")
    book.close()
    return tmp_path
