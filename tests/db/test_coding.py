"""How a value lies in a column: what goes in comes back, and equal values are equal bytes."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.coding import (
    canonical,
    coding,
    from_ms,
    from_thousandths,
    json_coding,
    to_ms,
    to_thousandths,
)
from db.registry import ENTITIES
from tests.support.records import moments, records


@pytest.mark.parametrize("of", ENTITIES, ids=lambda of: str(of.kind))
@given(data=st.data())
def test_every_kind_of_record_comes_back_as_it_went_in(of, data):
    made = data.draw(records(of.record))
    assert of.decode(of.encode(made)) == made


@pytest.mark.parametrize("of", ENTITIES, ids=lambda of: str(of.kind))
@given(data=st.data())
def test_equal_records_are_equal_bytes(of, data):
    made = data.draw(records(of.record))
    again = of.decode(of.encode(made))
    assert of.encode(again) == of.encode(made)


@given(moments)
def test_a_moment_is_whole_milliseconds_and_comes_back(moment):
    assert from_ms(to_ms(moment)) == moment
    assert from_ms(to_ms(moment)).tzinfo is UTC


def test_a_moment_before_1970_and_one_of_the_county_clock_are_the_same_instant():
    before = datetime(1953, 7, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    assert to_ms(before) < 0
    assert from_ms(to_ms(before)) == before


def test_a_time_without_a_zone_is_a_fault():
    with pytest.raises(ValueError, match="naive"):
        to_ms(datetime(2024, 6, 20, 16, 0))


@given(st.integers(-(10**15), 10**15))
def test_a_measured_value_is_whole_thousandths(n):
    assert to_thousandths(from_thousandths(n)) == n


def test_a_value_finer_than_a_thousandth_is_never_rounded_in_silence():
    with pytest.raises(ValueError, match="finer"):
        to_thousandths(Decimal("298.7001"))
    assert to_thousandths(Decimal("298.7")) == 298_700


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=4), st.integers())
)
def test_the_spelling_of_json_does_not_depend_on_the_order_of_making(table):
    backwards = dict(reversed(table.items()))
    assert canonical(table) == canonical(backwards)
    assert json.loads(canonical(table)) == table


def test_chinese_and_rare_characters_are_stored_as_themselves():
    assert canonical({"name": "𠮷喆"}) == '{"name":"𠮷喆"}'


def test_a_type_that_has_no_way_into_the_store_is_named():
    with pytest.raises(TypeError, match="no way to store"):
        json_coding(set[str])
    with pytest.raises(TypeError, match="no way to store"):
        coding(complex)
