"""An index fed to its end, and a store's names to look for."""

from console.runtime.pinyin import readings
from console.services.findable import Findable
from db.catch_up import CatchUp
from db.store import Store


def feeder(store: Store) -> CatchUp:
    return CatchUp(store.read, store.search, Findable(readings))


def caught_up(store: Store, feed: CatchUp | None = None, *, budget: float = 1.0) -> CatchUp:
    feed = feed or feeder(store)
    while not feed.step(budget).ready:
        pass
    return feed


def titles(store: Store, text: str, limit: int = 50) -> list[str]:
    return [hit.title for hit in store.search.find(text, limit)]
