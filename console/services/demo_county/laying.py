"""Many records written as acknowledged history: a few thousand and one line in a transaction.

What is laid in is known not to be there, so that nothing is looked for first; a founding that was
cut off goes on with the first portion that is missing.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.services.permission import SYSTEM
from console.services.world import World

PORTION = 2_000


def lay(world: World, kind: Kind, what: str, records: Iterable[Any]) -> None:
    """All of one kind; `what` is what the journal says was laid in."""
    rest = iter(records)
    while portion := list(islice(rest, PORTION)):
        first = portion[0]
        with world.store.read() as read:
            if read.pick(type(first), first.id, "id"):
                continue
        with world.store.write(SYSTEM, "demo.county", history=True) as w:
            for record in portion:
                w.lay(record)
            w.log(
                Entry(
                    kind="seeded",
                    subject_kind=kind,
                    subject_id=first.id,
                    at=w.now,
                    facts={"what": what, "count": len(portion)},
                )
            )
