"""Where people go and what takes them there: shelters and vehicles.

A shelter's capacity is what was verified on the spot, in persons; what it holds at the moment is
a figure of the response (D11), never a field here. Keepers, drivers and telephones are sealed.
"""

from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass


class ShelterKind(StrEnum):
    """室内 by building, 室外 by ground; 集中安置点 is opened by an order."""

    INDOOR = "indoor"
    OUTDOOR = "outdoor"
    RESETTLEMENT = "resettlement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelter:
    """应急避护场所. `capacity` in persons, `area` in whole square metres."""

    id: str
    code: str
    name: str
    kind: ShelterKind
    place_id: str = ""
    place_name: str = ""
    lon: float | None = None
    lat: float | None = None
    capacity: int = 0
    area: int = 0
    keeper: str = ""
    phone: str = ""
    checked_at: datetime | None = None
    note: str = ""
    rank: int = 0
    archived_at: datetime | None = None


class VehicleKind(StrEnum):
    COMMAND = "command"
    RESCUE = "rescue"
    BUS = "bus"
    TRUCK = "truck"
    AMBULANCE = "ambulance"
    EXCAVATOR = "excavator"  # 挖掘机、装载机: counted with vehicles, moved on a low-loader
    BOAT = "boat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """`code` is the plate or the number on the machine; `load` in whole kilograms."""

    id: str
    code: str
    name: str
    kind: VehicleKind
    owner: str = ""
    place_id: str = ""
    place_name: str = ""
    seats: int = 0
    load: int = 0
    driver: str = ""
    phone: str = ""
    usable: bool = True
    checked_at: datetime | None = None
    note: str = ""
    rank: int = 0
    archived_at: datetime | None = None
