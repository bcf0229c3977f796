"""数据不一致: two workstations said different things while apart, and neither is lost.

The far end keeps what came first and opens one of these for each field; a person then chooses.
Both values stay in it for ever. A shortfall of stock is the same kind of thing about goods:
facts are always accepted, and what can't be on the shelf is settled by a count or a reversal.
"""

from datetime import datetime
from enum import StrEnum

from console.domain.changes import Kind
from console.domain.record import dataclass


class Choice(StrEnum):
    OPEN = "open"  # 待核
    FIRST = "first"  # what the far end had
    LATE = "late"  # what came later
    OTHER = "other"  # 另行填写
    SAME = "same"  # both had said the same, only sealed differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one record. Values are JSON of the column as it travels (sealed stays sealed,
    under the key of `about`); `base` is what both had seen last.
    """

    id: str
    entity: Kind
    entity_id: str
    field: str
    about: str
    base: str | None
    first: str | None
    first_by: str
    first_device: str
    first_at: datetime
    late: str | None
    late_by: str
    late_device: str
    late_at: datetime
    found_at: datetime
    choice: Choice = Choice.OPEN
    kept: str | None = None
    settled_by: str = ""
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """An account that the movements of all workstations together have driven below zero."""

    id: str
    account: str
    batch_id: str
    item_id: str
    balance: int  # below zero, in the smallest unit
    found_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    how: str = ""
    reason: str = ""
