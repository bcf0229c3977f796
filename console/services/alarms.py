"""Acknowledging alarms: by name, as a line of the journal for each."""

from collections.abc import Sequence

from console.domain.alarm import Alarm
from console.domain.changes import Changes
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import Permission, permit
from console.services.world import World

ACKED = "alarm_acked"


@dataclass(frozen=True)
class Alarms:
    world: World

    def acknowledge(self, actor: str, alarms: Sequence[Alarm]) -> Changes:
        """已知晓: quiet for its time, not done; who took it stands in the log."""
        with self.world.store.write(actor, "alarm.acknowledge") as w:
            permit(w, actor, Permission.TAKE_CALL)
            if not alarms:
                raise Refused("alarm_none")
            for one in alarms:
                w.log(
                    Entry(
                        kind=ACKED,
                        subject_kind=one.subject_kind,
                        subject_id=one.subject_id,
                        at=w.now,
                        facts={"title": one.title, "alarm": one.key},
                    )
                )
        return w.changes
