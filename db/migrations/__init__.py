"""Numbered steps from one schema to the next, forward only, a backup before each run.

Every step is a module `m0001_…` with `up(connection)`; PRAGMA user_version says how far a store
is. A step never imports the registry's present tables once a release has frozen it.
"""

from collections.abc import Callable
from typing import Any

from db.migrations import m0001_ground, m0002_file_time

Step = Callable[[Any], None]
STEPS: tuple[Step, ...] = (m0001_ground.up, m0002_file_time.up)


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
