"""县中继: the hall stays in step while the province is away, and everything passes up afterwards."""

import random
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from console.domain.difference import Difference
from console.domain.refused import Refused
from console.domain.station import Post, Station
from console.domain.unit import Unit
from db.gateway import push, relay, relay_joining, serving
from db.gateway.relay import Passed
from db.gateway.shelf_pg import entered, transaction
from db.gateway.verdict import Outcome
from db.sync import signing, wire
from db.sync.enrolling import Bearer
from db.sync.line import HttpLine, LineDown
from tests.support import fault_proxy as faults
from tests.support import relayed
from tests.support.far_end import COUNTY, Visitor, now, shelves
from tests.support.relayed import entries, once, rows, until_still, write_unit
from tests.support.small_server import SmallServer, ours
from tests.support.world import HandClock

# A relay's line breaks as a desk's does; here are the ways in which something may be doubled.
PASSING = (*faults.AFTER, faults.stale, faults.sent_twice, faults.answered_late)


database, province, road = relayed.database, relayed.province, relayed.road
below, hall, desks = relayed.below, relayed.hall, relayed.desks


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


def passed_on(visitor, head, raws):
    body = wire.pack(head, raws)
    return visitor.line.call("POST", "/v1/relay/push", body=body, type_=wire.LINES_TYPE).json()


def test_a_desk_is_no_relay(province):
    desk = Visitor(province, HandClock(now()), "dev-no-relay")
    for work in (
        lambda: desk.line.call("GET", "/v1/relay/devices"),
        lambda: passed_on(desk, {"epoch": province.desk.epoch, "groups": [], "devices": []}, []),
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
    assert passed_on(visitor, head, [forged])["results"] == [
        {"st": "held", "code": wire.SIGNATURE_BAD}
    ]
    assert passed_on(visitor, head, [raw])["results"][0]["st"] == wire.OK


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


def key_of(end, about):
    with end.shelves.open(end.shelves.tenant(COUNTY).id) as shelf:
        return {(one.key, one.destroyed_at) for one in shelf.subject_keys([about])}


def test_a_key_that_the_hall_destroyed_does_not_come_back_from_the_province(hall, province):
    """Destroyed between the relay's word up and the province's word down (D18)."""
    desk = Visitor(hall, HandClock(now()), "dev-keys")
    told = {"about": "person-1", "by": "dev-keys", "key": "wrapped", "made_at": 1}
    tell_keys(hall, desk, told | {"destroyed_at": None})
    hall.relay._up(Passed())
    tell_keys(hall, desk, told | {"key": None, "destroyed_at": 2})
    hall.relay._down(Passed())
    assert key_of(hall, "person-1") == {(None, 2)}
    hall.relay.round()
    assert key_of(province, "person-1") == {(None, 2)}


def tell_keys(end, desk, *keys):
    body = wire.pack({"epoch": end.desk.epoch, "sigs": [], "keys": keys}, [])
    desk.line.call("POST", "/v1/sync/push", body=body, type_=wire.LINES_TYPE)


def test_thousands_of_keys_go_up_in_parts_and_hold_up_no_report(
    hall, province, desks, monkeypatch
):
    one, desk = desks("one", hall), Visitor(hall, HandClock(now()), "dev-many-keys")
    until_still(hall, one)
    for n in range(40):
        made = [
            {
                "about": f"many-{n}-{k}",
                "by": "dev-many-keys",
                "key": random.Random(n * 100 + k).randbytes(60).hex(),
                "made_at": 1,
                "destroyed_at": None,
            }
            for k in range(50)
        ]
        tell_keys(hall, desk, *made)
    write_unit(one, "u-with-keys")
    assert one.round() == ""
    monkeypatch.setattr(serving, "_BODY", 100_000)
    done = hall.relay.round()
    assert (done.up, done.held) == (1, 0)
    assert key_of(province, "many-0-0") == key_of(hall, "many-0-0") != set()
    assert key_of(province, "many-39-49") == key_of(hall, "many-39-49") != set()


@pytest.fixture
def running(hall):
    """The relay's own thread."""
    thread = threading.Thread(target=hall.relay.run)
    thread.failed = threading.Event()
    hall.relay._backoff.failed = lambda *_, **__: thread.failed.set() or 0.01
    thread.start()
    yield thread
    hall.relay._over.set()
    thread.join(60)


def comes(hall, province, id_):
    until = time.monotonic() + 30
    while ("unit", id_) not in rows(province):
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.05)
    return True


