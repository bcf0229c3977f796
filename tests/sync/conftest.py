"""The province is there for every test of the exchange."""

import pytest

from tests.support import far_end as far
from tests.support.near_end import Console, county
from tests.support.province import (  # noqa: F401 - fixtures
    exchange_database,
    far_end,
    province,
    province_desk,
)


@pytest.fixture(scope="module")
def shelves(exchange_server):
    """A database with two counties in it, of one file's tests."""
    with far.shelves(exchange_server) as made:
        made.add("341825", "旌德县")
        yield made


@pytest.fixture
def end(shelves):
    """The service before it, of one test."""
    with far.FarEnd(shelves) as made:
        yield made


@pytest.fixture
def desks(end, tmp_path):
    """Makes consoles of one county; closes them."""
    code, made = county(end), []

    def one(name, **more):
        console = Console(tmp_path / name, end, code, **more)
        made.append(console)
        return console

    yield one
    for console in made:
        console.close()


@pytest.fixture
def two(desks):
    """Two consoles of one county."""
    return [desks(name) for name in "ab"]
