"""The roster: watches, the posts on them, and what is missing.

Three states of watch (日常, 预警, 响应) raise the number of people that a watch needs; the numbers
are the county's data. Two people are always there, the leader is a third, and whoever is on
watch stays until the next has taken over in person (domain.md 3.2: 双人值班, 接班人员未到不得离岗),
so that the current watch is the one that took over last, not the one that the clock names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.record import dataclass
from console.domain.refused import Refused

PRIMARY_REST = timedelta(hours=48)
LONGEST_STRETCH = timedelta(hours=24)


class Mode(StrEnum):
    DAILY = "daily"  # 日常值守
    WARNING = "warning"  # 预警值守
    RESPONSE = "response"  # 响应值守


class Post(StrEnum):
    LEADER = "leader"  # 带班领导
    HEAD = "head"  # 值班长, where the county has one
    PRIMARY = "primary"  # 主班
    SECONDARY = "secondary"  # 副班
    JOINT = "joint"  # 联合值守, sent by a member unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person on one post; `unit` names who sent a 联合值守."""

    post: Post
    officer_id: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`taken_at` and `left_at` are the real handovers, beside the hours that were planned."""

    id: str
    starts: datetime
    ends: datetime
    mode: Mode = Mode.DAILY
    level: Level | None = None
    assignments: tuple[Assignment, ...] = ()
    taken_at: datetime | None = None
    left_at: datetime | None = None

    def on(self, post: Post) -> tuple[str, ...]:
        return tuple(a.officer_id for a in self.assignments if a.post is post)

    @property
    def people(self) -> frozenset[str]:
        return frozenset(a.officer_id for a in self.assignments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many each post needs in one state of watch, with how well that is supported."""

    mode: Mode
    needs: Mapping[Post, int]
    level: Level | None = None
    change_hours: tuple[str, ...] = ()
    mark: Mark = Mark.SUGGESTED
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    watch_id: str
    starts: datetime
    post: Post
    missing: int


class Advice(StrEnum):
    """Things worth saying that stop nobody: at night somebody must be there."""

    SHORT_REST = "short_rest"  # under 48 h between two turns as 主班
    LONG_STRETCH = "long_stretch"  # over 24 h without a break


@dataclass(frozen=True, slots=True)
class Hint:
    advice: Advice
    watch_id: str
    officer_id: str
    hours: int


def checked(watch: Watch) -> Watch:
    """Refuse what the double watch rules out, and a watch that ends before it starts."""
    if watch.ends <= watch.starts:
        raise Refused("watch_hours")
    leaders, primaries = set(watch.on(Post.LEADER)), set(watch.on(Post.PRIMARY))
    if primaries & set(watch.on(Post.SECONDARY)):
        raise Refused("same_primary_secondary")
    if leaders & primaries:
        raise Refused("same_leader_primary")
    for post in Post:
        people = watch.on(post)
        if len(people) != len(set(people)):
            raise Refused("twice_on_post")
    return watch


def assign(watch: Watch, post: Post, officer_id: str, unit: str = "") -> Watch:
    extra = Assignment(post=post, officer_id=officer_id, unit=unit)
    return checked(replace(watch, assignments=(*watch.assignments, extra)))


def swap(watch: Watch, leaving: str, coming: str) -> Watch:
    """`coming` stands in for `leaving` on every post of the watch."""
    if leaving not in watch.people:
        raise Refused("not_on_watch")
    changed = tuple(
        replace(a, officer_id=coming) if a.officer_id == leaving else a for a in watch.assignments
    )
    return checked(replace(watch, assignments=changed))


def headcount_for(watch: Watch, rules: Iterable[Headcount]) -> Headcount | None:
    """The rule of the watch's state; for 响应 the one of its level, else the state's general one."""
    same = [rule for rule in rules if rule.mode is watch.mode]
    exact = [rule for rule in same if rule.level == watch.level]
    general = [rule for rule in same if rule.level is None]
    return next(iter(exact or general or same), None)


def gaps(watch: Watch, rule: Headcount | None) -> tuple[Gap, ...]:
    if rule is None:
        return ()
    found = []
    for post in Post:
        missing = rule.needs.get(post, 0) - len(watch.on(post))
        if missing > 0:
            found.append(Gap(watch.id, watch.starts, post, missing))
    return tuple(found)


