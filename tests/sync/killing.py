"""A console in a process of its own, to be killed by `kill -9` at a step that is told beforehand.

`python -m tests.sync.killing <folder> <writes> <step>`: writes, exchanges, and dies at its n-th
step (before a COMMIT, after it, before and after a request); 0: lives to the end.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from console.domain.link import Pace
from db.clock import SystemClock
from db.opening import open_store
from db.schema import SCHEMA_NO
from db.sync.engine import Engine
from db.sync.enrolling import connect
from db.sync.pace import Chunk
from db.sync.reply import LineDown
from tests.support.store import put_task
from tests.support.world import key_place
from tests.sync.simulator.console import _watch

PUSHED = 3  # operations for one request: a kill falls between two of them


def main(folder: Path, writes: int, step: int) -> int:
    left = step

    def point() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    clock = SystemClock()
    opened = open_store(folder / "store", key_place(folder), clock)
    _watch(opened.store, point)
    line = connect(opened.store, clock, SCHEMA_NO)
    called = line.call

    def call(*given: Any, **more: Any) -> Any:
        point()
        try:
            return called(*given, **more)
        finally:
            point()

    line.call = call  # type: ignore[method-assign]
    try:
        for _ in range(writes):
            print(put_task(opened.store), flush=True)
        Engine(opened.store, line, clock, Chunk(Pace(first_ops=PUSHED, most_ops=PUSHED))).round()
    except LineDown:
        return 3
    finally:
        line.close()
        opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
