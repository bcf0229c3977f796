"""The links as this workstation knows them: on the bar, in the status line, on the page.

It is on one of them, told by configuration (D39); of the others it only says what they carry.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from console.domain.link import Lane, LinkCode, Profile, waiting_here
from console.domain.linking import LinkState, Standing
from console.domain.record import dataclass
from console.wording import exchange as words
from console.wording import join, near_time, number, span
from resources.exchange import links


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link or station in the strip: name, what is known of it, and the tone of its dot."""

    key: str
    name: str
    words: str
    tone: str
    ours: bool = False


def rows(state: LinkState, now: datetime) -> tuple[LinkRow, ...]:
    return tuple(_link(profile, state, now) for profile in links().values())


def _link(profile: Profile, state: LinkState, now: datetime) -> LinkRow:
    if profile.code is not state.link:
        told = profile.note if not profile.data else words.NOT_ON_IT
        return LinkRow(profile.code, profile.name, told, "dim")
    return LinkRow(profile.code, profile.name, link_words(state, now), tone(state), ours=True)


def link_words(state: LinkState, now: datetime) -> str:
    """正常 / 中断 14:20 起, with what a narrow link holds back."""
    said = _by_trouble(state) or words.STANDING[state.standing]
    if state.standing is Standing.OFFLINE and state.since is not None:
        said = words.SINCE.format(said=said, at=near_time(state.since, now))
    held = [lane for lane in links()[state.link].held_back if lane is not Lane.FILES]
    back = words.HOLDS.format(lanes="、".join(words.LANE_SHORT[lane] for lane in held))
    return join([said, back if held and state.standing is not Standing.ALONE else ""])


def _by_trouble(state: LinkState) -> str:
    """What is wrong, where it is not the line: of the line we then know nothing bad."""
    told = {Standing.OFFLINE: words.OFFLINE_BY, Standing.ONLINE: words.ONLINE_BY}
    return told.get(state.standing, {}).get(state.trouble, "")


def trouble(state: LinkState) -> str:
    """Why not everything goes as it should, in whole sentences; empty where it does."""
    said = [words.far(state.trouble)] if state.trouble else []
    if state.skew:
        said.append(clock_words(state.skew))
    return "\n".join(said)


def clock_words(skew: timedelta) -> str:
    form = words.CLOCK_FAST if skew > timedelta() else words.CLOCK_SLOW
    return form.format(span=span(skew))


def tone(state: LinkState) -> str:
    narrow = state.link is not LinkCode.COMMAND and state.standing is Standing.ONLINE
    return "warn" if narrow or _halved(state) else words.TONE[state.standing]


def _halved(state: LinkState) -> bool:
    return state.standing is Standing.ONLINE and state.trouble in words.ONLINE_BY


def name_of(state: LinkState) -> str:
    """The link that this workstation is on, by name."""
    return links()[state.link].name


_MINUTE = timedelta(minutes=1)
_DATA = frozenset({LinkCode.COMMAND, LinkCode.SATELLITE})
_MARK = {
    Standing.ALONE: "alone",
    Standing.TRYING: "alone",
    Standing.ONLINE: "online",
    Standing.OFFLINE: "offline",
    Standing.STOPPED: "offline",
}


def mark(state: LinkState) -> str:
    """The bar's own word for its dot: online, degraded, offline, alone."""
    if state.standing is Standing.ONLINE and tone(state) == "warn":
        return "degraded"
    return _MARK[state.standing]


def in_short(state: LinkState, now: datetime) -> tuple[str, ...]:
    """The three links for the status line."""
    return tuple(_short(profile, state, now) for profile in links().values())


def _short(profile: Profile, state: LinkState, now: datetime) -> str:
    if profile.code is state.link:
        return f"{profile.name} {link_words(state, now)}"
    return f"{profile.name} {words.NOT_ON_IT if profile.data else words.VOICE_ONLY}"


def chip(state: LinkState) -> str:
    """On the bar: 主网正常 / 主网中断·卫星可用 / 未接省平台."""
    if state.standing in {Standing.ALONE, Standing.TRYING, Standing.STOPPED}:
        return words.STANDING[state.standing]
    own = words.LINK_NAME[state.link]
    if _by_trouble(state):
        return _by_trouble(state)
    if state.link is LinkCode.SATELLITE and state.standing is Standing.ONLINE:
        return words.ON_SATELLITE
    return f"{own}{words.STANDING[state.standing]}"


def summary(state: LinkState, counts: Mapping[int, int], now: datetime) -> str:
    total = sum(counts.values())
    said = chip(state)
    if state.standing is Standing.OFFLINE and state.since is not None:
        away = now - state.since
        said = f"{said} {span(away)}" if away >= _MINUTE else said
    held = sum(waiting_here(links()[state.link], counts).values())
    kept = words.HELD_GROUPS.format(n=number(held)) if held and state.link in _DATA else ""
    return join([said, words.ALL_HERE, f"{words.WAITS} {number(total)}", kept])
