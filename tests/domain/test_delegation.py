"""委托代理: in its time and no longer, never to oneself, never across the three administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.delegation import Delegation, covers, in_force, revoked, sound
from console.domain.level import Level
from console.domain.officer import APART, Officer, Role
from console.domain.refused import Refused

NOW = datetime(2024, 6, 20, 7, tzinfo=UTC)
DAY = timedelta(days=1)
GIVER = Officer(id="g", login="g", name="甲", roles=(Role.DEPUTY_COMMANDER,))
TAKER = Officer(id="t", login="t", name="乙", roles=(Role.BUREAU_DEPUTY,))


def lent(**more):
    plain = {
        "id": "d",
        "giver_id": "g",
        "taker_id": "t",
        "role": Role.DEPUTY_COMMANDER,
        "starts": NOW,
        "ends": NOW + DAY,
        "given_at": NOW,
    }
    return Delegation(**{**plain, **more})


def refused(made, giver=GIVER, taker=TAKER, others=()):
    with pytest.raises(Refused) as no:
        sound(made, giver, taker, others, NOW)
    return no.value.code


def test_what_may_not_be_lent():
    assert refused(lent(taker_id="g"), taker=GIVER) == "delegation_to_self"
    assert refused(lent(ends=NOW)) == "delegation_hours"
    assert refused(lent(ends=NOW - DAY)) == "delegation_hours"
    assert refused(lent(starts=NOW - 2 * DAY, ends=NOW - DAY)) == "delegation_over"
    assert refused(lent(role=Role.COMMANDER)) == "delegation_not_held"
    gone = Officer(id="t", login="t", name="乙", active=False)
    assert refused(lent(), taker=gone) == "delegation_taker_left"
    assert refused(lent(), others=[lent(id="d2")]) == "delegation_twice"


def test_a_second_stretch_after_the_first_is_another_delegation():
    sound(lent(starts=NOW + DAY, ends=NOW + 2 * DAY), GIVER, TAKER, [lent(id="d2")], NOW)


def test_up_to_a_level_reaches_that_level_and_the_milder_ones():
    made = lent(up_to=Level.III)
    assert [covers(made, level) for level in (*Level, None)] == [False, False, True, True, False]
    assert covers(lent(), None)


def test_called_back_once_and_with_a_reason():
    with pytest.raises(Refused, match="delegation_why_missing"):
        revoked(lent(), at=NOW, why=" ")
    back = revoked(lent(), at=NOW + timedelta(hours=1), why="已返岗")
    assert not in_force(back, NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="delegation_revoked"):
        revoked(back, at=NOW + timedelta(hours=2), why="再收")
    with pytest.raises(Refused, match="delegation_over"):
        revoked(lent(), at=NOW + DAY, why="晚了")


roles = st.sampled_from(list(Role))


@given(roles, st.sets(roles), st.lists(roles, max_size=3))
def test_the_three_administrators_stay_three_people_whatever_is_lent(role, held, before):
    giver = Officer(id="g", login="g", name="甲", roles=(role,))
    taker = Officer(id="t", login="t", name="乙", roles=tuple(held))
    others = [lent(id=f"d{n}", giver_id="x", role=one) for n, one in enumerate(before)]
    together = len(APART & {*held, *before, role}) > 1
    if together:
        assert refused(lent(role=role), giver, taker, others) == "delegation_apart"
    else:
        sound(lent(role=role), giver, taker, others, NOW)


@given(
    st.integers(0, 100), st.integers(1, 100), st.integers(-50, 300), st.none() | st.integers(0, 99)
)
def test_it_counts_only_within_its_time(starts, length, at, back):
    made = lent(starts=NOW + timedelta(hours=starts), ends=NOW + timedelta(hours=starts + length))
    if back is not None and back < starts + length:
        made = revoked(made, at=NOW + timedelta(hours=back), why="收回")
    moment = NOW + timedelta(hours=at)
    called = made.revoked_at is not None and moment >= made.revoked_at
    inside = made.starts <= moment < made.ends
    assert in_force(made, moment) == (inside and not called)
