"""A hall with its relay before a province, the cable between them, and desks at either."""

import random
from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.station import Post
from console.domain.unit import Unit, Way
from db.gateway import relay as relays
from db.gateway import relay_joining
from db.sync import wire
from db.sync.line import HttpLine
from tests.support.far_end import COUNTY, FarEnd, now, shelves
from tests.support.fault_proxy import FaultProxy
from tests.support.workstation import Workstation
from tests.support.world import HandClock


@pytest.fixture(scope="module")
def database(exchange_server):
    with shelves(exchange_server) as above:
        yield above


@pytest.fixture
def province(database):
    with FarEnd(database) as made:
        yield made


@pytest.fixture
def road(province):
    """The cable between the county and the province."""
    with FaultProxy(province.port) as between:
        yield between


@pytest.fixture(scope="module")
def below(exchange_server):
    """The relay's own database."""
    with shelves(exchange_server) as made:
        yield made


@pytest.fixture
def hall(province, road, below):
    """The relay's service; `relay` is its forwarder."""
    clock = HandClock(now())
    if not relay_joining.enrolled(below):
        code = province.invite("县中继", Post.RELAY)
        relay_joining.enrol(
            below, lambda device: HttpLine(road.url, device, 1, 1, clock), code, "县中继"
        )
    with FarEnd(below, sign=True) as made:
        made.relay = relays.Relay(below, road.url, clock, random.Random(1).random, None)
        made.relay.round()
        yield made
        made.relay.stop()


def write_unit(desk, id_, **told):
    """A row of a register, written or changed at this desk."""
    with desk.store.write("system", "test.unit") as w:
        old = w.seek(Unit, id_)
        kept = {"code": id_, "name": "县水利局", "kind": "department", "way": Way.ORDER}
        w.save(Unit(id=id_, **kept | told) if old is None else replace(old, **told))
        w.log(Entry(kind="note", subject_kind=Kind.UNIT, subject_id=id_, at=w.now))


@pytest.fixture
def desks(tmp_path):
    made = []

    def make(name, end):
        made.append(Workstation(tmp_path / name, end))
        return made[-1]

    yield make
    for one in made:
        one.close()


def until_still(hall, *desks):
    """Rounds of everybody until nobody has anything left to say."""
    for _ in range(12):
        for desk in desks:
            assert desk.round() in {"", wire.EPOCH_CHANGED, wire.OP_GAP}
        moved = hall.relay.round()
        waiting = [desk.store.waiting() for desk in desks]
        if not (moved.up or moved.down or any(waiting)):
            break
    for desk in desks:
        assert desk.round() == ""
        assert desk.store.waiting() == 0


def entries(end):
    with end.shelves.view(end.shelves.tenant(COUNTY).id) as view:
        return list(view.entries(0, 100_000))


def rows(end):
    with end.shelves.view(end.shelves.tenant(COUNTY).id) as view:
        return {(e, i): wire.loads(row.body) for e, i, row in view.all_rows() if e != "station"}


def once(end):
    txs = [entry.tx for entry in entries(end)]
    assert len(txs) == len(set(txs))
    return set(txs)
