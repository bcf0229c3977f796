"""The watches of the years before the roster that is laid in, and what went across at each."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from console.domain.changes import Kind
from console.domain.handover import Handover, Item, ItemKind, give, rebuilt, take, tick
from console.domain.ids import history_id
from console.domain.roster import Post, Watch
from console.services import demo_duty
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice
from console.services.world import World
from resources import duty

_DAYS = 365
_BEFORE = timedelta(minutes=6)
_ITEMS = (
    (ItemKind.REMARK, "防汛值班电话已试通"),
    (ItemKind.REMARK, "乡镇值班抽查情况已登记"),
    (ItemKind.TASK, "周报材料未报"),
    (ItemKind.ROSTER, "下周班表待确认"),
    (ItemKind.DOCUMENT, "《值班要情(示例)》未印发"),
)


def lay(world: World, years: int) -> tuple[tuple[Watch, Handover], ...]:
    """Watches that were stood, oldest first up to the one that stands, and the card by which each began."""
    now = world.now
    plan = duty.demo_roster(world.county)
    earlier = _DAYS * years
    before = tuple(_roster({**plan, "days_before": earlier}, -plan["days_before"] - 1, now))
    lay_in(world, Kind.WATCH, "演示班次", before)
    recent = _roster(plan, plan["days_after"], now)
    stood = (*before, *(watch for watch in recent if watch.taken_at is not None))
    cards = tuple(_handovers(stood))
    lay_in(world, Kind.HANDOVER, "演示交接班", cards)
    return tuple(zip(stood[1:], cards, strict=True))


def _roster(plan: Mapping[str, Any], until: int, now: datetime) -> Iterator[Watch]:
    for watch in demo_duty.roster({**plan, "days_after": until}, now):
        yield demo_duty.stood(watch, now)


def _handovers(stood: tuple[Watch, ...]) -> Iterator[Handover]:
    """By the steps that two officers take at the desk; the two are never the same."""
    dice = Dice("handovers")
    for leaving, coming in pairwise(stood):
        gave = leaving.on(Post.PRIMARY)[0]
        takers = (*coming.on(Post.PRIMARY), *coming.on(Post.SECONDARY))
        id_ = history_id(leaving.ends, 0)
        card = Handover(id=id_, from_watch_id=leaving.id, to_watch_id=coming.id)
        card = rebuilt(card, _items(dice))
        card = give(card, leaving, gave, leaving.ends - _BEFORE, "")
        card = tick(card, [item.key for item in card.items])
        taker = next(one for one in takers if one != gave)
        yield replace(take(card, coming, taker, leaving.ends, ""), remark="")


def _items(dice: Dice) -> Iterator[Item]:
    first = dice.below(len(_ITEMS))
    for n in range(first, first + dice.between(1, 3)):
        kind, line = _ITEMS[n % len(_ITEMS)]
        yield Item(key=f"demo:{n % len(_ITEMS)}", kind=kind, line=line)
