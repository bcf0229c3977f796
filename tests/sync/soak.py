"""`make soak`: the long versions. Histories from a seed nobody has lived yet, every order of events
at length, and a hundred kills of real processes. The first seed is printed, so that a failure can
be lived again.
"""

import argparse
import os
import random
import subprocess
import sys
import time

from tests.sync.simulator.history import live
from tests.sync.simulator.regressions import OFTEN


def histories(first: int, minutes: float) -> list[int]:
    until, seed, failed = time.monotonic() + 60 * minutes, first, []
    while time.monotonic() < until:
        restore = OFTEN if seed % 4 == 0 else 0.0
        try:
            live(seed, restore=restore)
        except Exception as error:
            failed.append(seed)
            print(
                f"seed {seed} --restore {restore}: {type(error).__name__} {str(error)[:300]}",
                flush=True,
            )
        seed += 1
    print(f"histories {first} to {seed - 1}: {len(failed)} failed", flush=True)
    return failed


def kills(count: int) -> int:
    env = {**os.environ, "CONSOLE_KILLS": str(count)}
    told = [sys.executable, "-m", "pytest", "-q", "tests/sync/test_kill.py"]
    return subprocess.run(told, env=env, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--first", type=int, default=random.SystemRandom().randrange(10**9))
    told = parser.parse_args()
    failed = histories(told.first, told.minutes)
    return 1 if kills(told.kills) or failed else 0


if __name__ == "__main__":
    sys.exit(main())
