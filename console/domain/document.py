"""A paper that leaves the hall: its text, its number and the chain of hands it goes through.

Shaped by three things. The text is kept as structured paragraphs, so that PDF, docx and screen
are renderings of one record and can't differ. The number comes from one gapless series for each
organ and year, and a void number keeps its row (the register of 绩防指〔2024〕9号 must show where
8 went). The chain 拟稿 → 核稿 → 会签 → 签发 → 编号 → 用印 → 印发 → 签收 keeps a time of its own for
each hand; a hand that was left out stays empty and is never filled in afterwards by guess.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from re import fullmatch

from console.domain.record import dataclass
from console.domain.refused import Refused

NUMBER_FORM = r"(?P<organ>\w+)〔(?P<year>\d{4})〕(?P<n>[1-9]\d*)号"


class DocumentKind(StrEnum):
    START = "start"  # 启动通知
    ADJUST = "adjust"  # 调整通知
    PAUSE = "pause"  # 暂停通知
    RESUME = "resume"  # 恢复通知
    END = "end"  # 终止通知


class ParagraphKind(StrEnum):
    FACTS = "facts"  # 雨水情实况
    WORKS = "works"  # 工程情况
    DECISION = "decision"  # 依据与决定
    REQUIREMENT = "requirement"  # 要求: the renderer writes 一、二、三 before it
    TEXT = "text"


class Urgency(StrEnum):
    NONE = "none"
    URGENT = "urgent"  # 加急
    FLASH = "flash"  # 特急


class Step(StrEnum):
    """The hands in order; 签收 is not here because it is a row for each unit."""

    DRAFTED = "drafted"  # 拟稿
    CHECKED = "checked"  # 核稿
    COUNTERSIGNED = "countersigned"  # 会签
    SIGNED = "signed"  # 签发
    NUMBERED = "numbered"  # 编号
    SEALED = "sealed"  # 用印
    PUBLISHED = "published"  # 印发


STEPS = tuple(Step)
MAY_BE_LEFT_OUT = frozenset({Step.CHECKED, Step.COUNTERSIGNED})


class SignMode(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"  # 口头签发,事后补签


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What `console.paper` sets on A4 (GB/T 9704); `number` is empty while it reads 待编号."""

    title: str
    number: str
    addressees: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    signature: str
    date: datetime | None = None
    urgency: Urgency = Urgency.NONE
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_at: datetime | None = None
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One hand of the chain: which, when by the officer's word, and who."""

    step: Step
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper and its way; `decided_at` is the decision that its time to publication counts from."""

    id: str
    kind: DocumentKind
    event_id: str
    response_id: str
    approval_id: str
    organ: str  # 机关代字: 绩防指
    title: str
    addressees: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    signature: str
    decided_at: datetime
    urgency: Urgency = Urgency.NONE
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    hands: tuple[Hand, ...] = ()
    sign_mode: SignMode | None = None
    signed_on_paper_at: datetime | None = None  # 事后补签
    number: str = ""
    number_id: str | None = None
    voided_at: datetime | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """One row of the register of numbers; it is never deleted, a void one says why."""

    id: str
    organ: str
    year: int
    n: int
    document_id: str
    title: str
    allotted_at: datetime
    voided_at: datetime | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That one unit has the paper (签收); a row stands from publication and waits for its time."""

    id: str
    document_id: str
    unit: str
    sent_at: datetime
    received_at: datetime | None = None
    note: str = ""


def number_text(organ: str, year: int, n: int) -> str:
    """Year in full in 〔〕, number without 第 and without leading noughts (GB/T 9704 7.2.5)."""
    return f"{organ}〔{year}〕{n}号"


def next_number(taken: Iterable[int], first: int) -> int:
    """The next of one series: void numbers count as taken, a new series begins at `first`.

    `first` is county data: a console set up in mid-year goes on where the paper register stands.
    """
    return max((*taken, first - 1)) + 1


def gaps(taken: Iterable[int], first: int) -> tuple[int, ...]:
    """Numbers of a series that nobody has; anything but () is a fault of the register."""
    have = set(taken)
    return tuple(n for n in range(first, max(have, default=first - 1)) if n not in have)


def read_number(text: str) -> tuple[str, int, int]:
    found = fullmatch(NUMBER_FORM, text.strip())
    if found is None:
        raise Refused("number_form", text=text)
    return found["organ"], int(found["year"]), int(found["n"])


def hand(document: Document, step: Step) -> Hand | None:
    return next((h for h in document.hands if h.step is step), None)


def reached(document: Document) -> Step | None:
    return document.hands[-1].step if document.hands else None


