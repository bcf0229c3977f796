"""Orders to units: acknowledge, report, finish, withdraw, and what a change of level does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.task import (
    OPEN,
    For,
    Order,
    TaskState,
    Urgent,
    acknowledge,
    finish,
    in_order,
    issue,
    next_round,
    report,
    supersede,
    withdraw,
)

T = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = For(event_id="e", response_id="r", level=Level.IV)


def task(code="notice", unit="县防办", limit=HOUR, total=None, at=T):
    order = Order(title="下达启动通知", unit=unit, limit=limit, code=code, total=total)
    return issue("t1", order, HERE, at=at)


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    return no.value.code


def test_an_order_has_its_time_from_the_moment_of_the_decision():
    assert task().due_at == T + HOUR
    assert task(limit=None).due_at is None


def test_moving_people_is_ordered_without_any_level():
    moving = issue(
        "t",
        Order(title="转移避险", unit="临溪镇"),
        For(event_id="e"),
        at=T,
        urgent=Urgent.EVACUATION,
    )
    assert (moving.response_id, moving.event_id) == (None, "e")


def test_any_other_order_needs_a_response():
    order = Order(title="编织袋装车", unit="县发改委")
    assert code_of(issue, "t", order, For(event_id="e"), at=T) == "task_needs_response"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order(title=" ", unit="县防办"), "task_title_missing"),
        (Order(title="巡查", unit=""), "task_unit_missing"),
    ],
)
def test_an_order_without_words_or_unit_is_refused(order, code):
    assert code_of(issue, "t", order, HERE, at=T) == code


def test_acknowledged_once_and_only_once():
    got = acknowledge(task(), at=T + HOUR)
    assert (got.state, got.acknowledged_at) == (TaskState.ACKNOWLEDGED, T + HOUR)
    assert code_of(acknowledge, got, at=T + HOUR) == "task_acknowledged"


def test_a_report_says_that_the_order_arrived():
    got = report(task(total=24), at=T + HOUR, text="签收", progress=19)
    assert (got.state, got.progress, got.total) == (TaskState.ACKNOWLEDGED, 19, 24)


def test_a_count_above_the_total_is_refused():
    assert code_of(report, task(total=24), at=T, text="", progress=25) == "progress_range"


def test_an_empty_report_is_refused():
    assert code_of(report, task(), at=T, text=" ") == "feedback_empty"


def test_finishing_late_needs_a_reason():
    late = T + 2 * HOUR
    assert code_of(finish, task(), at=late) == "late_reason_missing"
    assert finish(task(), at=late, late_reason="塌方断路").reason == "塌方断路"


def test_finishing_with_a_short_count_needs_words_and_keeps_the_count():
    short = report(task(total=24), at=T, text="", progress=19)
    assert code_of(finish, short, at=T) == "progress_short"
    assert finish(short, at=T, text="5 家电话确认").progress == 19


def test_withdrawing_needs_a_reason():
    assert code_of(withdraw, task(), at=T, reason="") == "reason_missing"


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.WITHDRAWN])
def test_a_closed_task_moves_no_more(state):
    closed = replace(task(), state=state)
    for act in (
        lambda: acknowledge(closed, at=T),
        lambda: report(closed, at=T, text="x"),
        lambda: finish(closed, at=T),
        lambda: withdraw(closed, at=T, reason="x"),
    ):
        assert code_of(act) == "task_closed"


def test_nothing_happens_before_the_order():
    assert code_of(acknowledge, task(), at=T - HOUR) == "task_early"


PACKAGE = [Order(title="会商", unit="县防指", code="consult")]


def test_the_same_action_of_the_new_level_takes_the_old_ones_place():
    left = supersede([task("consult", "县防指")], PACKAGE, rises=True)
    assert [t.code for t in left.replaced] == ["consult"]


def test_rising_keeps_what_the_new_level_does_not_name():
    assert supersede([task("patrol")], PACKAGE, rises=True).kept


def test_falling_drops_what_nobody_has_begun_but_never_calls_back_who_is_out():
    fresh, begun = task("close"), acknowledge(task("patrol"), at=T)
    left = supersede([fresh, begun], PACKAGE, rises=False)
    assert [t.code for t in left.dropped] == ["close"]
    assert [t.code for t in left.kept] == ["patrol"]


def test_orders_by_hand_and_urgent_ones_stay():
    by_hand, urgent = task(""), replace(task("consult", "县防指"), urgent=Urgent.EVACUATION)
    assert len(supersede([by_hand, urgent], PACKAGE, rises=False).kept) == 2


_tasks = st.builds(
    lambda code, state, urgent: replace(task(code), state=state, urgent=urgent),
    st.sampled_from(["", "consult", "patrol", "close"]),
    st.sampled_from(list(TaskState)),
    st.sampled_from([None, Urgent.EVACUATION]),
)


@given(st.lists(_tasks), st.booleans())
def test_law_every_open_task_goes_exactly_one_way_and_closed_ones_none(tasks, rises):
    left = supersede(tasks, PACKAGE, rises=rises)
    together = [*left.kept, *left.replaced, *left.dropped]
    opened = [t for t in tasks if t.state in OPEN]
    assert sorted(map(str, together)) == sorted(map(str, opened))
    assert not any(t.urgent or not t.code for t in (*left.replaced, *left.dropped))
    assert not any(t.state is TaskState.ACKNOWLEDGED for t in left.dropped)


def test_the_list_shows_first_what_is_due_next_and_closed_ones_last():
    soon, late = task("a", limit=HOUR), task("b", limit=2 * HOUR)
    never, done = task("c", limit=None), finish(task("d"), at=T)
    assert [t.code for t in in_order([done, never, late, soon])] == ["a", "b", "c", "d"]


@given(st.integers(-5000, 5000), st.integers(1, 2000))
def test_law_the_next_round_is_ahead_on_the_rhythm_and_never_skips_one_that_is_ahead(late, every):
    rhythm, due = timedelta(minutes=every), T
    after = due + timedelta(minutes=late)
    following = next_round(due, rhythm, after)
    assert following > max(due, after)
    assert (following - due) % rhythm == timedelta(0)
    assert following - rhythm <= max(due, after)


def test_a_rhythm_of_nothing_is_refused():
    assert code_of(next_round, T, timedelta(0), T) == "due_limit"
