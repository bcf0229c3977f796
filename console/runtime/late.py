"""Heavy libraries, loaded on first use and warmed on a worker once the window is up.

Measured: all imports at start cost 0.7–1.0 s, a bare window 0.13 s. This is the one module
besides the composition root that may import inside a function.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def pypinyin() -> Any:
    """Without its dictionary of 47,000 phrases: loading it keeps the interpreter for 0.2 to 0.4 s
    in one piece, and of all our words it reads a dozen better. Those stand in `runtime.pinyin`.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


@cache
def pyqtgraph() -> Any:
    import pyqtgraph

    return pyqtgraph


@cache
def docx() -> Any:
    import docx

    return docx


WARMED: tuple[Callable[[], Any], ...] = (pypinyin, pyqtgraph)


def warm() -> None:
    """Run on a worker after first paint; a missing extra is found when it is used."""
    for load in WARMED:
        load()
