"""Orders, papers and receipts under a response, on a real store."""

from datetime import timedelta

import pytest

from console.domain.document import (
    Document,
    DocumentNumber,
    Paragraph,
    ParagraphKind,
    Receipt,
    SignMode,
    Step,
    gaps,
    hand,
)
from console.domain.due import Due, DueState
from console.domain.refused import Refused
from console.domain.response import Approval
from console.domain.task import Order, Task, TaskState, Urgent
from console.services.documents import Documents
from console.services.dues import Dues
from console.services.receipts import Receipts
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.wording import refusal
from tests.support import response as flood
from tests.support.response import DECIDED, DUTY, MINUTE
from tests.support.world import HandClock, world


@pytest.fixture
def here(tmp_path):
    clock = HandClock()
    made, opened = world(tmp_path, clock)
    flood.laid(made.store)
    clock.set(DECIDED)
    yield made
    opened.close()


@pytest.fixture
def running(here):
    return Responses(here).decide(DUTY, flood.start(), flood.ruling())[0]


def at(here, minutes):
    """The moment so many minutes after the decision, and the clock is there."""
    moment = DECIDED + minutes * MINUTE
    here.clock.set(max(moment, here.now))
    return moment


def find(here, record, **where):
    with here.store.read() as r:
        return r.find(record, **where)


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    assert "不能办理(" not in refusal(no.value)
    return no.value.code


def one(here, code):
    return find(here, Task, code=code, state__not=TaskState.WITHDRAWN)[0]


def clock_of(here, task):
    return find(here, Due, kind="task", subject_id=task.id)[0]


# tasks


def test_moving_people_is_ordered_at_once_without_a_response(here):
    order = Order(title="临溪沿河转移避险", unit="临溪镇", limit=30 * MINUTE)
    id_, _ = Tasks(here).order_at_once(DUTY, flood.EVENT, order, Urgent.EVACUATION, DECIDED)
    made = find(here, Task, id=id_)[0]
    assert (made.response_id, made.event_id) == (None, flood.EVENT)
    assert clock_of(here, made).due_at == DECIDED + 30 * MINUTE


def test_several_tasks_are_acknowledged_in_one_call_or_none(here, running):
    tasks, ids = Tasks(here), [t.id for t in find(here, Task, response_id=running)[:3]]
    tasks.acknowledge(DUTY, ids[:1], DECIDED)
    assert code_of(tasks.acknowledge, DUTY, ids, DECIDED) == "task_acknowledged"
    assert len(find(here, Task, state=TaskState.ACKNOWLEDGED)) == 1


def test_a_finished_task_stops_its_clock_and_a_late_one_says_why(here, running):
    tasks, consult, guard = Tasks(here), one(here, "consult"), one(here, "guardians")
    tasks.finish(DUTY, consult.id, at(here, 60))
    assert clock_of(here, consult).state is DueState.MET
    late = at(here, 61)
    assert code_of(tasks.finish, DUTY, guard.id, late) == "late_reason_missing"
    tasks.finish(DUTY, guard.id, late, late_reason="两镇断路")
    clock = clock_of(here, guard)
    assert (clock.state, clock.late_reason) == (DueState.LATE, "两镇断路")
    assert code_of(tasks.finish, DUTY, guard.id, late) == "task_closed"


def test_a_withdrawn_task_takes_its_clock_with_it(here, running):
    tasks, control = Tasks(here), one(here, "control")
    assert code_of(tasks.withdraw, DUTY, control.id, " ", DECIDED) == "reason_missing"
    tasks.withdraw(DUTY, control.id, "重复下达", DECIDED)
    assert clock_of(here, control).state is DueState.CANCELLED


def test_an_order_by_hand_belongs_to_the_response_and_its_level(here, running):
    order = Order(title="编织袋装车", unit="县发改委(粮储)", total=3)
    id_, _ = Tasks(here).issue(DUTY, running, order, DECIDED)
    made = find(here, Task, id=id_)[0]
    assert (made.response_id, made.level, made.total) == (running, 4, 3)
    Tasks(here).report(DUTY, id_, "", 2, DECIDED)
    assert code_of(Tasks(here).report, DUTY, id_, "", 4, DECIDED) == "progress_range"
    assert code_of(Tasks(here).finish, DUTY, id_, DECIDED) == "progress_short"


def test_a_clock_may_be_given_up_only_with_a_reason(here, running):
    clock = clock_of(here, one(here, "consult"))
    assert code_of(Dues(here).cancel, DUTY, clock.id, "") == "reason_missing"
    Dues(here).cancel(DUTY, clock.id, "已并入市级会商")
    assert find(here, Due, id=clock.id)[0].state is DueState.CANCELLED


def test_only_who_may_issue_orders_does(here, running):
    order = Order(title="x", unit="y")
    assert code_of(Tasks(here).issue, flood.COMMANDER, running, order, DECIDED) == "not_permitted"


# papers


def paper(here):
    return find(here, Document, voided_at=None)[-1]


