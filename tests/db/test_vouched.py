"""What a journal line vouches for comes back from it in its order, and a spoilt list is no list."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import vouched
from db.chain import digest

proofs = st.sampled_from(["", *(digest((n,)) for n in range(4))])
ids = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
told = st.lists(
    st.tuples(st.sampled_from(["task", "reading", "outbox"]), ids, proofs), max_size=12
)


@given(told)
def test_what_is_spelled_reads_the_same_in_the_same_order(some):
    assert list(vouched.read(vouched.spelled(vouched.runs(some)))) == some


@given(told)
def test_what_follows_on_each_other_of_one_kind_stands_together(some):
    runs = vouched.runs(some)
    for (kind, _, values), (next_kind, _, next_values) in itertools.pairwise(runs):
        assert kind != next_kind or bool(values[0]) != bool(next_values[0])


def test_a_hundred_rows_take_less_than_eight_kilobytes_of_the_line():
    rows = [("reading", f"0193a5b2-7c1d-7abc-8def-{n:012d}", digest((n,))) for n in range(100)]
    assert len(vouched.spelled(vouched.runs(rows))) < 8_000


@pytest.mark.parametrize(
    "spoilt",
    [
        *('[["task",["t-1"],"00"]]', '[["task",["t-1"]]]', '["task"]', "[7]", "7", '{"a":1}'),
        *("", "[", '[[["task"],["t-1"],""]]', '[["task",[["t-1"]],""]]', '[["task",[7],[]]]'),
    ],
)
def test_a_spoilt_list_is_said_to_be_one(spoilt):
    with pytest.raises((ValueError, TypeError)):
        list(vouched.read(spoilt))
