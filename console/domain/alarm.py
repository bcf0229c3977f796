"""Alarms: urgent facts that ring once, stay until somebody acknowledges them by name, and ring
again when the acknowledgement has run out while the fact still stands.

An alarm is no record of its own: it is read from what is on record (a clock that is over, a
proposal nobody has answered, an incident nobody has verified, a ledger that does not add up), so
that it can't outlive its cause. Only the acknowledgement is written, as a line of the journal.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.changes import Kind
from console.domain.record import dataclass


class AlarmKind(StrEnum):
    """In the order in which they are shown."""

    LEDGER = "ledger"  # 账实不符
    INCIDENT = "incident"  # 新接报,待核实
    PROPOSAL = "proposal"  # 建议待批准
    OVERDUE = "overdue"  # 超时未办


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`since` is when the fact began to be urgent; `title` is the whole sentence."""

    kind: AlarmKind
    subject_kind: Kind
    subject_id: str
    title: str
    since: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject_id}"


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """How long an acknowledgement lasts, by kind, and from how many on one line says them all.
    What comes from another workstation and began longer ago than `silent_after` does not ring.
    """

    lasts: Mapping[AlarmKind, timedelta]
    bundle_from: int
    silent_after: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One line: the oldest of a kind, and how many there are."""

    first: Alarm
    count: int


def standing(
    alarms: Iterable[Alarm], acked: Mapping[str, datetime], rules: AlarmRules, now: datetime
) -> tuple[Alarm, ...]:
    """What nobody has acknowledged, or what was acknowledged too long ago; the gravest first."""
    left = [one for one in alarms if not _quiet(one, acked, rules, now)]
    order = tuple(AlarmKind)
    return tuple(sorted(left, key=lambda a: (order.index(a.kind), a.since, a.subject_id)))


def ring_of(alarm: Alarm, acked: Mapping[str, datetime]) -> str:
    """The name of one ringing: the same until it is acknowledged, another one afterwards."""
    last = acked.get(alarm.key)
    return f"{alarm.key}@{last.timestamp() if last else 0:.0f}"


def bundles(alarms: Sequence[Alarm], bundle_from: int) -> tuple[Bundle, ...]:
    """A storm of one kind is one line; fewer than `bundle_from` stand each for itself."""
    made: list[Bundle] = []
    for kind in AlarmKind:
        same = [one for one in alarms if one.kind is kind]
        if len(same) >= bundle_from:
            made.append(Bundle(same[0], len(same)))
        else:
            made += [Bundle(one, 1) for one in same]
    return tuple(made)


def _quiet(alarm: Alarm, acked: Mapping[str, datetime], rules: AlarmRules, now: datetime) -> bool:
    """A clock that was set back must not keep an alarm quiet for a day."""
    last = acked.get(alarm.key)
    return last is not None and last <= now < last + rules.lasts[alarm.kind]
