"""The demo county at the size of a real one: registers down to the villages and a year of work.

All made up and plainly so (D28): people are surname and numbers, telephones lie in unassigned
ranges, positions are about the township's seat; only the names of villages and communities are
real, because they are the county's own data. The same clock gives the same county.

`size` says how many years' worth of work is in it: 1 is a county's year; 10 and 100 multiply log,
stock movements, responsible persons and watches, for the figures.
"""

from console.services import demo_duty
from console.services.demo_county import (
    forces,
    log,
    movements,
    people,
    refuges,
    risks,
    stores,
    watches,
)
from console.services.demo_county.ground import Ground
from console.services.world import World

MOST_YEARS = 20  # of watches: nobody asks for a roster of the last century


def seed(world: World, size: int) -> None:
    """Officers come last: a county that nobody can enter is founded again at the next start."""
    now = world.now
    ground = Ground.of(world.county)
    forces.lay(world, ground)
    stock = stores.lay(world, ground)
    movements.lay(world, stock, ground, size)
    refuges.lay(world, ground)
    risks.lay(world, ground, size)
    stood = watches.lay(world, min(size, MOST_YEARS))
    log.lay(world, ground, stood, size)
    demo_duty.seed(world, now, people.officers(ground))
