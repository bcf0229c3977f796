"""接报: a call taken, its incident opened with its clocks, and what becomes of both.

A call and what follows from it (incident, clocks of reporting, journal) are one transaction. The
clocks start at the call, whatever is verified later; striking or merging stops them with the
reason beside. Names, phones and what was said are sealed under the call's own key.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from console.domain import incident as rules
from console.domain.changes import Changes, Kind
from console.domain.due import Due
from console.domain.entry import Entry, Fact
from console.domain.incident import (
    Call,
    CallForm,
    Event,
    Hazard,
    Incident,
    guess_hazard,
    plain,
    sound_text,
)
from console.domain.place import Gazetteer, Place, PlaceKind
from console.services import reporting
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording.incident import HAZARD
from db.store import Store
from db.work import Read, Work

_TITLE = 40


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a saved call; `incident_id` is empty for one that was only noted."""

    call_id: str
    incident_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Becomes:
    """What a call is saved as: an incident of its own, part of `into`, or `only_noted`."""

    hazard: Hazard | None = None
    into: str = ""
    only_noted: bool = False
    event_id: str = ""


def entry(
    kind: str,
    of: Incident | Call | Event,
    at: datetime,
    facts: dict[str, Fact],
    *,
    private: dict[str, str] | None = None,
    reason: str = "",
    important: bool = False,
) -> Entry:
    subject = {Incident: Kind.INCIDENT, Call: Kind.CALL, Event: Kind.EVENT}[type(of)]
    return Entry(
        kind=kind,
        subject_kind=subject,
        subject_id=of.id,
        at=at,
        facts=facts,
        private=private or {},
        about=of.id if private else "",
        reason=reason,
        important=important,
    )


@lru_cache(maxsize=2)
def _places(store: Store, _version: int) -> Gazetteer:
    """All of them, once per change of any: reading a hundred at each call would double its cost."""
    with store.read() as read:
        return Gazetteer(read.find(Place, archived_at=None))


def place_of(store: Store, read: Read, form: CallForm) -> Place | None:
    """The place chosen from the list, else the one that the text names without doubt."""
    if form.place_id:
        return read.seek(Place, form.place_id)
    return _places(store, store.version(Kind.PLACE)).located(form.place_text)


def seat_of(read: Read, place: Place | None) -> tuple[float, float] | None:
    """Where the map may put it: its own point, else its village's, else its town's seat."""
    while place is not None and place.kind is not PlaceKind.COUNTY:
        if place.lon is not None and place.lat is not None:
            return place.lon, place.lat
        place = read.seek(Place, place.parent_id) if place.parent_id else None
    return None


def title_of(read: Read, place: Place | None, place_text: str, hazard: Hazard) -> str:
    """家朋乡尚村 洪涝: place and kind, no names; it will stand on the wall."""
    if place is None:
        return f"{place_text[:_TITLE]} {HAZARD[hazard]}"
    town = read.seek(Place, place.township_id) if place.township_id else None
    where = f"{town.name}{place.name}" if town is not None else place.name
    return f"{where} {HAZARD[hazard]}"


