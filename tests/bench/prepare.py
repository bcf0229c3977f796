"""The store that every figure is taken on: the demo county with the June flood told up to now.

Told under the machine's own clock, so that the watch of today stands on the roster and the tasks
are due around now; a console that opens it is what an officer sees in the middle of a flood.
"""

from pathlib import Path

from console.app.compose import Environment, open_world
from console.services.demo_story import tell
from console.services.world import SystemClock, World
from db.opened import Opened


def environment(folder: Path) -> Environment:
    return Environment(folder, SystemClock(), {}, demo=True, use_keyring=False)


def lay(folder: Path) -> None:
    world, opened = open_world(environment(folder))
    tell(world)
    opened.close()


def enter(folder: Path) -> tuple[World, Opened]:
    return open_world(environment(folder))
