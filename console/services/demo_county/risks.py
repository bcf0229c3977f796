"""Risk points, reservoirs, and the tree of responsible persons from township to group."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from console.domain.changes import Kind
from console.domain.place import Place
from console.domain.record import dataclass
from console.domain.risk import (
    Charge,
    Reservoir,
    ReservoirSize,
    Responsible,
    RiskKind,
    RiskPoint,
    Rung,
)
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice, name, phone
from console.services.demo_county.refuges import SHELTERS
from console.services.world import World

RISKS, RESERVOIRS = 150, 26
RESPONSIBLE = 600
_PHONES, _SECONDS = 10_000, 1_000_000
_RISK = {
    RiskKind.GEOLOGICAL: ("滑坡隐患点", "1 小时雨量达 40 mm 或坡体出现裂缝"),
    RiskKind.FLASH_FLOOD: ("山洪危险区", "3 小时雨量达 80 mm 或溪水漫过路面"),
    RiskKind.LOWLAND: ("低洼易涝点", "积水达 0.3 m"),
    RiskKind.ROAD: ("临水路段", "水面距路面不足 0.5 m"),
}
_TITLES = {
    Rung.TOWNSHIP: "乡镇责任人(示例)",
    Rung.VILLAGE: "村责任人(示例)",
    Rung.GROUP: "组包保责任人(示例)",
}


def lay(world: World, ground: Ground, size: int) -> None:
    now = world.now
    points, reservoirs = tuple(_risks(ground, now)), tuple(_reservoirs(ground))
    lay_in(world, Kind.RISK_POINT, "演示风险点", points)
    lay_in(world, Kind.RESERVOIR, "演示水库", reservoirs)
    charges = _charges(ground, points, reservoirs, RESPONSIBLE * size)
    people = (_person(ground, n, one, now) for n, one in enumerate(charges, 1))
    lay_in(world, Kind.RESPONSIBLE, "演示责任人", people)


def _risks(ground: Ground, now: datetime) -> Iterator[RiskPoint]:
    dice = Dice("risks")
    kinds = tuple(_RISK)
    for n in range(1, RISKS + 1):
        village = ground.villages[n % len(ground.villages)]
        kind = kinds[n % len(kinds)]
        word, threshold = _RISK[kind]
        lon, lat = dice.near(*ground.seat(village))
        households = dice.between(2, 20)
        yield RiskPoint(
            id=f"risk-{n:04d}",
            code=f"Y{n:04d}",
            name=f"{village.name}{word}(示例)",
            kind=kind,
            place_id=village.id,
            place_name=village.name,
            lon=lon,
            lat=lat,
            households=households,
            people=households * dice.between(2, 4),
            threshold=f"{threshold}(示例)",
            shelter_id=f"shelter-{dice.between(1, SHELTERS):03d}",
            checked_at=now - timedelta(days=dice.between(2, 90)),
            rank=n,
        )


def _reservoirs(ground: Ground) -> Iterator[Reservoir]:
    """Levels are made up; what a real dam holds is not to be guessed."""
    dice = Dice("reservoirs")
    for n in range(1, RESERVOIRS + 1):
        village = ground.villages[3 * n % len(ground.villages)]
        lon, lat = dice.near(*ground.seat(village))
        small = ReservoirSize.SMALL_2 if dice.below(4) else ReservoirSize.SMALL_1
        limit = dice.between(160, 420) * 1_000
        yield Reservoir(
            id=f"reservoir-{n:03d}",
            code=f"K{n:03d}",
            name=f"{village.name}示例水库",
            size=small,
            place_id=village.id,
            place_name=village.name,
            lon=lon,
            lat=lat,
            capacity=(
                dice.between(100, 990)
                if small is ReservoirSize.SMALL_2
                else dice.between(1_000, 9_000)
            ),
            flood_limit=limit,
            design_flood=limit + dice.between(8, 25) * 100,
            rank=n,
        )


@dataclass(frozen=True, slots=True)
class _Duty:
    """For what somebody answers, and at which rung."""

    rung: Rung
    charge: Charge
    place: Place
    about: tuple[str, str, str] = ("", "", "")


def _charges(
    ground: Ground,
    points: tuple[RiskPoint, ...],
    reservoirs: tuple[Reservoir, ...],
    count: int,
) -> Iterator[_Duty]:
    """Top down: townships, villages, dams, risk points; then the groups as far as `count` goes."""
    made = 0
    for one in _fixed(ground, points, reservoirs):
        yield one
        made += 1
    for n in range(count - made):
        village = ground.villages[n % len(ground.villages)]
        yield _Duty(Rung.GROUP, Charge.DOOR, village, (Kind.PLACE, village.id, village.name))


def _fixed(
    ground: Ground, points: tuple[RiskPoint, ...], reservoirs: tuple[Reservoir, ...]
) -> Iterator[_Duty]:
    for town in ground.towns:
        for charge in Charge:
            yield _Duty(Rung.TOWNSHIP, charge, town, (Kind.PLACE, town.id, town.name))
    for village in ground.villages:
        for charge in (Charge.ADMINISTRATIVE, Charge.PATROL, Charge.DOOR):
            yield _Duty(Rung.VILLAGE, charge, village, (Kind.PLACE, village.id, village.name))
    for dam in reservoirs:
        for charge in (Charge.ADMINISTRATIVE, Charge.TECHNICAL, Charge.PATROL):
            place = ground.by_id[dam.place_id]
            yield _Duty(Rung.VILLAGE, charge, place, (Kind.RESERVOIR, dam.id, dam.name))
    for point in points:
        place = ground.by_id[point.place_id]
        yield _Duty(Rung.VILLAGE, Charge.PATROL, place, (Kind.RISK_POINT, point.id, point.name))


def _person(ground: Ground, n: int, duty: _Duty, now: datetime) -> Responsible:
    kind, id_, about = duty.about
    return Responsible(
        id=f"resp-{n:06d}",
        code=f"R{n:06d}",
        name=name(n),
        rung=duty.rung,
        charge=duty.charge,
        title=_TITLES[duty.rung],
        unit=ground.town(duty.place).name if duty.rung is Rung.TOWNSHIP else duty.place.name,
        place_id=duty.place.id,
        place_name=duty.place.name,
        about_kind=str(kind),
        about_id=id_,
        about_name=about,
        phone=phone(_PHONES + n),
        second=name(n + 7),
        second_phone=phone(_SECONDS + n),
        verified_at=now - timedelta(days=n % 200) if n % 9 else None,
        rank=n,
    )
