"""交接班表: who goes, who comes, what is open and goes across, and both signatures.

Fields of the duty log (天气、带班领导、主班、副班、设备检查、未办结事项、交接双方签名与时刻); it is printed
from the locked record, so that paper and journal say the same.
"""

from collections.abc import Iterator
from datetime import datetime

from console.domain.handover import Handover, HandoverState, Item
from console.paper.sheet import Align, Block, Cell, Column, Paragraph, Rank, Sheet, Table
from console.services.glance.shift import FlowLine, HandoverFacts
from console.wording import UNKNOWN, date_time, full_time
from console.wording.paper import (
    HANDOVER_FLOW,
    HANDOVER_FLOW_COLUMNS,
    HANDOVER_LABEL,
    HANDOVER_OPEN,
    HANDOVER_OPEN_COLUMNS,
    HANDOVER_TITLE,
    NOTHING,
    SIGN_AND_TIME,
    TICKED,
    UNSIGNED_HANDOVER,
)

_SIZE = 10.5
_FIELDS = (Column(24), Column(54), Column(24), Column(54))
_OPEN_SHARES = (10, 86, 24, 20)
_FLOW_SHARES = (22, 34, 48, 36, 16)


def handover_sheet(
    handover: Handover, facts: HandoverFacts, stated: datetime, *, drill: bool = False
) -> Sheet:
    """`stated` dates the paper while nobody has signed; afterwards the last signature does."""
    when = handover.taken_at or handover.given_at or stated
    return Sheet(
        record_id=handover.id,
        stated=when,
        title=HANDOVER_TITLE,
        number=facts.shift,
        date=full_time(when),
        blocks=tuple(_blocks(handover, facts)),
        drill=drill,
        stamp="" if handover.state is HandoverState.TAKEN else UNSIGNED_HANDOVER,
    )


def _blocks(handover: Handover, facts: HandoverFacts) -> Iterator[Block]:
    yield Table(columns=_FIELDS, rows=tuple(_fields(facts)), size=_SIZE)
    yield Paragraph(head=HANDOVER_OPEN, rank=Rank.FIRST, indent=False)
    yield _open_items(handover.items)
    yield Paragraph(head=HANDOVER_FLOW, rank=Rank.FIRST, indent=False)
    yield _flow(facts.flow)
    yield Table(
        columns=_FIELDS, rows=tuple(_signatures(handover, facts)), size=_SIZE, together=True
    )


def _label(name: str) -> Cell:
    return Cell(HANDOVER_LABEL[name], label=True)


def _said(text: str, span: int = 1) -> Cell:
    return Cell(text or UNKNOWN, span=span, align=Align.LEFT)


def _fields(facts: HandoverFacts) -> Iterator[tuple[Cell, ...]]:
    yield (_label("chief"), _said(facts.leader), _label("weather"), _said(facts.weather))
    yield (_label("main"), _said(facts.primary), _label("second"), _said(facts.secondary))
    yield (_label("present"), _said(facts.present, 3))
    yield (_label("equipment"), _said(facts.equipment, 3))
    yield (_label("responses"), _said(facts.responses, 3))
    yield (_label("checks"), _said(facts.checks, 3))


def _open_items(items: tuple[Item, ...]) -> Table:
    aligns = (Align.CENTRE, Align.LEFT, Align.CENTRE, Align.CENTRE)
    columns = _columns(_OPEN_SHARES, HANDOVER_OPEN_COLUMNS, aligns)
    rows = tuple(
        (
            Cell(str(n)),
            Cell(item.line),
            Cell(date_time(item.due_at)),
            Cell(TICKED if item.ticked else ""),
        )
        for n, item in enumerate(items, 1)
    )
    return Table(columns=columns, rows=rows or _nothing(columns), size=_SIZE)


def _flow(flow: tuple[FlowLine, ...]) -> Table:
    aligns = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.LEFT, Align.CENTRE)
    columns = _columns(_FLOW_SHARES, HANDOVER_FLOW_COLUMNS, aligns)
    rows = tuple(
        (
            Cell(date_time(line.at)),
            Cell(line.source),
            Cell(line.content),
            Cell(line.handled),
            Cell(line.closed),
        )
        for line in flow
    )
    return Table(columns=columns, rows=rows or _nothing(columns), size=_SIZE)


def _columns(
    shares: tuple[int, ...], titles: tuple[str, ...], aligns: tuple[Align, ...]
) -> tuple[Column, ...]:
    return tuple(Column(*one) for one in zip(shares, titles, aligns, strict=True))


def _nothing(columns: tuple[Column, ...]) -> tuple[tuple[Cell, ...], ...]:
    return ((Cell(NOTHING, span=len(columns), align=Align.CENTRE),),)


def _signatures(handover: Handover, facts: HandoverFacts) -> Iterator[tuple[Cell, ...]]:
    """A name stands only where the record is signed; else the line waits for a pen."""
    given = _signed(facts.giver, handover.given_at)
    taken = _signed(facts.taker, handover.taken_at)
    yield (_label("remark"), _said(handover.remark or NOTHING, 3))
    if handover.reason:
        yield (_label("reason"), _said(handover.reason, 3))
    yield (_label("giver"), _said(given), _label("taker"), _said(taken))


def _signed(name: str, at: datetime | None) -> str:
    return SIGN_AND_TIME.format(name=name if at else "", at=full_time(at) if at else "")
