"""当前口径: setting, following, correcting and telling the figures about people (D11)."""

from datetime import datetime

from console.domain.changes import Changes, Kind
from console.domain.due import raised
from console.domain.entry import Entry, Fact
from console.domain.evidence import Mark
from console.domain.figure import Figure, FigureKind, follow, sound
from console.domain.incident import plain
from console.domain.place import Place
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services import dues
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import date_time, number
from console.wording.incident import CORRECT_AGAIN, CORRECT_LATE, CORRECT_TITLE, FIGURE
from console.wording.store import MARK
from db.journal import lines
from db.work import Read, Work
from resources import duty

CORRECTION = "correction"
_MANY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure is about, and where ("" for the whole county)."""

    event_id: str = ""
    incident_id: str = ""
    place_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureForm:
    """What was typed. `correcting` says that the figure before it was wrong, not just older."""

    kind: FigureKind
    value: int | None
    as_of: datetime
    source: str
    mark: Mark = Mark.PENDING
    reason: str = ""
    correcting: bool = False


@dataclass(frozen=True)
class Figures:
    world: World

    def set(self, actor: str, scope: Scope, form: FigureForm) -> tuple[str, Changes]:
        """The new value in force; the one before it is past, or struck where it was wrong."""
        with self.world.store.write(actor, "figure.set") as w:
            permit(w, actor, Permission.TAKE_CALL)
            old = current(w, scope, form.kind)
            if form.correcting and old is None:
                raise Refused("figure_nothing_to_correct")
            figure = sound(
                Figure(
                    id=w.new_id(),
                    kind=form.kind,
                    value=form.value,
                    as_of=form.as_of,
                    source=form.source,
                    mark=form.mark,
                    event_id=scope.event_id,
                    incident_id=scope.incident_id,
                    place_id=scope.place_id,
                    corrects=old.id if old is not None and form.correcting else "",
                    reason=plain(form.reason),
                ),
                w.now,
            )
            if old is not None:
                past, figure = follow(old, figure)
                w.save(past)
            w.save(figure)
            w.log(_entry(w, figure, old))
            if old is not None and figure.corrects:
                _owe_correction(w, figure, old)
        return figure.id, w.changes

    def tell(self, actor: str, figure_id: str, to: str, at: datetime) -> Changes:
        """口头报出: to whom and when; the next report is bound to this figure."""
        with self.world.store.write(actor, "figure.tell") as w:
            permit(w, actor, Permission.TAKE_CALL)
            receiver = plain(to)
            if not receiver:
                raise Refused("receiver_missing")
            figure = w.get(Figure, figure_id)
            if not figure.current:
                now = current(w, _scope_of(figure), figure.kind)
                raise Refused("figure_past", value=number(now.value if now else None))
            _pay_correction(w, figure, receiver, at)
            w.log(
                Entry(
                    kind="figure_told",
                    subject_kind=Kind.FIGURE,
                    subject_id=figure.id,
                    at=at,
                    facts=_facts(w, figure),
                    private={"to": receiver},
                    about=figure.id,
                )
            )
        return w.changes


def current(read: Read, scope: Scope, kind: FigureKind) -> Figure | None:
    found = read.find(
        Figure,
        event_id=scope.event_id,
        incident_id=scope.incident_id,
        place_id=scope.place_id,
        kind=kind,
        current=True,
    )
    return found[0] if found else None


def _scope_of(figure: Figure) -> Scope:
    return Scope(
        event_id=figure.event_id, incident_id=figure.incident_id, place_id=figure.place_id
    )


def _struck(read: Read, figure: Figure) -> list[str]:
    """The values that were wrong and that this one corrects, however often it was corrected."""
    found: list[str] = []
    before = figure.corrects
    while before:
        found.append(before)
        before = read.get(Figure, before).corrects
    return found


def _receivers(read: Read, figures: list[str]) -> list[str]:
    """To whom these were told; one line each, unreadable once the words are destroyed."""
    if not figures:
        return []
    told = lines(read, limit=_MANY, subjects=figures, kinds=["figure_told"])
    return [line.private.get("to", line.subject_id) for line in told]


def _owe_correction(w: Work, figure: Figure, old: Figure) -> None:
    """更正 goes to every addressee who had the old one (D11): a clock runs until they have it."""
    dues.cancel(w, CORRECTION, old.id, reason=CORRECT_AGAIN)
    if not _receivers(w, _struck(w, figure)):
        return
    title = CORRECT_TITLE.format(
        kind=FIGURE[figure.kind], old=number(old.value), value=number(figure.value)
    )
    subject = (Kind.FIGURE, figure.id)
    limit = duty.correction()
    event = figure.event_id or None
    w.save(raised(w.new_id(), CORRECTION, subject, title, at=w.now, limit=limit, event_id=event))


def _pay_correction(w: Work, figure: Figure, receiver: str, at: datetime) -> None:
    owed = set(_receivers(w, _struck(w, figure)))
    if owed and owed <= {receiver, *_receivers(w, [figure.id])}:
        dues.stop(w, CORRECTION, figure.id, at=at, reason=CORRECT_LATE)


def _facts(read: Read, figure: Figure) -> dict[str, Fact]:
    place = read.seek(Place, figure.place_id) if figure.place_id else None
    return {
        "kind": FIGURE[figure.kind],
        "value": number(figure.value),
        "as_of": date_time(figure.as_of),
        "source": figure.source,
        "mark": MARK[figure.mark],
        "place": place.name if place is not None else "全县",
    }


def _entry(w: Work, figure: Figure, old: Figure | None) -> Entry:
    corrected = bool(figure.corrects) and old is not None
    facts = _facts(w, figure)
    if corrected and old is not None:
        facts["old"] = number(old.value)
    return Entry(
        kind="figure_corrected" if corrected else "figure_set",
        subject_kind=Kind.FIGURE,
        subject_id=figure.id,
        at=w.now,
        facts=facts,
        important=True,
        reason=figure.reason,
    )
