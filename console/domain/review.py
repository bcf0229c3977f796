"""The review of a response that has ended (评估).

突发事件应对法 第87条 asks for an assessment of the losses at once, 第92条 for the course and the
cause, the lessons and the measures, and for a report to the next level up; so all four parts are
mandatory and the report has a time of its own.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass
from console.domain.refused import Refused


class ReviewPart(StrEnum):
    IMPACT = "impact"  # 影响与损失
    COURSE = "course"  # 经过与原因
    LESSONS = "lessons"  # 经验教训
    MEASURES = "measures"  # 改进措施


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    id: str
    response_id: str
    event_id: str
    impact: str
    course: str
    lessons: str
    measures: str
    written_at: datetime
    reported_to: str = ""
    reported_at: datetime | None = None


def complete(review: Review) -> Review:
    """All four parts, or a refusal that names the ones that are missing."""
    missing = tuple(part for part in ReviewPart if not getattr(review, part).strip())
    if missing:
        raise Refused("review_parts_missing", missing=missing)
    return replace(review, **{part: getattr(review, part).strip() for part in ReviewPart})


def reported(review: Review, *, to: str, at: datetime) -> Review:
    if not to.strip():
        raise Refused("review_addressee_missing")
    if at < review.written_at:
        raise Refused("review_report_early")
    return replace(review, reported_to=to.strip(), reported_at=at)
