"""What is imported after Qt costs what it costs, and Qt does not read its source."""

import subprocess
import sys

from tests.bench.measure import ROOT

READ = """
import inspect, sys
from console.runtime.imports import unwatched
if {quick}:
    assert unwatched()
seen = []
whole = inspect.getsource
inspect.getsource = lambda module: seen.append(module) or whole(module)
import console.domain.plan
print(len(seen))
"""


def read(*, quick: bool) -> int:
    code = READ.format(quick=quick)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_no_source_is_read_at_import_once_it_was_said():
    assert read(quick=False) > 0
    assert read(quick=True) == 0
