"""Member units and their duty rooms: whom the county may order, ask, or only inform (D7)."""

from datetime import datetime
from enum import StrEnum

from console.domain.evidence import Mark
from console.domain.record import dataclass


class Way(StrEnum):
    """调派 is an order, 商请 a request, 报告 a message upwards."""

    ORDER = "order"
    REQUEST = "request"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """`duty` is what the unit does in a flood; `duty_phone` is its duty room, no person's number."""

    id: str
    code: str
    name: str
    kind: str
    way: Way
    duty: str = ""
    duty_phone: str = ""
    place_id: str = ""
    place_name: str = ""
    mark: Mark = Mark.PENDING
    rank: int = 0
    archived_at: datetime | None = None
