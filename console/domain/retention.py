"""When personal words are due to be destroyed: so many years after what they were for has ended."""

from datetime import datetime

from console.domain.record import dataclass
from console.domain.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is asked of one record: since when it is over (None: it is not), and what holds it."""

    kind: str
    since: datetime | None
    running: str = ""  # the living response that it belongs to
    active: bool = False  # a person still in office
    done: bool = False


def due_at(since: datetime, years: int) -> datetime:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, month=3, day=1)


def before(now: datetime, years: int) -> datetime:
    """No later than this it must have been over; a day generous for the leap years."""
    return due_at(now, -years)


def check(of: Standing, years: int, now: datetime) -> datetime:
    """Since when it was over, or Refused with the reason why it may not be purged."""
    if of.done:
        raise Refused("purge_done", kind=of.kind)
    if of.running:
        raise Refused("purge_running", kind=of.kind, response=of.running)
    if of.active:
        raise Refused("purge_active", kind=of.kind)
    if of.since is None:
        raise Refused("purge_open", kind=of.kind)
    if due_at(of.since, years) > now:
        raise Refused("purge_young", kind=of.kind, since=of.since, years=years)
    return of.since
