"""The stock ledger: what goes out of one account comes into another."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.evidence import Mark
from console.domain.ledger import (
    Move,
    Reason,
    Side,
    account,
    balances,
    checked,
    conserved,
    overdrawn,
    reverse,
)
from console.domain.reconcile import Fault, audit, compare
from console.domain.refused import Refused
from console.domain.supply import Batch, Norm, Quality, coverage, whole

T = datetime(2024, 6, 20, 8, tzinfo=UTC)
COUNTY, TOWN = account(Side.DEPOT, "county"), account(Side.DEPOT, "jiapeng")
ROAD, LOSS = account(Side.TRANSIT, "t1"), account(Side.LOSS)
SUPPLIER = account(Side.SUPPLIER)
ITEM_OF = {"b1": "tent", "b2": "quilt"}

_ROUTES = {
    Reason.PURCHASE: (SUPPLIER, COUNTY),
    Reason.TRANSFER_OUT: (COUNTY, ROAD),
    Reason.TRANSFER_IN: (ROAD, TOWN),
    Reason.SHORTAGE: (ROAD, LOSS),
    Reason.DAMAGE: (COUNTY, LOSS),
    Reason.CONSUMED: (TOWN, account(Side.CONSUMED, "jiapeng")),
    Reason.COUNT_MORE: (account(Side.ADJUST), TOWN),
    Reason.COUNT_LESS: (COUNTY, account(Side.ADJUST)),
}


def move(n: int, reason: Reason, batch: str = "b1", quantity: int = 1) -> Move:
    start, end = _ROUTES[reason]
    return Move(
        id=f"m{n}",
        item_id=ITEM_OF[batch],
        batch_id=batch,
        quantity=quantity,
        from_account=start,
        to_account=end,
        reason=reason,
        at=T,
        recorded_at=T + timedelta(seconds=n),
        by="keeper",
    )


@st.composite
def ledgers(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(_ROUTES)),
                st.sampled_from(["b1", "b2"]),
                st.integers(1, 5000),
            ),
            max_size=40,
        )
    )
    return [move(n, *row) for n, row in enumerate(rows)]


@given(ledgers())
def test_nothing_appears_and_nothing_vanishes(moves):
    assert conserved(balances(moves))
    assert audit(moves, ITEM_OF) is None


@given(ledgers(), st.randoms())
def test_movements_heard_in_any_order_give_the_same_stock(moves, random):
    shuffled = list(moves)
    random.shuffle(shuffled)
    assert balances(shuffled) == balances(moves)


@given(ledgers(), st.integers(0, 39))
def test_a_reversal_restores_what_was(moves, index):
    if not moves:
        return
    index %= len(moves)
    back = reverse(moves[index], new_id="r", at=T, now=T, by="keeper", note="写错一笔")
    without = moves[:index] + moves[index + 1 :]
    assert balances([*moves, back]) == balances(without)
    assert audit([*moves, back], ITEM_OF) is None


@given(ledgers(), st.integers(0, 39), st.integers(1, 99))
def test_a_quantity_altered_behind_the_books_is_found_at_its_movement(moves, index, by):
    if not moves:
        return
    index %= len(moves)
    honest = balances(moves)
    altered = [
        replace(m, quantity=m.quantity + by) if n == index else m for n, m in enumerate(moves)
    ]
    found = compare(altered, honest)
    assert found is not None
    assert found.fault is Fault.BALANCE_DIFFERS
    first = next(m for m in altered if m.id == found.move_id)
    assert first.batch_id == moves[index].batch_id
    assert {first.from_account, first.to_account} & {
        moves[index].from_account,
        moves[index].to_account,
    }


def test_stock_may_go_below_zero_by_facts_and_is_then_pointed_out():
    sums = balances([move(1, Reason.TRANSFER_OUT, quantity=5)])
    assert overdrawn(sums) == {(COUNTY, "b1"): -5}


def test_a_movement_of_nothing_or_to_itself_is_refused():
    with pytest.raises(Refused, match="quantity_zero"):
        checked(move(1, Reason.PURCHASE, quantity=0))
    with pytest.raises(Refused, match="same_account"):
        checked(replace(move(1, Reason.PURCHASE), to_account=SUPPLIER))


def test_a_reason_must_fit_its_two_sides():
    with pytest.raises(Refused, match="sides_wrong"):
        checked(replace(move(1, Reason.PURCHASE), reason=Reason.TRANSFER_IN))


def test_a_reversal_is_not_reversed_and_never_without_words():
    back = reverse(move(1, Reason.PURCHASE), new_id="r", at=T, now=T, by="k", note="重复录入")
    with pytest.raises(Refused, match="reversal_of_reversal"):
        reverse(back, new_id="rr", at=T, now=T, by="k", note="再反")
    with pytest.raises(Refused, match="reversal_needs_reason"):
        reverse(move(1, Reason.PURCHASE), new_id="r", at=T, now=T, by="k", note=" ")


def test_the_self_check_names_the_first_movement_that_does_not_add_up():
    good = move(1, Reason.PURCHASE, quantity=9)
    back = reverse(good, new_id="r1", at=T, now=T, by="k", note="重复录入")
    twice = replace(back, id="r2")
    bent = replace(back, id="r3", quantity=8)
    wrong_item = replace(move(2, Reason.PURCHASE), item_id="quilt")
    assert audit([good, back, twice], ITEM_OF).fault is Fault.REVERSED_TWICE
    assert audit([good, bent], ITEM_OF).move_id == "r3"
    assert audit([good, bent], ITEM_OF).fault is Fault.REVERSAL_MISMATCH
    assert audit([good, wrong_item], ITEM_OF).fault is Fault.BATCH_OF_OTHER_ITEM
    assert audit([replace(good, quantity=-1)], ITEM_OF).fault is Fault.SHAPE


def test_expired_and_quarantined_lots_are_on_hand_but_not_usable():
    today = date(2024, 6, 20)
    lot = Batch(id="b", item_id="water", lot="A", expires_on="2024-06-20")
    assert lot.usable(today)
    assert not lot.usable(today + timedelta(days=1))
    assert not replace(lot, quality=Quality.QUARANTINE).usable(today)
    assert replace(lot, quality=Quality.ATTENTION).usable(today)


@given(st.integers(0, 20000), st.integers(1, 50), st.integers(1, 60))
def test_a_need_is_rounded_up_so_that_nobody_is_left_out(persons, pieces, per):
    need = Norm(item="x", pieces=pieces, per=per, mark=Mark.PENDING).need(persons)
    assert need * per >= persons * pieces
    assert (need - 1) * per < persons * pieces


def test_coverage_never_reads_full_before_it_is():
    assert coverage(999, 1000) == 99
    assert coverage(1000, 1000) == 100
    assert coverage(-5, 1000) == 0
    assert coverage(5, None) is None


@pytest.mark.parametrize(
    ("text", "value"), [("40", 40), ("１６０", 160), ("1 200", 1200), ("1，200", 1200)]
)
def test_a_quantity_is_read_as_an_officer_types_it(text, value):
    assert whole(text) == value


@pytest.mark.parametrize("text", ["2.5", "半", "", "-3", "四十"])
def test_half_a_tent_is_refused(text):
    with pytest.raises(Refused, match="quantity_not_whole"):
        whole(text)
