"""Deadlines: in time, late with a reason, cancelled with a reason, and how they look."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.changes import Kind
from console.domain.due import (
    Due,
    DueState,
    Limit,
    Urge,
    cancel,
    fraction,
    meet,
    raised,
    remaining,
    urge,
)
from console.domain.evidence import Mark, Source
from console.domain.refused import Refused

T = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
LIMIT = Limit(timedelta(minutes=100), Source("县防汛抗旱应急预案", "6.4", Mark.SUGGESTED))


def due(**change) -> Due:
    made = raised("d1", "publish", (Kind.DOCUMENT, "x1"), "启动通知印发", at=T, limit=LIMIT)
    return made if not change else type(made)(**{**as_dict(made), **change})


def as_dict(record):
    return {name: getattr(record, name) for name in record.__slots__}


def test_a_clock_starts_at_the_stated_time_and_keeps_its_rule():
    made = due()
    assert (made.starts_at, made.due_at) == (T, T + timedelta(minutes=100))
    assert (made.source_title, made.source_clause) == ("县防汛抗旱应急预案", "6.4")
    assert made.source_mark is Mark.SUGGESTED


def test_done_in_time_is_met():
    done = meet(due(), at=T + timedelta(minutes=65))
    assert done.state is DueState.MET
    assert remaining(done, T + timedelta(days=1)) == timedelta(minutes=35)


def test_done_on_the_last_second_is_in_time():
    assert meet(due(), at=T + timedelta(minutes=100)).state is DueState.MET


def test_done_late_needs_a_reason_and_keeps_it():
    with pytest.raises(Refused) as no:
        meet(due(), at=T + timedelta(minutes=101))
    assert no.value.code == "late_reason_missing"
    late = meet(due(), at=T + timedelta(minutes=101), reason=" 县城停电 ")
    assert (late.state, late.late_reason) == (DueState.LATE, "县城停电")


@pytest.mark.parametrize("state", [DueState.MET, DueState.LATE, DueState.CANCELLED])
def test_a_closed_clock_can_be_neither_met_nor_cancelled(state):
    for act in (lambda d: meet(d, at=T), lambda d: cancel(d, at=T, reason="x")):
        with pytest.raises(Refused) as no:
            act(due(state=state))
        assert no.value.code == "due_closed"


def test_cancelling_needs_a_reason():
    with pytest.raises(Refused):
        cancel(due(), at=T, reason="  ")


@pytest.mark.parametrize(
    ("minutes", "look"),
    [(0, Urge.CALM), (79, Urge.CALM), (80, Urge.NEAR), (100, Urge.NEAR), (101, Urge.OVER)],
)
def test_amber_at_a_fifth_left_and_red_when_over(minutes, look):
    assert urge(due(), T + timedelta(minutes=minutes)) is look


def test_a_limit_that_ends_before_it_starts_is_refused():
    with pytest.raises(Refused):
        raised("d", "k", (Kind.TASK, "t"), "x", at=T, limit=Limit(timedelta(-1), Source("")))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_law_used_share_and_time_left_agree(passed, length):
    made = raised(
        "d", "k", (Kind.TASK, "t"), "x", at=T, limit=Limit(timedelta(seconds=length), Source(""))
    )
    now = T + timedelta(seconds=passed)
    assert (remaining(made, now) < timedelta(0)) == (fraction(made, now) > 1)
    assert (urge(made, now) is Urge.OVER) == (remaining(made, now) < timedelta(0))
