"""Eighty histories under every misfortune at once; each that ever failed is lived again, for ever."""

import pytest

from tests.sync.simulator.history import live
from tests.sync.simulator.regressions import FAILED_ONCE

QUICK = range(80)


@pytest.mark.parametrize("first", range(QUICK.start, QUICK.stop, 10))
def test_whatever_happens_nothing_is_lost_doubled_or_silently_overwritten(first):
    """G1 to G14 on whole histories; `python -m tests.sync.simulator` for the long runs."""
    for seed in range(first, first + 10):
        live(seed)


@pytest.mark.parametrize("seed", sorted(FAILED_ONCE), ids=str)
def test_what_went_wrong_once_stays_right(seed):
    live(seed)
