"""Places: county, towns, villages, and the natural villages and groups that callers name.

A caller says 上村组, not a nine-digit code, so that a place may carry any number of aliases and a
natural village needs no code (D15). What search compares (name, aliases, full pinyin, initials)
is prepared once, when the county's files are laid in, and kept in `index`: no search reads
pinyin.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from console.domain.record import dataclass


class PlaceKind(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"  # 乡镇, and the 开发区, which counts beside them
    VILLAGE = "village"  # 行政村, 社区
    HAMLET = "hamlet"  # 自然村, 组
    POINT = "point"  # a reservoir, a bridge, a shelter


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`id` is the code where there is one; `township_id` is set for everything below a town."""

    id: str
    name: str
    kind: PlaceKind
    code: str = ""
    parent_id: str = ""
    township_id: str = ""
    aliases: tuple[str, ...] = ()
    index: str = ""
    lon: float | None = None
    lat: float | None = None
    archived_at: datetime | None = None


def index_of(names: Iterable[str], readings: Iterable[tuple[str, ...]]) -> str:
    """What search compares: names, then for each reading the whole pinyin and its initials.

    A reading is one syllable per character: ("fu", "ling", "zhen") gives fulingzhen and flz.
    """
    parts = [name.strip().lower() for name in names if name.strip()]
    for syllables in readings:
        parts.append("".join(syllables).lower())
        parts.append("".join(s[:1] for s in syllables).lower())
    return "|".join(dict.fromkeys(part for part in parts if part))


def matches(place: Place, text: str) -> int:
    """How well `text` names the place: 0 exactly, 1 at the start, 2 within, -1 not at all."""
    wanted = "".join(text.split()).lower()
    if not wanted:
        return -1
    best = -1
    for part in (place.index or place.name).split("|"):
        at = part.find(wanted)
        if at < 0:
            continue
        rank = 2 if at else int(part != wanted)
        best = rank if best < 0 else min(best, rank)
    return best


def search(places: Iterable[Place], text: str, limit: int = 12) -> tuple[Place, ...]:
    """The best places first; at one rank a town stands before a village, then by code and name.

    `家朋乡 尚村` is read as a town and something in it: the last word is searched among the
    places of the one before.
    """
    known = tuple(places)
    words = text.split()
    if len(words) > 1:
        outer = {p.id for p in known if matches(p, words[0]) in {0, 1}}
        inner = [p for p in known if {p.parent_id, p.township_id} & outer]
        found = search(inner, " ".join(words[1:]), limit)
        if found:
            return found
    order = list(PlaceKind)
    ranked = [
        (rank, order.index(p.kind), p.code or "~", p.name, p)
        for p in known
        if (rank := matches(p, text)) >= 0
    ]
    return tuple(row[-1] for row in sorted(ranked, key=lambda row: row[:-1])[:limit])


def located(places: Iterable[Place], text: str) -> Place | None:
    """The most exact known place that the free text `家朋乡 尚村 上村组` speaks of, if any.

    The longest name that occurs in the text wins; among equals the deeper place, provided that
    its town is not contradicted by another town in the text. An ambiguous name (尚村 in two
    towns) without its town gives nothing: the map never guesses.
    """
    squeezed = "".join(text.split())
    known = tuple(places)
    towns = {p.id: n for p in known if p.kind is PlaceKind.TOWNSHIP and (n := _named(p, squeezed))}
    rest = squeezed
    for name in sorted(towns.values(), key=len, reverse=True):
        rest = rest.replace(name, " ", 1)
    below: list[tuple[int, Place]] = []
    for place in known:
        if place.kind in {PlaceKind.COUNTY, PlaceKind.TOWNSHIP}:
            continue
        if towns and place.township_id not in towns:
            continue
        # 家朋 in 家朋乡 says the town, not its village 家朋村; 家朋村 says the village.
        whole, apart = _named(place, squeezed), _named(place, rest)
        name = whole if len(whole) > len(towns.get(place.township_id, "")) else apart
        if name:
            below.append((len(name), place))
    candidates = below or [(len(towns[p.id]), p) for p in known if p.id in towns]
    longest = max((length for length, _ in candidates), default=0)
    best = [p for length, p in candidates if length == longest]
    return best[0] if len(best) == 1 else None


class Gazetteer:
    """All places by the names that they go by, laid out once, for texts that name a few of them."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._names: dict[str, list[tuple[str, Place]]] = {}  # by their first character
        for place in places:
            for name in filter(None, (place.name, *place.aliases)):
                self._names.setdefault(name[0], []).append((name, place))

    def located(self, text: str) -> Place | None:
        """As `located`: what the text does not name can't be what it speaks of."""
        squeezed = "".join(text.split())
        held = (pair for first in set(squeezed) for pair in self._names.get(first, ()))
        return located({p.id: p for n, p in held if n in squeezed}.values(), text)


def _named(place: Place, text: str) -> str:
    """The longest of the place's names that occurs in the text, or nothing."""
    return max((n for n in (place.name, *place.aliases) if n and n in text), key=len, default="")
