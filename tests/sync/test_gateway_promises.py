"""The promises that are the far end's to keep, each by its name, on PostgreSQL and in memory."""

import hashlib
import json

import pytest

from db.gateway.desk import Push
from db.gateway.push import SCHEMA
from db.sync import rowfile, wire
from tests.support.province import Pen, make, move, patch


def unit(id_, **more):
    columns = {"name": "临溪镇", "phone": "0563-1", "level": "town"}
    return make("unit", id_, **{**columns, **more})


def row_of(told, id_):
    return next(r["row"] for change in reversed(told) for r in change["rows"] if r["id"] == id_)


# -- G3, G4: once, and in order ----------------------------------------------------------------


def test_g3_a_group_pushed_again_is_answered_as_before_and_does_nothing(far_end):
    seat = far_end.seat()
    group = seat.pen.group(unit("u-1"))
    [first] = seat.push(group)
    [second] = seat.push(group)
    assert second == {**first, "again": True}
    assert len([c for c in far_end.seat().pull() if c["n"]]) == 1


def test_g3_the_same_operation_id_with_other_content_is_refused(far_end):
    seat = far_end.seat()
    seat.push(seat.pen.group(unit("u-1"), tx="t-1"))
    other = Pen(seat.caller.device).group(unit("u-1", name="长安镇"), tx="t-1")
    with pytest.raises(wire.Problem) as said:
        seat.push(other)
    assert said.value.code == wire.KEY_REUSED


def test_g3_what_a_machine_restored_from_a_backup_says_again_under_new_numbers_counts_once(
    far_end,
):
    seat = far_end.seat()
    old = seat.pen.group(unit("u-1"), tx="t-1")
    [was] = seat.push(old)
    told = wire.loads(old) | {"n": 1, "prev": 0, "inc": 2}
    [again] = seat.push(wire.dumps(told))
    assert (again["seq"], again["again"]) == (was["seq"], True)
    pen = Pen(seat.caller.device, far_end.clock, incarnation=2)
    pen.n, pen.last = 1, {2: 1}
    [after] = seat.push(pen.group(unit("u-2")))
    assert after["st"] == wire.OK


def test_g4_a_hole_in_a_lane_is_sent_back_and_other_lanes_go_on(far_end):
    seat = far_end.seat()
    seat.pen.group(unit("u-1"))
    late = seat.pen.group(unit("u-2"))
    with pytest.raises(wire.Problem) as said:
        seat.push(late)
    assert (said.value.code, said.value.facts["expected"]) == (wire.OP_GAP, 0)
    [urgent] = seat.push(seat.pen.group(make("event", "e-1", name="6·20 洪水"), lane=0))
    assert urgent["st"] == wire.OK


def test_g4_another_machine_that_writes_as_the_same_device_is_found_out(far_end):
    seat = far_end.seat()
    seat.push(seat.pen.group(unit("u-1")))
    clone = Pen(seat.caller.device)
    with pytest.raises(wire.Problem) as said:
        seat.push(clone.group(unit("u-2")))
    assert said.value.code == wire.DEVICE_FORKED
    lanes = {"2": [1, "somebody-else"]}
    with pytest.raises(wire.Problem) as said:
        far_end.desk.hello(seat.caller, {"incarnation": 1, "lanes": lanes})
    assert (said.value.code, said.value.facts["free"]) == (wire.DEVICE_FORKED, 2)


def test_g6_what_was_said_to_another_history_is_not_taken_into_this_one(far_end):
    """The far end was put back from a copy: its console has to greet it anew first."""
    seat = far_end.seat()
    group = seat.pen.group(unit("u-1"))
    head = {"epoch": "another history", "cursor": 0}
    with pytest.raises(wire.Problem) as said:
        far_end.desk.push(seat.caller, Push(head, [group]))
    assert said.value.code == wire.EPOCH_CHANGED
    assert said.value.facts["epoch"] == far_end.desk.epoch
    assert [c for c in far_end.seat().pull() if c["n"]] == []
    [taken] = seat.push(group)
    assert "again" not in taken


# -- G5: whole ---------------------------------------------------------------------------------


