"""How well a figure or a rule is supported, so that no screen shows a guess as a fact.

A rule marked SUGGESTED may advise, it never acts by itself.
"""

from enum import StrEnum

from console.domain.record import dataclass


class Mark(StrEnum):
    VERIFIED = "verified"  # 已核: a statute, or a text of the county itself that was read
    PENDING = "pending"  # 待核: own knowledge, or a standard not read
    SUGGESTED = "suggested"  # 默认建议: a proposed value, or another county's figure


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a figure comes from: a title, a clause within it, and its mark."""

    title: str
    clause: str = ""
    mark: Mark = Mark.SUGGESTED
