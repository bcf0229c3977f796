"""调拨单: who asked, who allowed, which goods by which car, and the four signatures.

Fields after the rules on relief goods that were read (nothing leaves without an approval, every
issue and receipt is registered); the numbers are those of the decision and of the ledger.
"""

from collections.abc import Iterator
from datetime import datetime

from console.domain.transfer import Transfer
from console.paper.sheet import Align, Cell, Column, Sheet, Table
from console.services.glance.slip import SlipFacts, SlipGoods
from console.wording import UNKNOWN, date_time, full_time, join, number, spoken_time
from console.wording.document import NOT_NUMBERED
from console.wording.paper import (
    BOTH_TIMES,
    NOT_URGENT,
    SIGN_AND_TIME,
    SLIP_COLUMNS,
    SLIP_LABEL,
    SLIP_PARTIES,
    SLIP_TITLE,
    SLIP_TOTAL,
    URGENT,
)

_SHARES = (15, 15, 18, 9, 10, 10, 10, 19, 14, 16, 20)
_KINDS = "cllcrrrccrr"
_ALIGNS = {"c": Align.CENTRE, "l": Align.LEFT, "r": Align.RIGHT}
_FIELDS = (Column(30), Column(48), Column(30), Column(48))


def transfer_slip(transfer: Transfer, facts: SlipFacts, *, drill: bool = False) -> Sheet:
    """One page as a rule; the goods' titles come again where it is more."""
    stated = transfer.ordered_at or transfer.approved_at or transfer.requested_at
    return Sheet(
        record_id=transfer.id,
        stated=stated,
        title=SLIP_TITLE,
        number=transfer.number or NOT_NUMBERED,
        date=full_time(stated),
        blocks=(
            Table(columns=_FIELDS, rows=tuple(_fields(transfer, facts)), size=10.5),
            _goods(facts.goods),
            Table(columns=_FIELDS, rows=tuple(_road(transfer, facts)), size=10.5, together=True),
        ),
        drill=drill,
    )


def _pair(left: str, said: str, right: str, says: str) -> tuple[Cell, ...]:
    return (
        Cell(SLIP_LABEL[left], label=True),
        Cell(said or UNKNOWN, align=Align.LEFT),
        Cell(SLIP_LABEL[right], label=True),
        Cell(says or UNKNOWN, align=Align.LEFT),
    )


def _whole(label: str, said: str) -> tuple[Cell, ...]:
    return (Cell(SLIP_LABEL[label], label=True), Cell(said or UNKNOWN, span=3, align=Align.LEFT))


def _fields(transfer: Transfer, facts: SlipFacts) -> Iterator[tuple[Cell, ...]]:
    applied = join((transfer.requested_by, facts.applied_number, date_time(transfer.requested_at)))
    approved = join(
        (facts.approver, spoken_time(transfer.approved_at) if transfer.approved_at else "")
    )
    yield _whole("reason", transfer.reason)
    yield _pair("from", facts.from_depot, "to", facts.to_depot)
    yield _pair("applied", applied, "approved", approved)
    yield _pair("urgency", URGENT if transfer.urgent else NOT_URGENT, "carrier", facts.carrier)
    driver = join((transfer.driver, transfer.driver_phone))
    yield _pair("plate", transfer.plate, "driver", driver)


def _goods(goods: tuple[SlipGoods, ...]) -> Table:
    columns = tuple(
        Column(share, title, _ALIGNS[kind])
        for share, title, kind in zip(_SHARES, SLIP_COLUMNS, _KINDS, strict=True)
    )
    rows = [tuple(Cell(text) for text in _row(good)) for good in goods]
    total = [amount for good in goods if (amount := _amount(good)) is not None]
    whole = _yuan(sum(total)) if total and len(total) == len(goods) else UNKNOWN
    rows.append((Cell(SLIP_TOTAL, span=10, label=True), Cell(whole)))
    return Table(columns=columns, rows=tuple(rows), size=9.0)


def _row(good: SlipGoods) -> tuple[str, ...]:
    return (
        good.code or UNKNOWN,
        good.name,
        good.spec or UNKNOWN,
        good.unit,
        number(good.requested),
        number(good.approved),
        number(good.sent),
        good.lots or UNKNOWN,
        good.expires or UNKNOWN,
        _yuan(good.price_fen),
        _yuan(_amount(good)),
    )


def _amount(good: SlipGoods) -> int | None:
    """By what left the depot, else by what was allowed; unknown where there is no price."""
    if good.price_fen is None:
        return None
    return good.price_fen * (good.approved if good.sent is None else good.sent)


def _yuan(fen: int | None) -> str:
    return UNKNOWN if fen is None else f"{number(fen // 100)}.{fen % 100:02d}"


def _road(transfer: Transfer, facts: SlipFacts) -> Iterator[tuple[Cell, ...]]:
    left = BOTH_TIMES.format(
        planned=date_time(facts.planned_at), actual=date_time(transfer.left_at)
    )
    arrived = BOTH_TIMES.format(
        planned=date_time(transfer.eta), actual=date_time(facts.received_at)
    )
    yield _pair("left", left, "arrived", arrived)
    yield _whole("enroute", facts.en_route)
    yield _pair("loaded", facts.loaded_by, "escort", facts.escort)
    yield _whole("difference", facts.difference)
    yield _whole("returning", facts.returning)
    yield _pair(
        "issued",
        SIGN_AND_TIME.format(name=facts.issued_by, at=_when(transfer.left_at)),
        "received",
        SIGN_AND_TIME.format(name=facts.received_by, at=_when(facts.received_at)),
    )
    yield (Cell(SLIP_PARTIES, span=4, align=Align.LEFT),)


def _when(moment: datetime | None) -> str:
    """Empty on paper: it is filled in by hand."""
    return date_time(moment) if moment else ""
