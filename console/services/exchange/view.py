"""交换 at a glance: the links, what waits in order of urgency, what was refused, what disagrees.

What is said of a link is what this workstation knows: it is on one of them, told by configuration
(D39), and of the others it only says what they carry.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from console.domain.changes import Kind
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.due import Due, DueState
from console.domain.ledger import ref_of
from console.domain.link import LANES, LinkCode, Profile
from console.domain.linking import LinkState
from console.domain.record import dataclass
from console.domain.report import Way
from console.domain.supply import Batch, Item
from console.services import reporting
from console.services.exchange import apart
from console.services.exchange.apart import ApartView
from console.services.exchange.differences import DifferenceRow, Eyes, eyes, rows
from console.services.glance import linking, log
from console.services.glance.linking import LinkRow
from console.services.permission import SYSTEM
from console.services.registers.names import Names
from console.wording import UNKNOWN, clock_time, join, near_time, number
from console.wording import exchange as words
from console.wording.officer import AUTOMATIC
from console.wording.store import KIND
from db.sync import listed, state, wire
from db.work import Read
from resources.exchange import links

_SHORT = _MOST = 200
_CAME = -(10**15)  # numbers of no group of ours, and all apart
_STRANGE = (
    wire.SCHEMA_UNREAD
)  # what is kept of it is for who mends the program, not for the officer
_FILES = -1  # the number of no group
_TAKEN = 60  # of what went up only the newest are listed
_FAR_BEHIND = 200  # entries: more than a moment of news
_DECISIONS = frozenset({Kind.RESPONSE, Kind.APPROVAL, Kind.PROPOSAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of the outbox as its row reads."""

    n: int
    lane: int
    kind: str
    content: str
    state: str
    tone: str
    by: str
    at: datetime | None
    error: str = ""
    subject: tuple[Kind, str] | None = None
    phoned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRow:
    """An account below zero."""

    id: str
    depot_id: str
    batch_id: str
    account: str
    item: str
    unit: str
    balance: int
    found_at: datetime
    settled_at: datetime | None
    settled_by: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeView:
    links: tuple[LinkRow, ...]
    summary: str
    trouble: str
    waiting: tuple[GroupRow, ...]
    waiting_count: int
    rejected: tuple[GroupRow, ...]
    quarantined: tuple[GroupRow, ...]
    acked: tuple[GroupRow, ...]
    differences: tuple[DifferenceRow, ...]
    last: tuple[datetime, int] | None
    agreed: tuple[bool, datetime] | None
    phoned: int
    enrolled: bool
    progress: tuple[int, int]
    snapshot: bool
    apart: ApartView | None
    shortfalls: tuple[ShortRow, ...]

    @property
    def fetching(self) -> bool:
        """Far behind: the county's data is being brought in."""
        done, total = self.progress
        return self.enrolled and (self.snapshot or total - done > _FAR_BEHIND)

    @property
    def counts(self) -> Mapping[str, int]:
        """What wants somebody, by section."""
        return {
            "waiting": self.waiting_count,
            "rejected": len(self.rejected),
            "quarantined": len(self.quarantined),
            "shortfalls": sum(1 for one in self.shortfalls if one.settled_at is None),
        }

    @property
    def wanting(self) -> int:
        """What somebody has to deal with: the badge on the rail."""
        open_ = sum(1 for one in self.differences if one.open)
        ours = sum(1 for one in self.quarantined if one.n > 0)  # what came mends itself
        return open_ + self.counts["shortfalls"] + len(self.rejected) + ours


