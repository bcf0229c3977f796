"""What was lent to an officer and counts at a moment: asked by `permit` and by the matrix."""

from datetime import datetime

from console.domain.delegation import Delegation, covers, in_force, lasting
from console.domain.level import Level
from console.domain.officer import APART, Officer, Role
from console.wording.care import LENT
from console.wording.officer import ROLE
from db.work import Read


def lent_to(read: Read, taker_id: str, at: datetime) -> list[Delegation]:
    """In force at that moment, from a giver who may still lend."""
    found = read.find(Delegation, taker_id=taker_id, starts__le=at, ends__gt=at)
    return _apart(read, [one for one in found if in_force(one, at) and _lasting(read, one)])


def _apart(read: Read, found: list[Delegation]) -> list[Delegation]:
    """Whoever became an administrator after another's role was lent to him holds only his own."""
    lent = {one.role for one in found}
    if not APART & lent:
        return found
    own = read.pick(Officer, found[0].taker_id, "roles")
    held = {*lent, *(own[0] if own else ())}
    if len(APART & held) <= 1:
        return found
    return [one for one in found if one.role not in APART]


def _lasting(read: Read, one: Delegation) -> bool:
    return lasting(one, read.seek(Officer, one.giver_id))


def lent_roles(
    read: Read, taker_id: str, at: datetime, level: Level | None = None
) -> dict[Role, Delegation]:
    """By role, those on which a decision about this level may rest."""
    return {one.role: one for one in lent_to(read, taker_id, at) if covers(one, level)}


def lent_now(read: Read, at: datetime) -> dict[str, list[Delegation]]:
    """By taker, for a page that shows everybody; one question."""
    found: dict[str, list[Delegation]] = {}
    for one in read.find(Delegation, starts__le=at, ends__gt=at):
        if in_force(one, at) and _lasting(read, one):
            found.setdefault(one.taker_id, []).append(one)
    return found


def on_behalf(read: Read, title: str, made: Delegation) -> str:
    """副指挥长(受副县长委托): by title, a name would not stay sealed."""
    return LENT.format(title=title, giver=giver_title(read, made))


def giver_title(read: Read, made: Delegation) -> str:
    giver = read.seek(Officer, made.giver_id)
    return (giver.title if giver is not None else "") or ROLE[made.role]
