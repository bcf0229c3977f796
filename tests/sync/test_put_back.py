"""After the far end was put back from a copy: what is told again meets what has been told since."""

from db.gateway.stock import FILLED
from db.sync import wire
from tests.support.province import make, move, patch

DEPOT = "depot:d-1"


def told_again(**more):
    columns = {"account": DEPOT, "batch_id": "b-1", "item_id": "i-1", "balance": -2}
    return make("shortfall", "s-old", **columns, found_at=1_700_000_000_000, **more)


def shortfalls(end):
    with end.shelves.open(end.tenant.id) as shelf:
        return {key[1]: wire.loads(row.body) for key, row in shelf.of_kind("shortfall").items()}


def test_a_shortfall_told_again_after_the_books_were_filled_up_is_closed_by_the_movements(far_end):
    seat = far_end.seat()
    seat.push(seat.pen.group(move("m-1", 9, "supplier", DEPOT), lane=1))
    [said] = seat.push(seat.pen.group(told_again(), lane=3))
    assert said["st"] == wire.MERGED
    (body,) = shortfalls(far_end).values()
    assert (body["how"], body["balance"], "settled_at" in body) == (FILLED, 9, True)
    [row] = seat.pull()[-1]["rows"]
    assert row["row"] == body, "its console hears that it was closed"
    seat.push(seat.pen.group(move("m-2", 12, DEPOT, "issued:village"), lane=1))
    fresh = {id_: one for id_, one in shortfalls(far_end).items() if "settled_at" not in one}
    assert [one["balance"] for one in fresh.values()] == [-3], "and the next one is a new one"


def test_a_shortfall_told_again_while_the_books_are_short_says_how_short_they_are_now(far_end):
    seat = far_end.seat()
    seat.push(seat.pen.group(told_again(), move("m-1", 5, DEPOT, "issued:village"), lane=1))
    open_ = [one for one in shortfalls(far_end).values() if "settled_at" not in one]
    assert [one["balance"] for one in open_] == [-5]


def test_a_shortfall_that_a_person_has_settled_stays_as_he_settled_it(far_end):
    seat = far_end.seat()
    settled = {"settled_at": 1_700_000_000_001, "settled_by": "o-1", "how": "count"}
    [said] = seat.push(seat.pen.group(told_again(**settled), lane=3))
    assert said["st"] == wire.OK
    (body,) = shortfalls(far_end).values()
    assert (body["how"], body["balance"]) == ("count", -2)


# -- differences ---------------------------------------------------------------------------------


def test_a_difference_told_again_before_it_is_found_again_stands_as_it_was_settled(far_end):
    settler, maker, late = far_end.seat(), far_end.seat(), far_end.seat()
    told = make("difference", "clash.0.phone", field="phone", choice="late")
    told["set"] |= {"entity": "unit", "entity_id": "u-1"}
    settler.push(settler.pen.group(told, lane=3))
    maker.push(maker.pen.group(make("unit", "u-1", phone="先到")))
    clash = patch("unit", "u-1", {"phone": "从前"}, {"phone": "后到"})
    [said] = late.push(late.pen.group(clash, tx="clash"))
    assert said["st"] == wire.MERGED
    with far_end.shelves.view(far_end.tenant.id) as view:
        row = view.row(("difference", "clash.0.phone"))
        rows = [(entity, id_, one.ver) for entity, id_, one in view.all_rows()]
        buckets = view.buckets()
    assert (row.ver, wire.loads(row.body)["choice"]) == (1, "late")
    assert sums(rows) == {b: one for b, one in buckets.items() if one[0]}, "and counts once (G8)"


def test_a_difference_told_again_that_is_still_open_shows_what_stands_now(far_end):
    teller, maker, late = far_end.seat(), far_end.seat(), far_end.seat()
    told = make("difference", "clash.0.phone", field="phone", choice="open", first='"当时"')
    told["set"] |= {"entity": "unit", "entity_id": "u-1"}
    teller.push(teller.pen.group(told, lane=3))
    maker.push(maker.pen.group(make("unit", "u-1", phone="现在")))
    clash = patch("unit", "u-1", {"phone": "从前"}, {"phone": "后到"})
    late.push(late.pen.group(clash, tx="clash"))
    with far_end.shelves.view(far_end.tenant.id) as view:
        row = view.row(("difference", "clash.0.phone"))
    body = wire.loads(row.body)
    assert (row.ver, body["first"], body["late"]) == (2, '"现在"', '"后到"')


def sums(rows):
    found = {}
    for entity, id_, ver in rows:
        bucket = wire.bucket_of(entity, id_)
        n, total = found.get(bucket, (0, 0))
        total += wire.row_sum(entity, id_, ver, deleted=False)
        found[bucket] = (n + 1, total % (1 << 64))
    return found


def test_a_shortfall_told_again_before_the_movement_that_opened_it_is_opened_once(far_end):
    seat, mover = far_end.seat(), far_end.seat()
    settled = {"settled_at": 1_700_000_000_001, "settled_by": "o-1", "how": "count"}
    old = make("shortfall", "out.s0", account=DEPOT, batch_id="b-1", item_id="i-1", **settled)
    seat.push(seat.pen.group(old, lane=3))
    mover.push(mover.pen.group(move("m-1", 5, DEPOT, "issued:village"), lane=1, tx="out"))
    (body,) = shortfalls(far_end).values()
    assert (body["balance"], "settled_at" in body) == (-5, False), "it is short all the same"


def test_rows_told_again_are_not_turned_away_for_one_that_was_found_again_meanwhile(far_end):
    maker, late, teller = far_end.seat(), far_end.seat(), far_end.seat()
    maker.push(maker.pen.group(make("unit", "u-1", phone="先到")))
    clash = patch("unit", "u-1", {"phone": "从前"}, {"phone": "后到"})
    late.push(late.pen.group(clash, tx="clash"))
    again = make("difference", "clash.0.phone", field="phone", choice="open", first='"另有"')
    other = make("difference", "lost.0.name", field="name", choice="open", first='"名"')
    for told in (again, other):
        told["set"] |= {"entity": "unit", "entity_id": "u-1"}
    [said] = teller.push(teller.pen.group(again, other, lane=3))
    assert said["st"] == wire.MERGED
    with far_end.shelves.open(far_end.tenant.id) as shelf:
        found = shelf.of_kind("difference")
    there = {key[1]: wire.loads(row.body)["first"] for key, row in found.items()}
    assert there == {"clash.0.phone": '"先到"', "lost.0.name": '"名"'}
    rows = {row["id"]: row["row"]["first"] for row in teller.pull()[-1]["rows"]}
    assert rows == there, "its console hears what stands"


# -- ledgers -------------------------------------------------------------------------------------


def photograph(**more):
    return make("attachment", "p-1", subject_kind="unit", **more) | {"kind": "append"}


def test_a_photograph_told_again_by_an_older_build_is_completed_by_who_knows_more(far_end):
    older, newer, another = far_end.seat(), far_end.seat(), far_end.seat()
    older.push(older.pen.group(photograph(), schema=1))
    [said] = newer.push(newer.pen.group(photograph(file_time=7)))
    assert said["st"] == wire.OK
    [row] = older.pull()[-1]["rows"]
    assert (row["ver"], row["row"]["file_time"]) == (2, 7)
    [less] = older.push(older.pen.group(photograph(), schema=1))
    assert less["st"] == wire.OK
    for other in (photograph(file_time=8), photograph(size=1)):
        [said] = another.push(another.pen.group(other))
        assert (said["st"], said["code"]) == (wire.QUARANTINED, wire.INVALID)