def test_g5_one_operation_that_cannot_be_taken_leaves_nothing_of_its_group(far_end):
    seat, other = far_end.seat(), far_end.seat()
    missing = patch("unit", "nobody", {"name": "a"}, {"name": "b"})
    [said] = seat.push(seat.pen.group(unit("u-1"), missing))
    assert (said["st"], said["code"]) == (wire.QUARANTINED, wire.MISSING_ROW)
    change = other.pull()[-1]
    assert all(row.get("gone") for row in change["rows"])
    assert change["lines"], "that it was tried is history"
    [after] = seat.push(seat.pen.group(unit("u-2")))
    assert after["st"] == wire.OK, "a group put aside takes its place in the lane"


def test_g6_the_feed_is_dense_and_a_page_never_ends_inside_a_group(far_end):
    seat, other = far_end.seat(), far_end.seat()
    seat.push(*(seat.pen.group(unit(f"u-{n}"), unit(f"v-{n}")) for n in range(30)))
    cursor, seen = 0, []
    while True:
        head, lines = far_end.desk.changes(other.caller, cursor, limit=7)
        assert head["from"] == cursor
        told = [wire.loads(line) for line in lines]
        assert len(told) <= 7
        seen += [change["seq"] for change in told]
        assert all(len(c["rows"]) == 2 for c in told if c["n"])
        cursor = head["cursor"]
        if not head["more"]:
            break
    assert seen == list(range(1, head["head"] + 1))


def test_g7_own_groups_come_back_without_their_rows_until_somebody_else_had_a_hand_in(far_end):
    seat, other = far_end.seat(), far_end.seat()
    seat.pull(), other.pull()
    seat.push(seat.pen.group(unit("u-1")))
    assert [row["row"] for row in seat.pull()[-1]["rows"]] == [None]
    other.pull()
    other.push(other.pen.group(patch("unit", "u-1", {"name": "临溪镇"}, {"name": "长安镇"})))
    seat.push(seat.pen.group(patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "0563-2"})))
    echo = seat.pull()[-1]
    row = echo["rows"][0]["row"]
    assert (row["name"], row["phone"]) == ("长安镇", "0563-2")


def test_g7_a_machine_restored_from_a_backup_is_told_its_own_rows_again(far_end):
    seat = far_end.seat()
    seat.push(seat.pen.group(unit("u-1")))
    reborn = Pen(seat.caller.device, far_end.clock, incarnation=2)
    seat.push(reborn.group(unit("u-2")))
    told = {row["id"]: row["row"] for change in seat.pull() for row in change["rows"]}
    assert told["u-1"] is not None
    assert told["u-2"] is None
    _head, lines = far_end.desk.changes(seat.caller, 0, echo=False)
    assert all(row["row"] for line in lines for row in wire.loads(line)["rows"])


# -- G9: nobody is overwritten -----------------------------------------------------------------


def test_g9_two_fields_of_one_card_changed_apart_are_both_kept(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(unit("u-1")))
    base = {"name": "临溪镇", "phone": "0563-1"}
    a.push(a.pen.group(patch("unit", "u-1", {"name": base["name"]}, {"name": "长安镇"})))
    [said] = b.push(b.pen.group(patch("unit", "u-1", {"phone": base["phone"]}, {"phone": "9"})))
    assert said["st"] == wire.OK
    row = row_of(a.pull() and b.pull(), "u-1")
    assert (row["name"], row["phone"]) == ("长安镇", "9")


def test_g9_the_same_field_changed_apart_is_kept_as_a_difference_and_never_overwritten(far_end):
    a, b, c = far_end.seat(), far_end.seat(), far_end.seat()
    a.push(a.pen.group(unit("u-1")))
    a.push(a.pen.group(patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "119"}), actor="o-a"))
    # somebody touches another field in between: it is still o-a's number
    c.push(c.pen.group(patch("unit", "u-1", {"name": "临溪镇"}, {"name": "长安"}), actor="o-c"))
    late = b.pen.group(patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "120"}), actor="o-b")
    [said] = b.push(late)
    assert said["st"] == wire.MERGED
    told = c.pull()
    assert row_of(told, "u-1")["phone"] == "119"
    [found] = [r for r in told[-1]["rows"] if r["e"] == "difference"]
    difference = found["row"]
    assert found["id"] == f"{wire.loads(late)['tx']}.0.phone"
    assert (difference["base"], difference["first"], difference["late"]) == (
        '"0563-1"',
        '"119"',
        '"120"',
    )
    assert (difference["first_by"], difference["late_by"]) == ("o-a", "o-b")
    assert (difference["first_device"], difference["late_device"]) == (
        a.caller.device,
        b.caller.device,
    )
    assert difference["choice"] == "open"


