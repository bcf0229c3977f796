"""委托代理 and its calling back; who holds what for whom."""

from dataclasses import replace
from datetime import datetime

from console.domain import delegation as rules
from console.domain.changes import Changes, Kind
from console.domain.delegation import Delegation
from console.domain.entry import Entry, Fact
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import Permission, permitted
from console.services.world import World
from console.wording import full_time
from console.wording.care import UP_TO, WHOLE_ROLE
from console.wording.officer import ROLE
from console.wording.response import LEVEL
from console.wording.store import PERMISSION
from db.work import Read, Work

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """What the form says; the giver is whoever is signed in."""

    taker_id: str
    role: Role
    starts: datetime
    ends: datetime
    up_to: Level | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lent:
    """A delegation as the page shows it."""

    made: Delegation
    giver: str
    taker: str
    counts: bool
    over: bool  # its time has passed, or its giver may lend no more


@dataclass(frozen=True)
class Delegations:
    world: World

    def lend(self, actor: str, lending: Lending) -> tuple[str, Changes]:
        """Needs no permission of its own: only what one holds oneself can be lent."""
        with self.world.store.write(actor, "delegation.lend") as w:
            if not actor:
                raise Refused("signed_out")
            if not lending.taker_id:
                raise Refused("delegation_taker_missing", field="taker")
            made = Delegation(
                id=w.new_id(),
                giver_id=actor,
                taker_id=lending.taker_id,
                role=lending.role,
                starts=lending.starts,
                ends=lending.ends,
                given_at=w.now,
                up_to=lending.up_to,
                reason=lending.reason,
            )
            giver, taker = w.get(Officer, actor), w.get(Officer, lending.taker_id)
            others = w.find(Delegation, taker_id=taker.id, ends__gt=made.starts)
            made = rules.sound(made, giver, taker, others, w.now)
            w.save(made)
            facts: dict[str, Fact] = {
                "what": what_of(made),
                "starts": full_time(made.starts),
                "ends": full_time(made.ends),
            }
            line = replace(_line("delegated", made, w), facts=facts, reason=made.reason)
            w.log(replace(line, private={"taker": taker.name}, about=taker.id))
        return made.id, w.changes

    def revoke(self, actor: str, delegation_id: str, why: str) -> Changes:
        """By the giver, by the taker who will not, or by the 系统管理员."""
        with self.world.store.write(actor, "delegation.revoke") as w:
            made = w.get(Delegation, delegation_id)
            concerned = actor in {made.giver_id, made.taker_id}
            if not concerned and not permitted(w, actor, Permission.ADMINISTER):
                raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])
            back = rules.revoked(made, at=w.now, why=why)
            w.save(back)
            line = replace(_line("delegation_back", back, w), facts={"what": what_of(back)})
            w.log(replace(line, reason=back.revoked_why))
        return w.changes


def what_of(made: Delegation) -> str:
    """局长(防办主任)的全部权限; 批准三级及以下响应(副指挥长)."""
    if made.up_to is None:
        return WHOLE_ROLE.format(role=ROLE[made.role])
    return UP_TO.format(role=ROLE[made.role], level=LEVEL[made.up_to])


def standing(read: Read, now: datetime) -> tuple[Lent, ...]:
    """The newest first; those over and called back stay in sight for a while."""
    found = read.find(Delegation, order="-given_at", limit=SHOWN)
    known = {officer.id: officer for officer in read.find(Officer)} if found else {}
    return tuple(
        Lent(
            one,
            known[one.giver_id].name if one.giver_id in known else "",
            known[one.taker_id].name if one.taker_id in known else "",
            rules.in_force(one, now) and rules.lasting(one, known.get(one.giver_id)),
            one.ends <= now or not rules.lasting(one, known.get(one.giver_id)),
        )
        for one in found
    )


def _line(kind: str, made: Delegation, w: Work) -> Entry:
    return Entry(
        kind=kind, subject_kind=Kind.DELEGATION, subject_id=made.id, at=w.now, important=True
    )
