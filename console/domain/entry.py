"""A line of the journal: who did what, when it was so, when it was written, and why.

The journal is the duty log: what an officer writes by hand is a line of kind `note`. Lines are
never changed; a correction is a new line. Personal words go into `private`, which is stored
sealed under the key of `about` (an incident, an officer), so that they can be destroyed while
the chain of hashes still holds (突发事件应对法 第85条, 个人信息保护法).
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from console.domain.changes import Kind
from console.domain.record import dataclass

Fact = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`at` is the stated time (the time of writing is the store's); `important` reaches the wall."""

    kind: str
    subject_kind: Kind
    subject_id: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    important: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Entry):
    """An entry as the journal gives it back; `private` reads 已销毁 once its key is destroyed."""

    n: int
    actor: str
    recorded_at: datetime
    cause: str
