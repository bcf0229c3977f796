"""What a whole county costs: the start on it against the start on an empty one, and all pages open.

Empty is a county that was founded and has one officer, nothing else; the demo county is the full
one with its year of work. Both take turns. Memory is read in a process of its own for each size.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from console.app.compose import BENCH, Console, Environment, open_world
from console.app.rooms import ENTRIES
from console.app.run import SWITCH_SECONDS
from console.services.founding import FULL
from console.services.officers import Officers
from console.services.world import SystemClock
from tests.bench.measure import Figure, answer, interleaved, python

MOST = 1.3
LARGE = 10
TURN_MS, STILL = 20, 10  # at rest: nothing is asked for a fifth of a second


def surroundings(folder: Path, size: int) -> Environment:
    """A county of this size; -1 is the empty one."""
    return Environment(folder, SystemClock(), {}, demo=size >= 0, use_keyring=False, size=size)


def lay(folder: Path, size: int) -> float:
    """Founds it and says how long that took."""
    began = time.perf_counter()
    world, opened = open_world(surroundings(folder, size))
    taken = time.perf_counter() - began
    if size < 0:
        Officers(world).found_first("first", "首任甲", "jixi2024")
    opened.close()
    return taken


def figures(folder: Path, rounds: int) -> list[Figure]:
    empty, full, large = (folder / name for name in ("empty", "full", "large"))
    lay(empty, -1)
    founding, founding_large = lay(full, FULL), lay(large, LARGE)
    run = ("-m", "console", "run", "--bench", "wall", "--folder")
    taken = interleaved(
        {
            "empty": python(*run, str(empty)),
            "full": python(*run, str(full), "--demo"),
            "large": python(*run, str(large), "--demo"),
        },
        rounds,
    )
    bare, wall, ten = (taken[name, "painted"] for name in ("empty", "full", "large"))
    made = [
        Figure("起动到总览画出,演示县 ÷ 空县", wall / bare, MOST, "倍"),
        Figure(f"  演示县 {LARGE} 倍 ÷ 空县", ten / bare, None, "倍"),
        Figure("  空县", bare * 1000, None, "ms"),
        Figure("  演示县", wall * 1000, None, "ms"),
        Figure("建成演示县", founding, None, "s"),
        Figure(f"建成 {LARGE} 倍演示县", founding_large, None, "s"),
    ]
    for name, where, size in (("演示县", full, FULL), (f"演示县 {LARGE} 倍", large, LARGE)):
        told = answer(
            python("-m", "tests.bench.county", "--folder", str(where), "--size", str(size))
        )
        made.append(Figure(f"打开全部页面后内存,{name}", told["rss"], None, "MB"))
    return made


def all_open(folder: Path, size: int) -> dict[str, float]:
    """Goes through every room and reads the most that the process ever held."""
    sys.setswitchinterval(SWITCH_SECONDS)
    env = surroundings(folder, size)
    world, opened = open_world(env)
    console = Console(env, world, opened)
    console.begin(BENCH)
    _rest(console)
    for entry in ENTRIES:
        console.window.go(entry.name)
        _rest(console)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.close()
    return {"rss": most}


def _rest(console: Console) -> None:
    loop, still = QEventLoop(), 0
    while still < STILL:
        QTimer.singleShot(TURN_MS, loop.quit)
        loop.exec()
        still = still + 1 if console.runner.busy == 0 else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--size", type=int, required=True)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(all_open(asked.folder, asked.size)) + "\n")
