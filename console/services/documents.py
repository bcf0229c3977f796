"""Papers of a response: drafted with the decision, then moved from hand to hand.

The draft is made in the transaction of the decision, so that a started response without its
notice can't exist. The number is drawn at 编号 from the register of the organ and the year; a
void paper gives its number back to nobody.
"""

from dataclasses import replace
from datetime import datetime

from console.domain import document
from console.domain.changes import Changes, Kind
from console.domain.document import (
    Document,
    DocumentKind,
    DocumentNumber,
    Paragraph,
    SignMode,
    Step,
)
from console.domain.due import Limit, raised
from console.domain.plan import Plan
from console.domain.record import dataclass
from console.domain.response import Action, Approval, Mode
from console.services import dues, numbering
from console.services.notices import NoticeText
from console.services.permission import Permission, permit
from console.services.receipts import open_receipts, paper_line
from console.services.world import World
from console.wording import span
from console.wording.document import SIGN_MODE
from console.wording.response import PUBLISH_TITLE
from db.work import Work
from resources.response import rules

PUBLISH = "publish"
KINDS = {
    Action.START: DocumentKind.START,
    Action.ADJUST: DocumentKind.ADJUST,
    Action.PAUSE: DocumentKind.PAUSE,
    Action.RESUME: DocumentKind.RESUME,
    Action.END: DocumentKind.END,
}
_ENTRY = {
    Step.CHECKED: "document_checked",
    Step.COUNTERSIGNED: "document_countersigned",
    Step.SIGNED: "document_signed",
    Step.NUMBERED: "document_numbered",
    Step.SEALED: "document_sealed",
    Step.PUBLISHED: "document_published",
}


def draft(
    w: Work, plan: Plan, approval: Approval, text: NoticeText, limit: Limit | None
) -> Document:
    """The notice of a decision, with its clock to publication; part of the decision's write."""
    county = rules()
    made = Document(
        id=w.new_id(),
        kind=KINDS[approval.action],
        event_id=approval.event_id,
        response_id=approval.response_id,
        approval_id=approval.id,
        organ=plan.document_organ,
        title=text.title,
        addressees=text.addressees,
        paragraphs=text.paragraphs,
        signature=plan.signature,
        decided_at=approval.decided_at,
        copies_to=county.copies_to,
        printed_by=county.printed_by,
    )
    made = document.advance(made, Step.DRAFTED, at=w.now, by=w.actor)
    w.save(made)
    if limit is not None:
        due_title = PUBLISH_TITLE.format(title=made.title)
        w.save(
            raised(
                w.new_id(),
                PUBLISH,
                (Kind.DOCUMENT, made.id),
                due_title,
                at=approval.decided_at,
                limit=limit,
                event_id=made.event_id,
            )
        )
    w.log(paper_line("document_drafted", made, w.now))
    return made


def sign_on_paper(w: Work, approval: Approval) -> None:
    """补书面 of the decision is also the ink under the papers that were signed by word of mouth."""
    assert approval.paper_at is not None
    for paper in w.find(Document, approval_id=approval.id):
        signed = document.sign_on_paper(paper, at=approval.paper_at)
        if signed != paper:
            w.save(signed)


@dataclass(frozen=True)
class Documents:
    world: World

    def edit(
        self, actor: str, document_id: str, title: str, paragraphs: tuple[Paragraph, ...]
    ) -> Changes:
        """改稿, until it is signed."""
        with self.world.store.write(actor, "document.edit") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            made = document.edit(w.get(Document, document_id), title=title, paragraphs=paragraphs)
            w.save(made)
            w.log(paper_line("document_edited", made, w.now))
        return w.changes

    def check(self, actor: str, document_id: str, at: datetime) -> Changes:
        """核稿."""
        return self._hand(actor, document_id, Step.CHECKED, at)

    def countersign(self, actor: str, document_id: str, at: datetime) -> Changes:
        """会签."""
        return self._hand(actor, document_id, Step.COUNTERSIGNED, at)

    def sign(
        self, actor: str, document_id: str, at: datetime, mode: SignMode | None = None
    ) -> Changes:
        """签发 by the approver; by word of mouth unless the decision has its paper already."""
        with self.world.store.write(actor, "document.sign") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            paper = w.get(Document, document_id)
            decision = w.get(Approval, paper.approval_id)
            how = mode or (SignMode.WRITTEN if _on_paper(decision) else SignMode.ORAL)
            signed = document.sign(paper, at=at, by=decision.approver_id, mode=how)
            w.save(signed)
            w.log(paper_line("document_signed", signed, at, mode=SIGN_MODE[how]))
        return w.changes

    def number(self, actor: str, document_id: str, at: datetime) -> Changes:
        """编号: the next of the organ's series for the year; away from the seat 待编号."""
        with self.world.store.write(actor, "document.number") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            paper = w.get(Document, document_id)
            document.advance(paper, Step.NUMBERED, at=at, by=actor)  # refused before a number goes
            row = numbering.allot(w, numbering.of_document(paper, at))
            numbered = document.number(paper, row, at=at, by=actor)
            w.save(numbered)
            w.log(paper_line("document_numbered", numbered, at))
        return w.changes

    def seal(self, actor: str, document_id: str, at: datetime) -> Changes:
        """用印."""
        return self._hand(actor, document_id, Step.SEALED, at)

    def publish(
        self, actor: str, document_id: str, at: datetime, late_reason: str = ""
    ) -> Changes:
        """印发: the clock from the decision stops, late only with a reason; receipts begin."""
        with self.world.store.write(actor, "document.publish") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            paper = document.advance(w.get(Document, document_id), Step.PUBLISHED, at=at, by=actor)
            w.save(paper)
            dues.meet(w, PUBLISH, document_id, at=at, reason=late_reason)
            open_receipts(w, paper, at)
            took = span(document.time_to_publication(paper))
            reason = late_reason.strip()
            w.log(
                paper_line(
                    "document_published", paper, at, took=took, reason=reason, important=True
                )
            )
        return w.changes

    def void(self, actor: str, document_id: str, reason: str) -> tuple[str, Changes]:
        """作废 with its number, and a fresh draft of the same text to work on."""
        with self.world.store.write(actor, "document.void") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            gone = document.void(w.get(Document, document_id), at=w.now, reason=reason)
            w.save(gone)
            if gone.number_id is not None:
                row = w.get(DocumentNumber, gone.number_id)
                w.save(document.void_number(row, at=w.now, reason=reason))
            w.log(paper_line("document_void", gone, w.now, reason=gone.void_reason))
            fresh = _again(w, gone)
        return fresh.id, w.changes

    def _hand(self, actor: str, document_id: str, step: Step, at: datetime) -> Changes:
        with self.world.store.write(actor, f"document.{step}") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            moved = document.advance(w.get(Document, document_id), step, at=at, by=actor)
            w.save(moved)
            w.log(paper_line(_ENTRY[step], moved, at))
        return w.changes


def _again(w: Work, gone: Document) -> Document:
    fresh = replace(
        gone,
        id=w.new_id(),
        hands=(),
        sign_mode=None,
        signed_on_paper_at=None,
        number="",
        number_id=None,
        voided_at=None,
        void_reason="",
    )
    fresh = document.advance(fresh, Step.DRAFTED, at=w.now, by=w.actor)
    w.save(fresh)
    running = dues.running(w, PUBLISH, gone.id)
    if running is not None:
        w.save(replace(running, subject_id=fresh.id))
    w.log(paper_line("document_drafted", fresh, w.now))
    return fresh


def _on_paper(decision: Approval) -> bool:
    return decision.mode is Mode.WRITTEN or decision.paper_at is not None
