from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.officer import (
    Ladder,
    Officer,
    Role,
    admit,
    right_try,
    shut_until,
    sound_password,
    sound_pin,
    with_roles,
    wrong_try,
)
from console.domain.refused import Refused
from resources import duty

NOW = datetime(2024, 6, 20, 8, tzinfo=UTC)
LADDER = Ladder()


def somebody(**more):
    return Officer(id="o-1", login="duty1", name="示例甲", **more)


def test_two_wrong_passwords_cost_nothing_and_the_third_waits_five_seconds():
    officer = somebody()
    for _ in range(2):
        officer = wrong_try(officer, NOW, LADDER)
        admit(officer, NOW, LADDER)
    officer = wrong_try(officer, NOW, LADDER)
    with pytest.raises(Refused) as no:
        admit(officer, NOW + timedelta(seconds=2), LADDER)
    assert no.value.code == "door_shut"
    admit(officer, NOW + timedelta(seconds=5), LADDER)


def test_a_right_password_forgets_the_wrong_ones():
    officer = right_try(wrong_try(somebody(), NOW, LADDER))
    assert shut_until(officer, LADDER) is None


def test_after_a_quiet_half_day_the_count_starts_again():
    officer = somebody(wrong_count=9, wrong_at=NOW - timedelta(hours=13))
    assert wrong_try(officer, NOW, LADDER).wrong_count == 1


@given(
    tries=st.integers(1, 40),
    back=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_a_clock_set_back_never_shuts_the_door_longer_than_the_last_step(tries, back):
    officer = somebody(wrong_count=tries, wrong_at=NOW)
    try:
        admit(officer, NOW - back, LADDER)
    except Refused as no:
        assert no.facts["seconds"] <= 301  # noqa: PT017 - most examples pass the door


def test_somebody_who_left_can_not_sign_in():
    with pytest.raises(Refused) as no:
        admit(somebody(active=False), NOW, LADDER)
    assert no.value.code == "officer_inactive"


def test_the_three_administrators_are_three_people():
    with pytest.raises(Refused) as no:
        with_roles(somebody(), [Role.SYSTEM_ADMIN, Role.AUDITOR])
    assert no.value.code == "roles_apart"
    kept = with_roles(somebody(), [Role.SECONDARY, Role.PRIMARY, Role.PRIMARY])
    assert kept.roles == (Role.PRIMARY, Role.SECONDARY)


def test_a_pin_is_four_to_eight_plain_digits():
    assert sound_pin("2468") == "2468"
    for wrong in ("123", "123456789", "12a4", "１２３４"):
        with pytest.raises(Refused):
            sound_pin(wrong)
    with pytest.raises(Refused):
        sound_password("short")


def test_every_role_of_the_trade_has_its_row_and_only_administrators_stand_apart():
    rows = {row.role: row for row in duty.roles()}
    assert set(rows) == set(Role)
    assert rows[Role.SYSTEM_ADMIN].permissions == {"administer"}
    assert "approve" not in rows[Role.WATCH_LEADER].permissions
    assert "take_call" in rows[Role.PRIMARY].permissions
