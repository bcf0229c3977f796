"""The readings that are on record, as judging and the map ask for them; nothing is taken here."""

from datetime import datetime, timedelta

from console.domain.place import Place, PlaceKind
from console.domain.reading import Reading
from console.services.people_readings import people_readings
from db.work import Read
from resources.plans import metrics

BACK = timedelta(days=4)  # beyond any window of a plan and the staleness of its readings


def current(read: Read, now: datetime) -> list[Reading]:
    """What may still count: the last days, what holds until it is changed, and figures of people."""
    lasting = [m.id for m in metrics().values() if m.stale_minutes is None]
    recent = read.find(Reading, window_end__ge=now - BACK, order="window_end")
    older = read.find(Reading, metric__in=lasting, window_end__lt=now - BACK, order="window_end")
    return [*older, *people_readings(read), *recent]


def station_names(read: Read) -> dict[str, str | None]:
    """Names a station may go by → code of its place; a town wins over a village of its name."""
    names: dict[str, str | None] = {}
    for kind in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE):
        for place in read.find(Place, kind=kind):
            for name in place.aliases or (place.name,):
                names.setdefault(name, place.code or None)
    return names