def test_g9_a_place_is_its_longitude_and_its_latitude_together(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(make("risk_point", "r-1", name="孔灵后山", lon=118.6, lat=30.1)))
    a.push(a.pen.group(patch("risk_point", "r-1", {"lon": 118.6}, {"lon": 118.7})))
    both = patch("risk_point", "r-1", {"lon": 118.6, "lat": 30.1}, {"lon": 118.5, "lat": 30.2})
    [said] = b.push(b.pen.group(both))
    assert said["st"] == wire.MERGED
    row = row_of(b.pull(), "r-1")
    assert (row["lon"], row["lat"]) == (118.7, 30.1), "never one end of each"


def test_g9_a_column_that_this_build_does_not_know_is_kept(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(unit("u-1", radio="158.325")))
    b.push(b.pen.group(patch("unit", "u-1", {"name": "临溪镇"}, {"name": "长安镇"})))
    assert row_of(b.pull(), "u-1")["radio"] == "158.325"


# -- G10: the accounts -------------------------------------------------------------------------


def test_g10_facts_are_always_taken_and_what_is_short_is_said(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(move("m-1", 100, "supplier", "depot:d-1")))
    a.push(a.pen.group(move("m-2", 80, "depot:d-1", "issued:p-1")))
    [said] = b.push(b.pen.group(move("m-3", 50, "depot:d-1", "issued:p-2")))
    assert (said["st"], said["flags"]) == (wire.OK, [wire.STOCK_NEGATIVE])
    shortfall = next(r for r in a.pull()[-1]["rows"] if r["e"] == "shortfall")
    assert (shortfall["row"]["account"], shortfall["row"]["balance"]) == ("depot:d-1", -30)
    a.push(a.pen.group(move("m-4", 40, "supplier", "depot:d-1")))
    filled = next(r for r in b.pull()[-1]["rows"] if r["e"] == "shortfall")
    assert filled["id"] == shortfall["id"]
    assert filled["row"]["balance"] == 10
    assert filled["row"]["settled_at"]


def test_g10_a_movement_said_again_counts_once_and_a_changed_one_is_put_aside(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(move("m-1", 100, "supplier", "depot:d-1")))
    [same] = b.push(b.pen.group(move("m-1", 100, "supplier", "depot:d-1")))
    [other] = b.push(b.pen.group(move("m-1", 90, "supplier", "depot:d-1")))
    assert same["st"] == wire.OK
    assert (other["st"], other["code"]) == (wire.QUARANTINED, wire.INVALID)
    with far_end.shelves.open(far_end.tenant.id) as shelf:
        assert shelf.balances([("depot:d-1", "b-1")]) == {("depot:d-1", "b-1"): 100}


def test_g10_the_totals_are_the_sum_of_all_movements_in_whatever_order(far_end):
    seats = [far_end.seat() for _ in range(3)]
    total = 0
    for n in range(30):
        seat, quantity = seats[n % 3], 7 * n + 1
        total += quantity
        seat.push(seat.pen.group(move(f"m-{n}", quantity, "supplier", "depot:d-9", f"b-{n % 4}")))
    with far_end.shelves.open(far_end.tenant.id) as shelf:
        found = shelf.balances([("depot:d-9", f"b-{n}") for n in range(4)])
    assert sum(found.values()) == total


# -- G11: decisions ----------------------------------------------------------------------------


def response(id_, level=4, **more):
    columns = {
        "event_id": "e-1",
        "plan_code": "flood",
        "plan_version": "1",
        "level": level,
        "state": "active",
        "level_at": 1_700_000_000_000,
        "matter": "强降雨",
    }
    return make("response", id_, **{**columns, **more})


def level(id_, base, wish):
    return patch("response", id_, {"level": base}, {"level": wish})


def test_g11_of_two_levels_given_apart_the_graver_one_holds(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(response("r-1")))
    a.push(a.pen.group(level("r-1", 4, 3)))
    [graver] = b.push(b.pen.group(level("r-1", 4, 2)))
    [milder] = a.push(a.pen.group(level("r-1", 3, 4)))
    assert graver["flags"] == milder["flags"] == [wire.LEVEL_JOINED]
    told = b.pull()
    assert row_of(told, "r-1")["level"] == 2
    assert sum(r["e"] == "difference" for c in told for r in c["rows"]) == 2


