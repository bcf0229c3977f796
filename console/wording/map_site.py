"""What the map's signs are called, and what the card of each says."""

from datetime import datetime
from enum import StrEnum

from console.domain.dispatch import Dispatch
from console.domain.force import Team
from console.domain.incident import Incident
from console.domain.refuge import Shelter, ShelterKind, Vehicle, VehicleKind
from console.domain.risk import Reservoir, ReservoirSize, RiskKind, RiskPoint
from console.domain.supply import Depot
from console.wording import UNKNOWN, date_time, join, number
from console.wording.force import STATE, TEAM_KIND
from console.wording.incident import INCIDENT_STATE
from console.wording.supply import TIER


class Sort(StrEnum):
    """The kinds of sign that can be switched, in the order of their keys; values name shapes."""

    INCIDENT = "incident"
    UNDER_WAY = "under_way"
    TEAM = "team"
    DEPOT = "depot"
    RISK = "risk"
    RESERVOIR = "reservoir"
    SHELTER = "shelter"
    VEHICLE = "vehicle"


SORT = {
    Sort.INCIDENT: "突发事件",
    Sort.UNDER_WAY: "途中",
    Sort.TEAM: "队伍",
    Sort.DEPOT: "物资库",
    Sort.RISK: "风险点",
    Sort.RESERVOIR: "水库",
    Sort.SHELTER: "避护场所",
    Sort.VEHICLE: "车辆",
}
SHELTER_KIND = {
    ShelterKind.INDOOR: "室内",
    ShelterKind.OUTDOOR: "室外",
    ShelterKind.RESETTLEMENT: "集中安置点",
}
VEHICLE_KIND = {
    VehicleKind.COMMAND: "指挥车",
    VehicleKind.RESCUE: "抢险车",
    VehicleKind.BUS: "客车",
    VehicleKind.TRUCK: "货车",
    VehicleKind.AMBULANCE: "救护车",
    VehicleKind.EXCAVATOR: "工程机械",
    VehicleKind.BOAT: "舟艇",
}
RISK_KIND = {
    RiskKind.GEOLOGICAL: "地质灾害隐患点",
    RiskKind.FLASH_FLOOD: "山洪灾害危险区",
    RiskKind.LOWLAND: "低洼易涝点",
    RiskKind.DANGEROUS_HOUSE: "危旧房",
    RiskKind.ROAD: "临水临崖路段",
    RiskKind.FOREST_FIRE: "森林火险点",
    RiskKind.ENTERPRISE: "重点企业、工地",
}
RESERVOIR_SIZE = {
    ReservoirSize.MEDIUM: "中型水库",
    ReservoirSize.SMALL_1: "小(1)型水库",
    ReservoirSize.SMALL_2: "小(2)型水库",
}
ABOUT = "位置为所在乡镇"


def checked(moment: datetime | None) -> str:
    return f"核查 {date_time(moment)}" if moment else "未核查"


def team_lines(team: Team) -> tuple[str, ...]:
    said = f"{team.status} · 可调 {number(team.available)} 人 · {date_time(team.ready_at)}"
    return join((TEAM_KIND[team.kind], team.place_name)), said


def depot_lines(depot: Depot, place: str) -> tuple[str, ...]:
    return join((TIER[depot.tier], place)), f"管理 {depot.owner or UNKNOWN}"


def incident_lines(one: Incident) -> tuple[str, ...]:
    said = f"{INCIDENT_STATE[one.state]} · 接报 {date_time(one.received_at)}"
    return join((SORT[Sort.INCIDENT], one.place_text)), said


def way_lines(one: Dispatch) -> tuple[str, ...]:
    said = f"{STATE[one.state]} · {date_time(one.state_at)}"
    return f"{number(one.people)} 人 → {one.place_name}", said


def risk_lines(one: RiskPoint) -> tuple[str, ...]:
    threatens = f"威胁 {number(one.households)} 户 {number(one.people)} 人"
    last = join((f"转移条件:{one.threshold}" if one.threshold else "", checked(one.checked_at)))
    return join((RISK_KIND[one.kind], one.place_name)), threatens, last


def reservoir_lines(one: Reservoir) -> tuple[str, ...]:
    limit = UNKNOWN if one.flood_limit is None else f"{one.flood_limit / 1000:.2f} m"
    holds = f"库容 {number(one.capacity)} 千 m³" if one.capacity else f"库容 {UNKNOWN}"
    return (
        join((RESERVOIR_SIZE[one.size], one.place_name)),
        join((holds, f"汛限 {limit}", one.datum if one.flood_limit is not None else "")),
    )


def shelter_lines(one: Shelter) -> tuple[str, ...]:
    holds = f"可容 {number(one.capacity)} 人" if one.capacity else f"可容 {UNKNOWN}"
    kind = f"{SORT[Sort.SHELTER]}({SHELTER_KIND[one.kind]})"
    return join((kind, one.place_name)), join((holds, checked(one.checked_at)))


def vehicle_lines(one: Vehicle) -> tuple[str, ...]:
    able = "可用" if one.usable else "停用"
    kind = join((VEHICLE_KIND[one.kind], one.code, one.place_name))
    return kind, join((able, f"{one.seats} 座" if one.seats else "", checked(one.checked_at)))
