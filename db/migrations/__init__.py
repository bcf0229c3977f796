"""Numbered steps from one schema to the next, forward only, a backup before each run.

Every step is a module `m0001_…` with `up(connection)`; PRAGMA user_version says how far a store
is. A step never imports the registry's present tables once a release has frozen it.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

Step = Callable[[Any], None]


def _step(module: str) -> Step:
    """Loaded when it is run: most starts have nothing to bring forward."""

    def up(connection: Any) -> None:
        import_module(f"db.migrations.{module}").up(connection)

    return up


STEPS: tuple[Step, ...] = (_step("m0001_ground"),)


def migrate(connection: Any, at: int) -> int:
    """Runs the steps after `at` on a driver connection inside one transaction; the new number."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number, step in enumerate(STEPS[at:], at + 1):
            step(connection)
            connection.execute(f"PRAGMA user_version = {number}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return len(STEPS)
