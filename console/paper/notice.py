"""A start, adjust, pause, resume or end notice as a sheet: red head, text, seal, 版记.

The shape is that of 绩防指〔2024〕9号: one paragraph of facts, one of ground and decision, then the
requirements 一、二、三. The words are the record's; nothing is added but the numbering.
"""

from collections.abc import Iterable, Iterator
from re import match

from console.domain.document import Document, Notice, ParagraphKind, notice
from console.domain.document import Paragraph as Said
from console.paper.sheet import Paragraph, Rank, Sheet
from console.wording import spoken_date
from console.wording.document import NOT_NUMBERED
from console.wording.paper import (
    ABOUT,
    MARK_SUFFIX,
    ORDINAL,
    ORDINALS,
    STOP,
    UNSIGNED,
    URGENCY,
    VOID,
)

_LEAD = 18  # a first sentence up to this long is a heading, a longer one is text
_SITUATION = frozenset({ParagraphKind.FACTS, ParagraphKind.WORKS})


def notice_sheet(
    document: Document,
    *,
    organ_mark: str = "",
    notes: tuple[str, ...] = (),
    drill: bool = False,
) -> Sheet:
    """The paper of the record; before it is signed it says 未签发 across the page."""
    said = notice(document)
    signed = said.date is not None
    return Sheet(
        record_id=document.id,
        stated=said.printed_at or said.date or document.decided_at,
        title=titled(said),
        organ_mark=organ_mark or MARK_SUFFIX.format(organ=said.signature),
        number=said.number or NOT_NUMBERED,
        urgency=URGENCY[said.urgency],
        addressees=said.addressees,
        blocks=tuple(_blocks(said.paragraphs)),
        signature=said.signature,
        date=spoken_date(said.date or document.decided_at),
        notes=notes,
        copies_to=said.copies_to,
        printed_by=said.printed_by,
        printed_on=spoken_date(said.printed_at or said.date or document.decided_at),
        drill=drill,
        stamp=VOID if said.void else "" if signed else UNSIGNED,
    )


def titled(said: Notice) -> str:
    """Organ, matter and kind make a title (党政机关公文处理工作条例 第九条); two lines, centred."""
    return f"{said.signature}\n{said.title}" if said.title.startswith(ABOUT) else said.title


def _blocks(paragraphs: Iterable[Said]) -> Iterator[Paragraph]:
    """What is and what stands behind it is one paragraph, as the county writes it."""
    situation, requirement = "", 0
    for said in paragraphs:
        if said.kind in _SITUATION:
            situation += said.text
            continue
        if situation:
            yield Paragraph(text=situation)
            situation = ""
        if said.kind is ParagraphKind.REQUIREMENT:
            requirement += 1
            yield _requirement(requirement, said.text)
        else:
            yield Paragraph(text=said.text)
    if situation:
        yield Paragraph(text=situation)


def _requirement(n: int, text: str) -> Paragraph:
    first, stop, rest = text.partition(STOP)
    if rest and len(first) <= _LEAD:
        return Paragraph(
            head=ORDINAL.format(n=ordinal(n)) + first + stop, text=rest, rank=Rank.FIRST
        )
    plain = text if not match(rf"[{ORDINALS}]+、", text) else text.split("、", 1)[1]
    return Paragraph(head=ORDINAL.format(n=ordinal(n)), text=plain, rank=Rank.FIRST)


def ordinal(n: int) -> str:
    """1–99 as 一, 十, 十一, 二十, 九十九."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return head + (ORDINALS[ones - 1] if ones else "")
