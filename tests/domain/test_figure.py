from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.evidence import Mark
from console.domain.figure import Figure, FigureKind, asks_why, follow, not_moved, sound
from console.domain.refused import Refused

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)


def figure(kind=FigureKind.MOVED, value=18, **more):
    known = {
        "id": f"{kind}-{value}",
        "kind": kind,
        "value": value,
        "as_of": NOW,
        "source": "家朋乡",
        "mark": Mark.PENDING,
    }
    return Figure(**(known | more))


def test_a_figure_is_never_bare_negative_or_of_the_future():
    for wrong, code in (
        (figure(source=" "), "figure_source_missing"),
        (figure(value=-1), "figure_negative"),
        (figure(as_of=NOW + timedelta(minutes=1)), "figure_future"),
    ):
        with pytest.raises(Refused) as no:
            sound(wrong, NOW)
        assert no.value.code == code


def test_what_is_left_to_move_is_worked_out_only_from_one_time():
    asked, done = figure(FigureKind.TO_MOVE, 187), figure(FigureKind.MOVED, 116)
    assert not_moved([asked, done]) == 71
    assert not_moved([asked, replace(done, as_of=NOW - timedelta(hours=1))]) is None
    assert not_moved([asked]) is None
    assert not_moved([asked, replace(done, value=None)]) is None
    assert not_moved([asked, done, figure(FigureKind.NOT_MOVED, 70)]) == 70


def test_a_fall_a_death_and_a_leap_ask_why():
    old = figure(value=18)
    assert asks_why(old, figure(value=12))
    assert asks_why(figure(FigureKind.DEAD, 0), figure(FigureKind.DEAD, 1))
    assert asks_why(old, figure(value=80))
    assert not asks_why(old, figure(value=25))
    with pytest.raises(Refused):
        follow(old, figure(value=12))


def test_a_correction_strikes_the_old_value_and_a_later_one_only_follows_it():
    old = figure(value=18)
    past, _ = follow(old, figure(value=25, as_of=NOW + timedelta(hours=1)))
    assert (past.current, past.corrected_by) == (False, "")
    wrong, _ = follow(old, figure(value=8, corrects=old.id, reason="误听 18 为 8"))
    assert wrong.corrected_by == "moved-8"


def test_an_older_figure_does_not_replace_a_newer_one():
    with pytest.raises(Refused) as no:
        follow(figure(), figure(value=30, as_of=NOW - timedelta(hours=2)))
    assert no.value.code == "figure_older"


@given(st.integers(0, 500), st.integers(0, 500))
def test_unknown_or_exact_never_negative(asked, done):
    left = not_moved([figure(FigureKind.TO_MOVE, asked), figure(FigureKind.MOVED, done)])
    assert left == asked - done if done <= asked else left is None
