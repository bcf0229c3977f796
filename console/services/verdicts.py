"""By whose authority a decision stands: written in its own transaction, shown beside it.

A county with one console has no seat and no verdicts. Where there is one, each decision says with
which token of the seat it was made, or that it waits for the seat (待县确认).
"""

from collections.abc import Iterable
from datetime import datetime

from console.domain import seat as rules
from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.station import SEAT, Seat, Standing, Verdict
from db.sync.contact import contact, device
from db.work import Read, Work
from resources.seat import seat_rules


@dataclass(frozen=True, slots=True)
class Authority:
    """What a decision made here and now would be; `seat` None: a county with one console."""

    standing: Standing
    device: str
    seat: Seat | None = None

    @property
    def final(self) -> bool:
        return self.standing is Standing.CONFIRMED

    @property
    def is_seat(self) -> bool:
        return self.seat is None or self.seat.device_id == self.device


def authority(read: Read, now: datetime) -> Authority:
    held = read.seek(Seat, SEAT)
    mine = device(read)
    within = seat_rules().contact
    return Authority(rules.standing(held, mine, contact(read), now, within), mine, held)


def holds_seat(read: Read) -> bool:
    """Alone, or the seat itself: who gives numbers and quotas."""
    held = read.seek(Seat, SEAT)
    return held is None or held.device_id == device(read)


def weigh(w: Work, kind: Kind, subject_id: str, action: str, decision_id: str = "") -> None:
    """Beside the decision that `w` writes: by which token, or that it waits for the seat."""
    here = authority(w, w.now)
    if here.seat is None:
        return
    w.save(
        Verdict(
            id=w.new_id(),
            subject_kind=kind,
            subject_id=subject_id,
            action=str(action),
            decision_id=decision_id,
            device_id=here.device,
            made_at=w.now,
            made_by=w.actor,
            standing=here.standing,
            token=here.seat.token if here.final else None,
        )
    )


def waiting(read: Read, subjects: Iterable[str]) -> frozenset[str]:
    """Which of these records carry a decision that the seat has not seen."""
    ids = tuple(dict.fromkeys(subjects))
    if not ids:
        return frozenset()
    found = read.find(Verdict, subject_id__in=ids, standing=Standing.WAITING)
    return frozenset(one.subject_id for one in found)


def of_subject(read: Read, subject_id: str) -> list[Verdict]:
    """Those that say something: the waiting and the settled ones, oldest first."""
    found = read.find(Verdict, subject_id=subject_id, order="made_at,id")
    return [v for v in found if v.standing is not Standing.CONFIRMED or v.settled_at is not None]
