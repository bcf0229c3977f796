"""What may hurt: risk points and reservoirs, and the persons who answer for them by name.

The tree of responsible persons (行政、技术、巡查责任人 down to the village) is what 叫应 dials from
the top to the bottom, so one person's duty is one record: who, for what, at which rung.
"""

from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass


class RiskKind(StrEnum):
    GEOLOGICAL = "geological"  # 滑坡、崩塌、泥石流隐患点
    FLASH_FLOOD = "flash_flood"  # 山洪灾害危险区
    LOWLAND = "lowland"  # 低洼易涝
    DANGEROUS_HOUSE = "dangerous_house"
    ROAD = "road"  # 临水临崖路段、漫水桥
    FOREST_FIRE = "forest_fire"
    ENTERPRISE = "enterprise"  # 危化、尾矿、在建工地


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """隐患点 or 危险区, with whom it threatens. `threshold` is the sentence at which people move."""

    id: str
    code: str
    name: str
    kind: RiskKind
    place_id: str = ""
    place_name: str = ""
    lon: float | None = None
    lat: float | None = None
    households: int = 0
    people: int = 0
    threshold: str = ""
    shelter_id: str = ""
    checked_at: datetime | None = None
    note: str = ""
    rank: int = 0
    archived_at: datetime | None = None


class ReservoirSize(StrEnum):
    """By capacity: 中型 from 10 million m³, 小(1)型 from 1 million, 小(2)型 from 100 000."""

    MEDIUM = "medium"
    SMALL_1 = "small_1"
    SMALL_2 = "small_2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservoir:
    """`capacity` in thousands of m³; levels in millimetres above `datum`, None where not given."""

    id: str
    code: str
    name: str
    size: ReservoirSize
    place_id: str = ""
    place_name: str = ""
    lon: float | None = None
    lat: float | None = None
    capacity: int = 0
    datum: str = "1985国家高程基准"
    flood_limit: int | None = None
    design_flood: int | None = None
    note: str = ""
    rank: int = 0
    archived_at: datetime | None = None


class Rung(StrEnum):
    """Who is called by whom: the county calls townships, they call villages (D12)."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"


class Charge(StrEnum):
    """行政 answers, 技术 judges, 巡查 walks, 包保 knocks at the doors."""

    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    PATROL = "patrol"
    DOOR = "door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """A responsible person for one thing. `about_*` a place, a reservoir or a risk point.

    `second` and `second_phone` are whom to call when the first does not answer. Sealed: names and
    telephones.
    """

    id: str
    code: str
    name: str
    rung: Rung
    charge: Charge
    title: str = ""
    unit: str = ""
    place_id: str = ""
    place_name: str = ""
    about_kind: str = ""
    about_id: str = ""
    about_name: str = ""
    phone: str = ""
    second: str = ""
    second_phone: str = ""
    verified_at: datetime | None = None
    rank: int = 0
    archived_at: datetime | None = None
