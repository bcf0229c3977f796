"""What follows from two decisions made apart is no question for a person.

Both adjusted the level, so both took back the same tasks, each at its own minute, and both wrote
their own level into the same watches. The earlier time stands, and of two levels the graver one;
both values stay in the difference, and one line of the log says how many there were. Only the
decision seat speaks, so that two workstations do not answer each other.
"""

from dataclasses import replace
from typing import Any

from console.domain.changes import Changes, Kind
from console.domain.difference import Choice, Difference
from console.domain.entry import Entry
from console.services import verdicts
from console.services.permission import SYSTEM
from console.services.world import World
from console.wording.exchange import FOLLOWS
from db.registry import BY_KIND as ENTITIES
from db.sync import values
from db.turns import Lane
from db.work import Read

LEAST = {Kind.TASK: "withdrawn_at", Kind.DUE: "met_at", Kind.WATCH: "level"}


def settle_consequences(world: World) -> Changes:
    """Nothing is written where there is nothing of the kind."""
    with world.store.read() as read:
        if not verdicts.holds_seat(read) or not _follows(read):
            return Changes()
    with world.store.write(SYSTEM, "exchange.follows", lane=Lane.CLOCK) as w:
        some = _follows(w)
        for one, (first, late) in some:
            record = w.get(ENTITIES[one.entity].record, one.entity_id)
            choice = Choice.FIRST if first <= late else Choice.LATE
            w.save(replace(record, **{one.field: min(first, late)}))
            kept = values.spelled(w, one.entity, one.entity_id, one.field)
            w.save(
                replace(
                    one,
                    choice=choice,
                    kept=kept,
                    settled_by=SYSTEM,
                    settled_at=w.now,
                    reason=FOLLOWS,
                )
            )
        if some:
            w.log(
                Entry(
                    kind="consequences_settled",
                    subject_kind=Kind.DIFFERENCE,
                    subject_id=some[0][0].id,
                    at=w.now,
                    facts={"count": len(some)},
                )
            )
    return w.changes


def _follows(read: Read) -> list[tuple[Difference, tuple[Any, Any]]]:
    """Where both said it, and the record is still there. Times and levels have a least."""
    found = []
    for one in read.find(Difference, choice=Choice.OPEN, entity__in=tuple(LEAST)):
        if one.field != LEAST[one.entity]:
            continue
        if read.seek(ENTITIES[one.entity].record, one.entity_id) is None:
            continue
        first, late = (
            values.value(read, one.entity, one.field, one.about, told)
            for told in (one.first, one.late)
        )
        if first is not None and late is not None:
            found.append((one, (first, late)))
    return found
