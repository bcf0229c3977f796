"""The roster written: gaps filled, people swapped, the state of watch changed.

Every change of a published roster leaves its trace in the journal; a swap asks for the reason
and for somebody who may edit the roster (带班领导 agrees, domain.md 3.2).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.incident import plain
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.roster import (
    Headcount,
    Mode,
    Post,
    Watch,
    assign,
    checked,
    current,
    filled,
    following,
    swap,
)
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import CHINA, date_time, date_weekday, local
from console.wording.duty import MODE, POST
from console.wording.response import LEVEL
from db.work import Read, Work
from resources import duty as reference

_LONGEST = 62  # days laid out at once
_LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    world: World

    def save_watch(self, actor: str, watch: Watch) -> Changes:
        with self.world.store.write(actor, "watch.save") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            w.save(checked(watch))
            facts: dict[str, Fact] = {"starts": date_time(watch.starts), "mode": MODE[watch.mode]}
            w.log(_entry("watch_saved", watch, w.now, facts))
        return w.changes

    def fill(
        self, actor: str, watch_id: str, post: Post, officer_id: str, unit: str = ""
    ) -> Changes:
        """补排缺班."""
        with self.world.store.write(actor, "watch.fill") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            if not officer_id:
                raise Refused("officer_not_chosen")
            officer = w.get(Officer, officer_id)
            watch = assign(w.get(Watch, watch_id), post, officer_id, unit)
            w.save(watch)
            facts: dict[str, Fact] = {"day": date_weekday(watch.starts), "post": POST[post]}
            w.log(_entry("watch_assigned", watch, w.now, facts, {"name": officer.name}))
        return w.changes

    def swap(self, actor: str, watch_id: str, leaving: str, coming: str, reason: str) -> Changes:
        with self.world.store.write(actor, "watch.swap") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            why = plain(reason)
            if not why:
                raise Refused("swap_reason_missing")
            out, into = w.get(Officer, leaving), w.get(Officer, coming)
            watch = swap(w.get(Watch, watch_id), leaving, coming)
            w.save(watch)
            facts: dict[str, Fact] = {"day": date_weekday(watch.starts)}
            private = {"leaving": out.name, "coming": into.name}
            w.log(replace(_entry("watch_swapped", watch, w.now, facts, private), reason=why))
        return w.changes

    def extend(self, actor: str, days: int) -> tuple[int, Changes]:
        """续排: daily watches from the last one's end, `days` long, the most rested first.

        What is there already is not touched, and a post that nobody can fill stays a gap.
        """
        rule = next(r for r in reference.headcounts(self.world.county) if r.mode is Mode.DAILY)
        with self.world.store.write(actor, "watch.extend") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            if not 0 < days <= _LONGEST:
                raise Refused("extend_days", limit=_LONGEST)
            officers = w.find(Officer, active=True)
            people = {post: able(post, officers) for post in Post}
            known = w.find(Watch, ends__gt=w.now - _LOOK_BACK, order="starts")
            starts = max((one.ends for one in known), default=_first_change(w.now, rule))
            made = 0
            for begins, ends in spans(starts, days, rule.change_hours):
                watch = Watch(id=w.new_id(), starts=begins, ends=ends)
                watch = filled(watch, rule.needs, people, known)
                w.save(watch)
                known.append(watch)
                made += 1
            last = known[-1]
            facts: dict[str, Fact] = {"count": made, "until": date_time(last.ends)}
            w.log(_entry("watch_extended", last, w.now, facts))
        return made, w.changes

    def set_mode(self, actor: str, mode: Mode, level: Level | None = None) -> Changes:
        """日常, 预警 or 响应值守 for the watch that stands and the ones that follow."""
        with self.world.store.write(actor, "watch.mode") as w:
            permit(w, actor, Permission.HAND_OVER)
            enter(w, mode, level)
        return w.changes


_FOR_POST = {
    Post.LEADER: {Role.WATCH_LEADER},
    Post.HEAD: {Role.CENTRE_HEAD},
    Post.PRIMARY: {Role.PRIMARY},
    Post.SECONDARY: {Role.SECONDARY, Role.PRIMARY},
    Post.JOINT: {Role.LIAISON},
}


def able(post: Post, officers: Iterable[Officer]) -> tuple[str, ...]:
    """Who may stand on a post, by role; a post itself gives no permission (D14)."""
    return tuple(o.id for o in officers if o.active and _FOR_POST[post] & set(o.roles))


def spans(
    starts: datetime, days: int, change_hours: Sequence[str]
) -> Iterator[tuple[datetime, datetime]]:
    """From change to change on the county's clock, for so many days after `starts`."""
    until = starts + timedelta(days=days)
    while starts < until:
        ends = _next_change(starts, change_hours)
        yield starts, ends
        starts = ends


def _next_change(after: datetime, change_hours: Sequence[str]) -> datetime:
    here = local(after)
    clocks = [time.fromisoformat(hour) for hour in change_hours]
    found = (
        datetime.combine(here.date() + timedelta(days=day), clock, CHINA)
        for day in (0, 1)
        for clock in clocks
    )
    return min(moment for moment in found if moment > after)


def _first_change(now: datetime, rule: Headcount) -> datetime:
    """A county without a roster begins with the watch that runs now."""
    return _next_change(now - timedelta(days=1), rule.change_hours)


def enter(w: Work, mode: Mode, level: Level | None, until: datetime | None = None) -> None:
    """The state of watch inside another's transaction, as when a response starts.

    The watch that stands and those that begin before `until` (the expected end); without it, all
    that are still to come.
    """
    standing = current_watch(w, w.now)
    if standing is None:
        return
    coming = w.find(Watch, starts__gt=standing.starts, order="starts")
    for watch in (standing, *coming):
        if until is not None and watch is not standing and watch.starts >= until:
            continue
        if (watch.mode, watch.level) != (mode, level):
            w.save(replace(watch, mode=mode, level=level))
    if (standing.mode, standing.level) != (mode, level):
        facts: dict[str, Fact] = {"mode": MODE[mode], "level": LEVEL[level] if level else ""}
        w.log(_entry("watch_mode", standing, w.now, facts, important=True))


def current_watch(read: Read, now: datetime) -> Watch | None:
    return current(_standing(read), now)


def next_watch(read: Read, now: datetime) -> Watch | None:
    near = _standing(read)
    return following(near, current(near, now), now)


def _standing(read: Read) -> list[Watch]:
    """The watches that can matter now: not yet left, or still to come."""
    return read.find(Watch, left_at=None, order="starts")


def _entry(
    kind: str,
    watch: Watch,
    at: datetime,
    facts: dict[str, Fact],
    private: dict[str, str] | None = None,
    *,
    important: bool = False,
) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=Kind.WATCH,
        subject_id=watch.id,
        at=at,
        facts=facts,
        private=private or {},
        about=watch.id if private else "",
        important=important,
    )
