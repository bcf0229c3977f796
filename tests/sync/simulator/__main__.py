"""`python -m tests.sync.simulator --seeds 0:1000`: long runs, and one seed looked at."""

import argparse
import os
import sys
import time
import traceback

from tests.sync.simulator.history import live


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="0:200")
    parser.add_argument("--restore", type=float, default=0.0, help="of the far end, each step")
    parser.add_argument("--stop", action="store_true", help="stop at the first that fails")
    told = parser.parse_args()
    first, _, last = told.seeds.partition(":")
    seeds = range(int(first), int(last or int(first) + 1))
    began, failed, stats = time.monotonic(), [], {}
    for seed in seeds:
        try:
            for what, count in live(seed, restore=told.restore).stats.items():
                stats[what] = stats.get(what, 0) + count
        except Exception as error:
            failed.append(seed)
            print(f"seed {seed}: {type(error).__name__} {str(error)[:400]}", flush=True)
            if told.stop or len(seeds) == 1:
                traceback.print_exc()
                break
    spent = time.monotonic() - began
    print(f"{len(seeds) - len(failed)} of {len(seeds)} seeds passed in {spent:.1f} s: {stats}")
    if failed:
        print("failed:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # a seed is one history, in every process
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.sync.simulator", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    sys.exit(main())
