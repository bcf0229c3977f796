"""A document before it has a shape: what is said, in which order, under which names.

PDF and docx are both made from the same list of parts (`parts`), so they cannot say different
things. The parts and their order are those of GB/T 9704-2012; everything here is already in
words, the builders beside this module make it from records.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto

from console.wording.paper import (
    ATTACHMENT,
    ATTACHMENT_NUMBERED,
    BRACKETED,
    COLON,
    COMMA,
    COPIES,
    DRILL,
    PRINTED_ON,
    STOP,
)


class Rank(Enum):
    """一、 in 黑体, （一） in 楷体; everything deeper is set like the body."""

    BODY = 0
    FIRST = 1
    SECOND = 2


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`head` is set in the face of its rank and runs on into `text`."""

    text: str = ""
    head: str = ""
    rank: Rank = Rank.BODY
    indent: bool = True

    @property
    def words(self) -> str:
        return self.head + self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """Its text may have several lines; a label is set in 黑体 and centred."""

    text: str
    span: int = 1
    label: bool = False
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the column's part of the full width; no column of a form has a title."""

    share: int
    title: str = ""
    align: Align = Align.CENTRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """As wide as the type area; the titles of its columns come again on every page.

    `together` keeps a short one, such as the signatures, on one page.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    size: float = 12.0
    together: bool = False

    @property
    def titled(self) -> bool:
        return any(column.title for column in self.columns)


Block = Paragraph | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One document. `stated` dates the files, so that one record always gives the same bytes.

    With `organ_mark` it has a red head; without it the number and the date stand under the title,
    as on a form. `title` has a line feed where its lines are to break.
    """

    record_id: str
    stated: datetime
    title: str
    organ_mark: str = ""
    number: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    addressees: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: str = ""
    drill: bool = False
    stamp: str = ""

    @property
    def watermark(self) -> str:
        """What lies across every page: 演练 before all else, then 作废 or 未签发."""
        return DRILL if self.drill else self.stamp


class Role(Enum):
    """The parts of a document in the order of the standard."""

    COPY_NUMBER = auto()
    SECRECY = auto()
    URGENCY = auto()
    MARK = auto()
    NUMBER = auto()
    TITLE = auto()
    FORM_LINE = auto()
    ADDRESSEES = auto()
    PARAGRAPH = auto()
    TABLE = auto()
    ATTACHMENT = auto()
    SIGNATURE = auto()
    DATE = auto()
    NOTE = auto()
    COPIES = auto()
    PRINTED = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to be set; `right` is what stands at the other end of the same line."""

    role: Role
    text: str = ""
    right: str = ""
    block: Block = field(default_factory=Paragraph)


def parts(sheet: Sheet) -> tuple[Part, ...]:
    """Everything of the sheet in reading order, each phrase in its final words."""
    return (*_head(sheet), *_middle(sheet), *_close(sheet), *_foot(sheet))


def _given(role: Role, text: str) -> Iterator[Part]:
    if text:
        yield Part(role, text)


def _head(sheet: Sheet) -> Iterator[Part]:
    yield from _given(Role.COPY_NUMBER, sheet.copy_number)
    yield from _given(Role.SECRECY, sheet.secrecy)
    yield from _given(Role.URGENCY, sheet.urgency)
    if sheet.organ_mark:
        yield Part(Role.MARK, sheet.organ_mark)
        yield Part(Role.NUMBER, sheet.number)
    for line in sheet.title.split("\n"):
        yield Part(Role.TITLE, line)
    form_date = "" if sheet.signature else sheet.date
    if not sheet.organ_mark and (sheet.number or form_date):
        yield Part(Role.FORM_LINE, sheet.number, form_date)


def _middle(sheet: Sheet) -> Iterator[Part]:
    if sheet.addressees:
        yield Part(Role.ADDRESSEES, COMMA.join(sheet.addressees) + COLON)
    for block in sheet.blocks:
        role = Role.TABLE if isinstance(block, Table) else Role.PARAGRAPH
        yield Part(role, block=block)


def _close(sheet: Sheet) -> Iterator[Part]:
    if len(sheet.attachments) == 1:
        yield Part(Role.ATTACHMENT, sheet.attachments[0], ATTACHMENT)
    else:
        for n, name in enumerate(sheet.attachments, 1):
            lead = ATTACHMENT if n == 1 else ""
            yield Part(Role.ATTACHMENT, ATTACHMENT_NUMBERED.format(n=n, name=name), lead)
    if sheet.signature:
        yield Part(Role.SIGNATURE, sheet.signature)
        yield Part(Role.DATE, sheet.date)
    for note in sheet.notes:
        yield Part(Role.NOTE, BRACKETED.format(text=note))


def _foot(sheet: Sheet) -> Iterator[Part]:
    if sheet.copies_to:
        yield Part(Role.COPIES, COMMA.join(sheet.copies_to) + STOP, COPIES)
    if sheet.printed_by:
        yield Part(Role.PRINTED, sheet.printed_by, PRINTED_ON.format(date=sheet.printed_on))


_RIGHT_COMES_FIRST = frozenset({Role.ATTACHMENT, Role.COPIES})


def _said(part: Part) -> Iterator[str]:
    block = part.block
    if part.role in _RIGHT_COMES_FIRST:
        yield part.right + part.text
    elif isinstance(block, Table):
        if block.titled:
            yield from (column.title for column in block.columns)
        for row in block.rows:
            yield from (cell.text for cell in row)
    else:
        yield from (part.text, block.words, part.right)


def words(sheet: Sheet) -> str:
    """All that the document says, in order and without any space: what PDF and docx must give."""
    return bare("".join(said for part in parts(sheet) for said in _said(part)))


def bare(text: str) -> str:
    """Without any white space, which belongs to the setting and not to the words."""
    return "".join(text.split())
