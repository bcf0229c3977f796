"""Workstations of a county and which of them is its decision seat (D1).

The seat is a lease: its token grows by one with each hand-over (a fencing token), so that a
console which has not heard of it yet can't decide with the old one. A decision made away from
the seat holds here and now and reads 待县确认 until the seat has seen it (`Verdict`). The province
records; it never confirms a county's decision.
"""

from datetime import datetime
from enum import StrEnum

from console.domain.changes import Kind
from console.domain.record import dataclass

SEAT = "seat"  # the one id of the one seat


class Post(StrEnum):
    """What a workstation is for."""

    DESK = "desk"  # 指挥席
    RELAY = "relay"  # 县中继
    DEPOT = "depot"  # 仓库
    FIELD = "field"  # 前方


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A workstation as the province has enrolled it; `id` is its device id."""

    id: str
    name: str
    post: Post = Post.DESK
    enrolled_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Which workstation decides for the county; `token` only ever grows."""

    id: str = SEAT
    device_id: str
    token: int
    since: datetime
    by: str
    reason: str = ""


class Standing(StrEnum):
    """A decision made away from the seat."""

    WAITING = "waiting"  # 待县确认
    CONFIRMED = "confirmed"  # 已确认
    SUPERSEDED = "superseded"  # 已被取代


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the seat says of a decision; `token` is the seat's when it spoke.

    One within its reach carries its token at once, so that the word of a seat that had already
    gone elsewhere is known by its old token.
    """

    id: str
    subject_kind: Kind
    subject_id: str
    action: str
    decision_id: str = ""  # the approval, where the subject has more than one in its life
    device_id: str
    made_at: datetime
    made_by: str
    standing: Standing = Standing.WAITING
    token: int | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""


class UpperLevel(StrEnum):
    CITY = "city"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperReceipt:
    """上级签收: who above has signed for what was reported; published from above, read only here."""

    id: str
    subject_kind: Kind
    subject_id: str
    level: UpperLevel
    receiver: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much of an item a workstation may promise from a depot without asking (escrow).

    In the item's smallest unit. It lapses at `until`, so that a lost device gives its rights back.
    """

    id: str
    depot_id: str
    item_id: str
    device_id: str
    quantity: int
    until: datetime
    given_by: str
    given_at: datetime
    taken_back_at: datetime | None = None  # by the seat; kept for the holder until it lapses
    ended_at: datetime | None = None  # given back by its holder
