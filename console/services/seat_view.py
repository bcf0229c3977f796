"""Who has the last word here and now, as pages show it."""

from datetime import datetime

from console.domain.record import dataclass
from console.domain.station import Standing, Station, Verdict
from console.services.verdicts import Authority, authority
from console.wording import date_time, join
from console.wording.seat import HELD_BY, LAST_CONTACT, NEVER, UNNAMED
from db.sync.contact import contact
from db.work import Read


@dataclass(frozen=True, slots=True)
class SeatView:
    """`held_by` is empty where no seat is assigned; `stations` how many are enrolled."""

    here: Authority
    held_by: str
    contact: datetime | None
    waiting: int
    stations: int

    @property
    def final(self) -> bool:
        return self.here.final


def seat_view(read: Read, now: datetime) -> SeatView:
    here = authority(read, now)
    held = station_name(read, here.seat.device_id) if here.seat else ""
    waiting = read.count(Verdict, standing=Standing.WAITING) if here.seat else 0
    return SeatView(here, held, contact(read), waiting, read.count(Station, revoked_at=None))


def station_name(read: Read, device_id: str) -> str:
    found = read.seek(Station, device_id)
    return found.name if found is not None else UNNAMED.format(device=device_id[-6:])


def seat_words(view: SeatView) -> str:
    """决策席在示例席位1 · 上次联络 06-20 16:00."""
    if not view.held_by:
        return ""
    last = LAST_CONTACT.format(at=date_time(view.contact)) if view.contact else NEVER
    return join((HELD_BY.format(station=view.held_by), "" if view.here.is_seat else last))
