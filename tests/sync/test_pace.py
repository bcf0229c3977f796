"""How often to try and how much to send: laws that hold for every history of a line."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain.link import LinkCode, Pace
from db.sync.pace import (
    ASKED_CAP_SECONDS,
    CAP_SECONDS,
    NETWORK_UP_SECONDS,
    OFFLINE_FAILURES,
    Backoff,
    Chunk,
)
from resources.exchange import links

NOON = datetime(2024, 6, 20, 4, tzinfo=UTC)
DICE = st.floats(0, 1, exclude_max=True)


@given(st.lists(DICE, min_size=1, max_size=60), st.booleans())
def test_a_wait_is_never_longer_than_its_cap_nor_than_its_turn_allows(dice, asked):
    backoff = Backoff(iter(dice).__next__)
    if asked:
        backoff.asked()
    cap = ASKED_CAP_SECONDS if asked else CAP_SECONDS
    for turn in range(len(dice)):
        assert 0 <= backoff.failed(NOON) <= min(cap, 2.0**turn)


def test_waits_double_up_to_five_minutes_and_start_anew_after_a_success():
    backoff = Backoff(lambda: 0.999999)
    waits = [round(backoff.failed(NOON)) for _ in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    backoff.succeeded()
    assert round(backoff.failed(NOON)) == 1


def test_six_hundred_consoles_do_not_come_back_in_the_same_second():
    waits = {round(Backoff(lambda n=n: n / 600).network_up(), 3) for n in range(600)}
    assert len(waits) == 600
    assert max(waits) < NETWORK_UP_SECONDS


@given(st.floats(0, 86400), DICE)
def test_nobody_comes_back_before_he_was_told_to(told, dice):
    wait = Backoff(lambda: dice).failed(NOON, retry_after=told)
    assert told <= wait <= told + NETWORK_UP_SECONDS


def test_after_twenty_failures_it_is_called_offline_since_the_first():
    backoff = Backoff(lambda: 0.5)
    for minute in range(OFFLINE_FAILURES):
        assert backoff.offline_since is None
        backoff.failed(NOON + timedelta(minutes=minute))
    assert backoff.offline_since == NOON
    backoff.succeeded()
    assert backoff.offline_since is None


@given(DICE, st.integers(0, 1 << 20), st.integers(1, 30))
def test_repeats_take_at_most_a_fifth_of_a_link_whose_width_is_known(dice, sent, failures):
    pace = links()[LinkCode.SATELLITE].pace
    backoff = Backoff(lambda: dice, pace)
    for _ in range(failures):
        wait = backoff.failed(NOON, sent=sent)
    busy = sent / pace.bytes_per_second
    assert wait == CAP_SECONDS or busy <= (busy + wait) / 5 + 1e-9


REQUESTS = st.lists(
    st.one_of(st.floats(0, 100), st.just("broke"), st.integers(1, 10000).map(lambda n: ("at", n)))
)


@given(REQUESTS, st.sampled_from([Pace(), links()[LinkCode.SATELLITE].pace]))
def test_a_chunk_stays_within_its_bounds_whatever_the_line_does(history, pace):
    chunk = Chunk(pace)
    for one in history:
        before = chunk.ops
        if one == "broke":
            chunk.halve()
        elif isinstance(one, tuple):
            chunk.limited(ops=one[1], bytes_=one[1] * 100)
            assert chunk.ops <= one[1]
        else:
            chunk.took(one, chunk.ops)
            assert (chunk.ops > before) <= (one < pace.aim / 2)
            assert (chunk.ops < before) <= (one > pace.aim * 2)
        assert 1 <= chunk.ops <= pace.most_ops
        assert 1 <= chunk.bytes <= pace.most_bytes


@given(st.floats(0.0001, 0.02), st.floats(0, 1))
def test_on_a_steady_line_a_request_comes_to_take_about_what_it_should(per_op, round_trip):
    pace = Pace()
    chunk = Chunk(pace)
    for _ in range(12):
        chunk.took(round_trip + per_op * chunk.ops, chunk.ops)
    took = round_trip + per_op * chunk.ops
    assert took <= pace.aim * 2 or chunk.ops == 1
    assert took >= pace.aim / 2 or chunk.ops == pace.most_ops


def test_a_small_request_that_was_quick_says_nothing_about_a_large_one():
    chunk = Chunk(Pace())
    chunk.took(0.01, 3)
    assert chunk.ops == 200
