"""县中继: the relay judged first, the province judges last, and the desk hears it in its words."""

from dataclasses import replace

from console.domain.changes import Kind
from console.domain.ledger import Move
from console.domain.response import Approval
from console.domain.task import Task
from console.domain.unit import Unit
from db.gateway import push
from db.gateway.relay import Passed
from db.gateway.shelf_pg import entered, transaction
from db.gateway.verdict import Outcome
from db.registry import BY_KIND
from db.sync import offering, wire
from tests.support import fault_proxy as faults
from tests.support import relayed
from tests.support.far_end import COUNTY
from tests.support.records import sample
from tests.support.relayed import entries, rows, until_still, write_unit
from tests.support.store import line

database, province, road = relayed.database, relayed.province, relayed.road
below, hall, desks = relayed.below, relayed.hall, relayed.desks


def approve(desk, **told):
    with desk.store.write("o-1", "test.approve") as w:
        old = w.seek(Approval, "ap-1")
        w.save(replace(sample(Approval, id="ap-1") if old is None else old, **told))
        w.log(line(w, "ap-1"))


def standing(desk):
    with desk.store.read() as read:
        return read.connection.exec_driver_sql(
            "SELECT state, last_error FROM outbox ORDER BY n DESC LIMIT 1"
        ).one()


def remarks(desk):
    with desk.store.read() as read:
        found = read.connection.exec_driver_sql(
            "SELECT kind, json_extract(facts, '$.code') FROM journal"
            " WHERE kind IN ('sync.rejected', 'sync.quarantined', 'sync.taken') ORDER BY n"
        )
        return [tuple(row) for row in found]


def judged(monkeypatch, state, code):
    """The province's judgement, while only it judges."""
    monkeypatch.setattr(push, "judge", lambda _group, _at: Outcome(state=state, code=code))


def test_what_the_hall_took_and_the_province_rejects_reads_rejected_where_it_was_written(
    hall, province, desks, monkeypatch
):
    one, peer = desks("one", hall), desks("peer", hall)
    write_unit(one, "u-turned")
    assert one.round() == peer.round() == ""
    assert standing(one) == ("acked", None)
    with monkeypatch.context() as strict:
        judged(strict, wire.REJECTED, wire.SUPERSEDED)
        hall.relay.round()
    until_still(hall, one, peer)
    assert standing(one) == (wire.REJECTED, wire.SUPERSEDED)
    assert remarks(one) == [("sync.rejected", wire.SUPERSEDED)]
    assert remarks(peer) == []
    assert ("unit", "u-turned") not in rows(hall)
    assert one.get(Unit, "u-turned") is peer.get(Unit, "u-turned") is None


def test_a_decision_made_in_the_hall_on_what_no_longer_stood_is_turned_away_in_both_copies(
    hall, province, road, desks
):
    """As the rules have it, with no judge of the test's own."""
    inside, outside = desks("inside", hall), desks("outside", province)
    approve(outside)
    until_still(hall, inside, outside)
    road.always = faults.request_lost
    approve(inside, reason="厅里的")
    approve(outside, reason="外面的")
    assert inside.round() == outside.round() == ""
    assert standing(inside) == ("acked", None)
    road.always = faults.clean
    until_still(hall, inside, outside)
    assert standing(inside) == (wire.REJECTED, wire.SUPERSEDED)
    assert remarks(inside) == [("sync.rejected", wire.SUPERSEDED)]
    assert inside.get(Approval, "ap-1").reason == "外面的"
    assert rows(hall)["approval", "ap-1"] == rows(province)["approval", "ap-1"]


def test_what_the_province_puts_aside_stays_to_be_seen_at_its_desk_alone(
    hall, province, desks, monkeypatch
):
    one, peer = desks("one", hall), desks("peer", hall)
    write_unit(one, "u-aside", name="水利局")
    assert one.round() == peer.round() == ""
    with monkeypatch.context() as strict:
        judged(strict, wire.QUARANTINED, wire.UNKNOWN_ENTITY)
        hall.relay.round()
    until_still(hall, one, peer)
    assert standing(one) == (wire.QUARANTINED, wire.UNKNOWN_ENTITY)
    assert remarks(one) == [("sync.quarantined", wire.UNKNOWN_ENTITY)]
    assert one.get(Unit, "u-aside").name == "水利局"
    assert peer.get(Unit, "u-aside") is None


