"""What one round of the exchange did."""

from dataclasses import field
from typing import Any

from console.domain.record import dataclass


@dataclass(slots=True)
class Round:
    """What one round did. `problem` is the code that stopped it, "" where it came to its end;
    `mended` are the codes that it could go on from, because somebody may want to know of them.
    """

    pushed: int = 0
    pulled: int = 0
    refused: int = 0
    waiting: int = 0
    requests: int = 0
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    mended: list[str] = field(default_factory=list)
