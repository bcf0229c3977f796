"""Which days are days of rest: the calendar of the State Council, then the weekend."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.holiday import Calendar, DayKind, Holiday

YEAR_2024 = Calendar(
    [
        Holiday(id="1", day="2024-06-10", name="端午节", kind=DayKind.REST),
        Holiday(id="2", day="2024-05-11", name="劳动节", kind=DayKind.WORK),
        Holiday(
            id="3",
            day="2024-06-12",
            name="撤销",
            kind=DayKind.REST,
            archived_at=datetime(2024, 1, 1),
        ),
    ]
)


@pytest.mark.parametrize(
    ("day", "rest", "name"),
    [
        ("2024-06-10", True, "端午节"),  # a Monday
        ("2024-05-11", False, "劳动节"),  # a Saturday made a working day
        ("2024-06-15", True, ""),
        ("2024-06-12", False, ""),  # struck from the calendar: a Wednesday again
        ("2024-06-20", False, ""),
    ],
)
def test_a_day_of_rest_is_what_the_notice_says_and_else_the_weekend(day, rest, name):
    assert YEAR_2024.is_rest(date.fromisoformat(day)) is rest
    assert YEAR_2024.name(date.fromisoformat(day)) == name


@given(st.integers(0, 20_000))
def test_without_a_notice_two_days_in_seven_are_days_of_rest(n):
    week = [date(2000, 1, 1) + timedelta(days=n + k) for k in range(7)]
    assert sum(map(Calendar().is_rest, week)) == 2