def test_what_the_hall_refused_and_the_province_takes_reads_taken(
    hall, province, desks, monkeypatch
):
    one = desks("one", hall)
    with monkeypatch.context() as strict:
        judged(strict, wire.REJECTED, wire.SUPERSEDED)
        write_unit(one, "u-late")
        for _ in range(3):
            one.round()
    assert standing(one) == (wire.REJECTED, wire.SUPERSEDED)
    until_still(hall, one)
    assert standing(one) == ("acked", None)
    assert remarks(one)[-1] == ("sync.taken", "")
    assert one.get(Unit, "u-late") is not None


def test_who_asks_the_relay_again_hears_what_the_province_said(hall, province, desks, monkeypatch):
    one = desks("one", hall)
    write_unit(one, "u-again")
    assert one.round() == ""
    with monkeypatch.context() as strict:
        judged(strict, wire.REJECTED, wire.SUPERSEDED)
        hall.relay.round()
    with one.store.read() as read:
        chosen = "SELECT tx_id FROM outbox ORDER BY n DESC LIMIT 1"
        tx = read.connection.exec_driver_sql(chosen).scalar_one()
    with hall.shelves.open(hall.relay.tenant.id) as shelf:
        answer = shelf.known([tx])[tx].answer
    assert (answer["st"], answer["code"]) == (wire.REJECTED, wire.SUPERSEDED)
    one.engine._known_there({})  # it has forgotten what it was answered
    until_still(hall, one)
    assert standing(one) == (wire.REJECTED, wire.SUPERSEDED)


def test_a_change_that_waits_at_the_province_for_its_row_is_taken_at_both_when_the_row_comes(
    hall, province, road, desks
):
    """The row's maker sits in the hall too; a desk outside changes it before the cable is back."""
    inside, outside = desks("inside", hall), desks("outside", province)
    until_still(hall, inside, outside)
    for desk in (inside, outside):
        with desk.store.write("system", "seed", history=True) as w:
            w.lay(sample(Task, id="t-both", title="原来的"))
            w.log(line(w, "t-both"))
    with outside.store.write("o-1", "test.change") as w:
        w.save(replace(w.get(Task, "t-both"), title="外面改的"))
        w.log(line(w, "t-both"))
    assert outside.round() == ""
    assert standing(outside) == (wire.QUARANTINED, wire.MISSING_ROW)
    with inside.store.receive() as arrival:
        offering.again(arrival, BY_KIND[Kind.TASK], ["t-both"])
    until_still(hall, inside, outside)
    assert standing(outside) == ("acked", None)
    assert inside.get(Task, "t-both").title == outside.get(Task, "t-both").title == "外面改的"
    assert rows(hall)["task", "t-both"] == rows(province)["task", "t-both"]
    assert len([one for one in entries(hall) if one.re and "t-both" in one.rows]) == 1


def lose_everything(province):
    """Put back from a copy of the day on which the county was entered."""
    tenant = province.shelves.tenant(COUNTY).id
    with transaction(province.shelves.engine) as cursor:
        entered(cursor, tenant)
        for table in ("log", "item", "claim", "balance", "device_lane", "chain", "bucket"):
            cursor.execute(f"DELETE FROM {table} WHERE tenant = %s", (tenant,))
        cursor.execute("UPDATE tenant_head SET head = 0 WHERE tenant = %s", (tenant,))
    province.shelves.rotate()


def test_what_a_province_put_back_from_a_copy_decides_otherwise_is_heard_in_the_hall(
    hall, province, desks, monkeypatch
):
    one, peer = desks("one", hall), desks("peer", hall)
    write_unit(one, "u-kept", name="水利局")
    write_unit(one, "u-lost", name="气象局")
    until_still(hall, one, peer)
    assert standing(one) == ("acked", None)
    lose_everything(province)
    judge, turned = push.judge, "u-lost"

    def otherwise(group, at):
        if any(op.key[1] == turned for op in group.ops):
            return Outcome(state=wire.REJECTED, code=wire.SUPERSEDED)
        return judge(group, at)

    with monkeypatch.context() as strict:
        strict.setattr(push, "judge", otherwise)
        hall.relay.round()
        hall.relay.round()
    until_still(hall, one, peer)
    assert standing(one) == (wire.REJECTED, wire.SUPERSEDED)
    assert remarks(one) == [("sync.rejected", wire.SUPERSEDED)]
    assert one.get(Unit, "u-lost") is peer.get(Unit, "u-lost") is None
    assert one.get(Unit, "u-kept").name == peer.get(Unit, "u-kept").name == "水利局"
    for key in (("unit", "u-lost"), ("unit", "u-kept")):
        assert rows(hall).get(key) == rows(province).get(key)


