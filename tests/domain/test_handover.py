from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.handover import (
    Handover,
    HandoverState,
    Item,
    ItemKind,
    give,
    rebuilt,
    take,
    tick,
)
from console.domain.refused import Refused
from console.domain.roster import Assignment, Post, Watch

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)


def watch(name, *people):
    return Watch(
        id=name,
        starts=NOW,
        ends=NOW + timedelta(hours=12),
        assignments=tuple(Assignment(post=Post.PRIMARY, officer_id=p) for p in people),
    )


OLD, NEW = watch("old", "葛"), watch("new", "章")


def item(n, line="一行"):
    return Item(key=f"k{n}", kind=ItemKind.TASK, line=line)


def card(*items):
    return Handover(id="h", from_watch_id="old", to_watch_id="new", items=items)


def given_card(*items):
    return give(card(*items), OLD, "葛", NOW, "注意上村组")


def refused(code, act):
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code
    return no.value.facts


def test_both_sign_and_then_the_card_is_locked():
    done = take(tick(given_card(item(1)), ["k1"]), NEW, "章", NOW, "")
    assert (done.state, done.given_by, done.taken_by) == (HandoverState.TAKEN, "葛", "章")
    refused("handover_locked", lambda: tick(done, ["k1"], on=False))
    refused("handover_locked", lambda: rebuilt(done, []))


def test_a_line_that_was_not_ticked_stops_the_signature():
    facts = refused(
        "handover_unticked", lambda: take(given_card(item(1), item(2)), NEW, "章", NOW, "")
    )
    assert facts["lines"] == 2


def test_nobody_hands_over_to_himself():
    refused("handover_same_person", lambda: take(given_card(), NEW, "葛", NOW, "我自己"))


def test_only_somebody_on_watch_gives():
    refused("giver_not_on_watch", lambda: give(card(), OLD, "章", NOW, ""))


def test_the_one_who_takes_must_wait_for_the_first_signature():
    refused("handover_not_given", lambda: take(card(), NEW, "章", NOW, ""))


def test_somebody_off_the_roster_takes_over_with_a_reason():
    refused("taker_not_on_watch", lambda: take(given_card(), NEW, "方", NOW, " "))
    assert take(given_card(), NEW, "方", NOW, "章** 被洪水所阻").reason


def test_a_line_that_changed_must_be_ticked_again():
    ticked = tick(given_card(item(1), item(2)), ["k1", "k2"])
    fresh = rebuilt(ticked, [item(1), item(2, "改过的行"), item(3)])
    assert [i.ticked for i in fresh.items] == [True, False, False]


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_a_card_is_taken_exactly_when_every_line_is_ticked(lines, ticks):
    handed = tick(given_card(*(item(n) for n in lines)), [f"k{n}" for n in ticks])
    if lines <= ticks:
        assert take(handed, NEW, "章", NOW, "").state is HandoverState.TAKEN
    else:
        refused("handover_unticked", lambda: take(handed, NEW, "章", NOW, ""))
