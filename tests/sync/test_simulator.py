"""Eighty histories under every misfortune at once; each that ever failed is lived again, for ever."""

import pytest

from tests.sync.simulator.history import live
from tests.sync.simulator.regressions import FAILED_AGED, FAILED_ONCE, FAILED_RESTORED, OFTEN

QUICK, RESTORED = range(80), range(1000, 1020)


@pytest.mark.parametrize("first", range(QUICK.start, QUICK.stop, 10))
def test_whatever_happens_nothing_is_lost_doubled_or_silently_overwritten(first):
    """G1 to G14 on whole histories; `python -m tests.sync.simulator` for the long runs."""
    for seed in range(first, first + 10):
        live(seed)


@pytest.mark.parametrize("first", range(RESTORED.start, RESTORED.stop, 10))
def test_a_far_end_that_is_put_back_again_and_again_is_brought_up_to_date_each_time(first):
    for seed in range(first, first + 10):
        live(seed, restore=OFTEN)


@pytest.mark.parametrize("seed", sorted(FAILED_ONCE | FAILED_AGED), ids=str)
def test_what_went_wrong_once_stays_right(seed):
    live(seed)


@pytest.mark.parametrize("seed", sorted(FAILED_RESTORED), ids=str)
def test_what_went_wrong_once_after_many_restores_stays_right(seed):
    live(seed, restore=OFTEN)
