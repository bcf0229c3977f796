"""Words that no sound console says: each is answered, none is the far end's own fault (1.6).

A console repeats what was answered by a fault of the far end, byte for byte and for ever: one group
that can't be put down would hold up all that its workstation has to tell.
"""

import pytest

from db.chain import GENESIS, link
from db.sync import wire
from tests.support.province import make, patch

UNIT = {"name": "临溪镇", "phone": "0563-1", "level": "town"}
LATER = 9_999_999_999_999


@pytest.fixture
def desk(province):
    return province.visitor()


def answer(reply):
    """What became of the one group."""
    assert reply.status_code == 200, reply.text
    (told,) = reply.json()["results"]
    return told["st"], told.get("code")


def unit(id_="u-1", **more):
    return make("unit", id_, **{**UNIT, **more})


def test_what_nobody_signed_with_his_name_is_taken(desk):
    """One row alone, made and then changed, of a writer without a name."""
    assert answer(desk.push(desk.pen.group(unit(), actor="")))[0] == wire.OK
    change = patch("unit", "u-1", {"phone": "0563-1"}, {"phone": "0563-2"})
    assert answer(desk.push(desk.pen.group(change, actor="")))[0] == wire.OK


def test_a_row_without_a_name_is_put_aside(desk):
    assert answer(desk.push(desk.pen.group(unit("")))) == (wire.QUARANTINED, wire.INVALID)


def test_an_incarnation_that_no_workstation_lives_to_see_is_malformed(desk):
    reply = desk.push(desk.pen.group(unit(), inc=1 << 40))
    assert (reply.status_code, reply.json()["code"]) == (400, wire.MALFORMED)


@pytest.mark.parametrize(
    ("column", "value"), [(1, "x"), (1, [1]), (1, None), (1, 1 << 40), (2, 1 << 63), (2, "1")]
)
def test_lines_with_a_strange_number_are_a_broken_chain(desk, column, value):
    group = wire.loads(desk.pen.group(unit()))
    values = [*group["lines"][0][:-1]]
    values[column] = value
    group["lines"] = [[*values, link(GENESIS, values).hex()]]
    told = answer(desk.push(wire.dumps(group)))
    assert told == (wire.QUARANTINED, wire.CHAIN_BROKEN)


@pytest.mark.parametrize(
    "over",
    [
        {"about": "a\0"},
        {"about": {}},
        {"key": "k\x1f"},
        {"made_at": 1 << 63},
        {"made_at": "1"},
        {"destroyed_at": 1 << 63},
    ],
    ids=str,
)
def test_a_persons_key_with_a_strange_word_in_it_is_malformed(desk, over):
    key = {"about": "p-1", "by": "dev", "key": "k", "made_at": 1, "destroyed_at": None}
    reply = desk.push(keys=[key | over])
    assert (reply.status_code, reply.json()["code"]) == (400, wire.MALFORMED)


@pytest.mark.parametrize("wall", [1 << 63, "now", None])
def test_a_clock_that_shows_no_time_is_malformed(desk, wall):
    reply = desk.push(desk.pen.group(patch("unit", "u-none", {}, {"phone": "1"})), wall=wall)
    assert (reply.status_code, reply.json()["code"]) == (400, wire.MALFORMED)


@pytest.mark.parametrize("column", ["quantity", "until", "depot_id"])
def test_a_quota_of_nothing_is_put_aside(desk, column):
    quota = {"depot_id": "d-1", "item_id": "i-1", "quantity": 0, "until": LATER}
    assert answer(desk.push(desk.pen.group(make("quota", "q-1", **quota))))[0] == wire.OK
    emptied = patch("quota", "q-1", {column: quota[column]}, {column: None})
    for op in (emptied, make("quota", "q-2", **quota | {column: None})):
        assert answer(desk.push(desk.pen.group(op))) == (wire.QUARANTINED, wire.INVALID)


def test_a_response_of_no_level_is_put_aside(desk):
    response = make("response", "r-1", state="active", level=3)
    assert answer(desk.push(desk.pen.group(response)))[0] == wire.OK
    emptied = patch("response", "r-1", {"level": 2}, {"level": None})
    assert answer(desk.push(desk.pen.group(emptied))) == (wire.QUARANTINED, wire.INVALID)


def test_a_column_with_a_strange_name_is_put_aside(desk):
    """Two values of it would make a difference that is called after it."""
    told = answer(desk.push(desk.pen.group(unit(**{"a\x1fb": "1"}))))
    assert told == (wire.QUARANTINED, wire.INVALID)


@pytest.mark.parametrize("own", ["keys", "far", "again"])
def test_no_group_stands_in_the_way_of_what_the_far_end_says_itself(desk, own):
    """Its own entries are called after their place in the log."""
    _, changes = desk.changes()
    group = wire.loads(desk.pen.group(unit()))
    for tx in (f"{own}-{changes[-1]['seq'] + 2}", ""):
        reply = desk.push(wire.dumps(group | {"tx": tx}))
        assert (reply.status_code, reply.json()["code"]) == (400, wire.MALFORMED)