def test_what_a_proxy_made_of_an_answer_does_not_end_the_relay(
    hall, province, desks, monkeypatch, caplog, running
):
    one = desks("one", hall)
    call, strange = hall.relay._line.call, []

    def told(method, path, **more):
        reply = call(method, path, **more)
        if path == "/v1/sync/changes" and len(strange) < 3:
            head, _ = reply.groups()
            bodies = (b"{}\n", wire.pack(head, [b"<html>"]), wire.pack(head, [b"{}"]))
            strange.append(path)
            if len(strange) == len(bodies):
                raise ZeroDivisionError("what nobody thought of")
            return replace(reply, body=bodies[len(strange) - 1])
        return reply

    monkeypatch.setattr(hall.relay._line, "call", told)
    write_unit(one, "u-after-proxy")
    assert one.round() == ""
    assert comes(hall, province, "u-after-proxy")
    write_unit(one, "u-after-that")
    assert one.round() == ""
    assert comes(hall, province, "u-after-that")
    assert running.is_alive()
    assert {said.message for said in caplog.records} == {"the relay's round"}
    caplog.clear()


def test_a_table_that_somebody_keeps_locked_does_not_end_the_relay(hall, province, desks, running):
    one = desks("one", hall)
    with transaction(hall.shelves.engine) as cursor:
        entered(cursor, hall.relay.tenant.id)
        cursor.execute("LOCK TABLE carried IN ACCESS EXCLUSIVE MODE")
        assert running.failed.wait(60)
    write_unit(one, "u-after-lock")
    assert one.round() == ""
    assert comes(hall, province, "u-after-lock")
    assert running.is_alive()


def test_a_relay_with_nothing_to_pass_on_writes_nothing(hall, monkeypatch):
    """It asks every second, for years."""
    hall.relay.round()
    hall.relay.round()

    def opened(*_):
        raise AssertionError("the county was locked for nothing")

    monkeypatch.setattr(hall.shelves, "open", opened)
    assert hall.relay.round() == Passed()


def test_a_workstation_that_was_joined_while_the_county_was_busy_is_told_to_the_others(province):
    """The county's lock is held when the province comes to tell of it; the relay asks again."""
    passer = Visitor(province, HandClock(now()), "dev-relay-3", post=Post.RELAY)
    told = {"id": "dev-vouched", "name": "厅里的", "post": "desk", "public_key": "AA=="}
    told |= {"incarnation": 1, "revoked": False}
    head = {"epoch": province.desk.epoch, "groups": [], "keys": [], "devices": [told]}
    with province.shelves.open(province.shelves.tenant(COUNTY).id):
        with pytest.raises(wire.Problem) as said:
            passed_on(passer, head, [])
        assert said.value.code == wire.TENANT_BUSY
    passed_on(passer, head, [])
    with province.shelves.view(province.shelves.tenant(COUNTY).id) as view:
        assert view.row(("station", "dev-vouched")) is not None
        before = view.glance.head
    passed_on(passer, head, [])
    with province.shelves.view(province.shelves.tenant(COUNTY).id) as view:
        assert view.glance.head == before, "and told once"


@pytest.mark.parametrize(
    "over",
    [{"post": "king"}, {"id": "a\0"}, {"id": ""}, {"name": "x\0"}, {"incarnation": 1 << 40}],
    ids=str,
)
def test_a_relay_that_vouches_for_no_workstation_at_all_is_malformed(province, over):
    passer = Visitor(province, HandClock(now()), "dev-relay-4", post=Post.RELAY)
    told = {"id": "dev-strange", "name": "厅里的", "post": "desk", "public_key": "AA=="}
    told |= {"incarnation": 1, "revoked": False}
    head = {"epoch": province.desk.epoch, "groups": [], "devices": [told | over]}
    with pytest.raises(wire.Problem) as said:
        passed_on(passer, head, [])
    assert (said.value.status, said.value.code) == (400, wire.MALFORMED)


@pytest.fixture
def long_served(hall):
    """It has passed on thousands of groups, and they are back."""
    me, first = hall.relay.tenant.id, 1 << 40
    with transaction(hall.shelves.engine) as cursor:
        entered(cursor, me)
        cursor.execute(
            "INSERT INTO carried(tenant, seq, tx, device, sig, raw, state, back)"
            " SELECT %s, n, 'old-' || n, 'dev', '', '', 'sent', true"
            " FROM generate_series(%s::bigint, %s::bigint) AS n",
            (me, first, first + 5000),
        )
    yield
    with transaction(hall.shelves.engine) as cursor:
        entered(cursor, me)
        cursor.execute("DELETE FROM carried WHERE seq >= %s", (first,))


def test_what_was_passed_on_long_ago_is_not_looked_through_every_second(
    hall, long_served, monkeypatch
):
    """Whether a group is owed is asked before every piece of a file as well (G14)."""
    read = []

    @contextmanager
    def counted(engine):
        with transaction(engine) as cursor:
            yield cursor
            cursor.execute(
                "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
                " FROM pg_stat_xact_user_tables WHERE relname = 'carried'"
            )
            read.append(cursor.fetchone()[0])

    monkeypatch.setattr(relay, "transaction", counted)
    assert hall.relay._owed() == []
    assert not hall.relay._owes()
    hall.relay._retry_held()
    assert max(read) < 100
    with hall.shelves.open(hall.relay.tenant.id) as shelf:
        shelf.unreturned()
        asked = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
        [(last,)] = shelf.ask(f"{asked} WHERE relname = 'carried'")
    assert last < 100
