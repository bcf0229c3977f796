"""A province in a process of its own: the service as it is started by hand, on a free port."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ROOT

COUNTY = "341824"


@dataclass
class Province:
    url: str
    folder: Path
    pid: int

    def invite(self, name: str) -> str:
        """A code for a workstation of the first county."""
        said = run(self.folder, "device", "enrol", "--tenant", COUNTY, "--name", name)
        found = re.search(r"\d{4}(?:-\d{4}){3}", said)
        assert found is not None, said
        return found[0]

    def counties(self, first: int, count: int) -> list[str]:
        """So many new counties, a code for one workstation in each."""
        words = [sys.executable, "-m", "tests.bench.counties", str(self.folder)]
        said = subprocess.run(
            [*words, str(first), str(count)],
            cwd=ROOT,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return re.findall(r"\d{4}(?:-\d{4}){3}", said.stdout)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "db.gateway", "--folder", str(folder), *words],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@contextmanager
def province(folder: Path) -> Iterator[Province]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "db.gateway", "--folder", str(folder), "serve"]
    child = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            if "http://" in line:
                break
        yield Province(f"http://127.0.0.1:{port}", folder, child.pid)
    finally:
        child.terminate()
        child.wait(20)
        child.stdout.close()
