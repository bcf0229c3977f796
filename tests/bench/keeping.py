"""What opening the store and proving it cost; reported, not judged."""

import statistics
import time
from pathlib import Path

from console.services.selfcheck import proofs
from console.services.world import SystemClock
from db import keys, opening
from tests.bench.measure import Figure
from tests.bench.prepare import enter

ROUNDS = 5


def _open_seconds(folder: Path) -> float:
    began = time.perf_counter()
    place = keys.KeyPlace(folder / "keys", use_keyring=False)
    opened = opening.open_store(folder, place, SystemClock())
    taken = time.perf_counter() - began
    opened.close()
    return taken


def figures(folder: Path) -> list[Figure]:
    opening_s = statistics.median(_open_seconds(folder) for _ in range(ROUNDS))
    world, opened = enter(folder)
    lines = opened.store.head()[2]
    began = time.perf_counter()
    troubles = proofs(world, opened)
    proving = time.perf_counter() - began
    opened.close()
    note = f"日志 {lines} 条" + (f",不符 {len(troubles)} 处" if troubles else "")
    return [
        Figure("打开本机库", opening_s * 1000, None, "ms"),
        Figure("自检全部记录", proving * 1000, None, "ms", note=note),
    ]
