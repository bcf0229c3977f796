"""How this workstation stands with the province, as the exchange last found it.

Read by the chip, the status line and the exchange page alike, so that the three can't differ. It
says what is known and since when; nothing in it is a hope.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.link import LinkCode
from console.domain.record import dataclass


class Standing(StrEnum):
    ALONE = "alone"  # 未接省平台: not enrolled, nothing is tried
    TRYING = "trying"  # enrolled, nothing is known yet
    ONLINE = "online"
    OFFLINE = "offline"  # tried, and no answer
    STOPPED = "stopped"  # the far end said no: only a person can help


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """`since` when it began to be so; `answered_at` the last answer of the far end; `trouble` the
    code of what is wrong; `fetched` how much of a snapshot is here, of how much; `skew` by how
    much our clock is ahead of the far end's, zero where that is too little to speak of.
    """

    standing: Standing = Standing.ALONE
    link: LinkCode = LinkCode.COMMAND
    since: datetime | None = None
    answered_at: datetime | None = None
    fetched: tuple[int, int] | None = None
    trouble: str = ""
    skew: timedelta = timedelta()
