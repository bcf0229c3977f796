"""Puts one mutant in the place of our own source, for the process that it is loaded into.

Loaded first of all (`pytest -p tests.sync.mutants.swap`); the environment says which mutant.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.sync.mutants.catalogue import MUTANTS, Mutant

WHICH = "CONSOLE_MUTANT"


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
        source = Path(module.__file__).read_text(encoding="utf-8")
        if source.count(self.mutant.was) != 1:
            raise SystemExit(f"{self.mutant.name}: its piece of source has moved")
        changed = source.replace(self.mutant.was, self.mutant.becomes)
        exec(compile(changed, module.__file__, "exec"), module.__dict__)


def put_in() -> None:
    name = os.environ.get(WHICH, "")
    found = next((one for one in MUTANTS if one.name == name), None)
    if found is not None:
        assert found.module not in sys.modules, "too late"
        sys.meta_path.insert(0, Swap(found))


put_in()