def next_step(document: Document) -> Step | None:
    """The next hand that must not be left out; None when printed or void."""
    if document.voided_at is not None:
        return None
    last = reached(document)
    after = STEPS[STEPS.index(last) + 1 :] if last else STEPS
    return next((step for step in after if step not in MAY_BE_LEFT_OUT), None)


def edit(document: Document, *, title: str, paragraphs: tuple[Paragraph, ...]) -> Document:
    """The text is open until it is signed; what was signed is what is printed."""
    _standing(document)
    if hand(document, Step.SIGNED):
        raise Refused("document_signed", title=document.title)
    if not title.strip() or not any(p.text.strip() for p in paragraphs):
        raise Refused("document_empty")
    kept = tuple(p for p in paragraphs if p.text.strip())
    return replace(document, title=title.strip(), paragraphs=kept)


def advance(document: Document, step: Step, *, at: datetime, by: str) -> Document:
    """The paper goes to the next hand; 核稿 and 会签 may be left out, the others may not."""
    _standing(document)
    if hand(document, step):
        raise Refused("document_step_done", step=step)
    last = reached(document)
    position = STEPS.index(last) + 1 if last else 0
    if STEPS.index(step) < position:
        raise Refused("document_step_passed", step=step)
    missing = [s for s in STEPS[position : STEPS.index(step)] if s not in MAY_BE_LEFT_OUT]
    if missing:
        raise Refused("document_step_missing", missing=missing[0], step=step)
    if document.hands and at < document.hands[-1].at:
        raise Refused("document_step_early", step=step, before=document.hands[-1].step)
    return replace(document, hands=(*document.hands, Hand(step=step, at=at, by=by)))


def sign(document: Document, *, at: datetime, by: str, mode: SignMode) -> Document:
    """签发; by word of mouth counts at once and is marked so until it is signed on paper."""
    return replace(advance(document, Step.SIGNED, at=at, by=by), sign_mode=mode)


def sign_on_paper(document: Document, *, at: datetime) -> Document:
    """事后补签: the mark of the oral signature stays, the time of the ink stands beside it."""
    if document.sign_mode is not SignMode.ORAL or document.signed_on_paper_at is not None:
        return document
    return replace(document, signed_on_paper_at=at)


def number(document: Document, row: DocumentNumber | None, *, at: datetime, by: str) -> Document:
    """编号; without a row the paper goes on as 待编号 until the seat gives it one (D2)."""
    moved = advance(document, Step.NUMBERED, at=at, by=by)
    return moved if row is None else with_number(moved, row)


def with_number(document: Document, row: DocumentNumber) -> Document:
    """The number that the paper has waited for; its hands keep their times."""
    _standing(document)
    if document.number_id is not None:
        raise Refused("document_step_done", step=Step.NUMBERED)
    return replace(document, number=number_text(row.organ, row.year, row.n), number_id=row.id)


def void(document: Document, *, at: datetime, reason: str) -> Document:
    """A paper that is out can't be made void, it is corrected by another one."""
    _standing(document)
    if hand(document, Step.PUBLISHED):
        raise Refused("document_published", number=document.number or document.title)
    if not reason.strip():
        raise Refused("reason_missing", what="void")
    return replace(document, voided_at=at, void_reason=reason.strip())


def void_number(row: DocumentNumber, *, at: datetime, reason: str) -> DocumentNumber:
    return replace(row, voided_at=at, void_reason=reason.strip())


def receive(receipt: Receipt, *, at: datetime, note: str = "") -> Receipt:
    if receipt.received_at is not None:
        raise Refused("receipt_done", unit=receipt.unit)
    if at < receipt.sent_at:
        raise Refused("receipt_early", unit=receipt.unit)
    return replace(receipt, received_at=at, note=note.strip())


def time_to_publication(document: Document) -> timedelta | None:
    """From the decision to 印发: 65 minutes for the flood of June 2024."""
    out = hand(document, Step.PUBLISHED)
    return out.at - document.decided_at if out else None


def notice(document: Document) -> Notice:
    """The paper as it is to be set; the date is that of the signature (成文日期)."""
    signed, out = hand(document, Step.SIGNED), hand(document, Step.PUBLISHED)
    return Notice(
        title=document.title,
        number=document.number,
        addressees=document.addressees,
        paragraphs=document.paragraphs,
        signature=document.signature,
        date=signed.at if signed else None,
        urgency=document.urgency,
        copies_to=document.copies_to,
        printed_by=document.printed_by,
        printed_at=out.at if out else None,
        void=document.voided_at is not None,
    )


def _standing(document: Document) -> None:
    if document.voided_at is not None:
        raise Refused("document_void", title=document.title)
