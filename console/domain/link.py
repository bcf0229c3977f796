"""The links a county has, and what each of them carries.

A workstation is on one network. Which link it has been given is configuration; the console never
picks one, tries another or joins two of them (D39). A link says what it holds back, so that
nobody waits for a photograph that a satellite will not carry.
"""

from collections.abc import Mapping
from enum import StrEnum

from console.domain.evidence import Source
from console.domain.record import dataclass


class LinkCode(StrEnum):
    COMMAND = "command"  # 指挥信息网
    SATELLITE = "satellite"  # 卫星
    NARROWBAND = "narrowband"  # 窄带


class Lane(StrEnum):
    """What goes up in which order; the value is what a link is told to hold back."""

    URGENT = "urgent"  # 险情、级别、批准
    MOVING = "moving"  # 指令、出入库
    REGISTERS = "registers"  # 台账
    HISTORY = "history"  # 入网前的历史
    FILES = "files"  # 附件


LANES = (Lane.URGENT, Lane.MOVING, Lane.REGISTERS, Lane.HISTORY)  # by the outbox's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a link is talked to: seconds, operations, bytes on the line."""

    connect: float = 5.0
    stall: float = 30.0  # without a byte
    aim: float = 2.0  # a request should take about so long
    first_ops: int = 200
    most_ops: int = 4000
    most_bytes: int = 1 << 20
    bytes_per_second: int | None = None  # of a link whose width is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One link as the county has it. `wait` is how long a question may be left open for news."""

    code: LinkCode
    name: str
    carries: frozenset[Lane]
    wait: int
    pace: Pace
    source: Source
    note: str = ""

    @property
    def data(self) -> bool:
        """Voice alone carries no data: nothing is tried over it."""
        return bool(self.carries)

    @property
    def lanes(self) -> frozenset[int]:
        """Numbers of the outbox's lanes that go over it."""
        return frozenset(n for n, lane in enumerate(LANES) if lane in self.carries)

    @property
    def attachments(self) -> bool:
        return Lane.FILES in self.carries

    @property
    def held_back(self) -> tuple[Lane, ...]:
        """What waits for another link, most urgent first."""
        return tuple(lane for lane in Lane if lane not in self.carries)


def waiting_here(profile: Profile, pending: Mapping[int, int]) -> Mapping[Lane, int]:
    """Of the pending groups by lane number, those that this link will not carry."""
    return {
        LANES[n]: count for n, count in pending.items() if count and LANES[n] in profile.held_back
    }
