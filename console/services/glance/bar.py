"""What the situation bar and the status line show; the answers a wall must give in three seconds."""

from datetime import datetime

from console.domain.level import Level
from console.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class ActiveResponse:
    """One chip: a running response of one plan on one event (D3). `words` is the plan's style."""

    id: str
    level: Level
    name: str
    since: datetime
    words: str = ""
    paused: bool = False
    waiting: bool = False  # 待县确认: a decision on it that the seat has not seen


@dataclass(frozen=True, slots=True)
class NearestDue:
    """The deadline that comes first, over ones before all; `start` is when its clock began."""

    title: str
    due_at: datetime
    start: datetime | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class SituationGlance:
    """`link` is online, degraded, offline or alone (no upper level configured, say so). `aside`:
    what the upper level did not take, as (rejected, quarantined), until somebody deals with it.
    """

    responses: tuple[ActiveResponse, ...] = ()
    due: NearestDue | None = None
    leader: str = ""
    primary: str = ""
    secondary: str = ""
    pending: int | None = None
    link: str = "alone"
    link_words: str = ""
    uploaded_at: datetime | None = None
    aside: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class StatusGlance:
    """`store` is ok, read_only, damaged or unsure (the full check has not run yet); `waiting` is
    by room what waits for somebody.
    """

    store: str = "unsure"
    store_words: str = ""
    backup_at: datetime | None = None
    links: tuple[str, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
    mode: str = ""
    drill: bool = False
