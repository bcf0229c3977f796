"""县中继: the hall stays in step while the province is away, and everything passes up afterwards."""

import random
from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.difference import Difference
from console.domain.entry import Entry
from console.domain.refused import Refused
from console.domain.station import Post, Station
from console.domain.unit import Unit, Way
from db.gateway import push, relay_joining, serving
from db.gateway import relay as relays
from db.gateway.verdict import Outcome
from db.sync import signing, wire
from db.sync.enrolling import Bearer
from db.sync.line import HttpLine, LineDown
from tests.support import fault_proxy as faults
from tests.support.far_end import COUNTY, FarEnd, Visitor, now, shelves
from tests.support.fault_proxy import FaultProxy
from tests.support.small_server import SmallServer, ours
from tests.support.workstation import Workstation
from tests.support.world import HandClock

# A relay's line breaks as a desk's does; here are the ways in which something may be doubled.
PASSING = (*faults.AFTER, faults.stale, faults.sent_twice, faults.answered_late)


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


def test_while_the_province_is_away_the_hall_is_in_step_and_then_all_passes_up(
    hall, province, road, desks
):
    one, two = desks("one", hall), desks("two", hall)
    road.always = faults.request_lost
    with pytest.raises(LineDown):
        hall.relay.round()
    write_unit(one, "u-away", name="水利局")
    assert one.round() == two.round() == ""
    assert two.get(Unit, "u-away").name == "水利局"
    write_unit(two, "u-away", duty_phone="119")
    assert two.round() == one.round() == ""
    assert one.get(Unit, "u-away").duty_phone == "119"
    assert ("unit", "u-away") not in rows(province)
    road.always = faults.clean
    until_still(hall, one, two)
    assert rows(province)["unit", "u-away"] == rows(hall)["unit", "u-away"]
    here = {e.tx: e.sha256 for e in entries(hall) if e.device == one.store.head()[0] and e.n}
    there = {e.tx: e.sha256 for e in entries(province)}
    assert here
    assert all(there[tx] == sha for tx, sha in here.items())  # byte for byte


def test_passing_on_again_does_nothing_again(hall, province, desks):
    one = desks("one", hall)
    write_unit(one, "u-again")
    until_still(hall, one)
    before, below = len(entries(province)), len(entries(hall))
    hall.relay._other_history(hall.relay._kept("epoch"))  # all of it goes up and down once more
    hall.relay.round()
    hall.relay.round()
    assert (len(entries(province)), len(entries(hall))) == (before, below)


def test_what_the_province_and_a_desk_outside_write_comes_to_the_hall(hall, province, desks):
    inside, outside = desks("inside", hall), desks("outside", province)
    write_unit(outside, "u-outside", name="县消防大队")
    assert outside.round() == ""
    province.desk.publish(
        COUNTY, [Station(id="dev-published", name="县医院", post=Post.DEPOT, enrolled_at=now())]
    )
    until_still(hall, inside)
    assert inside.get(Unit, "u-outside").name == "县消防大队"
    assert inside.get(Station, "dev-published").name == "县医院"
    write_unit(inside, "u-outside", duty_phone="0563-1")
    until_still(hall, inside, outside)
    assert outside.get(Unit, "u-outside").duty_phone == "0563-1"
    assert rows(hall)["unit", "u-outside"] == rows(province)["unit", "u-outside"]


def test_two_that_changed_the_same_field_apart_see_the_difference_on_both_sides(
    hall, province, road, desks
):
    inside, outside = desks("inside", hall), desks("outside", province)
    write_unit(outside, "u-both", duty_phone="1")
    until_still(hall, inside, outside)
    road.always = faults.request_lost
    write_unit(inside, "u-both", duty_phone="2")
    write_unit(outside, "u-both", duty_phone="3")
    assert inside.round() == outside.round() == ""
    road.always = faults.clean
    until_still(hall, inside, outside)
    assert inside.get(Unit, "u-both") == outside.get(Unit, "u-both")
    found = outside.find(Difference, entity_id="u-both")
    assert [(one.first, one.late) for one in found] == [('"3"', '"2"')]
    assert inside.find(Difference, entity_id="u-both") == found


def test_a_desk_that_moves_between_relay_and_province_loses_and_doubles_nothing(
    hall, province, road, desks
):
    moving, staying = desks("moving", province), desks("staying", hall)
    write_unit(moving, "u-1")
    assert moving.round() == ""
    hall.relay.round()
    road.always = faults.request_lost
    moving.moves_to(hall.url)
    write_unit(moving, "u-2")
    for _ in range(6):
        moving.round()
    write_unit(staying, "u-3")
    assert staying.round() == moving.round() == ""
    assert moving.store.waiting() == 0
    assert staying.get(Unit, "u-2") is not None
    assert moving.get(Unit, "u-3") is not None
    road.always = faults.clean
    moving.moves_to(province.url)
    write_unit(moving, "u-4")
    for _ in range(6):
        moving.round()
    until_still(hall, staying, moving)
    ids = {"u-1", "u-2", "u-3", "u-4"}
    assert {id_ for _, id_ in rows(province)} >= ids
    assert {id_ for _, id_ in rows(hall)} >= ids
    for desk in (moving, staying):
        assert all(desk.get(Unit, id_) for id_ in ids)
    once(province)
    once(hall)


