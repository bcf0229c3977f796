"""Readings taken, corrected and judged (监测、研判).

A reading that answers no condition is taken all the same: what was measured is a fact whether or
not a plan asks. What contradicts another reading is refused until somebody says which is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.judge import Judgement, judge
from console.domain.metric import Metric
from console.domain.paste import PasteContext, PastedRow, parse
from console.domain.plan import Plan
from console.domain.reading import Reading, ReadingDraft, check, check_beside
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.on_record import BACK, current, station_names
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording.finding import figure
from console.wording.reading import window
from db.work import Read, Work
from resources.plans import metrics


@dataclass(frozen=True)
class Readings:
    world: World

    def parse(self, text: str, source: str = "") -> tuple[PastedRow, ...]:
        """What was typed or pasted, row by row, before anything is taken."""
        with self.world.store.read() as read:
            stations = station_names(read)
        return parse(text, PasteContext(metrics(), self.world.now, stations, source))

    def take(self, actor: str, drafts: Sequence[ReadingDraft]) -> tuple[tuple[str, ...], Changes]:
        """All or none: a paste is one act, and its rows lean on each other."""
        if not drafts:
            raise Refused("reading_nothing")
        with self.world.store.write(actor, "reading.take") as w:
            permit(w, actor, Permission.ENTER_READING)
            ids = tuple(self._take(w, draft).id for draft in drafts)
        return ids, w.changes

    def _take(self, w: Work, draft: ReadingDraft, replaces: Reading | None = None) -> Reading:
        known = metrics()
        check(draft, known, w.now)
        beside = [r for r in _beside(w, draft) if replaces is None or r.id != replaces.id]
        check_beside(draft, beside, known)
        said = {f.name: getattr(draft, f.name) for f in fields(ReadingDraft)}
        reading = Reading(
            **said,
            id=w.new_id(),
            recorded_by=w.actor,
            recorded_at=w.now,
            replaces=replaces.id if replaces else None,
        )
        w.append(reading)
        w.log(_entry(reading, known[draft.metric], replaces))
        return reading

    def correct(
        self, actor: str, reading_id: str, draft: ReadingDraft, reason: str
    ) -> tuple[str, Changes]:
        """更正: a new reading that replaces the old one; both stay on record."""
        if not reason.strip():
            raise Refused("reading_reason")
        with self.world.store.write(actor, "reading.correct") as w:
            permit(w, actor, Permission.ENTER_READING)
            old = w.get(Reading, reading_id)
            if w.find(Reading, replaces=old.id, limit=1):
                raise Refused("reading_replaced")
            noted = {f.name: getattr(draft, f.name) for f in fields(ReadingDraft)}
            made = self._take(w, ReadingDraft(**(noted | {"note": reason.strip()})), old)
        return made.id, w.changes

    def keep_typed(self, actor: str, form: str, body: str) -> None:
        """What stands in a form and is not saved yet; it survives a crash."""
        self.world.store.keep_draft(f"reading/{form}", body, actor)

    def typed(self) -> dict[str, str]:
        found = self.world.store.drafts("reading/")
        return {form.removeprefix("reading/"): body for form, body in found.items()}

    def drop_typed(self, form: str) -> None:
        self.world.store.drop_draft(f"reading/{form}")

    def judgement(self, read: Read, plan: Plan, now: datetime) -> Judgement:
        """研判 as of `now`, on everything that is on record."""
        return judgement(read, plan, now)


def judgement(read: Read, plan: Plan, now: datetime) -> Judgement:
    return judge(plan, current(read, now), metrics(), now)


def _beside(w: Work, draft: ReadingDraft) -> Iterable[Reading]:
    """The same metric and station around the same time, without what was corrected."""
    near = w.find(
        Reading,
        metric=draft.metric,
        station=draft.station,
        window_end__ge=draft.window_end - BACK,
        window_end__le=draft.window_end + BACK,
    )
    gone = {reading.replaces for reading in near}
    return [reading for reading in near if reading.id not in gone]


def _entry(reading: Reading, metric: Metric, old: Reading | None) -> Entry:
    return Entry(
        kind="reading.correct" if old else "reading",
        subject_kind=Kind.READING,
        subject_id=reading.id,
        at=reading.window_end,
        facts={
            "what": " ".join(part for part in (metric.name, reading.station) if part),
            "value": figure(reading.value, metric, metric.unit),
            "before": figure(old.value, metric, metric.unit) if old else None,
            "window": window(reading.window_start, reading.window_end, reading.span_minutes),
            "source": reading.source or None,
        },
        reason=reading.note if old else "",
    )
