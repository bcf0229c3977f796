"""The roster written: gaps filled, people swapped, the state of watch changed.

Every change of a published roster leaves its trace in the journal; a swap asks for the reason
and for somebody who may edit the roster (带班领导 agrees, domain.md 3.2).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.incident import plain
from console.domain.level import Level
from console.domain.officer import Officer
from console.domain.refused import Refused
from console.domain.roster import Mode, Post, Watch, assign, checked, current, following, swap
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import clock_time, date_time, date_weekday
from console.wording.duty import MODE, POST
from db.work import Read, Work


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

    def set_mode(self, actor: str, mode: Mode, level: Level | None = None) -> Changes:
        """日常, 预警 or 响应值守 for the watch that stands and the ones that follow."""
        with self.world.store.write(actor, "watch.mode") as w:
            permit(w, actor, Permission.HAND_OVER)
            enter(w, mode, level)
        return w.changes


def enter(w: Work, mode: Mode, level: Level | None) -> None:
    """The state of watch inside another's transaction, as when a response starts."""
    standing = current_watch(w, w.now)
    if standing is None or (standing.mode, standing.level) == (mode, level):
        return
    for watch in (standing, *w.find(Watch, starts__gt=standing.starts)):
        w.save(replace(watch, mode=mode, level=level))
    w.log(_entry("watch_mode", standing, w.now, {"mode": MODE[mode]}, important=True))


def current_watch(read: Read, now: datetime) -> Watch | None:
    return current(_standing(read), now)


def next_watch(read: Read, now: datetime) -> Watch | None:
    near = _standing(read)
    return following(near, current(near, now), now)


def _standing(read: Read) -> list[Watch]:
    """The watches that can matter now: not yet left, or still to come."""
    return read.find(Watch, left_at=None, order="starts")


def taken(watch: Watch, at: datetime) -> dict[str, Fact]:
    return {"mode": MODE[watch.mode], "ends": clock_time(watch.ends), "at": clock_time(at)}


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
