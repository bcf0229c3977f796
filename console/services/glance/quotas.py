"""What the form of 调拨额度 shows: who keeps what, to whom one may give, what is free."""

from datetime import datetime

from console.domain.record import dataclass
from console.domain.station import Station
from console.services.quotas import QuotaRow, limit, rows
from console.services.seat_view import seat_view, seat_words
from db.work import Read


@dataclass(frozen=True, slots=True)
class QuotaView:
    """`stations` are the others; `told` says where the seat is."""

    rows: tuple[QuotaRow, ...]
    stations: tuple[Station, ...]
    free: int
    told: str


def quota_view(read: Read, now: datetime, depot_id: str, item_id: str) -> QuotaView:
    seat = seat_view(read, now)
    enrolled = read.find(Station, revoked_at=None, order="name,id")
    return QuotaView(
        rows=rows(read, now),
        stations=tuple(one for one in enrolled if one.id != seat.here.device),
        free=limit(read, depot_id, item_id, now) if depot_id and item_id else 0,
        told=seat_words(seat),
    )
