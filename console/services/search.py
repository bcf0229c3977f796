"""One box over everything: `find(text)` on each keystroke, fed a slice at a time in between.

Hits carry no telephone. A card shows one in full to those on watch; to anybody else it is masked
until it is asked for, and that is written down (D41).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from console.domain.changes import Changes
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.duty import current_watch
from console.services.findable import Findable, Readings
from console.services.glance import log
from console.services.officers import Officers
from console.services.world import World
from console.wording import full_time, said
from console.wording.search import CARD, GROUP, HIDDEN, LINE, LINE_CARD, PHONE, YES_NO
from db import journal
from db.catch_up import CatchUp, Progress
from db.registry import BY_KIND
from db.search import Found as Hit
from db.work import Read

__all__ = ["CardView", "Hit", "Progress", "Search", "feeding"]

MOST = 50
_TAIL = 4


@dataclass(frozen=True, slots=True)
class CardView:
    """What the record says of a hit; `rows` are label and words."""

    hit: Hit
    kind: str
    rows: tuple[tuple[str, str], ...]
    has_phone: bool = False


def feeding(world: World, readings: Readings) -> Callable[[], Progress]:
    """One slice each time it is called."""
    store = world.store
    return CatchUp(store.read, store.search, Findable(readings)).step


@dataclass(frozen=True)
class Search:
    world: World

    def find(self, text: str, limit: int = MOST) -> list[Hit]:
        """By kind in the order of the trade, each kind's best first; then log lines, newest first."""
        return self.world.store.search.find(text, limit)

    def card(self, officer: str, hit: Hit) -> CardView:
        """Refused("missing") where the record is gone."""
        with self.world.store.read() as read:
            if hit.line:
                return CardView(hit, LINE, _line(read, hit.line))
            record = read.get(BY_KIND[hit.kind].record, hit.id)
            full = _on_watch(read, officer, self.world.now)
        phone = _phone(record)
        rows = [(label, _words(record, name)) for label, name in CARD.get(hit.kind, ())]
        if phone:
            rows.append((PHONE, phone if full else _hidden(phone)))
        shown = tuple((label, words) for label, words in rows if words)
        return CardView(hit, GROUP.get(hit.kind, ""), shown, bool(phone))

    def dial(self, officer: str, hit: Hit) -> tuple[str, Changes]:
        """The whole number; off watch it is written down who looked at which."""
        with self.world.store.read() as read:
            phone = _phone(read.get(BY_KIND[hit.kind].record, hit.id))
            full = _on_watch(read, officer, self.world.now)
        if not phone:
            raise Refused("missing", kind=hit.kind, id=hit.id)
        changes = Changes() if full else Officers(self.world).reveal(officer, GROUP[hit.kind])
        return phone, changes


def _line(read: Read, n: int) -> tuple[tuple[str, str], ...]:
    (line,) = journal.between(read, n - 1, n)
    told = log.told(line, log.names(read))
    words = (told.sentence, full_time(told.at), told.actor, told.reason)
    return tuple((label, text) for label, text in zip(LINE_CARD, words, strict=True) if text)


def _on_watch(read: Read, officer: str, now: datetime) -> bool:
    watch = current_watch(read, now)
    return watch is not None and officer in watch.people


def _phone(record: Any) -> str:
    return str(getattr(record, "phone", "") or getattr(record, "duty_phone", ""))


def _hidden(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit())
    return HIDDEN.format(tail=digits[-_TAIL:]) if len(digits) > _TAIL else HIDDEN.format(tail="")


def _words(record: Any, name: str) -> str:
    value = getattr(record, name)
    if value is None or value in ("", (), 0):
        return ""
    if isinstance(value, datetime):
        return full_time(value)
    if isinstance(value, bool):
        return YES_NO[value]
    return said(value)
