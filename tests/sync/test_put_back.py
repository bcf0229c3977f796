"""After the far end was put back from a copy: what is told again meets what has been told since."""

from db.gateway.stock import FILLED
from db.sync import wire
from tests.support.province import make, move

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
