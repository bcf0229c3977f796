"""Copies thin out with age and never all at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain.copies import Rule, kept

NOON = datetime(2024, 6, 20, 4, tzinfo=UTC)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def back(*hours):
    return [NOON - timedelta(hours=h) for h in hours]


def test_the_newest_then_one_a_day_then_one_a_week():
    taken = back(*range(0, 24 * 40, 8))
    stay = kept(taken, Rule(newest=3, days=5, weeks=4))
    ages = [(NOON - taken[place]).total_seconds() / 3600 for place in sorted(stay)]
    assert ages == [0, 8, 16, 40, 64, 88, 256, 424]


@given(st.lists(moments, min_size=1), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9))
def test_the_newest_copy_always_stays_and_no_more_than_asked(taken, newest, days, weeks):
    stay = kept(taken, Rule(newest, days, weeks))
    assert 0 in stay
    assert len(stay) <= max(newest, 1) + days + weeks


@given(st.lists(moments, min_size=1), st.integers(1, 5), st.integers(0, 9), st.integers(0, 9))
def test_thinning_twice_is_thinning_once(taken, newest, days, weeks):
    rule = Rule(newest, days, weeks)
    once = [taken[place] for place in sorted(kept(taken, rule))]
    assert len(kept(once, rule)) == len(once)
