"""What a decision must say before it counts.

To start or change: the four statutory parts 响应事项、级别、预计期限、应急处置措施 (突发事件应对法
第72条). To end: which of the plan's criteria are confirmed and what is done against what may still
follow (第86条). With the proposal goes what was judged at the time, condition by condition.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.record import dataclass
from console.domain.refused import Refused


class Part(StrEnum):
    """The parts beside the level, as a refusal names them."""

    MATTER = "matter"  # 响应事项
    EXPECTED_UNTIL = "expected_until"  # 预计期限
    MEASURES = "measures"  # 应急处置措施


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The four statutory parts, and the townships that they cover (none named: the county)."""

    matter: str
    level: Level | None
    expected_until: datetime | None
    measures: tuple[str, ...]
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One condition as it was judged at the time, in words and figures, kept with the proposal."""

    level: Level
    condition: str
    verdict: str  # met, unmet, unknown
    reading: str = ""
    observed_at: datetime | None = None
    source: str = ""
    clause: str = ""
    mark: Mark = Mark.SUGGESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """A statement in which nothing is missing any more."""

    matter: str
    level: Level
    expected_until: datetime
    measures: tuple[str, ...]
    scope: tuple[str, ...]


def complete(statement: Statement, at: datetime) -> Complete:
    """All four parts, or a refusal that names every one that is missing."""
    if statement.level is None:
        raise Refused("level_missing")
    measures = tuple(m.strip() for m in statement.measures if m.strip())
    parts = {
        Part.MATTER: statement.matter.strip(),
        Part.EXPECTED_UNTIL: statement.expected_until,
        Part.MEASURES: measures,
    }
    missing = tuple(part for part, value in parts.items() if not value)
    if missing or statement.expected_until is None:
        raise Refused("parts_missing", missing=missing)
    if statement.expected_until <= at:
        raise Refused("expected_past", until=statement.expected_until)
    return Complete(
        matter=statement.matter.strip(),
        level=statement.level,
        expected_until=statement.expected_until,
        measures=measures,
        scope=tuple(statement.scope),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Which of the plan's criteria were confirmed, and what is done against what may follow."""

    confirmed: tuple[str, ...]
    follow_up: str


def check_ending(ending: Ending, wanted: Iterable[str]) -> None:
    open_ones = tuple(c for c in wanted if c not in ending.confirmed)
    if open_ones:
        raise Refused("criteria_open", missing=open_ones)
    if not ending.follow_up.strip():
        raise Refused("follow_up_missing")
