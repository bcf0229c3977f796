"""What a transfer carries, as a sentence says it, and which lots would carry it best.

Shared by the hands of `transfers`; nothing here decides or writes a movement.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from console.domain.changes import Kind
from console.domain.entry import Entry, Fact
from console.domain.refused import Refused
from console.domain.shipment import Arrival, Pick, picks
from console.domain.transfer import Flow, Line, Transfer
from console.services import stock
from console.wording import number
from console.wording.document import NOT_NUMBERED
from db.work import Read, Work

SLACK = timedelta(minutes=2)


def timely(w: Work, at: datetime, *after: datetime | None) -> None:
    """A stated time lies after what it follows and, but for a slow clock, not ahead of now."""
    if at > w.now + SLACK:
        raise Refused("stated_ahead", at=at, field="at")
    for before in after:
        if before is not None and at < before:
            raise Refused("time_goes_back", at=at, before=before, field="at")


def number_of(made: Transfer) -> str:
    """As a sentence names the order: 待编号 where it went out away from the seat."""
    return made.number or NOT_NUMBERED


def suggest(
    read: Read, made: Transfer, lines: Sequence[Line], flow: Mapping[str, Flow], day: date
) -> tuple[Pick, ...]:
    """FEFO lots of the sending depot for what the order still lacks."""
    here = stock.depot_sums(read, made.from_depot_id)
    batches = stock.batches_of(read, here)
    chosen: list[Pick] = []
    for line in lines:
        lacking = line.approved - flow.get(line.id, Flow()).sent
        chosen += picks(line, lacking, batches, here, day)
    return tuple(chosen)


def lines_of(read: Read, id: str) -> list[Line]:  # noqa: A002
    return read.find(Line, transfer_id=id)


def told_lines(read: Read, parts: Mapping[Line, int]) -> str:
    items = stock.items_by_id(read, (line.item_id for line in parts))
    return stock.told((items[line.item_id], n) for line, n in parts.items() if n)


def what_of(read: Read, made: Transfer) -> str:
    return told_lines(
        read, {line: line.approved or line.requested for line in lines_of(read, made.id)}
    )


def by_line(lines: Sequence[Line], taken: Sequence[Pick]) -> dict[Line, int]:
    return {line: sum(p.quantity for p in taken if p.line_id == line.id) for line in lines}


def good(lines: Sequence[Line], came: Sequence[Arrival]) -> dict[Line, int]:
    return {line: sum(a.good for a in came if a.line_id == line.id) for line in lines}


def difference(came: Sequence[Arrival]) -> str:
    short, damaged = sum(a.short for a in came), sum(a.damaged for a in came)
    parts = [f"短少 {number(short)}"] if short else []
    parts += [f"损坏 {number(damaged)}"] if damaged else []
    whys = "、".join(dict.fromkeys(a.why.strip() for a in came if a.why.strip()))
    return f"{'、'.join(parts)}:{whys}" if parts else ""


def log(
    w: Work,
    kind: str,
    made: Transfer,
    at: datetime,
    facts: Mapping[str, Fact],
    *,
    important: bool = False,
    reason: str = "",
    approver: tuple[str, str] = ("", ""),
) -> None:
    """`approver` is (officer id, name): the name is sealed under the officer's own key."""
    w.log(
        Entry(
            kind=kind,
            subject_kind=Kind.TRANSFER,
            subject_id=made.id,
            at=at,
            facts=facts,
            private={"name": approver[1]} if approver[1] else {},
            about=approver[0],
            important=important,
            reason=reason,
        )
    )
