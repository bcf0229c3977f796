"""The real console and the real far end with a bad line between: every entry is answered once."""

import random

import pytest

from db.sync.line import Way
from tests.support import fault_proxy as faults
from tests.support.far_end import COUNTY
from tests.support.fault_proxy import FaultProxy
from tests.support.workstation import Workstation

WAY = Way(connect=2)


@pytest.fixture
def proxy(end):
    with FaultProxy(end.port) as between:
        yield between


@pytest.fixture
def desk(end, proxy, tmp_path):
    made = Workstation(tmp_path / "desk", end, proxy.url)
    yield made
    made.close()


def log(end, device):
    with end.shelves.view(end.shelves.tenant(COUNTY).id) as view:
        return [entry for entry in view.entries(0, 100_000) if entry.device == device and entry.n]


def answered_once(end, desk):
    """Each group of the outbox stands in the far end's log once, with the seq that it was told."""
    there = {entry.tx: entry.seq for entry in log(end, desk.store.head()[0])}
    here = desk.outbox()
    assert {tx for tx, _, _ in here} == set(there)
    assert len(there) == len(log(end, desk.store.head()[0]))
    assert all(state == "acked" and there[tx] == seq for tx, state, seq in here)


@pytest.mark.parametrize("toxic", faults.ALL, ids=lambda one: one.__name__)
def test_through_every_kind_of_bad_line_each_entry_is_answered_once(end, desk, proxy, toxic):
    desk.until_quiet()
    for n in range(6):
        desk.write(f"{toxic.__name__} {n}")
    proxy.meets(toxic, toxic, faults.clean, toxic, faults.clean, faults.clean, toxic)
    desk.until_quiet()
    answered_once(end, desk)


@pytest.mark.parametrize("seed", range(3))
def test_two_desks_write_through_bad_lines_and_end_with_the_same(end, tmp_path, seed):
    dice = random.Random(seed)
    with FaultProxy(end.port) as left, FaultProxy(end.port) as right:
        one, two = (
            Workstation(tmp_path / "a", end, left.url),
            Workstation(tmp_path / "b", end, right.url),
        )
        one.until_quiet()
        two.until_quiet()
        for turn in range(12):
            left.meets(*(dice.choice(faults.ALL) for _ in range(3)))
            right.meets(*(dice.choice(faults.ALL) for _ in range(3)))
            one.write(f"{seed} left {turn}")
            two.write(f"{seed} right {turn}")
            one.round()
            two.round()
        one.until_quiet()
        two.until_quiet()
        one.until_quiet()
        answered_once(end, one)
        answered_once(end, two)
        assert one.notes() == two.notes()
        one.close()
        two.close()
