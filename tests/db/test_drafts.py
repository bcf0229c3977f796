# ruff: noqa: PT012 - a unit of work is more than one statement
"""What was typed and not yet saved."""

from datetime import timedelta

import pytest

from console.domain.refused import Refused
from tests.support.store import (
    WRITER,
    call,
    line,
)


def test_a_draft_is_kept_replaced_and_dropped(store, clock):
    store.keep_draft("intake/b", "汪一一说", "o-1")
    clock.wind(seconds=1)
    store.keep_draft("intake/a", "第二个来电", "o-1")
    store.keep_draft("intakeX", "不相干")
    store.keep_draft("intake/b", "汪一一说院墙倒了", "o-2")
    assert store.draft("intake/b") == "汪一一说院墙倒了"
    assert store.drafts("intake/") == {"intake/a": "第二个来电", "intake/b": "汪一一说院墙倒了"}
    store.drop_draft("intake/b")
    assert store.draft("intake/b") is None


def test_a_prefix_is_no_pattern(store):
    store.keep_draft("a_1", "x")
    store.keep_draft("ab1", "y")
    assert store.drafts("a_") == {"a_1": "x"}
    assert store.drafts("%") == {}


def test_a_draft_goes_in_the_same_moment_as_what_it_became(store):
    store.keep_draft("intake/1", "汪一一")
    with pytest.raises(Refused), store.write(WRITER) as w:
        w.drop_draft("intake/1")
        raise Refused("x")
    assert store.draft("intake/1") == "汪一一"
    with store.write(WRITER) as w:
        w.save(call(w.new_id(), w.now))
        w.log(line(w))
        w.drop_draft("intake/1")
    assert store.draft("intake/1") is None


def test_drafts_that_nobody_touches_are_purged_by_age(store, clock):
    store.keep_draft("old", "x")
    clock.wind(days=31)
    store.keep_draft("new", "y")
    assert store.purge_drafts(clock.now() - timedelta(days=30)) == 1
    assert (store.draft("old"), store.draft("new")) == (None, "y")
