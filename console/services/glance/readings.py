"""What the monitor shows: the latest reading of each station with its age, and curves."""

from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.evidence import Mark
from console.domain.metric import Metric
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.services.on_record import current
from console.wording.finding import figure
from console.wording.reading import window
from db.work import Read
from resources.plans import metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """One station's latest word on one metric. Old ones fade; `age` is since the window's end."""

    id: str
    metric: str
    name: str
    station: str
    place_code: str | None
    value: Decimal
    text: str
    window: str
    at: datetime
    age: timedelta
    stale: bool
    is_max: bool
    source: str
    mark: Mark
    corrected: bool  # it replaces an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorGlance:
    """`lines` in the order of metrics, then stations; `silent` says how many are too old."""

    at: datetime
    lines: tuple[ReadingLine, ...]
    silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points of one station's metric: the end of each window, the value, the window's hours."""

    metric: str
    name: str
    unit: str
    station: str
    points: tuple[tuple[datetime, Decimal, Decimal | None], ...]


def monitor(read: Read, now: datetime) -> MonitorGlance:
    """Per metric, station and window length the latest one; what was corrected is left out."""
    found = current(read, now)
    gone = {reading.replaces for reading in found}
    latest: dict[tuple[str, str, timedelta | None], Reading] = {}
    for reading in sorted(found, key=lambda r: (r.window_end, r.recorded_at, r.id)):
        if reading.id not in gone:
            latest[reading.metric, reading.station, reading.length] = reading
    order = list(metrics())
    lines = [_line(reading, now) for reading in latest.values() if reading.metric in order]
    lines.sort(key=lambda line: (order.index(line.metric), line.station, line.window))
    return MonitorGlance(at=now, lines=tuple(lines), silent=sum(line.stale for line in lines))


def _line(reading: Reading, now: datetime) -> ReadingLine:
    metric = metrics()[reading.metric]
    age = now - reading.window_end
    return ReadingLine(
        id=reading.id,
        metric=metric.id,
        name=metric.name,
        station=reading.station,
        place_code=reading.place_code,
        value=reading.value,
        text=figure(reading.value, metric, metric.unit),
        window=window(reading.window_start, reading.window_end, reading.span_minutes),
        at=reading.window_end,
        age=age,
        stale=_stale(metric, age),
        is_max=reading.is_max,
        source=reading.source,
        mark=reading.mark,
        corrected=reading.replaces is not None,
    )


def _stale(metric: Metric, age: timedelta) -> bool:
    return metric.stale_minutes is not None and age > timedelta(minutes=metric.stale_minutes)


def curve(read: Read, metric_id: str, station: str, since: datetime, until: datetime) -> Curve:
    """Everything measured there between the two times, oldest first."""
    metric = metrics()[metric_id]
    found = read.find(
        Reading,
        metric=metric_id,
        station=station,
        window_end__ge=since,
        window_end__le=until,
        order="window_end,id",
    )
    gone = {reading.replaces for reading in found}
    return Curve(
        metric=metric_id,
        name=metric.name,
        unit=metric.unit,
        station=station,
        points=tuple((r.window_end, r.value, _hours(r.length)) for r in found if r.id not in gone),
    )


def _hours(length: timedelta | None) -> Decimal | None:
    return None if length is None else Decimal(int(length.total_seconds())) / 3600
