"""A rule of the county as a text that it may write itself, with version and ground (D21).

`standard` is the text that came with the program: an upgrade changes it and leaves `words`, what
the county has decided, as it is; the two stand side by side.
"""

from dataclasses import replace
from datetime import datetime

from console.domain.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSheet:
    """`id` is the sheet's name (rules/reporting.toml); `ground` the county's paper behind a change."""

    id: str
    title: str
    words: str
    standard: str
    version: int = 1
    ground: str = ""
    archived_at: datetime | None = None

    @property
    def own(self) -> bool:
        """The county has decided otherwise than the program came with."""
        return self.words != self.standard


def upgraded(sheet: RuleSheet, standard: str) -> RuleSheet:
    """A new text of the program: taken over where the county has written none of its own."""
    words = sheet.words if sheet.own else standard
    return replace(sheet, standard=standard, words=words)