def view(read: Read, names: Names, now: datetime, state: LinkState, *, full: bool) -> ExchangeView:
    """Everything on the page from one snapshot."""
    device = listed.device(read)
    seen = eyes(read, names, device, full=full)
    disputed = _disputed(read)
    profile = links()[state.link]
    asking = _Asking(read, seen, disputed, profile)
    counts = listed.counts(read)
    waiting = (*asking.rows(listed.PENDING), *asking.files())
    return ExchangeView(
        links=(*linking.rows(state, now), *_stations(read, seen, now)),
        summary=linking.summary(state, counts, now),
        trouble=linking.trouble(state),
        waiting=waiting,
        waiting_count=sum(counts.values()),
        rejected=asking.rows(listed.REJECTED),
        quarantined=(*asking.rows(listed.QUARANTINED), *_unread(read)),
        acked=asking.rows(listed.ACKED, _TAKEN),
        agreed=listed.agreed(read),
        differences=rows(read, seen),
        last=listed.last_answer(read),
        phoned=sum(1 for row in waiting if row.phoned),
        enrolled=joined_here(read),
        progress=listed.progress(read) if state.fetched is None else state.fetched,
        snapshot=state.fetched is not None,
        apart=_apart(read, seen),
        shortfalls=_shortfalls(read, seen),
    )


def log_rows(read: Read, names: Names) -> Iterator[tuple[listed.Group, GroupRow]]:
    """All that was answered, as the exchange log reads; numbers of persons stay hidden."""
    seen = eyes(read, names, listed.device(read), full=False)
    asking = _Asking(read, seen, frozenset(), links()[LinkCode.COMMAND])
    for one in listed.answered(read):
        yield one, asking.row(one, frozenset())


def _stations(read: Read, seen: Eyes, now: datetime) -> tuple[LinkRow, ...]:
    """The other workstations of the county: when a line of theirs last came in."""
    made = []
    for device, name in seen.stations.items():
        if device == seen.device:
            continue
        at = listed.last_heard(read, device)
        told = words.HEARD.format(at=near_time(at, now)) if at else words.NOT_HEARD
        made.append(LinkRow(device, name, told, "ok" if at else "dim"))
    return tuple(made)


# -- groups -----------------------------------------------------------------------------------------


def joined_here(read: Read) -> bool:
    return bool(listed.server(read))


def _unread(read: Read) -> tuple[GroupRow, ...]:
    """What came down and this build can't use: kept, and taken up after an upgrade."""
    return tuple(
        GroupRow(
            n=_CAME + seq,
            lane=0,
            kind=words.CAME,
            content=_came(seq, schema),
            state=words.far(error if error in words.FAR else _STRANGE),
            tone="bad",
            by="",
            at=None,
        )
        for seq, error, schema in listed.unread(read)
    )


def _came(seq: int, schema: int) -> str:
    """Rows of a snapshot have no place in the log of their own."""
    said = words.CAME_WHICH if seq > 0 else words.CAME_AT_ONCE
    return said.format(seq=number(seq), schema=schema)


def _apart(read: Read, seen: Eyes) -> ApartView | None:
    newest = apart.newest(read)
    return None if newest is None else apart.view(read, newest, dict(seen.stations))


def _shortfalls(read: Read, seen: Eyes) -> tuple[ShortRow, ...]:
    """Those still below zero first, then those dealt with."""
    found = read.find(Shortfall, order="settled_at,found_at,id", limit=_SHORT)
    open_first = sorted(found, key=lambda one: one.settled_at is not None)
    return tuple(_short(read, one, seen) for one in open_first)


