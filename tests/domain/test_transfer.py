"""调拨: what may be promised, what may leave, what may be signed for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.ledger import Side, account, balances, conserved, reverse
from console.domain.refused import Refused
from console.domain.shipment import (
    Arrival,
    Hand,
    Pick,
    check_picks,
    in_moves,
    on_road,
    out_moves,
    picks,
    rank_depots,
    usable_on_hand,
)
from console.domain.supply import Batch, Depot, Item, Purpose, Quality, Reserve, Tier
from console.domain.transfer import (
    Consent,
    Flow,
    Line,
    Means,
    Stage,
    State,
    Transfer,
    advise,
    approve,
    cancel,
    close,
    flows,
    held,
    order,
    request,
    stage,
)

T = datetime(2024, 6, 20, 8, tzinfo=UTC)
TODAY = date(2024, 6, 20)
TENT = Item(
    id="tent", code="A01", name="救灾帐篷", spec="12 m²", unit="顶", purpose=Purpose.RELIEF
)
COUNTY = Depot(
    id="county",
    code="D0",
    name="县库",
    tier=Tier.COUNTY,
    reserve=Reserve.PHYSICAL,
    owner="县发改委(粮储)",
    purposes=(Purpose.RELIEF,),
    place_id="341824100",
)
LINE = Line(id="l1", transfer_id="t1", item_id="tent", requested=40)
ASKED = Transfer(
    id="t1",
    reason="转移群众安置",
    state=State.REQUESTED,
    to_depot_id="town",
    requested_by="家朋乡",
    requested_at=T,
)
HAND = Hand(by="keeper", at=T + timedelta(hours=1), now=T + timedelta(hours=1), document="出 1")
LOTS = [
    Batch(id="old", item_id="tent", lot="A", expires_on="2024-06-01"),
    Batch(
        id="frozen", item_id="tent", lot="B", expires_on="2024-07-01", quality=Quality.QUARANTINE
    ),
    Batch(id="soon", item_id="tent", lot="C", expires_on="2024-09-01"),
    Batch(id="late", item_id="tent", lot="D", expires_on="2030-01-01"),
    Batch(id="never", item_id="tent", lot="E"),
]


def consent(**other) -> Consent:
    given_ = {
        "approver_id": "o2",
        "role": "R02",
        "at": T + timedelta(minutes=5),
        "means": Means.PHONE,
    }
    return Consent(**{**given_, "repeated_back": True, **other})


def ordered(quantity: int = 40) -> tuple[Transfer, Line]:
    transfer = advise(ASKED, COUNTY, [TENT], "县库最近", T + timedelta(minutes=2))
    line = replace(LINE, approved=quantity)
    transfer = approve(transfer, [line], consent(), {"R02"}, {"tent": quantity})
    return order(
        transfer, number="绩应急调〔2024〕1号", to=COUNTY.owner, at=T + timedelta(minutes=9)
    ), line


def test_the_nearest_expiry_leaves_first_and_expired_or_frozen_lots_stay():
    on_hand = {lot.id: 15 for lot in LOTS}
    assert picks(LINE, 40, LOTS, on_hand, TODAY) == (
        Pick("l1", "soon", 15),
        Pick("l1", "late", 15),
        Pick("l1", "never", 10),
    )


@given(
    st.dictionaries(st.sampled_from([lot.id for lot in LOTS]), st.integers(-5, 50)),
    st.integers(1, 200),
)
def test_a_pick_is_never_more_than_lies_there_nor_more_than_asked(on_hand, asked):
    chosen = picks(LINE, asked, LOTS, on_hand, TODAY)
    usable = sum(max(on_hand.get(b.id, 0), 0) for b in LOTS if b.usable(TODAY))
    assert sum(p.quantity for p in chosen) == min(asked, usable)
    assert all(0 < p.quantity <= on_hand[p.batch_id] for p in chosen)
    assert {p.batch_id for p in chosen} <= {"soon", "late", "never"}


def test_a_telephone_is_enough_to_ask_but_not_without_who_why_and_what():
    assert request(ASKED, [LINE]) is ASKED
    for bad, lines, code in (
        (replace(ASKED, requested_by=" "), [LINE], "transfer_who"),
        (replace(ASKED, reason=""), [LINE], "transfer_why"),
        (ASKED, [], "transfer_empty"),
        (ASKED, [LINE, replace(LINE, id="l2")], "item_twice"),
        (ASKED, [replace(LINE, requested=0)], "quantity_zero"),
        (replace(ASKED, from_depot_id="town"), [LINE], "same_depot"),
    ):
        with pytest.raises(Refused, match=code):
            request(bad, lines)


def test_a_promise_may_not_exceed_what_is_available():
    advised = advise(ASKED, COUNTY, [TENT], "", T + timedelta(minutes=2))
    line = replace(LINE, approved=40)
    with pytest.raises(Refused, match="not_enough"):
        approve(advised, [line], consent(), {"R02"}, {"tent": 39})
    assert approve(advised, [line], consent(), {"R02"}, {"tent": 40}).state is State.APPROVED


def test_an_oral_approval_must_be_repeated_back_and_come_from_an_approver():
    advised = advise(ASKED, COUNTY, [TENT], "", T + timedelta(minutes=2))
    line = replace(LINE, approved=1)
    with pytest.raises(Refused, match="not_repeated_back"):
        approve(advised, [line], consent(repeated_back=False), {"R02"}, {"tent": 9})
    with pytest.raises(Refused, match="transfer_not_approver"):
        approve(advised, [line], consent(role="R07"), {"R02"}, {"tent": 9})
    with pytest.raises(Refused, match="time_goes_back"):
        approve(advised, [line], consent(at=T), {"R02"}, {"tent": 9})
    with pytest.raises(Refused, match="transfer_not_advised"):
        approve(ASKED, [line], consent(), {"R02"}, {"tent": 9})


def test_flood_goods_are_not_asked_of_a_depot_that_keeps_relief_goods():
    boat = replace(TENT, id="boat", name="冲锋舟", purpose=Purpose.FLOOD)
    with pytest.raises(Refused, match="depot_keeps_not"):
        advise(ASKED, COUNTY, [boat], "", T)
    with pytest.raises(Refused, match="same_depot"):
        advise(ASKED, replace(COUNTY, id="town"), [TENT], "", T)


def test_what_is_promised_is_held_until_it_leaves():
    transfer, line = ordered()
    assert held([transfer], [line], {}) == {("county", "tent"): 40}
    assert held([transfer], [line], {"l1": Flow(sent=30)}) == {("county", "tent"): 10}
    assert held([replace(transfer, state=State.CANCELLED)], [line], {}) == {}


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([Pick("l1", "old", 1)], "batch_expired"),
        ([Pick("l1", "frozen", 1)], "batch_frozen"),
        ([Pick("l1", "soon", 0)], "quantity_zero"),
        ([Pick("l1", "soon", 30), Pick("l1", "late", 11)], "more_than_approved"),
        ([], "transfer_empty"),
    ],
)
def test_what_may_not_leave_the_depot(chosen, code):
    transfer, line = ordered()
    with pytest.raises(Refused, match=code):
        check_picks(transfer, [line], chosen, {b.id: b for b in LOTS}, {}, TODAY)


def test_nothing_leaves_before_the_order():
    with pytest.raises(Refused, match="transfer_not_ordered"):
        check_picks(ASKED, [LINE], [Pick("l1", "soon", 1)], {b.id: b for b in LOTS}, {}, TODAY)


def test_short_and_damaged_pieces_are_signed_for_apart_and_need_a_reason():
    transfer, line = ordered()
    out = out_moves(transfer, [line], [Pick("l1", "soon", 40)], HAND, ["m1"])
    road = on_road(out, "t1")
    assert road == {("l1", "soon"): 40}
    arrival = Arrival("l1", "soon", good=37, short=1, damaged=2)
    with pytest.raises(Refused, match="difference_needs_reason"):
        in_moves(transfer, [line], [arrival], road, HAND, ["a", "b", "c"])
    came = in_moves(transfer, [line], [replace(arrival, why="雨淋")], road, HAND, ["a", "b", "c"])
    both = [*out, *came]
    assert balances(both)[account(Side.DEPOT, "town"), "soon"] == 37
    assert balances(both)[account(Side.LOSS), "soon"] == 3
    assert flows(both) == {"l1": Flow(sent=40, arrived=37, lost=3)}
    assert stage(transfer, flows(both)) is Stage.RECEIVED
    assert (
        close(transfer, flows(both), by="收货人甲", at=T + timedelta(hours=2)).state
        is State.CLOSED
    )


def test_more_than_was_sent_is_not_signed_for():
    transfer, line = ordered()
    with pytest.raises(Refused, match="more_than_sent"):
        in_moves(transfer, [line], [Arrival("l1", "soon", 41)], {("l1", "soon"): 40}, HAND, ["a"])


def test_goods_on_the_road_keep_the_transfer_open_and_uncancellable():
    transfer, line = ordered()
    out = out_moves(transfer, [line], [Pick("l1", "soon", 40)], HAND, ["m1"])
    assert stage(transfer, flows(out)) is Stage.ON_ROAD
    with pytest.raises(Refused, match="transfer_on_road"):
        close(transfer, flows(out), by="甲", at=T)
    with pytest.raises(Refused, match="transfer_already_left"):
        cancel(transfer, flows(out), why="雨停", at=T)
    back = reverse(out[0], new_id="r", at=T, now=T, by="k", note="装错车")
    assert flows([*out, back]) == {"l1": Flow()}
    assert cancel(transfer, flows([*out, back]), why="雨停", at=T).state is State.CANCELLED


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), max_size=6))
def test_whatever_is_signed_for_sent_equals_arrived_lost_and_still_on_the_road(arrivals):
    transfer, line = ordered(100)
    moves = list(out_moves(transfer, [line], [Pick("l1", "soon", 100)], HAND, ["m0"]))
    for n, (good, short, damaged) in enumerate(arrivals):
        ids = [f"m{n}-{k}" for k in range(3)]
        arrival = Arrival("l1", "soon", good, short, damaged, "验收记录")
        try:
            moves += in_moves(transfer, [line], [arrival], on_road(moves, "t1"), HAND, ids)
        except Refused:
            assert good + short + damaged == 0 or good + short + damaged > on_road(
                moves, "t1"
            ).get(("l1", "soon"), 0)
    flow = flows(moves)["l1"]
    assert flow.sent == flow.arrived + flow.lost + flow.on_road
    assert flow.on_road >= 0
    assert conserved(balances(moves))
    assert balances(moves).get((account(Side.TRANSIT, "t1"), "soon"), 0) == flow.on_road


def test_only_usable_stock_of_the_depot_itself_counts_as_available():
    name = account(Side.DEPOT, "county")
    sums = {(name, b.id): 10 for b in LOTS} | {(account(Side.DEPOT, "x"), "soon"): 99}
    assert usable_on_hand(LOTS, sums, "county", TODAY) == {"tent": 30}


def test_the_nearest_depot_that_covers_all_is_named_before_a_nearer_one_that_does_not():
    found = rank_depots(
        {"tent": 40},
        {"near": {"tent": 10}, "far": {"tent": 90}, "middle": {"tent": 40}, "empty": {"tent": 0}},
        {"near": 1000, "middle": 5000, "far": 9000, "empty": 1},
    )
    assert [c.depot_id for c in found] == ["middle", "far", "near"]
    assert found[-1].covered == 10
