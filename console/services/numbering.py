"""Document numbers: one gapless series for each organ and year, given by the seat alone (D2).

Two consoles apart would both give the next number. So a console away from the seat lets a paper
go its way as 待编号, and the seat gives those their numbers, in the order of their 编号, when it
has seen them. A paper that has its number keeps it, a void one its row.
"""

from dataclasses import replace
from datetime import datetime

from console.domain import document
from console.domain.changes import Kind
from console.domain.document import Document, DocumentNumber, Step
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.station import Standing, Verdict
from console.domain.transfer import State, Transfer
from console.services.receipts import paper_line
from console.services.verdicts import holds_seat
from console.wording import local
from console.wording.document import TRANSFER_ORDER
from db.work import Read, Work
from resources.response import rules
from resources.supplies import transfer_rules

_NUMBERED_STATES = (State.ORDERED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a number is for; `at` decides the order and the year."""

    id: str
    organ: str
    title: str
    at: datetime
    first: int


def of_document(paper: Document, at: datetime) -> Paper:
    first = rules().first_number(paper.organ, local(at).year)
    return Paper(paper.id, paper.organ, paper.title, at, first)


def of_transfer(transfer_id: str, at: datetime) -> Paper:
    county = transfer_rules()
    return Paper(transfer_id, county.organ, TRANSFER_ORDER, at, county.first_number)


def allot(w: Work, paper: Paper, at: datetime | None = None) -> DocumentNumber | None:
    """The next of the series; None away from the seat, where the paper reads 待编号."""
    if not holds_seat(w):
        return None
    year = local(paper.at).year
    taken = [row.n for row in w.find(DocumentNumber, organ=paper.organ, year=year)]
    row = DocumentNumber(
        id=w.new_id(),
        organ=paper.organ,
        year=year,
        n=document.next_number(taken, paper.first),
        document_id=paper.id,
        title=paper.title,
        allotted_at=at or paper.at,
    )
    w.save(row)
    return row


def text_of(row: DocumentNumber | None) -> str:
    return "" if row is None else document.number_text(row.organ, row.year, row.n)


def waiting(read: Read) -> list[Paper]:
    """Papers and orders that went their way without a number, in the order of their 编号."""
    found = []
    for paper in read.find(Document, number_id=None, voided_at=None):
        numbered = document.hand(paper, Step.NUMBERED)
        if numbered is not None and not _given_up(read, paper):
            found.append(of_document(paper, numbered.at))
    ordered = read.find(Transfer, number="", state__in=_NUMBERED_STATES)
    found += [of_transfer(one.id, one.ordered_at) for one in ordered if one.ordered_at]
    return sorted(found, key=lambda one: (one.at, one.id))


def _given_up(read: Read, paper: Document) -> bool:
    """Of a decision that gave way, and never printed: it will be made void, it needs no number."""
    if document.hand(paper, Step.PUBLISHED) is not None:
        return False
    return bool(
        read.find(Verdict, decision_id=paper.approval_id, standing=Standing.SUPERSEDED, limit=1)
    )


def give(w: Work, paper: Paper) -> None:
    """At the seat: the number that a paper has waited for."""
    row = allot(w, paper, w.now)
    if row is None:
        return
    text = text_of(row)
    made = w.seek(Document, paper.id)
    if made is not None:
        numbered = document.with_number(made, row)
        w.save(numbered)
        w.log(paper_line("document_numbered_later", numbered, w.now))
        return
    w.save(replace(w.get(Transfer, paper.id), number=text))
    w.log(
        Entry(
            kind="transfer_numbered_later",
            subject_kind=Kind.TRANSFER,
            subject_id=paper.id,
            at=w.now,
            facts={"number": text},
        )
    )
