"""What is kept, where it is kept, and in which lots: the nouns of the stock picture.

Three tiers by three kinds of reserve come from the county's plan (实物、社会、产能储备; 县库为核心、
乡级为支撑、村级为依托). A depot names its owner and the purposes that it keeps, because
flood-fighting and relief goods may belong to different offices. Quantities are integers of the
smallest unit; a lot's expiry is a calendar date as ISO text ("" where the goods do not expire).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from console.domain.evidence import Mark
from console.domain.record import dataclass
from console.domain.refused import Refused

GB38565 = re.compile(r"[123](\d{2}){3}")


class Tier(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Reserve(StrEnum):
    """实物 is counted piece by piece; 协议 and 产能 are promises of others, never on hand."""

    PHYSICAL = "physical"
    AGREEMENT = "agreement"
    CAPACITY = "capacity"


class Purpose(StrEnum):
    RELIEF = "relief"
    FLOOD = "flood"


class Quality(StrEnum):
    """Only OK and ATTENTION count as available."""

    OK = "ok"
    ATTENTION = "attention"
    QUARANTINE = "quarantine"
    DAMAGED = "damaged"
    REJECTED = "rejected"


USABLE = frozenset({Quality.OK, Quality.ATTENTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the catalogue. `code` is the county's own; the standard's seven digits stay empty
    until they are typed in from the purchased text (GB/T 38565-2020 is not to be guessed). `index` is what search compares, prepared once as for places.
    """

    id: str
    code: str
    name: str
    spec: str
    unit: str
    purpose: Purpose
    gb_code: str = ""
    aliases: tuple[str, ...] = ()
    index: str = ""
    rank: int = 0
    archived_at: datetime | None = None

    @property
    def title(self) -> str:
        return f"{self.name} {self.spec}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """A place that holds stock. `owner` is the office whose order opens it (D8)."""

    id: str
    code: str
    name: str
    tier: Tier
    reserve: Reserve
    owner: str
    purposes: tuple[Purpose, ...]
    place_id: str
    parent_id: str = ""
    lon: float | None = None
    lat: float | None = None
    keeper: str = ""
    phone: str = ""
    rank: int = 0
    archived_at: datetime | None = None

    def keeps(self, item: Item) -> bool:
        return item.purpose in self.purposes


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A lot of one item: the unit of expiry, of quality and of tracing back to the supplier."""

    id: str
    item_id: str
    lot: str
    expires_on: str = ""
    quality: Quality = Quality.OK
    quality_why: str = ""
    supplier: str = ""

    def expired(self, today: date) -> bool:
        return bool(self.expires_on) and date.fromisoformat(self.expires_on) < today

    def usable(self, today: date) -> bool:
        """Expired and quarantined lots are on hand but are never offered."""
        return self.quality in USABLE and not self.expired(today)

    def expires_within(self, today: date, days: int) -> bool:
        if not self.expires_on:
            return False
        left = date.fromisoformat(self.expires_on) - today
        return timedelta(0) <= left <= timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What one person (or one site) needs: `pieces` for each `per` persons over the norm's days.

    From 人均标准 tables, by the item's name; the mark says how well the figure is supported.
    """

    item: str
    pieces: int
    per: int
    mark: Mark
    note: str = ""

    def need(self, persons: int) -> int:
        """Rounded up: half a tent shelters nobody."""
        return -(-persons * self.pieces // self.per)


def coverage(available: int, need: int | None) -> int | None:
    """Whole percent, rounded down so that 99.6 never reads as covered; None where no norm is."""
    if need is None or need <= 0:
        return None
    return max(available, 0) * 100 // need


def checked_item(item: Item) -> Item:
    if not item.name or not item.unit or not item.code:
        raise Refused("item_incomplete", name=item.name or item.code)
    if item.gb_code and not GB38565.fullmatch(item.gb_code):
        raise Refused("gb_code_shape", text=item.gb_code)
    return item


def still_kept(depot: Depot, items: Iterable[Item] = ()) -> None:
    """What left the register takes nothing in and sends nothing; its rest is given out there."""
    if depot.archived_at is not None:
        raise Refused("depot_archived", depot=depot.name)
    for item in items:
        if item.archived_at is not None:
            raise Refused("item_archived", item=item.title)


def checked_batch(batch: Batch) -> Batch:
    if not batch.lot:
        raise Refused("lot_missing")
    if batch.expires_on:
        try:
            day = date.fromisoformat(batch.expires_on)
        except ValueError:
            raise Refused("expiry_shape", text=batch.expires_on) from None
        return replace(batch, expires_on=day.isoformat())  # lots are put in order as text
    return batch


def whole(text: str) -> int:
    """A quantity as typed: whole, positive, full-width digits and thousands marks allowed."""
    plain = re.sub(r"[\s,，\u2009]", "", normalize("NFKC", text))
    if not re.fullmatch(r"\d{1,9}", plain):
        raise Refused("quantity_not_whole", text=text.strip() or "空")
    value = int(plain)
    if value == 0:
        raise Refused("quantity_zero")
    return value
