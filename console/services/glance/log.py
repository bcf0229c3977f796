"""The journal as the duty log: each line a sentence, its kind in two characters, who wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from console import wording
from console.domain.changes import Kind
from console.domain.entry import Line
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.services.permission import SYSTEM
from console.wording.duty import BUNDLE, NOTE, SUBJECT
from console.wording.exchange import far
from console.wording.officer import AUTOMATIC
from console.wording.officer import ENTRIES as DOOR
from console.wording.store import ENTRIES as STORE
from db import journal
from db.work import Read

LATE = timedelta(minutes=5)  # written down this much after it was so: 补记
_ANSWERS = {"sync.rejected", "sync.quarantined"}  # what the far end said of something of ours
_HOUSEKEEPING = frozenset(STORE) - {"clock_jumped"}
_QUIET = frozenset(DOOR) | _HOUSEKEEPING | {"handover_prepared"}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log. `recorded_at` is set only where it was written down later."""

    n: int
    at: datetime
    tag: str
    sentence: str
    actor: str
    kind: str
    subject_kind: Kind
    subject_id: str
    reason: str = ""
    important: bool = False
    recorded_at: datetime | None = None


def names(read: Read) -> dict[str, str]:
    """Officers' names by id; one question for all of them."""
    return {officer.id: officer.name for officer in read.find(Officer)}


def housekeeping(line: Line) -> bool:
    """Signing in and out and the store's own upkeep: nobody looks for them."""
    return line.kind in _QUIET


def told(line: Line, known: Mapping[str, str]) -> Told:
    template = wording.table("ENTRIES").get(line.kind)
    facts = {**line.facts, **line.private}
    facts["reason"] = facts.get("reason") or line.reason
    if line.kind in _ANSWERS:
        facts["said"] = far(str(facts.get("code", "")))
    sentence = line.kind if template is None else wording.filled(template, facts)
    if line.private.get("sealed"):
        sentence = wording.join((sentence, line.private["sealed"]))
    by = AUTOMATIC if line.actor == SYSTEM else known.get(line.actor, line.actor)
    late = line.recorded_at - line.at > LATE
    return Told(
        n=line.n,
        at=line.at,
        tag=wording.table("TAGS").get(line.kind) or SUBJECT.get(line.subject_kind, NOTE),
        sentence=" ".join(sentence.split()),
        actor=by,
        kind=line.kind,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        reason=line.reason,
        important=line.important,
        recorded_at=line.recorded_at if late else None,
    )


def newest(
    read: Read,
    known: Mapping[str, str],
    limit: int = 200,
    *,
    subjects: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    important: bool = False,
    doors: bool = False,
) -> tuple[Told, ...]:
    """The newest lines first by stated time; signing in and out only with `doors`."""
    found = journal.lines(read, limit=limit, subjects=subjects, kinds=kinds, important=important)
    shown = [told(line, known) for line in found if doors or line.kind not in _QUIET]
    return tuple(sorted(shown, key=lambda t: (t.at, t.n), reverse=True))


def bundled(lines: Iterable[Told]) -> tuple[Told, ...]:
    """A burst of one kind at one time by one hand is one line with its count."""
    kept: list[Told] = []
    counts: list[int] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last is not None and (last.kind, last.at, last.actor) == (
            line.kind,
            line.at,
            line.actor,
        ):
            counts[-1] += 1
        else:
            kept.append(line)
            counts.append(1)
    return tuple(
        replace(line, sentence=BUNDLE.format(first=line.sentence, count=count))
        if count > 1
        else line
        for line, count in zip(kept, counts, strict=True)
    )