def test_a_history_that_is_the_same_again_says_nothing_in_the_hall(hall, province, desks):
    one = desks("one", hall)
    write_unit(one, "u-same")
    until_still(hall, one)
    before = [entry.seq for entry in entries(hall) if "u-same" in entry.rows]
    lose_everything(province)
    until_still(hall, one)
    assert [entry.seq for entry in entries(hall) if "u-same" in entry.rows] == before
    assert hall.relay._kept("reread") == ""
    assert rows(province)["unit", "u-same"] == rows(hall)["unit", "u-same"]


def sums(end):
    """As they are kept, and as the rows have them."""
    with end.shelves.view(end.shelves.tenant(COUNTY).id) as view:
        kept = {b: told for b, told in view.buckets().items() if told[0]}
        found = {}
        for entity, id_, row in view.all_rows():
            bucket, adds = wire.counted(entity, id_, row.ver)
            count, total = found.get(bucket, (0, 0))
            found[bucket] = (count + 1, (total + adds) % (1 << 64))
    return kept, found


def balance(end, account, batch):
    with end.shelves.open(end.shelves.tenant(COUNTY).id) as shelf:
        return shelf.balances([(account, batch)]).get((account, batch), 0)


def write_with_move(desk, unit_id, move_id):
    """Goods handed out and a unit's word about it, in one go."""
    with desk.store.write("o-1", "test.handed_out") as w:
        w.save(replace(w.get(Unit, unit_id), duty_phone="119"))
        gone = {"quantity": 7, "from_account": "depot:d-9", "to_account": "issued:village"}
        w.append(sample(Move, id=move_id, batch_id="b-9", **gone))
        w.log(line(w, move_id))


def test_what_the_province_lost_and_has_again_stands_in_the_hall_once_more(hall, province, desks):
    """The hall's group waits there for a row that only a desk outside can tell again. All of it
    comes down at once: gone first, then there.
    """
    inside, outside = desks("inside", hall), desks("outside", province)
    write_unit(outside, "u-lost-row")
    until_still(hall, inside, outside)
    before = balance(hall, "depot:d-9", "b-9")
    lose_everything(province)
    write_with_move(inside, "u-lost-row", "m-back")
    assert inside.round() == ""
    assert balance(hall, "depot:d-9", "b-9") == before - 7
    passing = hall.relay
    passing._token = ""
    passing._sign_in()
    passing._up(Passed())
    for _ in range(4):
        outside.round()
    until_still(hall, inside, outside)
    for key in (("unit", "u-lost-row"), ("stock_move", "m-back")):
        assert rows(hall).get(key) == rows(province).get(key) is not None
    kept, found = sums(hall)
    assert kept == found
    for end in (hall, province):
        assert balance(end, "depot:d-9", "b-9") == before - 7


def test_what_the_province_lost_and_takes_late_from_elsewhere_stands_in_the_hall(
    hall, province, desks
):
    """Put back from a copy, it can't take the hall's group before what its desk had told it
    directly: when the desk itself brings both, the hall still has to follow.
    """
    moving, staying = desks("moving", province), desks("staying", hall)
    write_unit(staying, "u-late")
    until_still(hall, staying, moving)
    write_unit(moving, "u-direct")
    assert moving.round() == ""
    until_still(hall, staying, moving)
    moving.moves_to(hall.url)
    write_unit(moving, "u-late", duty_phone="119")
    until_still(hall, staying, moving)
    assert rows(province)["unit", "u-late"]["duty_phone"] == "119"
    lose_everything(province)
    until_still(hall, staying)
    moving.moves_to(province.url)
    for _ in range(6):
        moving.round()
    until_still(hall, staying, moving)
    assert rows(province)["unit", "u-late"]["duty_phone"] == "119"
    for key in (("unit", "u-late"), ("unit", "u-direct")):
        assert rows(hall)[key] == rows(province)[key]
