"""A graded response: its moves, who may decide them, what must be said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from console.domain import approval, response, statement
from console.domain.approval import Consent, Seat
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.refused import Refused
from console.domain.response import (
    LIVING,
    Action,
    Approval,
    Belongs,
    Mode,
    Proposal,
    ProposalState,
    ResponseState,
)
from console.domain.statement import Ending, Statement

T = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FLOOD = Belongs(event_id="e", plan_code="flood", plan_version="2020")
SAID = Statement(
    matter="全县防汛", level=Level.IV, expected_until=T + 24 * HOUR, measures=("包保责任人到岗",)
)
CRITERIA = ("降雨停止", "水位回落")
ENDING = Ending(confirmed=CRITERIA, follow_up="巡查地质灾害点")
SEATS = (
    Seat(role=Role.BUREAU_HEAD, title="县防办主任", order=1),
    Seat(role=Role.DEPUTY_COMMANDER, title="县防指副指挥长", order=2),
)


def said(level=Level.IV):
    return statement.complete(replace(SAID, level=level), T)


def running(level=Level.IV):
    return response.start("r", FLOOD, said(level), (), at=T)


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    return no.value.code


# what must be said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": None}, "level_missing"),
        ({"matter": " "}, "parts_missing"),
        ({"expected_until": None}, "parts_missing"),
        ({"measures": (" ",)}, "parts_missing"),
        ({"expected_until": T}, "expected_past"),
    ],
)
def test_each_of_the_four_statutory_parts_is_mandatory(change, code):
    assert code_of(statement.complete, replace(SAID, **change), T) == code


def test_the_refusal_names_every_missing_part_at_once():
    with pytest.raises(Refused) as no:
        statement.complete(replace(SAID, matter="", measures=()), T)
    assert no.value.facts["missing"] == ("matter", "measures")


# moves


def test_one_living_response_for_an_event_and_a_plan():
    assert code_of(response.start, "x", FLOOD, said(), [running()], at=T) == "already_active"


def test_flood_and_typhoon_run_side_by_side_on_one_event():
    typhoon = replace(FLOOD, plan_code="typhoon")
    assert response.start("x", typhoon, said(), [running()], at=T).plan_code == "typhoon"


def test_an_ended_response_makes_room_for_a_new_one():
    gone = response.end(running(), ENDING, CRITERIA, at=T + HOUR)
    assert response.start("x", FLOOD, said(), [gone], at=T + 2 * HOUR)


@pytest.mark.parametrize(
    ("now", "to", "confirmed", "code"),
    [
        (Level.IV, Level.III, False, None),
        (Level.III, Level.IV, False, None),
        (Level.I, Level.III, True, None),  # 宣城 2012: Ⅰ级直接调为Ⅲ级
        (Level.I, Level.III, False, "jump_unconfirmed"),
        (Level.IV, Level.I, False, "jump_unconfirmed"),
        (Level.III, Level.III, True, "same_level"),
    ],
)
def test_any_other_level_may_be_reached_and_a_jump_wants_a_second_yes(now, to, confirmed, code):
    def act():
        return response.adjust(running(now), said(to), at=T + HOUR, jump_confirmed=confirmed)

    if code:
        assert code_of(act) == code
    else:
        assert (act().level, act().level_at) == (to, T + HOUR)


def test_a_paused_response_is_resumed_before_it_is_adjusted():
    paused = response.pause(running(), at=T + HOUR)
    adjust = code_of(response.adjust, paused, said(Level.III), at=T + HOUR, jump_confirmed=False)
    assert adjust == "paused"
    assert response.resume(paused, at=T + 2 * HOUR).state is ResponseState.ACTIVE
    assert code_of(response.resume, running(), at=T) == "not_paused"


def test_the_end_confirms_every_criterion_and_says_what_follows():
    partly = Ending(confirmed=CRITERIA[:1], follow_up="巡查")
    assert code_of(response.end, running(), partly, CRITERIA, at=T + HOUR) == "criteria_open"
    silent = Ending(confirmed=CRITERIA, follow_up=" ")
    assert code_of(response.end, running(), silent, CRITERIA, at=T + HOUR) == "follow_up_missing"


def test_after_the_end_nothing_moves_but_review_and_archive():
    gone = response.end(running(), ENDING, CRITERIA, at=T + HOUR)
    late = T + 2 * HOUR
    assert code_of(response.pause, gone, at=late) == "ended"
    assert code_of(response.adjust, gone, said(Level.I), at=late, jump_confirmed=True) == "ended"
    assert code_of(response.end, gone, ENDING, CRITERIA, at=late) == "ended"
    assert code_of(response.archived, gone, at=late) == "not_reviewed"
    looked_back = response.reviewed(gone, at=late)
    assert response.archived(looked_back, at=late).state is ResponseState.ARCHIVED


def test_no_decision_lies_before_the_one_that_it_changes():
    assert code_of(response.pause, running(), at=T - HOUR) == "decided_early"


# who decides


def consent(**change):
    return replace(
        Consent(
            approver_id="o",
            mode=Mode.ORAL,
            decided_at=T,
            taken_by="主班",
            repeated_back=True,
        ),
        **change,
    )


@pytest.mark.parametrize(
    ("roles", "change", "code"),
    [
        ((Role.BUREAU_HEAD,), {}, None),
        ((Role.WATCH_LEADER,), {}, "not_approver"),  # 带班领导 is no approver by being on watch
        ((Role.DEPUTY_COMMANDER,), {}, "deputy_reason_missing"),
        ((Role.DEPUTY_COMMANDER,), {"deputy_reason": "主任三次未接"}, None),
        ((Role.BUREAU_HEAD,), {"repeated_back": False}, "repeat_back_missing"),
        ((Role.BUREAU_HEAD,), {"taken_by": ""}, "repeat_back_missing"),
        ((Role.BUREAU_HEAD,), {"mode": Mode.WRITTEN, "repeated_back": False}, None),
        ((Role.BUREAU_HEAD,), {"decided_at": T + HOUR}, "decided_in_future"),
        ((Role.BUREAU_HEAD,), {"approver_id": ""}, "approver_missing"),
    ],
)
def test_who_may_decide_and_how(roles, change, code):
    def act():
        return approval.check(consent(**change), roles, SEATS, T)

    if code:
        assert code_of(act) == code
    else:
        assert act().role in roles


def test_the_refusal_says_who_may():
    with pytest.raises(Refused) as no:
        approval.check(consent(), (Role.PRIMARY,), SEATS, T)
    assert no.value.facts["allowed"] == ("县防办主任", "县防指副指挥长")


def test_another_level_than_proposed_is_chosen_with_a_reason():
    assert code_of(approval.check_level, Level.III, Level.IV, " ") == "level_reason_missing"
    approval.check_level(Level.III, Level.IV, "会商认为雨势减弱")
    approval.check_level(None, Level.IV, "")


def proposal():
    return Proposal(
        id="p",
        event_id="e",
        plan_code="flood",
        plan_version="2020",
        action=Action.START,
        response_id=None,
        statement=SAID,
        reason="",
        findings=(),
        proposed_by="主班",
        proposed_at=T,
    )


def test_a_proposal_is_closed_once():
    done = approval.approved(proposal(), at=T)
    assert done.state is ProposalState.APPROVED
    for act in (
        lambda: approval.approved(done, at=T),
        lambda: approval.returned(done, at=T, reason="x"),
        lambda: approval.overtaken(done, at=T),
    ):
        assert code_of(act) == "proposal_closed"
    assert code_of(approval.returned, proposal(), at=T, reason="") == "reason_missing"


def decision(mode=Mode.ORAL):
    return Approval(
        id="a",
        event_id="e",
        plan_code="flood",
        action=Action.START,
        response_id="r",
        proposal_id="p",
        level=Level.IV,
        from_level=None,
        proposed_level=Level.IV,
        level_reason="",
        reason="",
        approver_id="o",
        role=Role.BUREAU_HEAD,
        title="县防办主任",
        order=1,
        deputy_reason="",
        mode=mode,
        decided_at=T,
    )


def test_the_paper_of_an_oral_decision_comes_once_and_later():
    assert approval.owes_paper(decision())
    assert code_of(approval.with_paper, decision(), number="", at=T) == "paper_number_missing"
    assert code_of(approval.with_paper, decision(), number="1", at=T - HOUR) == "paper_early"
    there = approval.with_paper(decision(), number="签批单 12", at=T + HOUR)
    assert not approval.owes_paper(there)
    assert code_of(approval.with_paper, there, number="1", at=T + HOUR) == "paper_done"
    assert (
        code_of(approval.with_paper, decision(Mode.WRITTEN), number="1", at=T) == "paper_not_owed"
    )


class AnyOrder(RuleBasedStateMachine):
    """Whatever an officer presses, in whatever order."""

    def __init__(self):
        super().__init__()
        self.now = T
        self.one = None
        self.ended = 0

    def tried(self, act):
        self.now += HOUR
        try:
            self.one = act()
        except Refused:
            return False
        return True

    @rule(level=st.sampled_from(Level))
    def start(self, level):
        others = [self.one] if self.one else []
        whole = replace(said(level), expected_until=self.now + 24 * HOUR)
        self.tried(lambda: response.start("r", FLOOD, whole, others, at=self.now))

    @rule(level=st.sampled_from(Level), yes=st.booleans())
    def adjust(self, level, yes):
        if self.one:
            before = self.one
            if self.tried(
                lambda: response.adjust(before, said(level), at=self.now, jump_confirmed=yes)
            ):
                assert self.one.level != before.level
                assert yes or abs(self.one.level - before.level) == 1

    @rule(move=st.sampled_from(["pause", "resume", "reviewed", "archived"]))
    def move(self, move):
        if self.one:
            self.tried(lambda: getattr(response, move)(self.one, at=self.now))

    @rule(full=st.booleans())
    def end(self, full):
        if self.one:
            ending = ENDING if full else Ending(confirmed=(), follow_up="x")
            self.tried(lambda: response.end(self.one, ending, CRITERIA, at=self.now))

    @invariant()
    def a_living_one_has_no_end_and_an_ended_one_said_why(self):
        if self.one is None:
            return
        if self.one.state in LIVING:
            assert self.one.ended_at is None
        else:
            assert self.one.criteria == CRITERIA
            assert self.one.follow_up
        assert (self.one.state is ResponseState.PAUSED) == (self.one.paused_at is not None)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
