"""Papers: the gapless number, the chain of hands, void and receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.document import (
    MAY_BE_LEFT_OUT,
    STEPS,
    Document,
    DocumentKind,
    DocumentNumber,
    Paragraph,
    ParagraphKind,
    Receipt,
    SignMode,
    Step,
    advance,
    edit,
    gaps,
    hand,
    next_number,
    next_step,
    notice,
    number,
    number_text,
    read_number,
    receive,
    sign,
    sign_on_paper,
    time_to_publication,
    void,
)
from console.domain.refused import Refused

T = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)  # 16:00 in 绩溪
MINUTE = timedelta(minutes=1)
TEXT = (Paragraph(ParagraphKind.DECISION, "县防指决定自6月20日16时起启动防汛四级应急响应。"),)


def draft():
    made = Document(
        id="x",
        kind=DocumentKind.START,
        event_id="e",
        response_id="r",
        approval_id="a",
        organ="绩防指",
        title="关于启动防汛四级应急响应的通知",
        addressees=("各乡镇人民政府", "县防指成员单位"),
        paragraphs=TEXT,
        signature="绩溪县防汛抗旱指挥部",
        decided_at=T,
    )
    return advance(made, Step.DRAFTED, at=T + MINUTE, by="主班")


def signed():
    return sign(draft(), at=T + 20 * MINUTE, by="局长", mode=SignMode.ORAL)


def row(n=9):
    return DocumentNumber(
        id="n", organ="绩防指", year=2024, n=n, document_id="x", title="", allotted_at=T
    )


def published():
    made = number(signed(), row(), at=T + 30 * MINUTE, by="主班")
    made = advance(made, Step.SEALED, at=T + 40 * MINUTE, by="主班")
    return advance(made, Step.PUBLISHED, at=T + 65 * MINUTE, by="主班")


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    return no.value.code


def test_the_notice_of_june_2024_is_number_nine_and_took_65_minutes():
    made = published()
    assert made.number == "绩防指〔2024〕9号"
    assert time_to_publication(made) == timedelta(minutes=65)


@pytest.mark.parametrize(
    ("taken", "first", "n"),
    [((), 9, 9), ((9,), 9, 10), ((9, 10), 1, 11), ((), 1, 1), ((3,), 9, 9)],
)
def test_the_next_number_goes_on_from_the_register(taken, first, n):
    assert next_number(taken, first) == n


@given(st.integers(1, 500), st.integers(0, 60))
def test_law_numbers_drawn_one_after_another_leave_no_gap_and_never_repeat(first, count):
    taken: list[int] = []
    for _ in range(count):
        taken.append(next_number(taken, first))
    assert len(set(taken)) == count
    assert gaps(taken, first) == ()


@given(st.integers(2000, 2100), st.integers(1, 10_000))
def test_law_a_number_reads_back_as_it_was_written(year, n):
    assert read_number(number_text("绩防指", year, n)) == ("绩防指", year, n)


@pytest.mark.parametrize("text", ["绩防指[2024]9号", "绩防指〔2024〕09号", "绩防指〔24〕9号", ""])
def test_a_number_in_another_form_is_refused(text):
    assert code_of(read_number, text) == "number_form"


def test_checking_and_countersigning_may_be_left_out_and_stay_empty():
    made = signed()
    assert hand(made, Step.CHECKED) is None
    assert next_step(made) is Step.NUMBERED


@pytest.mark.parametrize("step", [Step.NUMBERED, Step.SEALED, Step.PUBLISHED])
def test_nothing_goes_out_unsigned(step):
    assert code_of(advance, draft(), step, at=T + 2 * MINUTE, by="x") == "document_step_missing"


def test_a_hand_comes_once_in_order_and_not_before_the_last_one():
    made = signed()
    assert code_of(advance, made, Step.SIGNED, at=T, by="x") == "document_step_done"
    assert code_of(advance, made, Step.CHECKED, at=T, by="x") == "document_step_passed"
    assert code_of(advance, made, Step.NUMBERED, at=T, by="x") == "document_step_early"


def test_the_text_is_closed_once_it_is_signed():
    assert edit(draft(), title=" 新题 ", paragraphs=TEXT).title == "新题"
    assert code_of(edit, signed(), title="x", paragraphs=TEXT) == "document_signed"
    blank = (Paragraph(ParagraphKind.TEXT, " "),)
    assert code_of(edit, draft(), title="x", paragraphs=blank) == "document_empty"


def test_an_oral_signature_is_marked_and_signed_on_paper_later():
    later = sign_on_paper(signed(), at=T + 90 * MINUTE)
    assert (later.sign_mode, later.signed_on_paper_at) == (SignMode.ORAL, T + 90 * MINUTE)
    assert sign_on_paper(later, at=T + 99 * MINUTE) == later


def test_void_needs_a_reason_and_is_too_late_after_publication():
    assert code_of(void, draft(), at=T, reason="") == "reason_missing"
    gone = void(signed(), at=T, reason="级别写错")
    assert next_step(gone) is None
    assert code_of(advance, gone, Step.NUMBERED, at=T, by="x") == "document_void"
    assert code_of(void, published(), at=T, reason="x") == "document_published"


def test_a_receipt_is_given_once_and_not_before_the_paper_left():
    waiting = Receipt(id="q", document_id="x", unit="临溪镇", sent_at=T)
    assert code_of(receive, waiting, at=T - MINUTE) == "receipt_early"
    got = receive(waiting, at=T + MINUTE, note="值班室 签收")
    assert code_of(receive, got, at=T + MINUTE) == "receipt_done"


def test_the_paper_carries_the_date_of_its_signature():
    paper = notice(published())
    assert paper.date == T + 20 * MINUTE
    assert paper.printed_at == T + 65 * MINUTE
    assert notice(draft()).number == ""


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_law_whatever_is_tried_the_hands_stand_in_order_and_none_is_skipped_that_counts(tries):
    made = draft()
    for i, step in enumerate(tries):
        try:
            made = advance(made, step, at=T + (i + 2) * MINUTE, by="x")
        except Refused:
            continue
    steps = [h.step for h in made.hands]
    assert steps == sorted(set(steps), key=STEPS.index)
    before = STEPS[: STEPS.index(steps[-1])]
    assert set(before) - set(steps) <= MAY_BE_LEFT_OUT