def test_g11_a_second_response_on_the_same_event_and_plan_joins_the_one_that_stands(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(response("r-1", 4)))
    [said] = b.push(b.pen.group(response("r-2", 2)))
    assert said["flags"] == [wire.LEVEL_JOINED]
    told = a.pull()
    assert row_of(told, "r-1")["level"] == 2
    assert row_of(told, "r-2")["state"] == "joined"
    [typhoon] = b.push(b.pen.group(response("r-3", 4, plan_code="typhoon")))
    assert "flags" not in typhoon, "two plans run side by side on one event"


def test_g11_what_was_decided_on_what_no_longer_stands_is_superseded_and_its_trace_is_kept(
    far_end,
):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(response("r-1")))
    ended = patch("response", "r-1", {"state": "active"}, {"state": "ended"})
    paused = patch("response", "r-1", {"state": "active"}, {"state": "paused"})
    a.push(a.pen.group(ended))
    [said] = b.push(b.pen.group(paused))
    assert (said["st"], said["code"]) == (wire.REJECTED, wire.SUPERSEDED)
    change = a.pull()[-1]
    assert change["rows"][0]["row"]["state"] == "ended"
    assert change["lines"]


def test_g11_an_ended_response_is_not_raised_by_a_console_that_had_not_heard(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(response("r-1")))
    a.push(a.pen.group(patch("response", "r-1", {"state": "active"}, {"state": "ended"})))
    [said] = b.push(b.pen.group(level("r-1", 4, 2)))
    assert (said["st"], said["code"]) == (wire.REJECTED, wire.SUPERSEDED)


def seat_row(token, device="dev-a"):
    return {"device_id": device, "token": token, "since": 1, "by": "o-1", "reason": ""}


def test_g11_the_seat_changes_hands_only_with_a_greater_token(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(make("seat", "seat", **seat_row(1))))
    taken = patch("seat", "seat", seat_row(1), seat_row(2, "dev-b"))
    [said] = b.push(b.pen.group(taken))
    assert said["st"] == wire.OK
    [late] = a.push(a.pen.group(patch("seat", "seat", seat_row(1), seat_row(2, "dev-c"))))
    [back] = a.push(a.pen.group(patch("seat", "seat", seat_row(2, "dev-b"), seat_row(1))))
    assert late["code"] == back["code"] == wire.SUPERSEDED


def verdict(id_, **more):
    columns = {"subject_kind": "response", "subject_id": "r-1", "standing": "waiting"}
    return make("verdict", id_, **{**columns, **more})


def test_g11_a_verdict_by_a_seat_that_has_been_relieved_does_not_hold(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(make("seat", "seat", **seat_row(3)), verdict("v-1")))
    wish = {"standing": "confirmed", "token": 2}
    base = {"standing": "waiting", "token": None}
    [old] = b.push(b.pen.group(patch("verdict", "v-1", base, wish)))
    assert (old["st"], old["code"]) == (wire.REJECTED, wire.SUPERSEDED)
    [now] = a.push(a.pen.group(patch("verdict", "v-1", base, wish | {"token": 3})))
    assert now["st"] == wire.OK


def quota(id_, quantity, **more):
    columns = {
        "depot_id": "d-1",
        "item_id": "i-1",
        "device_id": "dev-a",
        "quantity": quantity,
        "until": 4_000_000_000_000,
        "given_by": "o-1",
        "given_at": 1,
    }
    return make("quota", id_, **{**columns, **more})


def test_g11_what_workstations_may_promise_is_never_more_than_the_depot_has(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(make("batch", "b-1", item_id="i-1", lot="1", quality="ok")))
    a.push(a.pen.group(move("m-1", 100, "supplier", "depot:d-1")))
    [first] = a.push(a.pen.group(quota("q-1", 60)))
    [second] = b.push(b.pen.group(quota("q-2", 50)))
    [lapsed] = b.push(b.pen.group(quota("q-3", 50, until=1)))
    assert first["st"] == lapsed["st"] == wire.OK
    assert (second["st"], second["code"]) == (wire.REJECTED, wire.SUPERSEDED)
    [less] = a.push(a.pen.group(patch("quota", "q-1", {"quantity": 60}, {"quantity": 50})))
    [fits] = b.push(b.pen.group(quota("q-4", 50)))
    assert less["st"] == fits["st"] == wire.OK