@dataclass(frozen=True)
class Intake:
    world: World

    # -- calls -------------------------------------------------------------------------------

    def take(
        self,
        actor: str,
        form: CallForm,
        received_at: datetime,
        becomes: Becomes | None = None,
        draft: str = "",
    ) -> tuple[Taken, Changes]:
        """Save a call; by default it opens an incident of its own, 待核实, with its clocks.

        The `draft` that it was typed in goes in the same transaction: killed at any moment, a
        call is either on record or still in the form, never both.
        """
        becomes = becomes or Becomes()
        with self.world.store.write(actor, "intake.take") as w:
            permit(w, actor, Permission.TAKE_CALL)
            if draft:
                w.drop_draft(f"intake/{plain(draft)}")
            kept = rules.sound(form, received_at)
            place = place_of(self.world.store, w, kept)
            call = Call(
                id=w.new_id(),
                reporter=kept.reporter,
                phone=kept.phone,
                place_text=kept.place_text,
                place_id=place.id if place is not None else "",
                content=kept.content,
                received_at=received_at,
                occurred_at=kept.occurred_at,
                taken_by=actor,
            )
            said = {"reporter": call.reporter, "phone": call.phone, "content": call.content}
            w.log(
                entry(
                    "call_taken",
                    call,
                    received_at,
                    {"place": call.place_text},
                    private=said,
                    important=not becomes.only_noted,
                )
            )
            incident_id = self._becomes(w, call, place, becomes)
        return Taken(call.id, incident_id), w.changes

    def _becomes(self, w: Work, call: Call, place: Place | None, becomes: Becomes) -> str:
        rules.undecided(call)
        if becomes.only_noted:
            w.save(rules.note_call(call, ""))
            return ""
        if becomes.into:
            known = w.get(Incident, becomes.into)
            w.save(rules.give_to(call, known, own=False))
            w.log(self._merged(call, known, w.now))
            return known.id
        opened = self._open(w, call, place, becomes)
        w.save(rules.give_to(call, opened, own=True))
        return opened.id

    @staticmethod
    def _merged(call: Call, into: Incident, at: datetime) -> Entry:
        facts: dict[str, Fact] = {"place": call.place_text, "incident": into.title}
        return entry("call_merged", into, at, facts)

    def _open(self, w: Work, call: Call, place: Place | None, becomes: Becomes) -> Incident:
        hazard = becomes.hazard or guess_hazard(call.content)
        seat = seat_of(w, place)
        incident = Incident(
            id=w.new_id(),
            title=title_of(w, place, call.place_text, hazard),
            hazard=hazard,
            received_at=call.received_at,
            occurred_at=call.occurred_at,
            place_id=call.place_id,
            place_text=call.place_text,
            lon=seat[0] if seat else None,
            lat=seat[1] if seat else None,
            event_id=becomes.event_id,
        )
        w.save(incident)
        facts: dict[str, Fact] = {"title": incident.title}
        w.log(entry("incident_opened", incident, call.received_at, facts, important=True))
        reporting.start(w, incident, new=True)
        return incident

    def open_incident(self, actor: str, call_id: str, becomes: Becomes) -> tuple[str, Changes]:
        """立为事件 for a call that was kept open, or goes to a known one with `into`."""
        with self.world.store.write(actor, "intake.open") as w:
            permit(w, actor, Permission.TAKE_CALL)
            call = w.get(Call, call_id)
            place = w.seek(Place, call.place_id) if call.place_id else None
            incident_id = self._becomes(w, call, place, becomes)
        return incident_id, w.changes

    def strike_call(self, actor: str, call_id: str, reason: str) -> Changes:
        with self.world.store.write(actor, "intake.strike_call") as w:
            permit(w, actor, Permission.TAKE_CALL)
            struck = rules.strike_call(w.get(Call, call_id), reason)
            w.save(struck)
            facts: dict[str, Fact] = {"place": struck.place_text, "reason": struck.note}
            w.log(entry("call_struck", struck, w.now, facts))
        return w.changes

    # -- notes ---------------------------------------------------------------------------------

    def note(self, actor: str, text: str, at: datetime, incident_id: str = "") -> Changes:
        """记事: a line of the duty log written by hand, up to 10 000 characters."""
        with self.world.store.write(actor, "duty.note") as w:
            permit(w, actor, Permission.TAKE_CALL)
            kept = sound_text(text, "note", rules.LONGEST_TEXT)
            subject = w.get(Incident, incident_id).id if incident_id else w.new_id()
            w.log(
                Entry(
                    kind="note",
                    subject_kind=Kind.INCIDENT if incident_id else Kind.JOURNAL,
                    subject_id=subject,
                    at=at,
                    private={"text": kept},
                    about=subject,
                )
            )
        return w.changes

    # -- clocks of reporting -----------------------------------------------------------------

    def reported(self, actor: str, due_id: str, said: reporting.Said) -> Changes:
        """报告已电话报出 / 已送: who received it and when; meets the clock, starts the next."""
        with self.world.store.write(actor, "report.made") as w:
            permit(w, actor, Permission.TAKE_CALL)
            reporting.made(w, w.get(Due, due_id), said)
        return w.changes

    # -- drafts ------------------------------------------------------------------------------

    def keep_draft(self, actor: str, key: str, body: str) -> None:
        """What is typed and not saved; survives a crash, several calls side by side."""
        self.world.store.keep_draft(f"intake/{plain(key)}", body, actor)

    def drafts(self) -> dict[str, str]:
        found = self.world.store.drafts("intake/")
        return {key.removeprefix("intake/"): body for key, body in found.items()}

    def drop_draft(self, key: str) -> None:
        self.world.store.drop_draft(f"intake/{plain(key)}")
