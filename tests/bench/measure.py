"""How a figure is taken: interleaved runs of both sides, medians, one machine, one run."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 180  # seconds; a child that says nothing for so long has gone wrong


@dataclass
class Figure:
    """`limit` None: only reported. `better` is lower or higher."""

    name: str
    value: float | None
    limit: float | None
    unit: str
    better: str = "lower"
    note: str = ""

    @property
    def kept(self) -> bool:
        if self.limit is None or self.value is None:
            return True
        return self.value <= self.limit if self.better == "lower" else self.value >= self.limit


def offscreen() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QT_")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


def told(command: list[str]) -> dict[str, float]:
    """Seconds from the start of the process to each word that it says on a line of its own."""
    began = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=offscreen(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    words: dict[str, float] = {}
    for line in child.stdout:
        words.setdefault(line.strip(), time.perf_counter() - began)
    _, errors = child.communicate(timeout=LONGEST)
    if child.returncode or not words:
        raise RuntimeError(f"{command}: {child.returncode} {errors}")
    return words


def interleaved(sides: dict[str, list[str]], rounds: int) -> dict[tuple[str, str], float]:
    """Medians in seconds by side and word; the first round warms the file cache and is dropped."""
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for name, command in sides.items():
            for word, seconds in told(command).items():
                if number:
                    taken.setdefault((name, word), []).append(seconds)
    return {key: statistics.median(values) for key, values in taken.items()}


def answer(command: list[str]) -> dict[str, Any]:
    """What a child measured in itself: its last line is JSON."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=offscreen(),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.returncode} {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _wide(text: str, columns: int) -> str:
    """Filled up to so many columns; a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(0, columns - taken)


def table(figures: list[Figure]) -> str:
    lines = [f"  {_wide('指标', 60)}{'值':>11}{'上限':>8}  单位"]
    for one in figures:
        value = "未测" if one.value is None else f"{one.value:.2f}"
        limit = "—" if one.limit is None else f"{one.limit:g}"
        mark = " " if one.kept else "✗"
        lines.append(
            f"{mark} {_wide(one.name, 60)}{value:>12}{limit:>10}  {one.unit} {one.note}".rstrip()
        )
    return "\n".join(lines)


def write(figures: list[Figure], to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    rows = [{k: v for k, v in asdict(one).items() if k != "note"} for one in figures]
    to.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


@contextmanager
def collecting_as_in_the_house() -> Iterator[None]:
    """As in a console (`console.runtime.tidying`): what the start has made is not looked through
    again, and no thread but the window's collects.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
