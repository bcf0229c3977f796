"""调拨: goods asked for by a township, promised by the county, carried and signed for.

The chain has two owners (D8): 乡镇申请 → 应急局动用建议 → 县领导批准 → 调拨指令 to the depot's owner →
出库 → 运输 → 签收 → 回执. What people decide is kept in Transfer and its lines; what the goods do is
only in the ledger, and the stage is read from both, because stock facts never share a transaction
with a decision (D20). A promise may not exceed what is available; a fact may.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console.domain.ledger import Move, Reason, Side, account, side_of
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.supply import Depot, Item


class State(StrEnum):
    """Decisions only; 出库 and 签收 are facts and are read from the ledger."""

    REQUESTED = "requested"
    ADVISED = "advised"
    APPROVED = "approved"
    ORDERED = "ordered"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """Where the transfer stands for the eye: decisions and goods together."""

    REQUESTED = "requested"
    ADVISED = "advised"
    APPROVED = "approved"
    ORDERED = "ordered"
    ON_ROAD = "on_road"
    RECEIVED = "received"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Means(StrEnum):
    """How an application or an approval reached the hall."""

    PHONE = "phone"
    PAPER = "paper"
    FACE = "face"


HOLDING = frozenset({State.APPROVED, State.ORDERED})
OPEN = frozenset({State.REQUESTED, State.ADVISED, State.APPROVED, State.ORDERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a transfer. `approved` is the promise; what left and came is in the ledger."""

    id: str
    transfer_id: str
    item_id: str
    requested: int
    approved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The decisions of one 调拨. Times are as stated; names of outside persons are sealed."""

    id: str
    reason: str
    state: State
    to_depot_id: str
    requested_by: str
    requested_at: datetime
    requested_means: Means = Means.PHONE
    caller: str = ""
    caller_phone: str = ""
    event_id: str | None = None
    response_id: str | None = None
    from_depot_id: str = ""
    urgent: bool = False
    advice: str = ""
    advised_at: datetime | None = None
    approved_at: datetime | None = None
    approver_id: str = ""
    approver_role: str = ""
    approved_means: Means | None = None
    repeated_back: bool = False
    number: str = ""
    order_to: str = ""
    ordered_at: datetime | None = None
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    left_at: datetime | None = None
    eta: datetime | None = None
    receipt_by: str = ""
    closed_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What the ledger says of one line: gone from the depot, arrived, lost or damaged."""

    sent: int = 0
    arrived: int = 0
    lost: int = 0

    @property
    def on_road(self) -> int:
        return self.sent - self.arrived - self.lost


def flows(moves: Iterable[Move]) -> dict[str, Flow]:
    """Per line id; a reversal takes away what its original had added."""
    sums: dict[str, list[int]] = {}
    for move in moves:
        if not move.line_id:
            continue
        back = move.reason is Reason.REVERSAL
        start, end = side_of(move.from_account), side_of(move.to_account)
        if back:
            start, end = end, start
        quantity = -move.quantity if back else move.quantity
        tally = sums.setdefault(move.line_id, [0, 0, 0])
        if end is Side.TRANSIT:
            tally[0] += quantity
        elif start is Side.TRANSIT:
            tally[2 if end is Side.LOSS else 1] += quantity
    return {line_id: Flow(*tally) for line_id, tally in sums.items()}


def stage(transfer: Transfer, flow: Mapping[str, Flow]) -> Stage:
    """ORDERED splits by the goods: nothing left yet, still on the road, all signed for."""
    if transfer.state is not State.ORDERED or not any(f.sent for f in flow.values()):
        return Stage(transfer.state)
    return Stage.ON_ROAD if any(f.on_road for f in flow.values()) else Stage.RECEIVED


def held(
    transfers: Iterable[Transfer], lines: Iterable[Line], flow: Mapping[str, Flow]
) -> dict[tuple[str, str], int]:
    """占用: what approved transfers have promised and not yet sent, by (depot, item)."""
    holding = {t.id: t for t in transfers if t.state in HOLDING}
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        transfer = holding.get(line.transfer_id)
        if transfer is None:
            continue
        left = line.approved - flow.get(line.id, Flow()).sent
        if left > 0:
            key = (transfer.from_depot_id, line.item_id)
            sums[key] = sums.get(key, 0) + left
    return sums


def request(transfer: Transfer, lines: Sequence[Line]) -> Transfer:
    """An application by telephone is enough; the paper follows (D8)."""
    if not transfer.requested_by.strip():
        raise Refused("transfer_who")
    if not transfer.reason.strip():
        raise Refused("transfer_why")
    _lines(lines)
    if transfer.from_depot_id and transfer.from_depot_id == transfer.to_depot_id:
        raise Refused("same_depot")
    return transfer


def _lines(lines: Sequence[Line]) -> None:
    if not lines:
        raise Refused("transfer_empty")
    if len({line.item_id for line in lines}) != len(lines):
        raise Refused("item_twice")
    if any(line.requested <= 0 for line in lines):
        raise Refused("quantity_zero")


