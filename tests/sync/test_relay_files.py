"""县中继: attachments of the hall go up to the province after the groups, and from where they stood."""

import secrets
import threading
from contextlib import contextmanager

import pytest

from db.gateway.shelf_pg import entered, transaction
from db.gateway.sweeping import sweep
from db.sync import wire
from db.sync.line import LineDown
from tests.support import fault_proxy as faults
from tests.support import relayed
from tests.support.far_end import COUNTY, Visitor, now
from tests.support.relayed import write_unit
from tests.support.world import HandClock

database, province, road = relayed.database, relayed.province, relayed.road
below, hall, desks = relayed.below, relayed.hall, relayed.desks


@pytest.fixture
def photo(hall):
    """A sealed file that a desk of the hall has brought to the relay."""
    data = secrets.token_bytes(700_000)
    desk = Visitor(hall, HandClock(now()), f"dev-{secrets.token_hex(4)}")
    query = {"offset": "0", "total": str(len(data))}
    desk.line.call(
        "POST",
        f"/v1/blob/{wire.sha(data)}",
        body=data,
        type_="application/octet-stream",
        query=query,
    )
    return data


@pytest.fixture
def calls(hall, monkeypatch):
    """What the relay asks the province for, in order: the door, and where in a file it goes on."""
    made, call = [], hall.relay._line.call

    def told(method, path, **more):
        door = path.split("/")[2]
        made.append((door, int(more["query"]["offset"])) if door == "blob" else (door, 0))
        return call(method, path, **more)

    monkeypatch.setattr(hall.relay._line, "call", told)
    return made


@contextmanager
def after_a_piece(hall, work):
    """`work` is done once, when the first piece of a file is there."""
    left, call = [work], hall.relay._line.call

    def told(method, path, **more):
        reply = call(method, path, **more)
        if path.startswith("/v1/blob") and left:
            left.pop()()
        return reply

    hall.relay._line.call = told
    try:
        yield
    finally:
        hall.relay._line.call = call


def there(end, data):
    tenant = end.shelves.tenant(COUNTY).id
    try:
        size, have = end.blobs.stands(tenant, wire.sha(data))
    except wire.Problem:
        return 0
    return have if have < size else len(end.blobs.read(tenant, wire.sha(data), 0, size))


def test_a_photograph_of_the_hall_reaches_the_province_whole(hall, province, photo):
    assert there(province, photo) == 0
    assert hall.relay.round().files == 1
    tenant = province.shelves.tenant(COUNTY).id
    assert province.blobs.read(tenant, wire.sha(photo), 0, len(photo)) == photo
    assert hall.relay.round().files == 0, "and is not sent again"


def test_after_a_break_it_goes_on_from_where_the_province_stands(
    hall, province, road, photo, calls
):
    cut = after_a_piece(hall, lambda: setattr(road, "always", faults.request_lost))
    with cut, pytest.raises(LineDown):
        hall.relay.round()
    before = there(province, photo)
    assert 0 < before < len(photo)
    road.always = faults.clean
    calls.clear()
    assert hall.relay.round().files == 1
    assert next(at for door, at in calls if door == "blob") == before
    assert there(province, photo) == len(photo)


def test_a_report_written_meanwhile_goes_before_the_rest_of_a_photograph(
    hall, province, desks, photo, calls
):
    one = desks("one", hall)

    def report():
        write_unit(one, "u-urgent")
        assert one.round() == ""

    with after_a_piece(hall, report):
        hall.relay.round()
    assert 0 < there(province, photo) < len(photo)
    calls.clear()
    hall.relay.round()
    doors = [door for door, _ in calls]
    assert doors.index("relay") < doors.index("blob")
    assert there(province, photo) == len(photo)


def test_where_the_province_has_no_room_groups_go_up_all_the_same(
    hall, province, desks, photo, monkeypatch
):
    one = desks("one", hall)
    monkeypatch.setattr(province.blobs, "_most", 1)
    write_unit(one, "u-no-room")
    assert one.round() == ""
    done = hall.relay.round()
    assert (done.up, done.files) == (1, 0)
    assert there(province, photo) == 0
    monkeypatch.setattr(province.blobs, "_most", 1 << 30)
    assert hall.relay.round().files == 0, "it is not tried at every round"
    hall.relay._retry_held()
    assert hall.relay.round().files >= 1
    assert there(province, photo) == len(photo)


def test_a_province_put_back_from_a_copy_is_brought_what_it_lost_and_no_more(
    hall, province, photo, calls
):
    hall.relay.round()
    calls.clear()
    province.desk.shelves.rotate()
    hall.relay.round()
    sent = [at for door, at in calls if door == "blob"]
    assert sent == [0] * len(sent), "one piece each, which the province answers with the whole"


def test_a_file_that_is_dropped_while_it_goes_up_holds_up_nothing(hall, photo, calls):
    """It belongs to nothing, and somebody else needed the room."""

    def dropped():
        with transaction(hall.shelves.engine) as cursor:
            entered(cursor, hall.relay.tenant.id)
            for table in ("blob", "blob_part"):
                cursor.execute(f"DELETE FROM {table} WHERE sha256 = %s", (wire.sha(photo),))

    over = threading.Timer(10, hall.relay._over.set)
    over.start()
    with after_a_piece(hall, dropped):
        hall.relay.round()
    over.cancel()
    assert not hall.relay._over.is_set(), "it asked for the next piece without an end"
    assert sum(door == "blob" for door, _ in calls) == 1


def test_a_file_that_was_dropped_and_comes_again_goes_up_again(hall, province, photo):
    hall.relay.round()
    for end in (hall, province):
        tenant = end.shelves.tenant(COUNTY).id
        with transaction(end.shelves.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute("UPDATE blob SET touched_at = now() - interval '40 days'")
            assert sweep(cursor, tenant) >= 1
    hall.blobs.add(hall.relay.tenant.id, wire.sha(photo), 0, len(photo), photo)
    hall.relay.round()
    assert there(province, photo) == len(photo)


def test_a_file_that_somebody_else_is_bringing_just_now_may_be_brought_later(hall, photo):
    tenant = hall.relay.tenant.id
    with transaction(hall.shelves.engine) as cursor:
        entered(cursor, tenant)
        cursor.execute("SELECT 1 FROM blob WHERE sha256 = %s FOR UPDATE", (wire.sha(photo),))
        with pytest.raises(wire.Problem) as said:
            hall.blobs.add(tenant, wire.sha(photo), 0, len(photo), photo)
    assert (said.value.status, said.value.code) == (503, wire.TENANT_BUSY)
