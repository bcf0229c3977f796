"""Teams and experts: who could come, who may be ordered, and how old that knowledge is.

The county orders only its own and its townships' teams; fire brigade, armed police, militia,
power and telecoms are asked through their duty rooms (D7). Readiness is a dated statement of the
team itself, never a property: it grows old and the screen shows its age. A village squad of fewer
than ten is flagged (县“十四五”应急管理规划:村(社区)应急突击队不少于10人).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.evidence import Mark, Source
from console.domain.record import dataclass
from console.domain.refused import Refused

SQUAD_LEAST = 10
SQUAD_RULE = Source(
    "绩溪县“十四五”应急管理规划", "村(社区)应急突击队人数不少于10名", Mark.VERIFIED
)


class TeamKind(StrEnum):
    """In the order of the county's plan: the fire brigade first, volunteers last."""

    FIRE = "fire"
    PROFESSIONAL = "professional"
    MILITARY = "military"
    ENTERPRISE = "enterprise"
    TOWNSHIP = "township"
    VILLAGE = "village"
    SOCIAL = "social"


class Verb(StrEnum):
    """调派 is an order, 商请 a request on another paper through the team's own duty room."""

    ORDER = "order"
    ASK = "ask"


class Base(StrEnum):
    """The few meanings to which any locally named status comes down."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    DELAYED = "delayed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Status:
    """A status as the county words it (备勤, 休整, 检修 …) and what it means for a dispatcher."""

    word: str
    base: Base


STATUSES = (
    Status("备勤", Base.AVAILABLE),
    Status("在训", Base.DELAYED),
    Status("检修", Base.DELAYED),
    Status("出动", Base.COMMITTED),
    Status("休整", Base.UNAVAILABLE),
    Status("失效", Base.UNAVAILABLE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team on the register. `ready_*` is the last statement; `leader` and `phone` are sealed."""

    id: str
    code: str
    name: str
    kind: TeamKind
    owner: str
    verb: Verb
    through: str = ""
    tags: tuple[str, ...] = ()
    headcount: int = 0
    available: int = 0
    status: str = STATUSES[0].word
    base: Base = Base.AVAILABLE
    ready_at: datetime | None = None
    ready_by: str = ""
    place_id: str = ""
    place_name: str = ""
    lon: float | None = None
    lat: float | None = None
    leader: str = ""
    phone: str = ""
    minutes_out: int | None = None
    rank: int = 0
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """An adviser: field, title, unit, and how soon. Name and telephone are sealed."""

    id: str
    name: str
    fields: tuple[str, ...]
    title: str = ""
    unit: str = ""
    phone: str = ""
    base: Base = Base.AVAILABLE
    minutes_to_hall: int | None = None
    verified_at: datetime | None = None
    rank: int = 0
    archived_at: datetime | None = None


def status_of(word: str, statuses: Iterable[Status] = STATUSES) -> Status:
    for status in statuses:
        if status.word == word:
            return status
    raise Refused("status_unknown", word=word)


def state_readiness(
    team: Team, *, status: Status, available: int, at: datetime, now: datetime, by: str
) -> Team:
    """A new statement takes the place of the old; the journal keeps both."""
    if available < 0 or available > team.headcount:
        raise Refused("available_out_of_range", available=available, headcount=team.headcount)
    if at > now:
        raise Refused("stated_ahead", at=at)
    if team.ready_at is not None and at < team.ready_at:
        raise Refused("statement_older", at=at, before=team.ready_at)
    count = available if status.base in {Base.AVAILABLE, Base.DELAYED} else 0
    return replace(
        team, status=status.word, base=status.base, available=count, ready_at=at, ready_by=by
    )


def under_strength(team: Team) -> bool:
    return team.kind is TeamKind.VILLAGE and team.headcount < SQUAD_LEAST


def stale(team: Team, now: datetime, limit: timedelta) -> bool:
    """Nobody has said for longer than `limit` that the team stands ready."""
    return team.ready_at is None or now - team.ready_at > limit


def ours(team: Team) -> bool:
    return team.verb is Verb.ORDER
