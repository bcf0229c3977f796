"""Customary rain classes: the right name at each bound, the right scale for each window."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.rain import scale_for
from resources.rain import rain_scales

DAY = scale_for(rain_scales(), timedelta(hours=24))


@pytest.mark.parametrize(
    ("amount", "name"),
    [
        ("0.1", "小雨"),
        ("9.9", "小雨"),
        ("10", "中雨"),
        ("24.9", "中雨"),
        ("25", "大雨"),
        ("50", "暴雨"),
        ("99.9", "暴雨"),
        ("100", "大暴雨"),
        ("249.9", "大暴雨"),
        ("250", "特大暴雨"),
        ("298.7", "特大暴雨"),
    ],
)
def test_a_days_total_has_the_name_of_the_standard(amount, name):
    assert DAY.of(Decimal(amount)).name == name


def test_unknown_and_no_rain_have_no_class():
    assert DAY.of(None) is None
    assert DAY.of(Decimal(0)) is None


@pytest.mark.parametrize(("hours", "scale"), [(1, 1), (3, 12), (12, 12), (24, 24), (31, 24)])
def test_a_window_is_coloured_by_its_own_scale_or_the_next_longer_one(hours, scale):
    assert scale_for(rain_scales(), timedelta(hours=hours)).window == timedelta(hours=scale)


@given(st.decimals(0, 500, places=1), st.decimals(0, 500, places=1))
def test_more_rain_is_never_a_lighter_class(one, other):
    order = (None, *DAY.classes)
    low, high = sorted((one, other))
    assert order.index(DAY.of(low)) <= order.index(DAY.of(high))


def test_a_legend_shows_the_classes_that_occur():
    assert [c.name for c in DAY.met([Decimal(160), None, Decimal("298.7")])] == [
        "大暴雨",
        "特大暴雨",
    ]
