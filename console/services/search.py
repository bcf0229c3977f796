"""One box over everything: `find(text)` on each keystroke, `catch_up()` in the gaps between.

Hits carry no telephone and nothing that the list does not show; the page that a hit leads to
asks the record itself.
"""

from collections.abc import Callable

from console.domain.record import dataclass
from console.services.findable import Findable, Readings
from console.services.world import World
from db.catch_up import CatchUp, Progress
from db.search import Found as Hit

__all__ = ["Hit", "Progress", "Search", "feeding", "find"]

MOST = 50


def find(world: World, text: str, limit: int = MOST) -> list[Hit]:
    """By kind in the order of the trade, each kind's best first; then log lines, newest first."""
    return world.store.search.find(text, limit)


def feeding(world: World, readings: Readings) -> Callable[[], Progress]:
    """One slice each time it is called."""
    store = world.store
    return CatchUp(store.read, store.search, Findable(readings)).step


@dataclass(frozen=True)
class Search:
    world: World

    def find(self, text: str, limit: int = MOST) -> list[Hit]:
        return find(self.world, text, limit)