def test_g11_a_document_number_is_given_once(far_end):
    a, b = far_end.seat(), far_end.seat()
    number = {"organ": "绩溪防指", "year": 2026, "n": 7, "document_id": "d", "title": "通知"}
    a.push(a.pen.group(make("document_number", "x-1", **number)))
    [said] = b.push(b.pen.group(make("document_number", "x-2", **number)))
    assert (said["st"], said["code"]) == (wire.REJECTED, wire.NUMBER_TAKEN)


def test_a_settled_difference_is_settled_once(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(a.pen.group(unit("u-1")))
    a.push(a.pen.group(patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "119"})))
    late = b.pen.group(patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "120"}))
    b.push(late)
    id_ = f"{wire.loads(late)['tx']}.0.phone"
    a.push(a.pen.group(patch("difference", id_, {"choice": "open"}, {"choice": "first"})))
    [said] = b.push(b.pen.group(patch("difference", id_, {"choice": "open"}, {"choice": "late"})))
    assert (said["st"], said["code"]) == (wire.REJECTED, wire.SUPERSEDED)


# -- G13 and what can't be understood ----------------------------------------------------------


def test_g13_an_older_console_can_push_and_a_newer_one_is_put_aside_not_lost(far_end):
    a = far_end.seat()
    [old] = a.push(a.pen.group(unit("u-1"), schema=0))
    [new] = a.push(a.pen.group(unit("u-2"), schema=SCHEMA + 1))
    assert old["st"] == wire.OK
    assert (new["st"], new["code"]) == (wire.QUARANTINED, wire.SCHEMA_AHEAD)
    [after] = a.push(a.pen.group(unit("u-3")))
    assert after["st"] == wire.OK


def test_g13_a_row_of_an_older_console_gets_the_columns_that_it_did_not_know_of(far_end):
    a, b = far_end.seat(), far_end.seat()
    whole = make("figure", "f-1", kind="moved", mark="verified", value=12, source="镇政府")
    told = {k: v for k, v in whole["set"].items() if k not in {"current", "reason"}}
    [newer] = a.push(a.pen.group(whole | {"set": told}))
    [older] = a.push(a.pen.group(whole | {"set": told}, schema=0))
    assert (newer["code"], older["st"]) == (wire.INVALID, wire.OK)
    row = row_of(b.pull(), "f-1")
    assert (row["current"], row["reason"], row["value"]) == (1, "", 12)


@pytest.mark.parametrize(
    ("op", "code"),
    [
        (make("spaceship", "s-1"), wire.UNKNOWN_ENTITY),
        (unit("u-1", name=7), wire.INVALID),
        (unit("u-1", name="a\0b"), wire.INVALID),
        (unit("u-1", name="\ud800"), wire.INVALID),
        (unit("u-1") | {"set": []}, wire.INVALID),
        (unit("u-1") | {"of": "u-2"}, wire.INVALID),
        (unit("u-1", odd={"a": [[[[[[[[[[[]]]]]]]]]]]}) | {"kind": "drop"}, wire.INVALID),
        (unit("u-1", note="x" * 70_000), wire.TOO_LARGE),
        (move("m-1", -5, "supplier", "depot:d-1"), wire.INVALID),
        (unit("u-1") | {"set": {"id": "u-1", "name": "缺栏"}}, wire.INVALID),
        (make("station", "s-1", name="冒充"), wire.FORBIDDEN_OP),
    ],
    ids=[
        "kind",
        "type",
        "nul",
        "surrogate",
        "set",
        "of",
        "verb",
        "large",
        "quantity",
        "short",
        "above",
    ],
)
def test_what_cannot_be_taken_is_put_aside_with_its_code_and_the_lane_goes_on(far_end, op, code):
    a = far_end.seat()
    group = a.pen.group()
    told = wire.loads(group)
    op = {"id": "x.0", **op}
    [said] = a.push(json.dumps({**told, "ops": [op]}).encode())
    assert said["code"] == code
    [after] = a.push(a.pen.group(unit("u-9")))
    assert after["st"] == wire.OK


def test_a_backslash_before_u0000_is_only_text(far_end):
    a, b = far_end.seat(), far_end.seat()
    [said] = a.push(a.pen.group(unit("u-1", name="C:\\u0000")))
    assert said["st"] == wire.OK
    assert row_of(b.pull(), "u-1")["name"] == "C:\\u0000"


