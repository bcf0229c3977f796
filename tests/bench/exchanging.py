"""The exchange: a local write in groups of a hundred, and what goes up, down and to a newcomer.

Everything against the floor of tests.bench.floor, taken in the same run.
"""

import time
from pathlib import Path

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.reading import Reading
from console.services.world import World
from tests.bench import floor
from tests.bench.floor import COUNT, GROUP
from tests.bench.measure import Figure
from tests.bench.prepare import enter

ACTOR = "o-06"


def _pattern(world: World) -> Reading:
    with world.store.read() as read:
        return read.find(Reading, limit=1)[0]


def _write(world: World, records: list[Reading]) -> float:
    """Seconds for all of them through the unit of work."""
    began = time.perf_counter()
    for at in range(0, len(records), GROUP):
        some = records[at : at + GROUP]
        with world.store.write(ACTOR, "bench.write") as w:
            for one in some:
                w.append(one)
            w.log(
                Entry(
                    kind="reading.taken",
                    subject_kind=Kind.READING,
                    subject_id=some[0].id,
                    at=w.now,
                )
            )
    return time.perf_counter() - began
