"""A response from the proposal to the archive, on a real store, with the figures of June 2024."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Kind
from console.domain.document import Document, Step, hand
from console.domain.due import Due, DueState
from console.domain.entry import Entry
from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.response import (
    Action,
    Approval,
    Proposal,
    ProposalState,
    Response,
    ResponseState,
)
from console.domain.review import Review
from console.domain.roster import Mode, Watch
from console.domain.task import Task, TaskState
from console.services.planbook import bound
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.wording import filled, refusal, table
from db.check import check
from db.journal import lines
from tests.support import response as flood
from tests.support.response import DECIDED, DEPUTY, DUTY, EVENT, HEAD, LEADER, MINUTE
from tests.support.world import HandClock, world


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def here(tmp_path, clock):
    made, opened = world(tmp_path, clock)
    flood.laid(made.store)
    clock.set(DECIDED)
    yield made
    opened.close()


@pytest.fixture
def responses(here):
    return Responses(here)


def read(here, record, id_):
    with here.store.read() as r:
        return r.get(record, id_)


def find(here, record, **where):
    with here.store.read() as r:
        return r.find(record, **where)


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    assert "不能办理(" not in refusal(no.value)  # every refusal has its own sentence
    return no.value.code


def story(here):
    with here.store.read() as r:
        told = lines(r, oldest_first=True)
    entries = table("ENTRIES")
    return [
        filled(entries[one.kind], {**one.facts, **one.private, "reason": one.reason})
        for one in told
        if one.kind in entries
    ]


@pytest.fixture
def running(responses):
    proposal, _ = responses.propose(DUTY, flood.start())
    id_, _ = responses.approve(DUTY, proposal, flood.ruling())
    return id_


def test_the_duty_officer_proposes_and_the_head_approves_by_word_of_mouth(here, responses):
    proposal, changes = responses.propose(DUTY, flood.start())
    assert Kind.PROPOSAL in changes.ids
    id_, changes = responses.approve(DUTY, proposal, flood.ruling())
    assert {Kind.RESPONSE, Kind.TASK, Kind.DUE, Kind.DOCUMENT, Kind.APPROVAL} <= changes.kinds
    made = read(here, Response, id_)
    assert (made.level, made.started_at, made.state) == (Level.IV, DECIDED, ResponseState.ACTIVE)
    (approval,) = find(here, Approval, response_id=id_)
    assert (approval.approver_id, approval.title) == (HEAD, "县防办主任(县应急局局长)")
    assert read(here, Proposal, proposal).state is ProposalState.APPROVED


def test_the_package_of_the_level_unfolds_into_tasks_with_their_clocks(here, running):
    tasks = {t.code: t for t in find(here, Task, response_id=running)}
    assert tasks["consult"].due_at == DECIDED + 60 * MINUTE
    assert tasks["notice"].due_at == DECIDED + 30 * MINUTE
    assert tasks["inform"].due_at == DECIDED + timedelta(hours=2)  # 18:00 on the county's clock
    assert "emergency-period" not in tasks
    clocks = {d.subject_id for d in find(here, Due, kind="task")}
    assert clocks == {t.id for t in tasks.values()}


def test_the_paper_of_an_oral_approval_is_owed_and_coming_meets_its_clock(
    here, responses, running, clock
):
    (approval,) = find(here, Approval, response_id=running)
    (owed,) = find(here, Due, kind="paper")
    assert (owed.subject_id, owed.state) == (approval.id, DueState.RUNNING)
    clock.wind(minutes=40)
    responses.record_paper(DUTY, approval.id, "签批单 12", DECIDED + 40 * MINUTE)
    assert read(here, Due, owed.id).state is DueState.MET
    again = code_of(responses.record_paper, DUTY, approval.id, "x", DECIDED + 40 * MINUTE)
    assert again == "paper_done"


def test_a_late_paper_wants_its_reason(here, responses, running, clock):
    (approval,) = find(here, Approval, response_id=running)
    clock.wind(minutes=61)
    late = DECIDED + 61 * MINUTE
    assert code_of(responses.record_paper, DUTY, approval.id, "12", late) == "late_reason_missing"
    responses.record_paper(DUTY, approval.id, "12", late, "局长在现场")
    assert find(here, Due, kind="paper")[0].state is DueState.LATE


def test_a_written_approval_owes_no_paper(here, responses):
    responses.decide(DUTY, flood.start(), flood.ruling(oral=False))
    assert find(here, Due, kind="paper") == []


def test_a_second_press_of_approve_is_refused_and_starts_nothing_twice(here, responses):
    proposal, _ = responses.propose(DUTY, flood.start())
    responses.approve(DUTY, proposal, flood.ruling())
    assert code_of(responses.approve, DUTY, proposal, flood.ruling()) == "proposal_closed"
    assert code_of(responses.decide, DUTY, flood.start(), flood.ruling()) == "already_active"
    assert len(find(here, Response)) == 1


def test_a_second_press_of_propose_is_refused(responses):
    responses.propose(DUTY, flood.start())
    assert code_of(responses.propose, DUTY, flood.start()) == "proposal_open"


@pytest.mark.parametrize(
    ("approver", "change", "code"),
    [
        (LEADER, {}, "not_approver"),
        ("", {}, "approver_missing"),
        (DEPUTY, {}, "deputy_reason_missing"),
        (HEAD, {"repeated_back": False}, "repeat_back_missing"),
        (HEAD, {"at": DECIDED + MINUTE}, "decided_in_future"),
    ],
)
def test_what_does_not_count_as_approval_writes_nothing(here, responses, approver, change, code):
    proposal, _ = responses.propose(DUTY, flood.start())
    before = len(story(here))
    assert code_of(responses.approve, DUTY, proposal, flood.ruling(approver, **change)) == code
    assert len(story(here)) == before
    assert find(here, Response) == []


def test_the_refusal_says_which_posts_may_approve(responses):
    proposal, _ = responses.propose(DUTY, flood.start())
    with pytest.raises(Refused) as no:
        responses.approve(DUTY, proposal, flood.ruling(LEADER))
    assert "县防办主任(县应急局局长)" in refusal(no.value)


def test_the_decider_may_choose_another_level_with_a_reason_and_both_are_kept(here, responses):
    proposal, _ = responses.propose(DUTY, flood.start(Level.III))
    other = flood.ruling(statement=flood.said(Level.IV))
    assert code_of(responses.approve, DUTY, proposal, other) == "level_reason_missing"
    id_, _ = responses.approve(DUTY, proposal, replace(other, level_reason="雨势趋缓"))
    (made,) = find(here, Approval, response_id=id_)
    assert (made.level, made.proposed_level) == (Level.IV, Level.III)
    assert any("建议的是三级" in told and "雨势趋缓" in told for told in story(here))


def test_the_leader_decides_past_an_open_proposal(here, responses):
    proposal, _ = responses.propose(DUTY, flood.start())
    id_, _ = responses.decide(DUTY, flood.start(), flood.ruling())
    assert read(here, Response, id_).level is Level.IV
    assert read(here, Proposal, proposal).state is ProposalState.OVERTAKEN


def test_a_returned_proposal_carries_its_reason_and_leaves_room_for_a_new_one(here, responses):
    proposal, _ = responses.propose(DUTY, flood.start())
    assert code_of(responses.return_, DUTY, proposal, " ", DECIDED) == "reason_missing"
    responses.return_(DUTY, proposal, "再看一小时", DECIDED)
    assert read(here, Proposal, proposal).return_reason == "再看一小时"
    responses.propose(DUTY, flood.start())


def test_adjusting_to_a_graver_level_asks_that_levels_approver_and_changes_the_tasks(
    here, responses, running
):
    wish = flood.adjust(running, Level.III)
    assert code_of(responses.decide, DUTY, wish, flood.ruling(HEAD)) == "not_approver"
    Tasks(here).acknowledge(DUTY, [t.id for t in find(here, Task, code="consult")], DECIDED)
    responses.decide(DUTY, wish, flood.ruling(DEPUTY))
    assert read(here, Response, running).level is Level.III
    gone = find(here, Task, response_id=running, state=TaskState.WITHDRAWN)
    assert {t.level for t in gone} == {Level.IV}
    alive = find(here, Task, response_id=running, state=TaskState.ISSUED)
    assert {t.level for t in alive} == {Level.III}
    assert len({(t.code, t.unit) for t in alive}) == len(alive)
    assert find(here, Due, kind="task", state=DueState.CANCELLED)


def test_an_adjustment_says_why(responses, running):
    silent = flood.adjust(running, Level.III, reason=" ")
    assert code_of(responses.decide, DUTY, silent, flood.ruling(DEPUTY)) == "reason_missing"


def test_a_jump_wants_a_second_yes(here, responses, running):
    wish = flood.adjust(running, Level.II)
    commander = flood.ruling(flood.COMMANDER)
    assert code_of(responses.decide, DUTY, wish, commander) == "jump_unconfirmed"
    responses.decide(DUTY, wish, replace(commander, jump_confirmed=True))
    assert read(here, Response, running).level is Level.II


def test_pause_and_resume_say_why(here, responses, running):
    silent = flood.plain(Action.PAUSE, running, reason="")
    assert code_of(responses.propose, DUTY, silent) == "reason_missing"
    responses.decide(DUTY, flood.plain(Action.PAUSE, running), flood.ruling())
    assert read(here, Response, running).state is ResponseState.PAUSED
    responses.decide(DUTY, flood.plain(Action.RESUME, running), flood.ruling())
    assert read(here, Response, running).state is ResponseState.ACTIVE


def criteria(here):
    from console.services.planbook import in_force

    with here.store.read() as r:
        return [rule.text for rule in in_force(r, flood.PLAN)[1].ends]


def test_the_end_confirms_all_criteria_takes_back_open_tasks_and_asks_for_the_review(
    here, responses, running
):
    half = flood.end(running, criteria(here)[:1])
    assert code_of(responses.decide, DUTY, half, flood.ruling()) == "criteria_open"
    responses.decide(DUTY, flood.end(running, criteria(here)), flood.ruling())
    assert read(here, Response, running).state is ResponseState.ENDED
    assert find(here, Task, response_id=running, state=TaskState.ISSUED) == []
    (clock,) = find(here, Due, kind="review")
    assert clock.state is DueState.RUNNING
    assert code_of(responses.decide, DUTY, flood.plain(Action.PAUSE, running), flood.ruling()) == (
        "ended"
    )


def ended(here, responses, running):
    responses.decide(DUTY, flood.end(running, criteria(here)), flood.ruling())
    return Review(
        id="",
        response_id=running,
        event_id=EVENT,
        impact="无人员伤亡",
        course="梅雨强降水",
        lessons="扬溪站中断",
        measures="补建备用站",
        written_at=DECIDED + timedelta(days=2),
    )


def test_the_review_has_four_parts_then_goes_up_and_into_the_archive(here, responses, running):
    assert code_of(responses.archive, DUTY, running, DECIDED) == "not_reviewed"
    review = ended(here, responses, running)
    short = replace(review, lessons="")
    assert code_of(responses.review, HEAD, short) == "review_parts_missing"
    here.clock.set(review.written_at)
    id_, _ = responses.review(HEAD, review)
    assert find(here, Due, kind="review")[0].state is DueState.MET
    responses.report_review(HEAD, id_, "市应急管理局", review.written_at)
    responses.archive(HEAD, running, review.written_at)
    assert read(here, Response, running).state is ResponseState.ARCHIVED


def test_the_draft_speaks_of_the_flood_as_the_county_published_it(here, running):
    (paper,) = find(here, Document, response_id=running)
    assert paper.title == "关于启动防汛四级应急响应的通知"
    first = paper.paragraphs[0].text
    assert "6月19日8时至20日15时，全县平均降雨量已达160毫米，临溪最大达298.7毫米" in first
    assert "最大小时雨强40.1毫米。12座水库超汛限水位。" in first
    assert "自6月20日16时起启动防汛四级应急响应" in first
    assert hand(paper, Step.DRAFTED) is not None
    assert paper.number == ""


def test_the_journal_tells_the_story_and_the_check_finds_nothing_wrong(here, responses, running):
    responses.decide(DUTY, flood.adjust(running, Level.III), flood.ruling(DEPUTY))
    told = story(here)
    assert "建议启动防汛四级应急响应。31 小时面雨量 160 mm,临溪 298.7 mm" in told
    assert "县防办主任(县应急局局长) 胡二二口头批准启动防汛四级应急响应" in told
    assert any(t.startswith("启动防汛四级应急响应,预计至 06-21 16:00") for t in told)
    assert any(t.startswith("防汛应急响应由四级调整为三级") for t in told)
    assert not any("—" in t for t in told[1:]), told
    with here.store.read() as r:
        assert check(r).findings == []


def test_nobody_proposes_signed_out_or_without_the_permission(responses):
    assert code_of(responses.propose, "", flood.start()) == "signed_out"
    assert code_of(responses.propose, flood.COMMANDER, flood.start()) == "not_permitted"


def test_a_corrected_reading_is_not_quoted_in_the_notice(here, responses):
    wrong = flood.reading("r9", "rain_station", "398.7", "临溪")
    right = flood.reading("r10", "rain_station", "298.7", "临溪", replaces="r9")
    with here.store.write(DUTY, "test") as w:
        w.append(wrong)
        w.append(right)
        w.log(Entry(kind="note", subject_kind=Kind.EVENT, subject_id=EVENT, at=DECIDED))
    id_, _ = responses.decide(DUTY, flood.start(), flood.ruling())
    (paper,) = find(here, Document, response_id=id_)
    assert "398.7" not in paper.paragraphs[0].text


def test_the_watch_follows_the_response_and_stands_down_with_the_last_one(here, responses):
    with here.store.write("system", "test") as w:
        starts = here.now - timedelta(hours=2)
        w.save(Watch(id="w1", starts=starts, ends=starts + timedelta(hours=12)))
        later = starts + timedelta(days=3)  # after the expected end
        w.save(Watch(id="w2", starts=later, ends=later + timedelta(hours=12)))
        w.log(Entry(kind="seeded", subject_kind=Kind.WATCH, subject_id="w1", at=here.now))
    rid, _ = responses.decide(DUTY, flood.start(), flood.ruling())
    standing = read(here, Watch, "w1")
    assert (standing.mode, standing.level) == (Mode.RESPONSE, Level.IV)
    assert read(here, Watch, "w2").mode is Mode.DAILY
    with here.store.read() as r:
        rules = bound(r, r.get(Response, rid).plan_version).ends
    responses.decide(DUTY, flood.end(rid, [rule.text for rule in rules]), flood.ruling())
    assert read(here, Watch, "w1").mode is Mode.DAILY


def test_the_expected_time_counts_from_the_decision_not_from_the_proposal(here, responses):
    asked, _ = responses.propose(DUTY, flood.start())
    decided = DECIDED + 29 * MINUTE
    here.store.clock.set(decided)
    rid, _ = responses.approve(DUTY, asked, flood.ruling(at=decided))
    assert read(here, Response, rid).expected_until == decided + timedelta(hours=24)
