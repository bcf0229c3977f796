"""断网期间要点: what happened here and elsewhere while the line was away, on one page.

A time apart is a line of the duty log, written when the line comes back. What happened in it is
read from the journal: our own lines of that time, and those of the other workstations that were
written then and have come in since.
"""

from datetime import datetime, timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact, Line
from console.domain.linking import LinkState
from console.domain.record import dataclass
from console.services.glance import linking, log
from console.services.permission import SYSTEM
from console.services.world import World
from console.wording import span
from console.wording.exchange import APART_KIND, HERE, OTHER_STATION, far
from db import journal
from db.coding import from_ms, to_ms
from db.read import Read
from db.turns import Lane

BACK, MENDED, LINE = "link_back", "exchange_mended", "link"
LEAST = timedelta(minutes=5)  # shorter than this nobody has missed anything

# What is worth telling, by heading, in the order of the page.
_PARTS: dict[str, frozenset[Kind]] = {
    "incidents": frozenset({Kind.INCIDENT, Kind.CALL, Kind.EVENT, Kind.FIGURE}),
    "decisions": frozenset(
        {Kind.PROPOSAL, Kind.APPROVAL, Kind.RESPONSE, Kind.DOCUMENT, Kind.DELEGATION, Kind.SEAT}
    ),
    "orders": frozenset(
        {Kind.TASK, Kind.DISPATCH, Kind.DISPATCH_STEP, Kind.TRANSFER, Kind.MOVE, Kind.DEPOT}
    ),
}
_PHONED = "report_phoned"


@dataclass(frozen=True, slots=True)
class Apart:
    """One time apart."""

    n: int
    lost_at: datetime
    back_at: datetime

    @property
    def words(self) -> str:
        return span(self.back_at - self.lost_at)


@dataclass(frozen=True, slots=True)
class ApartRow:
    """One line of the page: under which heading, where it was written, and what it says."""

    n: int
    part: str
    where: str
    at: datetime
    sentence: str
    actor: str
    here: bool
    important: bool


@dataclass(frozen=True, slots=True)
class ApartView:
    apart: Apart
    rows: tuple[ApartRow, ...]


def note_back(world: World, state: LinkState, lost_at: datetime) -> Changes:
    """The line is back: how long it was away stands in the log, and the page can be made from it."""
    with world.store.write(SYSTEM, "exchange.back", lane=Lane.CLOCK) as w:
        facts: dict[str, Fact] = {
            "link": linking.name_of(state),
            "span": span(w.now - lost_at),
            "lost": to_ms(lost_at),
            "back": to_ms(w.now),
        }
        w.log(
            Entry(
                kind=BACK,
                subject_kind=Kind.SETTING,
                subject_id=LINE,
                at=w.now,
                facts=facts,
                important=True,
            )
        )
    return w.changes


def note_mended(world: World, code: str) -> Changes:
    """What was put right by itself and still concerns the officer stands in the log, in words."""
    with world.store.write(SYSTEM, "exchange.mended", lane=Lane.CLOCK) as w:
        w.log(
            Entry(
                kind=MENDED,
                subject_kind=Kind.SETTING,
                subject_id=LINE,
                at=w.now,
                facts={"said": far(code)},
                important=True,
            )
        )
    return w.changes


def newest(read: Read) -> Apart | None:
    """The last time apart."""
    found = journal.lines(read, limit=1, subjects=[LINE], kinds=[BACK])
    if not found:
        return None
    facts = found[0].facts
    lost, back = facts.get("lost"), facts.get("back")
    if not isinstance(lost, int) or not isinstance(back, int):
        return None
    return Apart(found[0].n, from_ms(lost), from_ms(back))


def view(read: Read, apart: Apart, where: dict[str, str]) -> ApartView:
    """Ours and theirs under the same headings, each in the order in which it happened."""
    people = log.names(read)
    rows: list[ApartRow] = []
    for here in (True, False):
        lines = journal.written(read, apart.lost_at, apart.back_at, here=here)
        stations = {} if here else journal.devices(read, [line.n for line in lines])
        for line in lines:
            part = _part(line)
            if not part:
                continue
            station = HERE if here else where.get(stations.get(line.n, ""), OTHER_STATION)
            told = log.told(line, people)
            rows.append(
                ApartRow(
                    line.n,
                    part,
                    station,
                    line.at,
                    told.sentence,
                    told.actor,
                    here,
                    line.important,
                )
            )
    order = tuple(APART_KIND)
    rows.sort(key=lambda row: (order.index(row.part), row.at, row.n))
    return ApartView(apart, tuple(rows))


def _part(line: Line) -> str:
    if log.housekeeping(line):
        return ""
    if line.kind == _PHONED:
        return "phoned"
    return next((part for part, kinds in _PARTS.items() if line.subject_kind in kinds), "")
