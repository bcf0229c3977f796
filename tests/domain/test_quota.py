"""Promises of consoles that don't hear of each other: together never more than there is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import quota as rules
from console.domain.refused import Refused
from console.domain.station import Quota

NOW = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def quota(device, quantity, **change):
    given_ = {"until": NOW + DAY, "given_by": "o", "given_at": NOW}
    return Quota(
        id=device,
        depot_id="d",
        item_id="i",
        device_id=device,
        quantity=quantity,
        **{**given_, **change},
    )


@pytest.mark.parametrize(
    ("device", "at_seat", "available", "used", "now", "most"),
    [
        ("hall", True, 100, {}, NOW, 60),  # free less what the depot holds
        ("hall", True, 90, {"depot": 10}, NOW, 60),  # a promise of theirs that is known
        ("hall", True, 100, {}, NOW + DAY, 100),  # lapsed
        ("depot", False, 100, {}, NOW, 40),
        ("depot", False, 90, {"depot": 10}, NOW, 30),
        ("depot", False, 25, {}, NOW, 25),  # the shelf has less than the right
        ("depot", False, 100, {}, NOW + DAY, 0),
        ("field", False, 100, {}, NOW, 0),
    ],
)
def test_who_may_promise_how_much(device, at_seat, available, used, now, most):
    some = [quota("depot", 40)]
    assert rules.limit(available, some, device, used, now, at_seat=at_seat) == most


def test_taken_back_it_is_kept_until_it_lapses_and_given_back_it_is_free_at_once():
    back = rules.taken_back(quota("depot", 40), NOW)
    limit = rules.limit
    assert limit(100, [back], "depot", {}, NOW, at_seat=False) == 0
    assert limit(100, [back], "hall", {}, NOW, at_seat=True) == 60
    free = rules.given_back(back, NOW)
    assert limit(100, [free], "hall", {}, NOW, at_seat=True) == 100


@pytest.mark.parametrize(("quantity", "hours", "free"), [(50, 24, 10), (40, 48, 0)])
def test_a_quota_is_given_more_or_for_longer(quantity, hours, free):
    until = NOW + timedelta(hours=hours)
    made = rules.enlarged(quota("depot", 40), quantity, until, free, NOW)
    assert (made.quantity, made.until) == (quantity, until)


@pytest.mark.parametrize(
    ("quantity", "hours", "code"),
    [
        (51, 24, "quota_too_great"),
        (39, 24, "quota_only_grows"),
        (40, 23, "quota_only_grows"),
    ],
)
def test_a_quota_never_shrinks_behind_its_holders_back(quantity, hours, code):
    until = NOW + timedelta(hours=hours)
    with pytest.raises(Refused) as no:
        rules.enlarged(quota("depot", 40), quantity, until, 10, NOW)
    assert no.value.code == code


asks = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 30)), max_size=20)


@given(st.integers(0, 100), st.lists(st.integers(1, 40), max_size=3), asks, st.booleans())
def test_consoles_apart_never_promise_more_than_there_is(on_hand, wanted, tries, heard):
    quotas = []
    for number, quantity in enumerate(wanted, 1):
        free = rules.limit(on_hand, quotas, "0", {}, NOW, at_seat=True)
        if quantity <= free:
            quotas.append(rules.given(quota(str(number), quantity), free, NOW))
    promised = dict.fromkeys(("0", "1", "2", "3"), 0)
    for number, quantity in tries:
        device, at_seat = str(number), number == 0
        known = promised if heard else {device: promised[device]}
        available = on_hand - sum(known.values())
        used = {q.id: known.get(q.device_id, 0) for q in quotas}
        if quantity <= rules.limit(available, quotas, device, used, NOW, at_seat=at_seat):
            promised[device] += quantity
    assert sum(promised.values()) <= on_hand
