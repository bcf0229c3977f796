"""The duty log of the year: who took over from whom, and what was noted meanwhile.

Notes are private words as any note is. A month's share one key, because nobody will ask that one
of them be destroyed and not its neighbour.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.handover import Handover
from console.domain.roster import Post, Watch
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import PORTION
from console.services.demo_county.made import Dice
from console.services.permission import SYSTEM
from console.services.world import World
from console.wording import local
from db import journal

DAILY = 4
Stood = tuple[Watch, Handover]
_YEAR = timedelta(days=365)
_QUIET = timedelta(hours=2)  # nothing within the last hours: the desk's own lines come next
_SIGNING = timedelta(minutes=15)
_NOTES = (
    "抽查{town}值班:在岗,电话通畅",
    "县气象局电话:未来24小时{sky}",
    "{village}报:巡查一遍,无异常",
    "{town}报:安全隐患排查 {n} 处,已登记",
    "县水利局电话:水库水位正常,{n} 座已巡查",
    "县供电公司报:{town}线路检修,计划停电 {n} 小时",
    "{village}报:道路塌方少量土石,已清理",
    "市应急局值班室点名,按时应答",
)
_SKY = ("多云", "晴", "小雨", "阵雨", "中雨")


def lay(world: World, ground: Ground, stood: Sequence[Stood], size: int) -> None:
    """In the order in which it happened; a log that is there already is left alone."""
    with world.store.read() as read:
        if journal.lines(read, limit=1, kinds=("handover_taken",)):
            return
    lines = iter(_lines(ground, stood, world.now, DAILY * size))
    while portion := list(islice(lines, PORTION)):
        with world.store.write(SYSTEM, "demo.log", history=True) as w:
            for actor, entry in portion:
                w.log(entry, actor)


def _lines(
    ground: Ground, stood: Sequence[Stood], now: datetime, daily: int
) -> Iterator[tuple[str, Entry]]:
    """Who wrote it, and the line."""
    dice = Dice("log")
    since, until = now - _YEAR, now - _QUIET
    step = timedelta(days=1) / daily
    for watch, card in stood:
        if watch.starts < since:
            continue
        yield from _across(card)
        writers = watch.on(Post.PRIMARY)
        last = min(watch.ends - _SIGNING, until)
        noted = watch.starts
        while (noted := noted + step * dice.between(50, 150) / 100) < last:
            yield dice.one(writers), _note(dice, ground, noted)


def _across(card: Handover) -> Iterator[tuple[str, Entry]]:
    for kind, who, at in (
        ("handover_given", card.given_by, card.given_at),
        ("handover_taken", card.taken_by, card.taken_at),
    ):
        assert at is not None
        yield (
            who,
            Entry(
                kind=kind,
                subject_kind=Kind.HANDOVER,
                subject_id=card.id,
                at=at,
                facts={"lines": len(card.items)},
            ),
        )


def _note(dice: Dice, ground: Ground, at: datetime) -> Entry:
    text = dice.one(_NOTES).format(
        town=dice.one(ground.towns).name,
        village=dice.one(ground.villages).name,
        sky=dice.one(_SKY),
        n=dice.between(2, 9),
    )
    about = f"log-{local(at):%Y-%m}"
    return Entry(
        kind="note",
        subject_kind=Kind.JOURNAL,
        subject_id=about,
        at=at,
        private={"text": text},
        about=about,
    )
