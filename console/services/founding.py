"""What a new store is given before anybody works in it: places, plans, and for the demo people.

National files and the county's own defaults are laid in as acknowledged history (D28): they came
from above or from the package and have nothing to go up. Laying in twice changes nothing.
"""

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.place import Place
from console.services import demo_duty, demo_force, demo_supply
from console.services.health import peopled
from console.services.permission import SYSTEM
from console.services.plans import Plans
from console.services.world import World
from resources import places


def found(world: World, *, demo: bool = False) -> None:
    """The county's reference data; with `demo` also made-up people, teams and stock."""
    _places(world)
    Plans(world).register()
    if demo and not peopled(world):
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