def advise(
    transfer: Transfer, depot: Depot, items: Sequence[Item], why: str, at: datetime
) -> Transfer:
    """动用建议: the emergency office names the depot and says why."""
    _expect(transfer, {State.REQUESTED, State.ADVISED}, "transfer_not_open")
    if depot.id == transfer.to_depot_id:
        raise Refused("same_depot")
    for item in items:
        if not depot.keeps(item):
            raise Refused("depot_keeps_not", depot=depot.name, item=item.title)
    _after(at, transfer.requested_at)
    return replace(
        transfer, state=State.ADVISED, from_depot_id=depot.id, advice=why.strip(), advised_at=at
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """An approver's word as it was given: who, in which role, when, by what means."""

    approver_id: str
    role: str
    at: datetime
    means: Means
    repeated_back: bool = False


def approve(
    transfer: Transfer,
    lines: Sequence[Line],
    consent: Consent,
    approvers: Iterable[str],
    available: Mapping[str, int],
) -> Transfer:
    """The promise. Oral consent counts once it was repeated back; the paper is a Due."""
    _expect(transfer, {State.ADVISED}, "transfer_not_advised")
    if consent.role not in set(approvers):
        raise Refused("transfer_not_approver", role=consent.role)
    if consent.means is not Means.PAPER and not consent.repeated_back:
        raise Refused("not_repeated_back")
    _after(consent.at, transfer.advised_at)
    if not any(line.approved for line in lines):
        raise Refused("transfer_empty")
    for line in lines:
        if line.approved < 0:
            raise Refused("quantity_zero")
        left = available.get(line.item_id, 0)
        if line.approved > left:
            raise Refused(
                "not_enough", item=line.item_id, asked=line.approved, available=max(left, 0)
            )
    return replace(
        transfer,
        state=State.APPROVED,
        approved_at=consent.at,
        approver_id=consent.approver_id,
        approver_role=consent.role,
        approved_means=consent.means,
        repeated_back=consent.repeated_back,
    )


def refuse(transfer: Transfer, why: str, at: datetime) -> Transfer:
    _expect(transfer, {State.REQUESTED, State.ADVISED}, "transfer_not_open")
    if not why.strip():
        raise Refused("reason_missing", what="refuse")
    return replace(transfer, state=State.REFUSED, ended_why=why.strip(), closed_at=at)


def order(transfer: Transfer, *, number: str, to: str, at: datetime) -> Transfer:
    """调拨指令 to the depot's owner; only the owner opens the depot."""
    _expect(transfer, {State.APPROVED}, "transfer_not_approved")
    if not to.strip():
        raise Refused("order_to_whom")
    _after(at, transfer.approved_at)
    return replace(transfer, state=State.ORDERED, number=number, order_to=to, ordered_at=at)


def transport(
    transfer: Transfer, *, plate: str, driver: str, phone: str, eta: datetime | None
) -> Transfer:
    """Vehicle and driver as told by the depot; may be told again."""
    _expect(transfer, {State.ORDERED}, "transfer_not_ordered")
    if not (plate.strip() or driver.strip() or eta):
        raise Refused("transport_empty")
    if eta is not None and transfer.ordered_at is not None and eta < transfer.ordered_at:
        raise Refused("eta_before_order")
    return replace(
        transfer, plate=plate.strip(), driver=driver.strip(), driver_phone=phone, eta=eta
    )


def close(transfer: Transfer, flow: Mapping[str, Flow], *, by: str, at: datetime) -> Transfer:
    """回执: everything that left has arrived or has been accounted for."""
    _expect(transfer, {State.ORDERED}, "transfer_not_ordered")
    if stage(transfer, flow) is not Stage.RECEIVED:
        raise Refused("transfer_on_road", left=sum(f.on_road for f in flow.values()))
    return replace(transfer, state=State.CLOSED, receipt_by=by, closed_at=at)


def cancel(transfer: Transfer, flow: Mapping[str, Flow], *, why: str, at: datetime) -> Transfer:
    """Until the first piece leaves; goods on the road come back by a movement, not by a word."""
    _expect(transfer, OPEN, "transfer_not_open")
    if any(f.sent for f in flow.values()):
        raise Refused("transfer_already_left")
    if not why.strip():
        raise Refused("reason_missing", what="cancel")
    return replace(transfer, state=State.CANCELLED, ended_why=why.strip(), closed_at=at)


def _expect(transfer: Transfer, states: Iterable[State], code: str) -> None:
    if transfer.state not in set(states):
        raise Refused(code, state=transfer.state)


def _after(at: datetime, before: datetime | None) -> None:
    if before is not None and at < before:
        raise Refused("time_goes_back", at=at, before=before)


def transit(transfer_id: str) -> str:
    return account(Side.TRANSIT, transfer_id)
