"""`make bench`: the figures, their limits, and exit code 1 where one is broken.

Everything is compiled and warm before the first clock starts; the stores lie in a temporary
folder and go with it. `build/bench.json` keeps what was measured.
"""

import argparse
import compileall
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.bench import (
    county,
    exchanging,
    finding,
    flood,
    keeping,
    mapping,
    prepare,
    registers,
    starting,
    writing,
)
from tests.bench.measure import ROOT, Figure, table, write

PARTS = ("start", "write", "flood", "keep", "county", "find", "registers", "map", "exchange")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=7, help="起动各测几次")
    parser.add_argument("--only", choices=PARTS, help="只测一部分,不写 build/bench.json")
    asked = parser.parse_args()
    for package in ("console", "db", "resources", "tests/bench"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with tempfile.TemporaryDirectory() as name:
        figures = _measure(Path(name), asked.rounds, asked.only or "")
    sys.stdout.write(table(figures) + "\n")
    if not asked.only:
        write(figures, ROOT / "build" / "bench.json")
    broken = [one for one in figures if not one.kept]
    for one in broken:
        sys.stdout.write(f"超出上限:{one.name.strip()}\n")
    return 1 if broken else 0


def _measure(folder: Path, rounds: int, only: str) -> list[Figure]:
    laid = folder / "laid"
    prepare.lay(laid)

    def copy(name: str) -> Path:
        return Path(shutil.copytree(laid, folder / name))

    made: list[Figure] = []
    if only in {"", "start"}:
        made += starting.figures(copy("start"), rounds)
    if only in {"", "write"}:
        made += writing.figures(copy("write"))
    if only in {"", "flood"}:
        made += flood.figures({front: copy(front) for front in flood.FRONTS})
    if only in {"", "keep"}:
        made += keeping.figures(copy("keep"))
    if only in {"", "county"}:
        made += county.figures(folder, rounds)
    if only in {"", "find"}:
        made += finding.figures(copy("find"))
    if only in {"", "registers"}:
        made += registers.figures(copy("registers"))
    if only in {"", "map"}:
        made += mapping.figures(folder)
    if only in {"", "exchange"}:
        made += exchanging.figures(folder)
    return made


if __name__ == "__main__":
    sys.exit(main())
