"""From a record to the files that leave the hall: facts read, sheet set, files put, line written.

Every function here runs on a worker. The line in the journal comes after the files, so that it
never speaks of a paper that a full disk refused.
"""

from datetime import datetime
from pathlib import Path

from console.domain.changes import Changes, Kind
from console.domain.document import Document
from console.domain.handover import Handover, HandoverState
from console.domain.refused import Refused, Unavailable
from console.domain.transfer import Transfer
from console.paper.handover_sheet import handover_sheet
from console.paper.notice import notice_sheet
from console.paper.print_job import Exported, answer, export
from console.paper.recovery_page import recovery_page
from console.paper.sheet import Sheet
from console.paper.transfer_slip import transfer_slip
from console.services.papers import Papers
from console.wording import local
from console.wording.document import NOT_NUMBERED
from console.wording.paper import (
    DRILL,
    HANDOVER_TITLE,
    RECOVERY_TITLE,
    SLIP_TITLE,
    UNSIGNED_HANDOVER,
    VOID,
)

Handed = tuple[Exported, Changes]
PRIVATE = 0o700  # names and numbers lie open in a paper


def export_notice(
    papers: Papers, actor: str, document_id: str, folder: Path | None = None
) -> Handed:
    """启动、调整、暂停、恢复、终止通知; a draft says 待编号 and 未签发 on its face."""
    papers.permit(actor)
    paper = papers.notice(document_id)
    sheet = notice_sheet(paper, drill=papers.drill)
    name = _name(papers, _notice(paper))
    return _hand_out(papers, actor, (Kind.DOCUMENT, paper.id), sheet, (name, paper.title), folder)


def export_slip(
    papers: Papers, actor: str, transfer_id: str, folder: Path | None = None
) -> Handed:
    """调拨单."""
    papers.permit(actor)
    made, facts = papers.slip(transfer_id)
    sheet = transfer_slip(made, facts, drill=papers.drill)
    name = _name(papers, _slip(made))
    return _hand_out(papers, actor, (Kind.TRANSFER, made.id), sheet, (name, SLIP_TITLE), folder)


def export_handover(
    papers: Papers, actor: str, handover_id: str, folder: Path | None = None
) -> Handed:
    """交接班表; before both have signed it says 未交接."""
    papers.permit(actor)
    card, facts = papers.handover(handover_id)
    stated = papers.world.now
    sheet = handover_sheet(card, facts, stated, drill=papers.drill)
    name = _name(papers, _handover(card, stated))
    return _hand_out(
        papers, actor, (Kind.HANDOVER, card.id), sheet, (name, HANDOVER_TITLE), folder
    )


def export_recovery(
    papers: Papers, actor: str, key: str, store_id: str, folder: Path | None = None
) -> Handed:
    """The page with the recovery key: one PDF, and nothing of the key in the journal."""
    papers.permit(actor)
    sheet = recovery_page(key, store_id, papers.world.now)
    made = export(sheet, _place(papers, folder), RECOVERY_TITLE, editable=False)
    changes = papers.note_export(actor, (Kind.SETTING, "recovery"), RECOVERY_TITLE, made.names)
    return made, changes


def _hand_out(
    papers: Papers,
    actor: str,
    subject: tuple[Kind, str],
    sheet: Sheet,
    called: tuple[str, str],
    folder: Path | None,
) -> Handed:
    """`called` is the name of the files and of the paper."""
    name, what = called
    made = export(sheet, _place(papers, folder), name)
    return made, papers.note_export(actor, subject, what, made.names)


def _place(papers: Papers, chosen: Path | None) -> Path:
    """The console's own folder is made where it is missing; one that somebody chose is not."""
    folder = chosen or papers.folder
    if folder is None:
        raise Refused("paper_no_place")
    if folder.exists() and not folder.is_dir():
        raise Unavailable("paper_not_folder", folder=str(folder))
    if folder == papers.folder:
        try:
            folder.mkdir(PRIVATE, parents=True, exist_ok=True)
        except OSError as fault:
            raise answer(fault, folder) from fault
    return folder


# Names of files: two papers that are not yet numbered must not take each other's place. ---------


def _name(papers: Papers, stem: str) -> str:
    return f"{DRILL} {stem}" if papers.drill else stem


def _notice(paper: Document) -> str:
    head = paper.number or f"{_stamp(paper.decided_at)} {NOT_NUMBERED}"
    return f"{VOID} {head} {paper.title}" if paper.voided_at else f"{head} {paper.title}"


def _slip(made: Transfer) -> str:
    head = made.number or f"{_stamp(made.requested_at)} {NOT_NUMBERED}"
    return f"{head} {SLIP_TITLE}"


def _handover(card: Handover, stated: datetime) -> str:
    if card.state is HandoverState.TAKEN:
        return f"{_stamp(card.taken_at or stated)} {HANDOVER_TITLE}"
    return f"{_stamp(card.given_at or stated)} {HANDOVER_TITLE} {UNSIGNED_HANDOVER}"


def _stamp(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H%M}"
