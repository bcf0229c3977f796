"""What a committed write changed, said once, so that every pane hears it the same way.

Nothing else crosses floors upward. It exists only after COMMIT: a screen never shows what did
not happen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from console.domain.record import dataclass


class Kind(StrEnum):
    """Every kind of record; the values are table names."""

    __hash__ = str.__hash__  # an enum's own goes through Python, and this is a key everywhere

    COUNTY = "county"
    PLACE = "place"
    UNIT = "unit"
    OFFICER = "officer"
    WATCH = "watch"
    HANDOVER = "handover"
    CALL = "call"
    INCIDENT = "incident"
    EVENT = "event"
    READING = "reading"
    FIGURE = "figure"
    PLAN = "plan"
    PROPOSAL = "proposal"
    APPROVAL = "approval"
    RESPONSE = "response"
    TASK = "task"
    DOCUMENT = "document"
    DOCUMENT_NUMBER = "document_number"
    RECEIPT = "receipt"
    DUE = "due"
    TEAM = "team"
    DISPATCH = "dispatch"
    DISPATCH_STEP = "dispatch_step"
    EXPERT = "expert"
    DEPOT = "depot"
    ITEM = "item"
    BATCH = "batch"
    MOVE = "stock_move"
    TRANSFER = "transfer"
    TRANSFER_LINE = "transfer_line"
    REVIEW = "review"
    DELEGATION = "delegation"
    SHELTER = "shelter"
    VEHICLE = "vehicle"
    RISK_POINT = "risk_point"
    RESERVOIR = "reservoir"
    RESPONSIBLE = "responsible"
    HOLIDAY = "holiday"
    RULE = "rule"
    LAYER = "map_layer"
    STATION = "station"
    SEAT = "seat"
    VERDICT = "verdict"
    UPPER_RECEIPT = "upper_receipt"
    QUOTA = "quota"
    DIFFERENCE = "difference"
    SHORTFALL = "shortfall"
    ATTACHMENT = "attachment"
    JOURNAL = "journal"
    DRAFT = "draft"
    SETTING = "setting"


class Origin(StrEnum):
    HERE = "here"
    PEER = "peer"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids per kind, where the change came from, and the command that caused it."""

    ids: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    origin: Origin = Origin.HERE
    cause: str = ""

    def __bool__(self) -> bool:
        return bool(self.ids)

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(self.ids)

    def touches(self, kinds: Iterable[Kind]) -> bool:
        return any(kind in self.ids for kind in kinds)


def merge(all_changes: Iterable[Changes]) -> Changes:
    """One Changes for many; the origin and cause of the last one stand."""
    ids: dict[Kind, frozenset[str]] = {}
    last = Changes()
    for changes in all_changes:
        for kind, some in changes.ids.items():
            ids[kind] = ids.get(kind, frozenset()) | some
        last = changes
    return Changes(ids, last.origin, last.cause)