# -- G8: sums ----------------------------------------------------------------------------------


def test_g8_the_sums_are_those_of_the_rows(far_end):
    a, b = far_end.seat(), far_end.seat()
    a.push(*(a.pen.group(unit(f"u-{n}")) for n in range(20)))
    a.push(a.pen.group(patch("unit", "u-3", {"name": "临溪镇"}, {"name": "长安镇"})))
    told = b.pull()
    rows = {(r["e"], r["id"]): r["ver"] for c in told for r in c["rows"]}
    sums: dict[int, list[int]] = {}
    for (entity, id_), ver in rows.items():
        one = sums.setdefault(wire.bucket_of(entity, id_), [0, 0])
        one[0] += 1
        one[1] = (one[1] + wire.row_sum(entity, id_, ver, deleted=False)) % (1 << 64)
    answer = far_end.desk.buckets(b.caller)
    assert {k: [n, int(s, 16)] for k, n, s in answer["buckets"]} == sums
    bucket = next(iter(sums))
    inside = far_end.desk.buckets(b.caller, bucket)["rows"]
    assert sorted((e, i) for e, i, _ in inside) == sorted(
        key for key in rows if wire.bucket_of(*key) == bucket
    )


# -- keys --------------------------------------------------------------------------------------


def key(about, by, *, gone=None, sealed="QUJD"):
    return {"about": about, "by": by, "key": sealed, "made_at": 1, "destroyed_at": gone}


def test_a_destroyed_key_is_destroyed_for_everybody_and_never_comes_back(far_end):
    a, b, c = far_end.seat(), far_end.seat(), far_end.seat()
    a.push(a.pen.group(unit("u-1")), keys=[key("p-1", "dev-a")])
    b.push(b.pen.group(unit("u-2")), keys=[key("p-1", "dev-b")])
    told = [k for change in c.pull() for k in change["keys"]]
    assert [k["key"] for k in told] == ["QUJD", "QUJD"]
    a.push(keys=[key("p-1", "dev-a", gone=5, sealed=None)])
    b.push(keys=[key("p-1", "dev-x")])
    gone = [k for change in c.pull() for k in change["keys"]]
    assert {k["by"] for k in gone} == {"dev-a", "dev-b"}
    assert all(k["key"] is None and k["destroyed_at"] == 5 for k in gone)
    newcomer = far_end.seat()
    assert all(k["key"] is None for change in newcomer.pull() for k in change["keys"])


# -- snapshot ----------------------------------------------------------------------------------


def test_a_newcomer_gets_everything_in_segments_and_goes_on_from_there(far_end):
    a = far_end.seat()
    a.push(*(a.pen.group(unit(f"u-{n}")) for n in range(50)), keys=[key("p-1", "dev-a")])
    b = far_end.seat()
    told = far_end.desk.snapshot(b.caller)
    lines = {"table": [], "rows": [], "lines": [], "keys": []}
    for segment in told["segments"]:
        data = far_end.desk.segment(b.caller, segment["id"])
        assert hashlib.sha256(data).hexdigest() == segment["sha256"]
        assert len(data) == segment["bytes"]
        body = wire.inflate(data, "zstd")
        table = segment["kind"] == rowfile.SEGMENT
        found = rowfile.told(body) if table else map(wire.loads, body.splitlines())
        lines[segment["kind"]] += found
    units = {one["id"] for one in lines["table"]} | {one[1] for one in lines["rows"]}
    assert {f"u-{n}" for n in range(50)} <= units
    assert len(lines["lines"]) == 50
    assert [k["about"] for k in lines["keys"]] == ["p-1"]
    a.push(a.pen.group(unit("u-99")))
    b.cursor = told["cursor"]
    assert [r["id"] for r in b.pull()[-1]["rows"]] == ["u-99"]


# -- chains ------------------------------------------------------------------------------------


def test_a_chain_that_does_not_hold_together_is_flagged_and_put_aside(far_end):
    a = far_end.seat()
    a.push(a.pen.group(unit("u-1")))
    told = wire.loads(a.pen.group(unit("u-2")))
    told["lines"][0][11] = '{"altered":1}'
    [said] = a.push(wire.dumps(told))
    assert (said["st"], said["code"]) == (wire.QUARANTINED, wire.CHAIN_BROKEN)
