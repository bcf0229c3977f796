from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.roster import (
    Advice,
    Assignment,
    Mode,
    Post,
    Watch,
    assign,
    checked,
    current,
    following,
    gaps,
    headcount_for,
    hints,
    late,
    stand_in,
    swap,
    turns,
)
from resources import duty

START = datetime(2024, 6, 20, 0, 30, tzinfo=UTC)


def watch(n=0, leader="l", primary="p", secondary="s", **more):
    posts = ((Post.LEADER, leader), (Post.PRIMARY, primary), (Post.SECONDARY, secondary))
    return Watch(
        id=f"w{n}",
        starts=START + timedelta(days=n),
        ends=START + timedelta(days=n + 1),
        assignments=tuple(Assignment(post=p, officer_id=o) for p, o in posts if o),
        **more,
    )


def test_one_person_can_not_be_both_of_the_double_watch():
    with pytest.raises(Refused) as no:
        checked(watch(primary="a", secondary="a"))
    assert no.value.code == "same_primary_secondary"


def test_the_leader_is_a_third_person():
    with pytest.raises(Refused) as no:
        checked(watch(leader="a", primary="a"))
    assert no.value.code == "same_leader_primary"


def test_nobody_stands_twice_on_one_post():
    with pytest.raises(Refused):
        assign(watch(), Post.SECONDARY, "s")


def test_a_missing_main_officer_is_a_gap_of_one():
    found = gaps(watch(primary=""), headcount_for(watch(), duty.headcounts()))
    assert [(g.post, g.missing) for g in found] == [(Post.PRIMARY, 1)]


def test_a_graver_level_needs_more_people():
    rules = duty.headcounts()
    fourth = headcount_for(watch(mode=Mode.RESPONSE, level=Level.IV), rules)
    third = headcount_for(watch(mode=Mode.RESPONSE, level=Level.III), rules)
    assert sum(third.needs.values()) > sum(fourth.needs.values())


def test_whoever_is_not_relieved_stays_on_watch_beyond_the_hours():
    old = watch(0, taken_at=START)
    new = watch(1)
    now = START + timedelta(days=1, hours=2)
    assert current([old, new], now) is old
    assert following([old, new], old, now) is new
    assert late(old, now) == timedelta(hours=2)


def test_before_any_handover_the_clock_names_the_watch():
    assert current([watch(0), watch(1)], START + timedelta(days=1, hours=1)).id == "w1"
    assert current([watch(0)], START - timedelta(days=9)) is None


def test_under_two_days_between_turns_as_main_officer_is_said_and_not_forbidden():
    found = hints([watch(0, primary="a"), watch(2, primary="a", leader="m")])
    assert [(h.advice, h.officer_id, h.hours) for h in found] == [(Advice.SHORT_REST, "a", 24)]
    assert hints([watch(0, primary="a"), watch(3, primary="a", secondary="t")]) == ()


def test_a_second_day_without_a_break_is_said():
    found = hints([watch(0, primary="a"), watch(1, primary="b", secondary="a")])
    assert any(h.advice is Advice.LONG_STRETCH and h.officer_id == "a" for h in found)


def test_a_swap_changes_every_post_of_that_person():
    assert swap(watch(), "p", "q").on(Post.PRIMARY) == ("q",)
    with pytest.raises(Refused):
        swap(watch(), "nobody", "q")
    with pytest.raises(Refused):
        swap(watch(), "p", "s")


def test_the_first_proposal_for_a_gap_is_somebody_rested():
    days = [watch(0, primary="a"), watch(1, primary="b"), watch(2, primary="")]
    assert stand_in(days[2], ["a", "b", "c"], days)[0] == "c"
    assert "s" not in stand_in(days[2], ["s", "c"], days)


people = st.sampled_from("abcdefg")


@given(st.lists(st.tuples(people, people, people), max_size=12))
def test_turns_count_each_watch_of_each_person_once(rows):
    watches = [watch(n, *row) for n, row in enumerate(rows)]
    assert sum(t.watches for t in turns(watches, {})) == sum(len(w.people) for w in watches)


@given(st.lists(st.tuples(people, people, people), min_size=1, max_size=8), st.integers(0, 300))
def test_there_is_always_at_most_one_current_watch_and_the_next_comes_later(rows, hours):
    watches = [watch(n, *row) for n, row in enumerate(rows)]
    now = START + timedelta(hours=hours)
    on, then = current(watches, now), following(watches, current(watches, now), now)
    if on is not None and then is not None:
        assert then.starts >= on.ends