def _short(read: Read, one: Shortfall, seen: Eyes) -> ShortRow:
    item, batch = read.seek(Item, one.item_id), read.seek(Batch, one.batch_id)
    depot = ref_of(one.account)
    return ShortRow(
        id=one.id,
        depot_id=depot,
        batch_id=one.batch_id,
        account=seen.named(Kind.DEPOT, depot) or one.account,
        item=join([item.title if item else one.item_id, batch.lot if batch else ""]),
        unit=item.unit if item else "",
        balance=one.balance,
        found_at=one.found_at,
        settled_at=one.settled_at,
        settled_by=seen.people.get(one.settled_by, one.settled_by),
        how=one.how,
        reason=one.reason,
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    read: Read
    seen: Eyes
    disputed: frozenset[tuple[Kind, str]]
    profile: Profile

    def rows(self, state: str, limit: int = _MOST) -> tuple[GroupRow, ...]:
        groups = listed.groups(self.read, state, limit=limit)
        phoned = _phoned(self.read, groups) if state == listed.PENDING else frozenset()
        return tuple(self.row(one, phoned) for one in groups)

    def files(self) -> tuple[GroupRow, ...]:
        """Attachments go last and are one row together."""
        count, size = listed.files(self.read)
        if not count:
            return ()
        carried = self.profile.attachments
        refused = state.stand(self.read.connection).told.get(state.FILES, "")
        said = words.far(refused) if refused else words.WAITS
        return (
            GroupRow(
                n=_FILES,
                lane=len(LANES) - 1,
                kind=words.FILES,
                content=words.FILES_WAITING.format(n=number(count), size=f"{size / 1e6:.1f}"),
                state=said if carried else words.HELD_BACK,
                tone="dim",
                by="",
                at=None,
            ),
        )

    def row(self, one: listed.Group, told: frozenset[str]) -> GroupRow:
        subject = one.subjects[0] if one.subjects else None
        phoned = any(id_ in told for _, id_ in one.subjects)
        said, tone_ = self._state(one, phoned=phoned)
        by = AUTOMATIC if one.actor == SYSTEM else self.seen.people.get(one.actor, one.actor)
        return GroupRow(
            n=one.n,
            lane=one.lane,
            kind=KIND[_gravest(one)] if one.subjects else KIND[Kind.JOURNAL],
            content=self._content(one),
            state=said,
            tone=tone_,
            by=by,
            at=one.lines[0].at if one.lines else None,
            error=words.far(one.error) if one.error else "",
            subject=subject,
            phoned=phoned,
        )

    def _content(self, one: listed.Group) -> str:
        if not one.lines:  # what was there before anybody wrote it down for the exchange
            return (
                words.FROM_BEFORE.format(n=number(len(one.subjects))) if one.subjects else UNKNOWN
            )
        told = [log.told(line, self.seen.people).sentence for line in one.lines]
        more = len(told) - 1
        return words.AND_MORE.format(first=told[0], n=more) if more else told[0]

    def _state(self, one: listed.Group, *, phoned: bool) -> tuple[str, str]:
        if one.state == listed.ACKED:
            return words.TAKEN.format(at=clock_time(one.answered_at)), "ok"
        if one.state != listed.PENDING:
            return words.far(one.error) if one.error else words.NOT_TAKEN, "bad"
        if any(subject in self.disputed for subject in one.subjects):
            return words.DISPUTED, "bad"
        if phoned:
            return words.PHONED, "ok"
        return self._waits(one)

    def _waits(self, one: listed.Group) -> tuple[str, str]:
        if one.lane not in self.profile.lanes:
            return words.HELD_BACK, "dim"
        decided = any(kind in _DECISIONS for kind, _ in one.subjects)
        said = words.WAITS_REPORT if decided else words.WAITS
        if one.attempts:
            tried = words.TRIED.format(n=one.attempts)
            return join([said, tried]), "warn"
        if one.lane == 0 and self.profile.code is LinkCode.SATELLITE:
            return words.FIRST_OF_ALL, "warn"
        return said, "warn" if one.lane == 0 else "dim"


def _gravest(one: listed.Group) -> Kind:
    return min((kind for kind, _ in one.subjects), key=listed.lane_of)


def _disputed(read: Read) -> frozenset[tuple[Kind, str]]:
    return frozenset((d.entity, d.entity_id) for d in read.find(Difference, choice=Choice.OPEN))


def _phoned(read: Read, groups: Iterable[listed.Group]) -> frozenset[str]:
    """Of the incidents and clocks in these groups those whose report by telephone was made."""
    subjects = {id_ for one in groups for _, id_ in one.subjects}
    made: dict[str, Any] = {"state__in": (DueState.MET, DueState.LATE), "kind__in": _phone_kinds()}
    told = read.find(Due, subject_id__in=tuple(subjects), **made)
    clocks = read.find(Due, id__in=tuple(subjects), **made)
    return frozenset({due.subject_id for due in told} | {due.id for due in clocks})


def _phone_kinds() -> tuple[str, ...]:
    return tuple(reporting.PREFIX + name for name in reporting.by_way(Way.PHONE))