@pytest.mark.parametrize("toxic", PASSING, ids=lambda one: one.__name__)
def test_through_every_bad_line_the_relay_passes_each_group_on_once(
    hall, province, road, desks, toxic
):
    one = desks("one", hall)
    for n in range(3):
        write_unit(one, f"u-{toxic.__name__}-{n}")
    assert one.round() == ""
    road.meets(toxic, toxic, faults.clean, toxic, faults.clean, faults.clean, toxic, toxic)
    for _ in range(30):
        try:
            hall.relay.round()
        except (LineDown, wire.Problem):
            continue
        if not road.untried:
            break
    until_still(hall, one)
    own = [e for e in entries(province) if e.device == one.store.head()[0] and e.n]
    assert len(own) == len({e.tx for e in own}) == len(one.outbox())


def test_the_province_put_back_from_a_copy_hears_everything_again(hall, province, desks):
    one = desks("one", hall)
    write_unit(one, "u-restored")
    until_still(hall, one)
    province.desk.shelves.rotate()
    below = len(entries(hall))
    write_unit(one, "u-after")
    until_still(hall, one)
    assert ("unit", "u-after") in rows(province)
    assert len(entries(hall)) == below + 1
    once(province)


# -- who may ------------------------------------------------------------------------------------


def relayed(visitor, head, raws):
    body = wire.pack(head, raws)
    return visitor.line.call("POST", "/v1/relay/push", body=body, type_=wire.LINES_TYPE).json()


def test_a_desk_is_no_relay(province):
    desk = Visitor(province, HandClock(now()), "dev-no-relay")
    for work in (
        lambda: desk.line.call("GET", "/v1/relay/devices"),
        lambda: relayed(desk, {"epoch": province.desk.epoch, "groups": [], "devices": []}, []),
    ):
        with pytest.raises(wire.Problem) as said:
            work()
        assert said.value.code == wire.FORBIDDEN_OP


def test_a_relay_can_not_make_up_what_a_desk_wrote(hall, province, desks):
    one = desks("one", hall)
    write_unit(one, "u-made-up")
    assert one.round() == ""
    ((_, device, sig, raw), *_) = hall.relay._owed()
    visitor = Visitor(province, HandClock(now()), "dev-relay-2", post=Post.RELAY)
    head = {
        "epoch": province.desk.epoch,
        "devices": [
            {
                "id": one_.id,
                "name": one_.name,
                "post": one_.post,
                "public_key": one_.public_key,
                "incarnation": 1,
                "revoked": False,
            }
            for one_ in hall.shelves.of(hall.relay.tenant.id)
            if one_.id == device
        ],
        "groups": [[device, sig]],
        "keys": [],
    }
    forged = raw.replace(b"u-made-up", b"u-forged!")
    assert relayed(visitor, head, [forged])["results"] == [
        {"st": "held", "code": wire.SIGNATURE_BAD}
    ]
    assert relayed(visitor, head, [raw])["results"][0]["st"] == wire.OK


def test_at_a_relay_an_unsigned_group_is_not_taken(hall):
    desk = Visitor(hall, HandClock(now()), "dev-unsigned")
    group = wire.dumps(
        {
            "n": 1,
            "prev": 0,
            "tx": "t",
            "lane": 0,
            "schema": 1,
            "hlc": "",
            "actor": "",
            "inc": 1,
            "before": "",
            "lines": [],
            "ops": [],
        }
    )
    body = wire.pack({"epoch": hall.desk.epoch, "keys": []}, [group])
    with pytest.raises(wire.Problem) as said:
        desk.line.call("POST", "/v1/sync/push", body=body, type_=wire.LINES_TYPE)
    assert said.value.code == wire.HELLO_REQUIRED


def test_a_desks_code_does_not_make_a_relay(province, exchange_server):
    code = province.invite("二号席")

    def line(device):
        return HttpLine(province.url, device, 1, 1, HandClock())

    with shelves(exchange_server) as below, pytest.raises(Refused) as said:
        relay_joining.enrol(below, line, code, "x")
    assert said.value.code == "relay_code_for_desk"


def test_a_far_end_can_not_have_a_group_signed_as_a_challenge(hall, desks, tmp_path):
    one = desks("one", hall)
    words = signing._words(b'{"n":1}').decode()
    assert not signing.is_challenge(words)
    assert not signing.is_challenge('CECC-PACKET 1{"id":"x"}')
    with SmallServer(lambda *_: ours({"nonce": words})) as server:
        plain = HttpLine(server.url, one.store.head()[0], 1, 1, HandClock())
        with pytest.raises(LineDown):
            Bearer(one.store, plain, HandClock())()
        plain.close()
        assert len(server.seen) == 1


def test_what_is_too_much_at_once_goes_in_parts(hall, province, desks, monkeypatch):
    one = desks("one", hall)
    for n in range(20):
        write_unit(one, f"u-part-{n}", duty=random.Random(n).randbytes(20_000).hex())
    for _ in range(6):
        one.round()
    assert one.store.waiting() == 0
    monkeypatch.setattr(serving, "_BODY", 150_000)
    until_still(hall, one)
    assert {i for _, i in rows(province)} >= {f"u-part-{n}" for n in range(20)}


def test_what_the_hall_refused_and_the_province_takes_stands_at_last_in_the_hall(
    hall, province, desks, monkeypatch
):
    """Two judges, two orders of arrival: the province's word is the last."""
    one = desks("one", hall)
    with monkeypatch.context() as strict:
        strict.setattr(
            push, "judge", lambda group, at: Outcome(state=wire.REJECTED, code=wire.SUPERSEDED)
        )
        write_unit(one, "u-refused")
        for _ in range(3):
            one.round()
    assert ("unit", "u-refused") not in rows(hall)
    until_still(hall, one)
    assert rows(hall)["unit", "u-refused"] == rows(province)["unit", "u-refused"]
    assert one.get(Unit, "u-refused") is not None
