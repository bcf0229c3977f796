"""Clocks of the house: raised, met and cancelled inside the transaction of what they belong to.

Other services call the functions with their own unit of work, so that a deadline and the thing
it measures are written together or not at all.
"""

from datetime import datetime

from console.domain import due
from console.domain.changes import Changes, Kind
from console.domain.due import Due, DueState
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.services.permission import Permission, permit
from console.services.world import World
from db.work import Read, Work


def running(read: Read, kind: str, subject_id: str) -> Due | None:
    """The clock of this kind that still runs for the subject."""
    found = read.find(Due, kind=kind, subject_id=subject_id, state=DueState.RUNNING)
    return found[0] if found else None


def meet(w: Work, kind: str, subject_id: str, *, at: datetime, reason: str = "") -> Due | None:
    """Stop the subject's clock; late without a reason is refused, no clock is no fault."""
    found = running(w, kind, subject_id)
    if found is None:
        return None
    done = due.meet(found, at=at, reason=reason)
    w.save(done)
    return done


def stop(w: Work, kind: str, subject_id: str, *, at: datetime, reason: str) -> None:
    """Met by what others did: if that was late, the standing reason says whose time it was."""
    found = running(w, kind, subject_id)
    if found is not None:
        w.save(due.meet(found, at=at, reason=reason))


def cancel(w: Work, kind: str, subject_id: str, *, reason: str) -> None:
    found = running(w, kind, subject_id)
    if found is not None:
        w.save(due.cancel(found, at=w.now, reason=reason))


@dataclass(frozen=True)
class Dues:
    """What an officer may do with a clock directly: give it up, with a reason."""

    world: World

    def cancel(self, actor: str, id: str, reason: str) -> Changes:  # noqa: A002 - the record's word
        with self.world.store.write(actor, "due.cancel") as w:
            permit(w, actor, Permission.ISSUE_TASK)
            gone = due.cancel(w.get(Due, id), at=w.now, reason=reason)
            w.save(gone)
            w.log(
                Entry(
                    kind="due_cancelled",
                    subject_kind=Kind.DUE,
                    subject_id=id,
                    at=w.now,
                    facts={"title": gone.title},
                    reason=gone.late_reason,
                )
            )
        return w.changes
