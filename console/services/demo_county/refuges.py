"""Shelters and vehicles, made up on the county's real villages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from console.domain.changes import Kind
from console.domain.refuge import Shelter, ShelterKind, Vehicle, VehicleKind
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice, name, phone
from console.services.world import World

SHELTERS = 64
_PHONES = 1_400
_VEHICLES = (
    (VehicleKind.COMMAND, "应急指挥车", 2, 7, 0),
    (VehicleKind.RESCUE, "抢险救援车", 8, 6, 1_500),
    (VehicleKind.BUS, "转移大客车", 10, 45, 0),
    (VehicleKind.TRUCK, "物资运输车", 12, 3, 5_000),
    (VehicleKind.AMBULANCE, "救护车", 6, 4, 0),
    (VehicleKind.EXCAVATOR, "挖掘机", 8, 1, 0),
    (VehicleKind.BOAT, "冲锋舟", 6, 8, 600),
)


def lay(world: World, ground: Ground) -> None:
    lay_in(world, Kind.SHELTER, "演示避护场所", shelters(ground, world.now))
    lay_in(world, Kind.VEHICLE, "演示车辆", _vehicles(ground, world.now))


def shelters(ground: Ground, now: datetime) -> Iterator[Shelter]:
    """One for each township, then for villages in their order."""
    dice = Dice("shelters")
    for n, place in enumerate((*ground.towns, *ground.villages)[:SHELTERS], 1):
        central = n <= len(ground.towns)
        lon, lat = dice.near(*ground.seat(place))
        capacity = dice.between(30, 80) * 10 if central else dice.between(6, 30) * 10
        kind = ShelterKind.RESETTLEMENT if central else dice.one((*ShelterKind,)[:2])
        yield Shelter(
            id=f"shelter-{n:03d}",
            code=f"B{n:03d}",
            name=f"{place.name}{'集中安置点' if central else '避护场所'}(示例)",
            kind=kind,
            place_id=place.id,
            place_name=place.name,
            lon=lon,
            lat=lat,
            capacity=capacity,
            area=capacity * dice.between(2, 4),
            keeper=name(300 + n),
            phone=phone(_PHONES + n),
            checked_at=now - timedelta(days=dice.between(10, 400)),
            rank=n,
        )


def _vehicles(ground: Ground, now: datetime) -> Iterator[Vehicle]:
    dice = Dice("vehicles")
    made = (
        (kind, word, seats, load) for kind, word, n, seats, load in _VEHICLES for _ in range(n)
    )
    for n, (kind, word, seats, load) in enumerate(made, 1):
        town = dice.one(ground.towns)
        yield Vehicle(
            id=f"vehicle-{n:03d}",
            code=f"皖P·示{100 + n:04d}",
            name=word,
            kind=kind,
            owner=f"{town.name}示例单位",
            place_id=town.id,
            place_name=town.name,
            seats=seats,
            load=load,
            driver=name(400 + n),
            phone=phone(_PHONES + 100 + n),
            usable=bool(dice.below(10)),
            checked_at=now - timedelta(days=dice.between(5, 200)),
            rank=n,
        )
