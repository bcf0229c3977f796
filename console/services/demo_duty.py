"""Plainly made-up officers and a roster around `now`, for the demo county only (D28).

Written as acknowledged history, in one transaction. Everybody has the demo password; hashing it
once is enough, because nobody is protected by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.officer import Officer, Role
from console.domain.roster import Assignment, Mode, Post, Watch
from console.services.officers import hashed
from console.services.permission import SYSTEM
from console.services.world import World
from console.wording import CHINA, local
from resources import duty

_DAY = timedelta(days=1)
_DAILY = (time(8, 30),)
_HALVES = (time(8), time(20))


def seed(world: World, now: datetime, more: Iterable[Mapping[str, Any]] = ()) -> Changes:
    """Officers and watches; the watch that `now` falls into has been taken over already.

    `more` officers as they stand in the file, for a larger county.
    """
    raw = (*duty.demo_officers(world.county), *more)
    secrets = duty.demo_secrets(world.county)
    password, pin = hashed(secrets["password"]), hashed(secrets["pin"])
    officers = [_officer(row, password, pin, now) for row in raw]
    watches = [stood(watch, now) for watch in roster(duty.demo_roster(world.county), now)]
    with world.store.write(SYSTEM, "demo.duty", history=True) as w:
        for record in (*officers, *watches):
            w.save(record)
        w.log(
            Entry(
                kind="seeded",
                subject_kind=Kind.OFFICER,
                subject_id=officers[0].id,
                at=now,
                facts={"what": "演示人员与班表", "count": len(officers) + len(watches)},
            )
        )
    return w.changes


def _officer(row: Mapping[str, Any], password: str, pin: str, now: datetime) -> Officer:
    return Officer(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        title=row["title"],
        unit=row["unit"],
        phone=row["phone"],
        phone_verified_at=now - 20 * _DAY,
        roles=tuple(Role(code) for code in row["roles"]),
        place_id=row.get("place", ""),
        password=password,
        pin=pin,
    )


def roster(plan: Mapping[str, Any], now: datetime) -> Iterator[Watch]:
    """One watch a day, two a day under 预警值守; the rotation goes on over the change."""
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    turn = 0
    # A gap or a doubled watch is a matter of the day, counted from the day of `now`.
    for day in range(-plan["days_before"], plan["days_after"] + 1):
        warned = plan["warning_from"] <= day <= plan["warning_to"]
        starts = [_at(today + day * _DAY, t) for t in (_HALVES if warned else _DAILY)]
        following = today + (day + 1) * _DAY
        next_warned = plan["warning_from"] <= day + 1 <= plan["warning_to"]
        ends = [*starts[1:], _at(following, (_HALVES if next_warned else _DAILY)[0])]
        for begins, over in zip(starts, ends, strict=True):
            yield _watch(plan, turn, (begins, over), day, warned=warned)
            turn += 1


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, tzinfo=CHINA)


def _watch(
    plan: Mapping[str, Any], turn: int, hours: tuple[datetime, datetime], day: int, *, warned: bool
) -> Watch:
    people = [
        (Post.LEADER, _of(plan["leaders"], turn), ""),
        (Post.PRIMARY, _of(plan["primaries"], turn), ""),
        (Post.SECONDARY, _of(plan["secondaries"], turn), ""),
    ]
    if warned:
        people.append((Post.JOINT, _of(plan["joint"], turn), _of(plan["joint_units"], turn)))
    if day == plan["gap_day"]:
        people = [one for one in people if one[0] != plan["gap_post"]]
    return Watch(
        id=f"w-{hours[0]:%Y%m%d%H%M}",
        starts=hours[0],
        ends=hours[1],
        mode=Mode.WARNING if warned else Mode.DAILY,
        assignments=tuple(Assignment(post=p, officer_id=o, unit=u) for p, o, u in people),
    )


def _of(some: list[str], turn: int) -> str:
    return some[turn % len(some)]


def stood(watch: Watch, now: datetime) -> Watch:
    """As it was taken over and left on time, where it lies before `now`."""
    if watch.starts > now:
        return watch
    left = watch.ends if watch.ends <= now else None
    return replace(watch, taken_at=watch.starts, left_at=left)
