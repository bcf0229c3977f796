"""交换 at a glance: the links, what waits in order of urgency, what was refused, what disagrees.

What is said of a link is what this workstation knows: it is on one of them, told by configuration
(D39), and of the others it only says what they carry.
"""

from collections.abc import Mapping
from datetime import datetime

from console.domain.changes import Kind
from console.domain.difference import Choice, Difference, Shortfall
from console.domain.due import Due, DueState
from console.domain.link import Lane, LinkCode, Profile
from console.domain.linking import LinkState, Standing
from console.domain.record import dataclass
from console.domain.report import Way
from console.services import reporting
from console.services.glance import log
from console.services.glance.differences import DifferenceRow, Eyes, eyes, rows
from console.services.permission import SYSTEM
from console.services.registers.names import Names
from console.wording import UNKNOWN, clock_time, join, near_time, number, span
from console.wording import exchange as words
from console.wording.officer import AUTOMATIC
from console.wording.store import KIND
from db.sync import listed
from db.work import Read
from resources.exchange import links

_DECISIONS = frozenset({Kind.RESPONSE, Kind.APPROVAL, Kind.PROPOSAL})


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link or station in the strip: name, what is known of it, and the tone of its dot."""

    key: str
    name: str
    words: str
    tone: str
    ours: bool = False


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
    account: str
    item: str
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
    waiting: tuple[GroupRow, ...]
    waiting_count: int
    rejected: tuple[GroupRow, ...]
    quarantined: tuple[GroupRow, ...]
    acked: tuple[GroupRow, ...]
    unread: tuple[tuple[int, str, int], ...]
    differences: tuple[DifferenceRow, ...]
    last: tuple[datetime, int] | None
    phoned: int
    enrolled: bool

    @property
    def wanting(self) -> int:
        """What somebody has to deal with: the badge on the rail."""
        open_ = sum(1 for one in self.differences if one.open)
        return open_ + len(self.rejected) + len(self.quarantined)


def view(read: Read, names: Names, now: datetime, state: LinkState, *, full: bool) -> ExchangeView:
    """Everything on the page from one snapshot."""
    device = listed.device(read)
    seen = eyes(read, names, device, full=full)
    disputed = _disputed(read)
    profile = links()[state.link]
    reported = _phoned(read)
    asking = _Asking(read, seen, disputed, profile, reported)
    counts = listed.counts(read)
    waiting = asking.rows(listed.PENDING)
    return ExchangeView(
        links=(*_links(state, now), *_stations(read, seen, now)),
        summary=_summary(state, counts, now),
        waiting=waiting,
        waiting_count=sum(counts.values()),
        rejected=asking.rows(listed.REJECTED),
        quarantined=asking.rows(listed.QUARANTINED),
        acked=asking.rows(listed.ACKED),
        unread=tuple(listed.unread(read)),
        differences=rows(read, seen),
        last=listed.last_answer(read),
        phoned=sum(1 for row in waiting if row.phoned),
        enrolled=state.standing is not Standing.ALONE,
    )


def wants_somebody(read: Read) -> int:
    """Differences to settle and groups that were not taken: the badge on the rail."""
    open_ = read.count(Difference, choice=Choice.OPEN)
    short = read.count(Shortfall, settled_at=None)
    return open_ + short + sum(listed.put_aside(read).values())


# -- links ------------------------------------------------------------------------------------------


def _links(state: LinkState, now: datetime) -> tuple[LinkRow, ...]:
    return tuple(_link(profile, state, now) for profile in links().values())


def _link(profile: Profile, state: LinkState, now: datetime) -> LinkRow:
    if profile.code is not state.link:
        told = profile.note if not profile.data else words.NOT_ON_IT
        return LinkRow(profile.code, profile.name, told, "dim")
    return LinkRow(profile.code, profile.name, link_words(state, now), tone(state), ours=True)


def link_words(state: LinkState, now: datetime) -> str:
    """正常 / 中断 14:20 起, with what a narrow link holds back."""
    said = words.STANDING[state.standing]
    if state.standing is Standing.OFFLINE and state.since is not None:
        said = words.SINCE.format(said=said, at=near_time(state.since, now))
    held = [lane for lane in links()[state.link].held_back if lane is not Lane.FILES]
    back = words.HOLDS.format(lanes="、".join(words.LANE_SHORT[lane] for lane in held))
    return join([said, back if held and state.standing is not Standing.ALONE else ""])


def tone(state: LinkState) -> str:
    narrow = state.link is not LinkCode.COMMAND and state.standing is Standing.ONLINE
    return "warn" if narrow else words.TONE[state.standing]


def chip(state: LinkState) -> str:
    """On the bar: 主网正常 / 主网中断·卫星可用 / 未接省平台."""
    if state.standing in {Standing.ALONE, Standing.TRYING, Standing.STOPPED}:
        return words.STANDING[state.standing]
    own = words.LINK_NAME[state.link]
    if state.link is LinkCode.SATELLITE and state.standing is Standing.ONLINE:
        return words.ON_SATELLITE
    return f"{own}{words.STANDING[state.standing]}"


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


def _summary(state: LinkState, counts: Mapping[int, int], now: datetime) -> str:
    total = sum(counts.values())
    parts = [chip(state)]
    if state.standing is Standing.OFFLINE and state.since is not None:
        parts = [f"{chip(state)} {span(now - state.since)}"]
    if state.trouble and state.standing in {Standing.OFFLINE, Standing.STOPPED}:
        parts.append(words.far(state.trouble).rstrip("。"))
    return join([*parts, words.ALL_HERE, f"{words.WAITS} {number(total)}"])


# -- groups -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asking:
    read: Read
    seen: Eyes
    disputed: frozenset[tuple[Kind, str]]
    profile: Profile
    phoned: frozenset[str]

    def rows(self, state: str) -> tuple[GroupRow, ...]:
        return tuple(self._row(one) for one in listed.groups(self.read, state))

    def _row(self, one: listed.Group) -> GroupRow:
        subject = one.subjects[0] if one.subjects else None
        phoned = any(id_ in self.phoned for _, id_ in one.subjects)
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
        if not one.lines:
            return UNKNOWN
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


def _phoned(read: Read) -> frozenset[str]:
    """Incidents and their clocks whose report by telephone has been made."""
    ids: set[str] = set()
    for due in read.find(Due, state__in=(DueState.MET, DueState.LATE), kind__in=_phone_kinds()):
        ids |= {due.id, due.subject_id}
    return frozenset(ids)


def _phone_kinds() -> tuple[str, ...]:
    return tuple(reporting.PREFIX + name for name in reporting.by_way(Way.PHONE))
