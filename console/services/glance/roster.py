"""The month of the roster as a grid: one column a day, one row a post, what is missing in red."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from console.domain.holiday import Calendar, Holiday
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.roster import (
    Gap,
    Headcount,
    Hint,
    Post,
    Watch,
    gaps,
    headcount_for,
    hints,
    stand_in,
    turns,
)
from console.services.duty import able
from console.wording import local
from db.work import Read

_DAY = timedelta(days=1)
_UNIT_PREFIX = "县"


class When(StrEnum):
    PAST = "past"
    TODAY = "today"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Cell:
    """Who stands on a post on a day; `short` is a character for each, `missing` how many lack."""

    short: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    missing: int = 0
    watch_id: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    when: When
    rest: bool
    cells: Mapping[Post, Cell]
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How often somebody stood this month; `heavy` where it is well above the others."""

    officer_id: str
    name: str
    watches: int
    rest_days: int
    of_most: float
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """`proposals` names, for the first gap ahead, who could fill it, the best first."""

    year: int
    month: int
    posts: tuple[Post, ...]
    days: tuple[Day, ...]
    gaps: tuple[Gap, ...] = ()
    hints: tuple[Hint, ...] = ()
    shares: tuple[Share, ...] = ()
    proposals: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def month(
    read: Read, now: datetime, rules: Sequence[Headcount], officers: Mapping[str, Officer]
) -> Month:
    """The county's month that `now` falls into."""
    today = local(now).date()
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = (first + 32 * _DAY).replace(day=1)
    found = read.find(
        Watch,
        starts__ge=first.astimezone(UTC),
        starts__lt=last.astimezone(UTC),
        order="starts",
    )
    by_day: dict[date, list[Watch]] = {}
    for watch in found:
        by_day.setdefault(local(watch.starts).date(), []).append(watch)
    names = {id_: officer.name for id_, officer in officers.items()}
    span = [first.date() + n * _DAY for n in range((last - first).days)]
    known = read.find(Holiday, day__ge=span[0].isoformat(), day__le=span[-1].isoformat())
    calendar = Calendar(known)
    days = tuple(
        Day(d, _when(d, today), calendar.is_rest(d), cells, calendar.name(d))
        for d, cells in ((d, _cells(d, today, by_day.get(d, []), rules, names)) for d in span)
    )
    lacking = tuple(
        gap
        for watch in found
        if watch.ends > now
        for gap in gaps(watch, headcount_for(watch, rules))
    )
    return Month(
        year=first.year,
        month=first.month,
        posts=_posts(found),
        days=days,
        gaps=lacking,
        hints=tuple(h for h in hints(found) if _coming(h, found, now)),
        shares=_shares(found, names, calendar),
        proposals=_proposals(lacking, found, officers),
        names=names,
    )


def _posts(watches: Sequence[Watch]) -> tuple[Post, ...]:
    """值班长 only where the county has one."""
    used = {a.post for watch in watches for a in watch.assignments}
    return tuple(p for p in Post if p is not Post.HEAD or p in used)


def _when(day: date, today: date) -> When:
    return When.TODAY if day == today else When.PAST if day < today else When.COMING


def _cells(
    day: date,
    today: date,
    watches: Sequence[Watch],
    rules: Sequence[Headcount],
    names: Mapping[str, str],
) -> dict[Post, Cell]:
    return {post: _cell(post, watches, rules, names, past=day < today) for post in Post}


def _cell(
    post: Post,
    watches: Sequence[Watch],
    rules: Sequence[Headcount],
    names: Mapping[str, str],
    *,
    past: bool,
) -> Cell:
    short: list[str] = []
    full: list[str] = []
    missing, lacking = 0, ""
    for watch in watches:
        for one in (a for a in watch.assignments if a.post is post):
            name = names.get(one.officer_id, one.officer_id)
            short.append((one.unit.removeprefix(_UNIT_PREFIX) or name)[:1])
            full.append(name)
        for gap in () if past else gaps(watch, headcount_for(watch, rules)):
            if gap.post is post:
                missing += gap.missing
                lacking = lacking or watch.id
    return Cell(tuple(short), tuple(full), missing, lacking or (watches[0].id if watches else ""))


def _shares(
    watches: Sequence[Watch], names: Mapping[str, str], calendar: Calendar
) -> tuple[Share, ...]:
    rest = {w.id: calendar.is_rest(local(w.starts).date()) for w in watches}
    desk = (Post.HEAD, Post.PRIMARY, Post.SECONDARY)
    people = {o for w in watches for post in desk for o in w.on(post)}
    counted = [t for t in turns(watches, rest) if t.officer_id in people]
    most = max((t.watches for t in counted), default=0)
    mean = sum(t.watches for t in counted) / len(counted) if counted else 0
    return tuple(
        Share(
            t.officer_id,
            names.get(t.officer_id, t.officer_id),
            t.watches,
            t.rest_days,
            t.watches / most if most else 0,
            heavy=t.watches > mean * 1.25,
        )
        for t in counted
    )


def _coming(hint: Hint, watches: Sequence[Watch], now: datetime) -> bool:
    return any(w.id == hint.watch_id and w.starts > now for w in watches)


def _proposals(
    lacking: Sequence[Gap], watches: Sequence[Watch], officers: Mapping[str, Officer]
) -> tuple[str, ...]:
    if not lacking:
        return ()
    gap = lacking[0]
    watch = next(w for w in watches if w.id == gap.watch_id)
    return stand_in(watch, able(gap.post, officers.values()), watches)
