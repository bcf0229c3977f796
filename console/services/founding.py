"""What a new store is given before anybody works in it: places, plans, and for the demo people.

National files and the county's own defaults are laid in as acknowledged history (D28): they came
from above or from the package and have nothing to go up. Laying in twice changes nothing.
"""

from collections.abc import Mapping

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.place import Place
from console.domain.unit import Unit, Way
from console.services import demo_county, demo_duty, demo_force, demo_supply, rules
from console.services.health import peopled
from console.services.permission import SYSTEM
from console.services.plans import Plans
from console.services.world import World
from resources import duty, places
from resources.holidays import holidays

SMALL, FULL = 0, 1


def found(world: World, *, demo: bool = False, size: int = SMALL) -> None:
    """The county's reference data; with `demo` also made-up people, teams and stock.

    `size`: SMALL is the handful that a story needs, FULL the whole county, more than that so many
    times its log, movements, responsible persons and watches.
    """
    _places(world)
    _reference(world)
    Plans(world).register()
    rules.lay_in(world)
    if not demo or peopled(world):
        return
    if size >= FULL:
        demo_county.seed(world, size)
    else:
        demo_duty.seed(world, world.now)
        demo_force.seed(world)
        demo_supply.seed(world)


def _places(world: World) -> None:
    with world.store.write(SYSTEM, "found.places", history=True) as w:
        if w.count(Place):
            return
        laid = places.load(world.county)
        for place in laid:
            w.save(place)
        w.log(
            Entry(
                kind="seeded",
                subject_kind=Kind.PLACE,
                subject_id=world.county,
                at=w.now,
                facts={"what": "行政区划与村名", "count": len(laid)},
            )
        )


def _reference(world: World) -> None:
    """Member units and the calendar of days off."""
    with world.store.write(SYSTEM, "found.reference", history=True) as w:
        if w.count(Unit):
            return
        named = {place.id: place.name for place in places.load(world.county)}
        units = [
            _unit(row, named, rank) for rank, row in enumerate(duty.package_units(world.county))
        ]
        days = holidays()
        for record in (*units, *days):
            w.lay(record)
        for kind, what, laid in (
            (Kind.UNIT, "成员单位", units),
            (Kind.HOLIDAY, "节假日安排", days),
        ):
            w.log(
                Entry(
                    kind="seeded",
                    subject_kind=kind,
                    subject_id=world.county,
                    at=w.now,
                    facts={"what": what, "count": len(laid)},
                )
            )


def _unit(row: duty.UnitRow, named: Mapping[str, str], rank: int) -> Unit:
    return Unit(
        id=row.id,
        code=row.id,
        name=row.name,
        kind=row.kind,
        way=Way(row.way),
        duty=row.duty,
        duty_phone=row.duty_phone,
        place_id=row.place_id,
        place_name=named.get(row.place_id, ""),
        mark=row.mark,
        rank=rank,
    )