def current(watches: Iterable[Watch], now: datetime) -> Watch | None:
    """Whoever took over last and has not been relieved; failing that, whom the clock names."""
    known = tuple(watches)
    standing = [w for w in known if w.taken_at is not None and w.left_at is None]
    if standing:
        return max(standing, key=lambda w: w.taken_at or w.starts)
    return next((w for w in known if w.starts <= now < w.ends and w.left_at is None), None)


def following(watches: Iterable[Watch], watch: Watch | None, now: datetime) -> Watch | None:
    """The watch that is due to take over next."""
    since = now if watch is None else watch.starts
    later = [w for w in watches if w.starts > since and w.taken_at is None and w.ends > now]
    return min(later, key=lambda w: w.starts, default=None)


def late(watch: Watch, now: datetime) -> timedelta:
    """How long the watch stands beyond its hours because nobody has taken over yet."""
    return max(now - watch.ends, timedelta())


def hints(watches: Sequence[Watch]) -> tuple[Hint, ...]:
    """Rest between turns as 主班, and stretches without a break; advice, never a refusal."""
    found: list[Hint] = []
    last_primary: dict[str, Watch] = {}
    stretch: dict[str, _Stretch] = {}
    for watch in sorted(watches, key=lambda w: w.starts):
        for officer in watch.on(Post.PRIMARY):
            before = last_primary.get(officer)
            if before is not None and watch.starts - before.ends < PRIMARY_REST:
                rest = _hours(watch.starts - before.ends)
                found.append(Hint(Advice.SHORT_REST, watch.id, officer, rest))
            last_primary[officer] = watch
        for officer in sorted(watch.people - set(watch.on(Post.LEADER))):
            run = stretch.get(officer)
            since = run.since if run is not None and run.until >= watch.starts else watch.starts
            stretch[officer] = _Stretch(since, watch.ends)
            if watch.ends - since > LONGEST_STRETCH:
                hours = _hours(watch.ends - since)
                found.append(Hint(Advice.LONG_STRETCH, watch.id, officer, hours))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Stretch:
    since: datetime
    until: datetime


def _hours(length: timedelta) -> int:
    return int(length.total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Turns:
    """How often somebody stood in a span of watches, for a fair share."""

    officer_id: str
    watches: int = 0
    rest_days: int = 0
    last_ended: datetime | None = field(default=None)


def turns(watches: Iterable[Watch], rest_day: Mapping[str, bool]) -> tuple[Turns, ...]:
    """Turns per officer, most first; `rest_day` says per watch id whether it fell on one."""
    counted: dict[str, Turns] = {}
    for watch in watches:
        for officer in watch.people:
            had = counted.get(officer, Turns(officer))
            ended = watch.ends if had.last_ended is None else max(had.last_ended, watch.ends)
            free = int(rest_day.get(watch.id, False))
            counted[officer] = Turns(officer, had.watches + 1, had.rest_days + free, ended)
    return tuple(sorted(counted.values(), key=lambda t: (-t.watches, t.officer_id)))


def stand_in(watch: Watch, able: Iterable[str], watches: Sequence[Watch]) -> tuple[str, ...]:
    """Who may fill a gap, best first: not on this watch, longest rested, fewest turns.

    People who would run into a neighbouring watch of their own come last, never left out.
    """
    known = {t.officer_id: t for t in turns(watches, {})}

    def burden(officer: str) -> tuple[bool, int, str]:
        close = any(
            w.id != watch.id
            and officer in w.people
            and w.starts - PRIMARY_REST < watch.ends
            and watch.starts < w.ends + PRIMARY_REST
            for w in watches
        )
        return (close, known.get(officer, Turns(officer)).watches, officer)

    return tuple(sorted((o for o in set(able) if o not in watch.people), key=burden))


def filled(
    watch: Watch,
    needs: Mapping[Post, int],
    able: Mapping[Post, Sequence[str]],
    watches: Sequence[Watch],
) -> Watch:
    """The watch with every post filled as far as people go, the most rested first.

    A post that nobody can fill stays empty and shows as a gap: an invented name would be worse.
    """
    for post in (Post.PRIMARY, Post.SECONDARY, Post.HEAD, Post.LEADER, Post.JOINT):
        for _ in range(needs.get(post, 0) - len(watch.on(post))):
            found = stand_in(watch, able.get(post, ()), watches)
            if not found:
                break
            watch = assign(watch, post, found[0])
    return watch
