"""Officers: who they are, what their roles let them do, and how a wrong password is met.

Roles (R01…R17) give permissions; posts stand on a roster and give none (D14). One person may
hold several roles, but the three administrators stand apart (三权分立: 系统, 安全 and 审计管理员 are
three people, 信息安全技术 网络安全等级保护基本要求). Names and phones are sealed at rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.record import dataclass
from console.domain.refused import Refused


class Role(StrEnum):
    COMMANDER = "R01"  # 县委书记/县长(总指挥)
    DEPUTY_COMMANDER = "R02"  # 常务副县长/分管副县长(常务副指挥长)
    BUREAU_HEAD = "R03"  # 县应急局局长(防办主任)
    BUREAU_DEPUTY = "R04"  # 县应急局分管副局长(防办副主任)
    CENTRE_HEAD = "R05"  # 应急指挥中心主任
    WATCH_LEADER = "R06"  # 带班领导
    PRIMARY = "R07"  # 主班
    SECONDARY = "R08"  # 副班
    TOWNSHIP_HEAD = "R09"  # 乡镇主要负责人
    TOWNSHIP_DUTY = "R10"  # 乡镇应急办主任/值班员
    VILLAGE = "R11"  # 村书记/网格员
    LIAISON = "R12"  # 成员单位联络员
    TEAM_HEAD = "R13"  # 队伍负责人
    STORE_KEEPER = "R14"  # 物资管理员
    SYSTEM_ADMIN = "R15"
    SECURITY_ADMIN = "R16"
    AUDITOR = "R17"


APART = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """`login` is the short name typed at the door; hashes are argon2 strings made elsewhere.

    Sealed: name, phone, phone_spare. Never leaves this machine: password, pin and the counts.
    """

    id: str
    login: str
    name: str
    title: str = ""
    unit: str = ""
    phone: str = ""
    phone_spare: str = ""
    phone_verified_at: datetime | None = None
    roles: tuple[Role, ...] = ()
    place_id: str = ""
    password: str = ""
    pin: str = ""
    wrong_count: int = 0
    wrong_at: datetime | None = None
    must_change: bool = False
    active: bool = True


def has_role(officer: Officer, *roles: Role) -> bool:
    return any(role in officer.roles for role in roles)


def with_roles(officer: Officer, roles: Iterable[Role]) -> Officer:
    """Given roles in the order of their codes; two of the three administrators never meet."""
    given = tuple(sorted(set(roles)))
    if len(APART.intersection(given)) > 1:
        raise Refused("roles_apart", officer=officer.id)
    return replace(officer, roles=given)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long the door stays shut after the n-th wrong try, and when a count is forgotten.

    Data of the county (resources/national/roles.toml): the last step repeats for ever, because a
    door that locks for good would shut out the only officer on watch.
    """

    delays: Sequence[timedelta] = field(
        default=(
            timedelta(),
            timedelta(),
            timedelta(seconds=5),
            timedelta(seconds=30),
            timedelta(minutes=5),
        )
    )
    forgotten_after: timedelta = timedelta(hours=12)


def shut_until(officer: Officer, ladder: Ladder) -> datetime | None:
    """Until when a try isn't even looked at; None while the door is open."""
    if officer.wrong_at is None or officer.wrong_count < 1 or not ladder.delays:
        return None
    step = min(officer.wrong_count, len(ladder.delays)) - 1
    delay = ladder.delays[step]
    return officer.wrong_at + delay if delay else None


def admit(officer: Officer, now: datetime, ladder: Ladder) -> None:
    """Refuse a leaver and a door that is still shut.

    A clock that was set back must not shut the door for a day: a wrong try in the future of
    `now` counts as made just now, so the longest wait is the ladder's own last step.
    """
    if not officer.active:
        raise Refused("officer_inactive")
    until = shut_until(officer, ladder)
    if until is None or officer.wrong_at is None:
        return
    left = until - max(now, officer.wrong_at)
    if left > timedelta():
        raise Refused("door_shut", seconds=int(left.total_seconds()) + 1)


def wrong_try(officer: Officer, now: datetime, ladder: Ladder) -> Officer:
    """One more wrong password; after a long quiet time the count starts again."""
    quiet = officer.wrong_at is None or now - officer.wrong_at >= ladder.forgotten_after
    return replace(officer, wrong_count=1 if quiet else officer.wrong_count + 1, wrong_at=now)


def right_try(officer: Officer) -> Officer:
    return replace(officer, wrong_count=0, wrong_at=None)


_LEAST_PASSWORD = 8
_PIN = range(4, 9)


def sound_password(text: str) -> str:
    """A password as it may be set; length is what counts, and it is never trimmed."""
    if len(text) < _LEAST_PASSWORD:
        raise Refused("password_short", least=_LEAST_PASSWORD)
    return text


def sound_pin(text: str) -> str:
    """The PIN that takes a call on a locked screen: four to eight digits (D40)."""
    if not (text.isascii() and text.isdigit() and len(text) in _PIN):
        raise Refused("pin_shape")
    return text
