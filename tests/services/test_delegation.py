"""A lent role opens what its giver may do, in its time, and the record says on whose behalf."""

from datetime import timedelta

import pytest

from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.response import Approval
from console.services.delegations import Delegations, Lending, standing
from console.services.glance.response import response_view
from console.services.permission import Permission, permit
from console.services.responses import Responses
from console.wording import refusal
from db.check import check
from tests.support import response as flood
from tests.support.officers import officer
from tests.support.response import DECIDED, DUTY, HEAD, LEADER, MINUTE
from tests.support.world import HandClock, world

DAY = timedelta(days=1)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def here(tmp_path, clock):
    made, opened = world(tmp_path, clock)
    flood.laid(made.store)
    clock.set(DECIDED - MINUTE)
    yield made
    opened.close()


@pytest.fixture
def lending(here):
    return Delegations(here)


def lend(lending, giver=HEAD, taker=LEADER, role=Role.BUREAU_HEAD, **more):
    now = lending.world.now
    given = {"starts": now, "ends": now + DAY, "reason": "赴省开会", **more}
    return lending.lend(giver, Lending(taker_id=taker, role=role, **given))[0]


def may(here, actor, permission):
    with here.store.write(actor, "test.may") as w:
        try:
            permit(w, actor, permission)
        except Refused:
            return False
    return True


def start(here, level=Level.IV, **change):
    return Responses(here).decide(DUTY, flood.start(level), flood.ruling(LEADER, **change))


def test_permissions_come_with_the_role_and_go_with_its_time(here, lending, clock):
    assert not may(here, LEADER, Permission.APPROVE)
    lend(lending, starts=clock.now() + MINUTE, ends=clock.now() + 2 * MINUTE)
    assert not may(here, LEADER, Permission.APPROVE)
    clock.wind(minutes=1)
    assert may(here, LEADER, Permission.APPROVE)
    clock.wind(minutes=1)
    assert not may(here, LEADER, Permission.APPROVE)


def test_a_decision_in_anothers_place_says_so(here, lending, clock):
    with pytest.raises(Refused, match="not_approver"):
        start(here, at=DECIDED - MINUTE)
    lend(lending)
    clock.set(DECIDED + MINUTE)
    start(here)
    with here.store.read() as read:
        (made,) = read.find(Approval)
        assert made.approver_id == LEADER
        assert made.role == Role.BUREAU_HEAD
        assert made.title.endswith("(受局长(防办主任)委托)")
        assert check(read).whole


def test_a_decision_before_the_time_or_after_it_does_not_count(here, lending, clock):
    lend(lending, ends=clock.now() + 2 * MINUTE)
    clock.set(DECIDED + 10 * MINUTE)
    with pytest.raises(Refused, match="not_approver"):
        start(here, at=DECIDED + 5 * MINUTE)
    start(here, at=DECIDED)


def test_up_to_a_level_lends_the_approving_of_that_level_alone(here, lending, clock):
    lend(lending, giver=flood.DEPUTY, role=Role.DEPUTY_COMMANDER, up_to=Level.III)
    assert may(here, LEADER, Permission.APPROVE)
    assert not may(here, LEADER, Permission.TRANSFER_APPROVE)
    clock.set(DECIDED + MINUTE)
    with pytest.raises(Refused, match="not_approver"):
        start(here, Level.II)


def test_called_back_by_either_side_it_lends_no_more(here, lending):
    for who in (HEAD, LEADER):
        made = lend(lending)
        with pytest.raises(Refused, match="not_permitted"):
            lending.revoke(DUTY, made, "不该由我收")
        lending.revoke(who, made, "已返岗")
        assert not may(here, LEADER, Permission.APPROVE)
        with pytest.raises(Refused, match="delegation_revoked"):
            lending.revoke(who, made, "再收一次")


def test_it_falls_with_the_givers_role(here, lending):
    lend(lending)
    with here.store.write("system", "test.leave") as w:
        head = w.get(Officer, HEAD)
        w.save(Officer(**{**{n: getattr(head, n) for n in head.__slots__}, "roles": ()}))
        w.log(flood.Entry(kind="officer_saved", subject_kind="officer", subject_id=HEAD, at=w.now))
    assert not may(here, LEADER, Permission.APPROVE)


def test_what_was_lent_can_not_be_lent_on(here, lending):
    lend(lending)
    with pytest.raises(Refused, match="delegation_not_held"):
        lend(lending, giver=LEADER, taker=DUTY)


def test_who_becomes_an_administrator_later_holds_only_his_own(here, lending):
    with here.store.write("system", "test.more") as w:
        officer(w, "sys", Role.SYSTEM_ADMIN)
        officer(w, "other")
    lend(lending, giver="sys", taker="other", role=Role.SYSTEM_ADMIN)
    assert may(here, "other", Permission.ADMINISTER)
    with here.store.write("system", "test.more") as w:
        officer(w, "other", Role.AUDITOR)
    assert not may(here, "other", Permission.ADMINISTER)
    assert may(here, "other", Permission.AUDIT)


def test_refusals_have_their_sentences(here, lending, clock):
    with here.store.write("system", "test.more") as w:
        officer(w, "sys", Role.SYSTEM_ADMIN)
        officer(w, "sec", Role.SECURITY_ADMIN)
    cases = (
        ({"taker": HEAD}, "不能委托给自己"),
        ({"taker": ""}, "请选受托人"),
        ({"ends": clock.now() - MINUTE}, "晚于开始"),
        ({"role": Role.COMMANDER}, "只能委托本人持有的角色"),
        ({"giver": "sys", "taker": "sec", "role": Role.SYSTEM_ADMIN}, "三人分任"),
    )
    for change, sentence in cases:
        with pytest.raises(Refused) as no:
            lend(lending, **change)
        assert sentence in refusal(no.value)


def test_the_page_shows_who_stands_in_for_whom(here, lending, clock):
    lend(lending)
    with here.store.read() as read:
        (row,) = standing(read, clock.now())
        people = {p.id: p for p in response_view(read, clock.now()).people}
    assert (row.giver, row.taker, row.counts) == ("胡二二", "带班甲", True)
    assert people[LEADER].lent[0].covers(Level.IV)
    assert people[DUTY].lent == ()
