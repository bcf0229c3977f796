"""交接班: the card built from what is open, ticked, signed by both, and locked.

The second signature is the incoming officer's own password or PIN. When it stands, the old watch
has left, the new one stands, and the response goes on untouched.
"""

import json
from collections.abc import Iterable
from dataclasses import replace

from console.domain import handover as rules
from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.handover import Handover
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.roster import Watch
from console.services.duty import current_watch, next_watch
from console.services.officers import Officers, Session
from console.services.open_items import fresh, open_card
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import clock_time
from console.wording.duty import MODE
from db.work import Work


@dataclass(frozen=True)
class Handovers:
    world: World

    def prepare(self, actor: str) -> tuple[str, Changes]:
        """The card between this watch and the next; one that was begun is gone on with."""
        waiting = self.world.store.waiting()
        with self.world.store.write(actor, "handover.prepare") as w:
            permit(w, actor, Permission.HAND_OVER)
            known = open_card(w)
            watch, then = current_watch(w, w.now), next_watch(w, w.now)
            if watch is None:
                raise Refused("no_watch")
            if then is None:
                raise Refused("no_next_watch")
            card = known or Handover(id=w.new_id(), from_watch_id="", to_watch_id="")
            card = replace(card, from_watch_id=watch.id, to_watch_id=then.id)
            if card != known:
                card = fresh(w, card, w.now, waiting)
                w.save(card)
                w.log(_entry("handover_prepared", card, w))
        return card.id, w.changes

    def keep_ticks(self, actor: str, handover_id: str, ticked: Iterable[str]) -> None:
        self.world.store.keep_draft(ticks_key(handover_id), json.dumps(sorted(ticked)), actor)

    def ticks(self, handover_id: str) -> frozenset[str]:
        body = self.world.store.draft(ticks_key(handover_id))
        return frozenset(json.loads(body)) if body else frozenset()

    def give(self, actor: str, handover_id: str, remark: str) -> Changes:
        """交班签名 by whoever is signed in and stands on the watch."""
        waiting = self.world.store.waiting()
        with self.world.store.write(actor, "handover.give") as w:
            permit(w, actor, Permission.HAND_OVER)
            card = fresh(w, w.get(Handover, handover_id), w.now, waiting)
            given = rules.give(card, w.get(Watch, card.from_watch_id), actor, w.now, remark)
            w.save(given)
            w.log(_entry("handover_given", given, w, remark=given.remark))
        return w.changes

    def take(
        self, handover_id: str, who: str, secret: str, ticked: Iterable[str], reason: str = ""
    ) -> tuple[Session, Changes]:
        """接班签名: the incoming officer by own password or PIN, every line ticked.

        What became open since the card was given is laid in first, so that nothing slips between
        the two signatures.
        """
        session = Officers(self.world).confirm(who, secret)
        with self.world.store.write(session.officer_id, "handover.take") as w:
            permit(w, session.officer_id, Permission.HAND_OVER)
            card = fresh(w, rules.tick(w.get(Handover, handover_id), ticked), w.now, 0)
            coming = w.get(Watch, card.to_watch_id)
            taken = rules.take(card, coming, session.officer_id, w.now, reason)
            w.save(taken)
            leaving = w.get(Watch, taken.from_watch_id)
            w.save(replace(leaving, left_at=w.now))
            w.save(replace(coming, taken_at=w.now, mode=leaving.mode, level=leaving.level))
            w.log(replace(_entry("handover_taken", taken, w, coming), reason=taken.reason))
        self.world.store.drop_draft(ticks_key(handover_id))
        return session, w.changes


def ticks_key(handover_id: str) -> str:
    """Where ticks are kept until the second signature; a crash loses none."""
    return f"handover/{handover_id}"


def _entry(
    kind: str, card: Handover, w: Work, coming: Watch | None = None, remark: str = ""
) -> Entry:
    facts: dict[str, Fact] = {"lines": len(card.items)}
    if coming is not None:
        facts |= {"mode": MODE[coming.mode], "ends": clock_time(coming.ends)}
    return Entry(
        kind=kind,
        subject_kind=Kind.HANDOVER,
        subject_id=card.id,
        at=w.now,
        facts=facts,
        private={"remark": remark} if remark else {},
        about=card.id if remark else "",
        important=kind in {"handover_given", "handover_taken"},
    )
