"""Open transfers as rows: where each stands, what is on the road, which paper is owed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from console.domain.due import Due, DueState
from console.domain.ledger import Move
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.shipment import on_road
from console.domain.supply import Batch, Depot, Item
from console.domain.transfer import OPEN, Flow, Line, Stage, Transfer, flows, stage
from console.services import stock
from console.services.lent import lent_now
from console.services.transfers import PAPER
from console.services.verdicts import waiting
from db.work import Read
from resources.supplies import transfer_rules

FADES_AFTER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class LineView:
    """One item of a transfer, as promised and as moved."""

    line_id: str
    item_id: str
    item: str
    unit: str
    requested: int
    approved: int
    flow: Flow


@dataclass(frozen=True, slots=True)
class RoadLot:
    """What of one lot is still to be signed for."""

    line_id: str
    batch_id: str
    item: str
    lot: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    transfer: Transfer
    stage: Stage
    since: datetime
    from_name: str
    to_name: str
    what: str
    lines: tuple[LineView, ...]
    road: tuple[RoadLot, ...]
    paper_due: datetime | None
    waiting: bool = False  # 待县确认


@dataclass(frozen=True, slots=True)
class _Read:
    """What all rows are made from, read in bulk."""

    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    names: Mapping[str, str]
    items: Mapping[str, Item]
    lots: Mapping[str, Batch]
    dues: Mapping[str, datetime]
    away: frozenset[str]


def open_transfers(read: Read, now: datetime) -> tuple[TransferRow, ...]:
    """Those under way and those that ended within half a day, the open ones first."""
    some = read.find(Transfer, state__in=tuple(OPEN))
    ended = read.find(Transfer, closed_at__gt=now - FADES_AFTER)
    some += [t for t in ended if t.state not in OPEN]
    some.sort(key=lambda t: (t.state not in OPEN, -t.requested_at.timestamp()))
    gathered = _gather(read, tuple(t.id for t in some))
    return tuple(_row(t, gathered) for t in some)


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve a 调拨, in the order of the county's rule."""

    officer_id: str
    role: str
    name: str
    title: str


def approvers(read: Read, now: datetime) -> tuple[Approver, ...]:
    officers = read.find(Officer, active=True)
    lent = {
        taker: {one.role for one in some if one.up_to is None}
        for taker, some in lent_now(read, now).items()
    }
    return tuple(
        Approver(officer.id, role, officer.name, officer.title)
        for role in transfer_rules().approver_roles
        for officer in officers
        if role in officer.roles or role in lent.get(officer.id, ())
    )


def _gather(read: Read, ids: tuple[str, ...]) -> _Read:
    lines = tuple(read.find(Line, transfer_id__in=ids)) if ids else ()
    moves = tuple(read.find(Move, transfer_id__in=ids)) if ids else ()
    dues = read.find(Due, kind=PAPER, state=DueState.RUNNING)
    return _Read(
        lines=lines,
        moves=moves,
        names={d.id: d.name for d in read.find(Depot)},
        items=stock.items_by_id(read, (line.item_id for line in lines)),
        lots={b.id: b for b in stock.batches_of(read, (m.batch_id for m in moves))},
        dues={d.subject_id: d.due_at for d in dues},
        away=waiting(read, ids),
    )


def _row(made: Transfer, gathered: _Read) -> TransferRow:
    own = [m for m in gathered.moves if m.transfer_id == made.id]
    flow = flows(own)
    views = tuple(
        _line(line, gathered.items[line.item_id], flow)
        for line in gathered.lines
        if line.transfer_id == made.id
    )
    stands = stage(made, flow)
    return TransferRow(
        transfer=made,
        stage=stands,
        since=_since(made, stands, own),
        from_name=gathered.names.get(made.from_depot_id, ""),
        to_name=gathered.names.get(made.to_depot_id, ""),
        what=stock.told((gathered.items[v.item_id], v.approved or v.requested) for v in views),
        lines=views,
        road=tuple(_lots(own, made.id, gathered)),
        paper_due=gathered.dues.get(made.id),
        waiting=made.id in gathered.away,
    )


def _line(line: Line, item: Item, flow: Mapping[str, Flow]) -> LineView:
    return LineView(
        line_id=line.id,
        item_id=line.item_id,
        item=item.title,
        unit=item.unit,
        requested=line.requested,
        approved=line.approved,
        flow=flow.get(line.id, Flow()),
    )


def _lots(own: Iterable[Move], transfer_id: str, gathered: _Read) -> Iterable[RoadLot]:
    for (line_id, batch_id), n in on_road(own, transfer_id).items():
        batch = gathered.lots[batch_id]
        item = gathered.items[batch.item_id]
        yield RoadLot(line_id, batch_id, item.title, batch.lot, item.unit, n)


def _since(made: Transfer, stands: Stage, own: list[Move]) -> datetime:
    """When it came to where it stands."""
    if stands in {Stage.ON_ROAD, Stage.RECEIVED} and own:
        return max(m.at for m in own)
    told = (made.closed_at, made.ordered_at, made.approved_at, made.advised_at)
    return next((at for at in told if at is not None), made.requested_at)
