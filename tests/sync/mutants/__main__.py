"""`python -m tests.sync.mutants`: each mutant in a process of its own, until a history breaks.

Prints `killed n/n` and who survived; ends with 1 where anybody did. `--only` takes part of a name.
"""

import argparse
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

from tests.sync.mutants.catalogue import MUTANTS, Mutant

FEW, SEEDS = 12, 60
SUITE = ("tests/sync/test_gateway_promises.py",)


class Swap(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with a piece of its source replaced."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != self.mutant.module:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert found is not None
        return importlib.util.spec_from_file_location(name, found.origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__file__ is not None
        with open(module.__file__, encoding="utf-8") as file:
            source = file.read()
        if source.count(self.mutant.was) != 1:
            raise SystemExit(f"{self.mutant.name}: its piece of source has moved")
        changed = source.replace(self.mutant.was, self.mutant.becomes)
        exec(compile(changed, module.__file__, "exec"), module.__dict__)


def hunt(mutant: Mutant) -> str:
    """What gave it away; empty where it lived through everything."""
    sys.meta_path.insert(0, Swap(mutant))
    from tests.sync.simulator.history import live
    from tests.sync.simulator.regressions import FAILED_ONCE

    def lived(seeds: Iterable[int]) -> str:
        for seed in seeds:
            try:
                live(seed)
            except Exception as error:
                return f"seed {seed}: {type(error).__name__} {str(error)[:90]}"
        return ""

    return lived((*FAILED_ONCE, *range(FEW))) or _promises() or lived(range(FEW, SEEDS))


def _promises() -> str:
    """The far end's rules asked directly: what a right console never tries."""
    import pytest

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(["-q", "-x", "-k", "memory", "-p", "no:cacheprovider", *SUITE])
    if code == pytest.ExitCode.OK:
        return ""
    last = [line for line in said.getvalue().splitlines() if line.startswith("FAILED")]
    return last[0].partition("::")[2][:120] if last else f"the suite: {code}"


def one(mutant: Mutant) -> tuple[Mutant, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.mutants", "--hunt", mutant.name],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        check=False,
    )
    told = done.stdout.strip() or (done.stderr.strip()[-300:] if done.returncode else "")
    return mutant, told, time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--hunt", default="")
    told = parser.parse_args()
    if told.hunt:
        print(hunt(next(one for one in MUTANTS if one.name == told.hunt)))
        return 0
    chosen = [one for one in MUTANTS if told.only in one.name]
    survivors: list[str] = []
    with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
        for mutant, gave_away, spent in pool.map(one, chosen):
            moved = "has moved" in gave_away
            if moved or not gave_away:
                survivors.append(mutant.name)
            print(f"{mutant.name}: {gave_away or 'SURVIVED'} ({spent:.0f} s)", flush=True)
    print(f"killed {len(chosen) - len(survivors)}/{len(chosen)}")
    for name in survivors:
        print(f"  lives: {name}: {next(x for x in MUTANTS if x.name == name).breaks}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
