"""How a figure is taken: interleaved runs of both sides, medians, one machine, one run."""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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


def until_line(command: list[str], word: str) -> float:
    """Seconds from the start of the process to a line that begins with `word`."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=offscreen(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith(word):
            taken = time.perf_counter() - started
            break
    else:
        raise RuntimeError(f"{command} never said {word}: {child.stderr and child.stderr.read()}")
    child.stdout.read()
    child.wait(30)
    return taken


def interleaved(
    sides: dict[str, list[str]], words: dict[str, str], rounds: int
) -> dict[str, float]:
    """Medians in seconds; the first round warms the file cache and is thrown away."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, command in sides.items():
            seconds = until_line(command, words[name])
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(values) for name, values in taken.items()}


def table(figures: list[Figure]) -> str:
    lines = [f"{'':2}{'指标':<44}{'值':>12}{'上限':>10}  单位"]
    for one in figures:
        value = "未测" if one.value is None else f"{one.value:.2f}"
        limit = "—" if one.limit is None else f"{one.limit:g}"
        lines.append(
            f"{'' if one.kept else '✗':2}{one.name:<44}{value:>12}{limit:>10}  {one.unit} {one.note}"
        )
    return "\n".join(lines)


def write(figures: list[Figure], to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    rows = [{k: v for k, v in asdict(one).items() if k != "note"} for one in figures]
    to.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def python(*words: str) -> list[str]:
    return [sys.executable, *words]