def walk(here, minutes=(20, 25, 30), documents=None):
    documents = documents or Documents(here)
    id_ = paper(here).id
    steps = (documents.sign, documents.number, documents.seal)
    for act, minute in zip(steps, minutes, strict=True):
        act(DUTY, id_, at(here, minute))
    return id_


def test_the_notice_gets_number_nine_and_is_signed_by_word_of_mouth_first(here, running):
    walk(here)
    made = paper(here)
    assert made.number == "绩防指〔2024〕9号"
    assert made.sign_mode is SignMode.ORAL
    (approval,) = find(here, Approval)
    Responses(here).record_paper(DUTY, approval.id, "签批单 12", at(here, 50))
    assert paper(here).signed_on_paper_at == DECIDED + 50 * MINUTE


def test_a_written_decision_signs_its_paper_in_writing(here):
    Responses(here).decide(DUTY, flood.start(), flood.ruling(oral=False))
    walk(here)
    assert paper(here).sign_mode is SignMode.WRITTEN


def test_sixty_five_minutes_to_publication_is_late_and_says_why(here, running):
    documents, id_ = Documents(here), walk(here)
    late = at(here, 65)
    assert code_of(documents.publish, DUTY, id_, late) == "late_reason_missing"
    assert find(here, Receipt) == []
    documents.publish(DUTY, id_, late, "县城网络中断")
    (clock,) = find(here, Due, kind="publish")
    assert (clock.state, clock.due_at) == (DueState.LATE, DECIDED + 30 * MINUTE)
    assert code_of(documents.publish, DUTY, id_, late, "x") == "document_step_done"


def test_every_township_and_member_unit_has_a_row_to_sign_for_the_notice(here, running):
    documents, id_ = Documents(here), walk(here, (5, 6, 7))
    documents.publish(DUTY, id_, at(here, 10))
    rows = find(here, Receipt, document_id=id_)
    assert {"临溪镇", "家朋乡", "县水利局"} <= {r.unit for r in rows}
    told = at(here, 20)
    Receipts(here).receive(DUTY, [rows[0].id], told, "值班室")
    notice = one(here, "notice")
    assert (notice.progress, notice.total) == (1, len(rows))
    assert code_of(Receipts(here).receive, DUTY, [rows[0].id], told) == "receipt_done"
    Receipts(here).receive(DUTY, [r.id for r in rows[1:]], told)
    assert find(here, Due, kind="receipt")[0].state is DueState.MET


def test_a_void_number_keeps_its_row_and_the_next_paper_takes_the_next(here, running):
    documents, first = Documents(here), walk(here)
    fresh, _ = documents.void(DUTY, first, "级别写错")
    assert paper(here).id == fresh
    walk(here, (35, 40, 45))
    rows = find(here, DocumentNumber, organ="绩防指", year=2024, order="n")
    assert [(r.n, bool(r.void_reason)) for r in rows] == [(9, True), (10, False)]
    assert gaps([r.n for r in rows], 9) == ()
    (clock,) = find(here, Due, kind="publish")
    assert clock.subject_id == fresh  # the time since the decision goes on


def test_the_series_goes_on_over_adjustments_and_begins_anew_with_the_year(here, running):
    walk(here)
    Responses(here).decide(
        DUTY, flood.adjust(running, flood.Level.III), flood.ruling(flood.DEPUTY)
    )
    walk(here, (35, 40, 45))
    assert paper(here).number == "绩防指〔2024〕10号"
    assert paper(here).title == "关于将防汛应急响应调整为三级的通知"
    assert "由四级" not in paper(here).title


def test_the_text_may_be_changed_until_it_is_signed(here, running):
    documents, id_ = Documents(here), paper(here).id
    text = (Paragraph(ParagraphKind.DECISION, "改过的正文。"),)
    documents.edit(DUTY, id_, "新标题", text)
    documents.check(DUTY, id_, DECIDED + MINUTE)
    documents.sign(DUTY, id_, DECIDED + 2 * MINUTE)
    assert code_of(documents.edit, DUTY, id_, "x", text) == "document_signed"
    made = paper(here)
    assert made.title == "新标题"
    assert hand(made, Step.COUNTERSIGNED) is None


def test_the_next_report_hour_is_on_the_countys_clock(here, running):
    assert one(here, "inform").due_at == DECIDED + timedelta(hours=2)


def test_a_repeated_task_is_due_again_on_its_rhythm_while_the_level_stands(here, running):
    inform = one(here, "inform")  # 06:00 and 18:00
    Tasks(here).finish(DUTY, inform.id, at(here, 100))
    again = find(here, Task, code="inform", state=TaskState.ISSUED)[0]
    assert again.due_at == DECIDED + timedelta(hours=14)  # 06:00 of the next day
    assert clock_of(here, again).due_at == again.due_at
    Tasks(here).finish(DUTY, one(here, "consult").id, DECIDED)
    assert find(here, Task, code="consult", state=TaskState.ISSUED) == []
