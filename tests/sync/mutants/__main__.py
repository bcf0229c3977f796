"""`python -m tests.sync.mutants`: each mutant in a process of its own, until something breaks.

Histories first, then the far end's promises asked directly (what a right console never tries),
then more histories. Prints `killed n/n` and who survived; ends with 1 where anybody did.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tests.sync.mutants.catalogue import MUTANTS, Mutant
from tests.sync.mutants.swap import WHICH

FEW, SEEDS = 12, 60
SUITE = tuple(
    f"tests/sync/test_{name}.py"
    for name in (
        "gateway_promises",
        "waiting",
        "put_back",
        "authority",
        "reckonings",
        "convert",
        "schema_apart",
        "segments",
        "attachments",
    )
)
CHOSEN = "memory or reckonings or schema_apart or nothing_names or no_room"


def hunt(seeds: Iterable[int], restore: float = 0.0) -> str:
    """What gave this process's mutant away; empty where it lived through everything."""
    from tests.sync.simulator.history import live

    for seed in seeds:
        try:
            live(seed, restore=restore)
        except Exception as error:
            return f"seed {seed}: {type(error).__name__} {str(error)[:90]}"
    return ""


def _histories(mutant: Mutant, part: str) -> str:
    done = _run(mutant, "-m", "tests.sync.mutants", "--hunt", part)
    if done.returncode:
        return done.stderr.strip()[-200:]
    return done.stdout.strip()


def _promises(mutant: Mutant) -> str:
    plugin = ("-p", "tests.sync.mutants.swap", "-p", "no:cacheprovider")
    which = (mutant.by,) if mutant.by else ("-k", CHOSEN, *SUITE)
    done = _run(mutant, "-m", "pytest", "-q", "-x", *plugin, *which)
    if not done.returncode:
        return ""
    told = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    return told[0].partition("::")[2][:120] if told else (done.stdout + done.stderr)[-200:]


def _run(mutant: Mutant, *told: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONHASHSEED": "0", WHICH: mutant.name}
    return subprocess.run(
        [sys.executable, *told], capture_output=True, text=True, env=env, check=False
    )


def one(mutant: Mutant) -> tuple[Mutant, str, float]:
    began = time.monotonic()
    if mutant.by:
        return mutant, _promises(mutant), time.monotonic() - began
    told = _histories(mutant, "few") or _promises(mutant) or _histories(mutant, "more")
    return mutant, told, time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--hunt", default="")
    told = parser.parse_args()
    if told.hunt:
        from tests.sync.simulator.regressions import FAILED_ONCE, FAILED_RESTORED, OFTEN

        few = (*FAILED_ONCE, *range(FEW))
        gave_away = hunt(few if told.hunt == "few" else range(FEW, SEEDS))
        print(gave_away or (hunt(FAILED_RESTORED, OFTEN) if told.hunt == "few" else ""))
        return 0
    chosen = [one for one in MUTANTS if told.only in one.name]
    survivors: list[Mutant] = []
    with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
        for mutant, gave_away, spent in pool.map(one, chosen):
            if not gave_away or "has moved" in gave_away:
                survivors.append(mutant)
            print(f"{mutant.name}: {gave_away or 'SURVIVED'} ({spent:.0f} s)", flush=True)
    print(f"killed {len(chosen) - len(survivors)}/{len(chosen)}")
    for mutant in survivors:
        print(f"  lives: {mutant.name}: {mutant.breaks}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
