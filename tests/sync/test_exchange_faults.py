"""The real console and the real far end with a bad line between: every entry is answered once."""

import random

import pytest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.link import Pace
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine, LineDown, Way
from db.sync.pace import Chunk
from tests.support import fault_proxy as faults
from tests.support.far_end import COUNTY, FarEnd, now, shelves
from tests.support.fault_proxy import FaultProxy
from tests.support.world import HandClock, world

WAY = Way(connect=2)


@pytest.fixture(scope="module")
def counties():
    with shelves() as made:
        yield made


@pytest.fixture
def end(counties):
    with FarEnd(counties) as made:
        yield made


class Desk:
    """A workstation behind a line of its own."""

    def __init__(self, folder, end, url):
        self.world, self._opened = world(folder, HandClock(now()))
        self.store = self.world.store
        plain = HttpLine(end.url, self.store.head()[0], 1, 1, self.world.clock)
        enrol(self.store, plain, url, end.invite(folder.name))
        plain.close()
        self.line = connect(self.store, self.world.clock, 1, WAY)
        self.engine = Engine(self.store, self.line, self.world.clock, Chunk(Pace(first_ops=4)))

    def write(self, text):
        with self.store.write("system", "test.note") as w:
            w.log(
                Entry(
                    kind="note",
                    subject_kind=Kind.COUNTY,
                    subject_id=COUNTY,
                    at=w.now,
                    facts={"text": text},
                )
            )

    def round(self):
        """How the round ended: "" well, a code of the far end, or how the line was down."""
        try:
            return self.engine.round().problem
        except LineDown as down:
            return down.kind

    def until_quiet(self):
        for _ in range(200):
            if self.round() == "" and not self.store.waiting():
                return
        raise AssertionError("it never came to rest")

    def outbox(self):
        with self.store.read() as read:
            rows = read.connection.exec_driver_sql("SELECT tx_id, state, server_seq FROM outbox")
            return [tuple(row) for row in rows]

    def notes(self):
        with self.store.read() as read:
            rows = read.connection.exec_driver_sql(
                "SELECT facts FROM journal WHERE kind = 'note' AND subject_id = ?", (COUNTY,)
            )
            return sorted(row[0] for row in rows)

    def close(self):
        self.line.close()
        self._opened.store.close()


@pytest.fixture
def proxy(end):
    with FaultProxy(end.port) as between:
        yield between


@pytest.fixture
def desk(end, proxy, tmp_path):
    made = Desk(tmp_path / "desk", end, proxy.url)
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
        one, two = Desk(tmp_path / "a", end, left.url), Desk(tmp_path / "b", end, right.url)
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
