"""What becomes of an incident: verified, struck off, merged, graded, closed; and its event.

核实 touches no clock of reporting. What is struck or merged stays readable and its clocks stop
with the reason beside; a first report that is still owed outlives the close.
"""

from dataclasses import replace
from datetime import datetime

from console.domain import incident as rules
from console.domain.changes import Changes
from console.domain.due import Due
from console.domain.entry import Fact
from console.domain.incident import Call, CallState, Event, Grade, Hazard, Incident, sound_text
from console.domain.record import dataclass
from console.services import reporting
from console.services.intake import entry
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import full_time
from console.wording.incident import GRADE
from db.work import Work


@dataclass(frozen=True)
class Incidents:
    world: World

    def verify(self, actor: str, incident_id: str, source: str, at: datetime) -> Changes:
        """核实 by a second source; no clock is touched."""
        with self.world.store.write(actor, "incident.verify") as w:
            permit(w, actor, Permission.VERIFY_INCIDENT)
            done = rules.verify(w.get(Incident, incident_id), source, at)
            w.save(done)
            facts: dict[str, Fact] = {"title": done.title}
            private = {"source": done.verified_from}
            w.log(entry("incident_verified", done, at, facts, private=private, important=True))
        return w.changes

    def strike(self, actor: str, incident_id: str, reason: str) -> Changes:
        """误报: the incident and its calls are struck off, their clocks stop, all stays readable."""
        with self.world.store.write(actor, "incident.strike") as w:
            permit(w, actor, Permission.VERIFY_INCIDENT)
            struck = rules.strike(w.get(Incident, incident_id), reason)
            w.save(struck)
            for call in w.find(Call, incident_id=incident_id, state__not=CallState.STRUCK):
                w.save(rules.strike_call(call, reason))
            reporting.stop(w, incident_id, struck.struck_reason)
            facts: dict[str, Fact] = {"title": struck.title}
            why = struck.struck_reason
            w.log(entry("incident_struck", struck, w.now, facts, reason=why, important=True))
        return w.changes

    def merge(self, actor: str, incident_id: str, into_id: str) -> Changes:
        """并入: calls go over; of two clocks for one report the earlier one goes on."""
        with self.world.store.write(actor, "incident.merge") as w:
            permit(w, actor, Permission.VERIFY_INCIDENT)
            into = w.get(Incident, into_id)
            gone = rules.merge(w.get(Incident, incident_id), into)
            w.save(gone)
            for call in w.find(Call, incident_id=incident_id):
                w.save(rules.give_to(call, into, own=False))
            into = rules.joined(into, gone)
            w.save(into)
            facts: dict[str, Fact] = {"title": gone.title, "into": into.title}
            told = entry("incident_merged", gone, w.now, facts)
            reporting.join(w, gone, into)
            w.log(told)
        return w.changes

    def close(self, actor: str, incident_id: str) -> Changes:
        with self.world.store.write(actor, "incident.close") as w:
            permit(w, actor, Permission.VERIFY_INCIDENT)
            done = rules.close(w.get(Incident, incident_id), w.now)
            w.save(done)
            reporting.stop(w, incident_id, "事件办结", only_progress=True)
            w.log(entry("incident_closed", done, w.now, {"title": done.title}, important=True))
        return w.changes

    def happened(self, actor: str, incident_id: str, occurred_at: datetime) -> Changes:
        """补记事发时间; clocks that count from the event move with it."""
        with self.world.store.write(actor, "incident.happened") as w:
            permit(w, actor, Permission.TAKE_CALL)
            old = w.get(Incident, incident_id)
            known = rules.happened(old, occurred_at, old.received_at)
            w.save(known)
            reporting.restart(w, known)
            facts: dict[str, Fact] = {"title": known.title, "occurred": full_time(occurred_at)}
            w.log(entry("incident_occurred", known, w.now, facts))
        return w.changes

    def grade(self, actor: str, incident_id: str, grade: Grade) -> Changes:
        """初判分级; a grave one starts the clocks that ask for it."""
        with self.world.store.write(actor, "incident.grade") as w:
            permit(w, actor, Permission.VERIFY_INCIDENT)
            known = rules.graded(w.get(Incident, incident_id), grade)
            w.save(known)
            reporting.start(w, known)
            facts: dict[str, Fact] = {"title": known.title, "grade": GRADE[grade]}
            w.log(entry("incident_graded", known, w.now, facts, important=True))
        return w.changes

    def open_event(
        self, actor: str, title: str, hazard: Hazard, began_at: datetime
    ) -> tuple[str, Changes]:
        """What responses and figures are about; it needs no level."""
        with self.world.store.write(actor, "event.open") as w:
            permit(w, actor, Permission.TAKE_CALL)
            kept = sound_text(title, "event_title", rules.LONGEST_NAME)
            event = Event(id=w.new_id(), title=kept, hazard=hazard, began_at=began_at)
            w.save(event)
            w.log(entry("event_opened", event, began_at, {"title": kept}, important=True))
        return event.id, w.changes

    def attach_new(self, actor: str, incident_id: str, title: str) -> tuple[str, Changes]:
        """The incident is the first of a new event, which began when it did."""
        with self.world.store.write(actor, "incident.attach_new") as w:
            permit(w, actor, Permission.TAKE_CALL)
            old = w.get(Incident, incident_id)
            kept = sound_text(title, "event_title", rules.LONGEST_NAME)
            began = old.occurred_at or old.received_at
            event = Event(id=w.new_id(), title=kept, hazard=old.hazard, began_at=began)
            w.save(event)
            w.log(entry("event_opened", event, began, {"title": kept}, important=True))
            self._attach(w, old, event)
        return event.id, w.changes

    def attach(self, actor: str, incident_id: str, event_id: str) -> Changes:
        """The incident belongs to this event."""
        with self.world.store.write(actor, "incident.attach") as w:
            permit(w, actor, Permission.TAKE_CALL)
            self._attach(w, w.get(Incident, incident_id), w.get(Event, event_id))
        return w.changes

    @staticmethod
    def _attach(w: Work, incident: Incident, event: Event) -> None:
        known = replace(incident, event_id=event.id)
        w.save(known)
        for due in w.find(Due, subject_id=incident.id, event_id=incident.event_id or None):
            w.save(replace(due, event_id=event.id))
        facts: dict[str, Fact] = {"title": known.title, "event": event.title}
        w.log(entry("incident_attached", known, w.now, facts))
