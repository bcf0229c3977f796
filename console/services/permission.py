"""What a role lets its holder do; asked inside the transaction, so that it is true as it is written.

The table is county data (resources/national/roles.toml): posts on the roster give no permission
(D14), and who approves a level is the plan's matter, not this table's.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.services.lent import lent_to
from console.wording.store import PERMISSION
from db.work import Read, Work
from resources import duty

SYSTEM = "system"  # the program itself: seeding, clocks


class Permission(StrEnum):
    TAKE_CALL = "take_call"
    VERIFY_INCIDENT = "verify_incident"
    ENTER_READING = "enter_reading"
    PROPOSE = "propose"
    APPROVE = "approve"
    RECORD_APPROVAL = "record_approval"
    ISSUE_TASK = "issue_task"
    TASK_STEP = "task_step"
    DISPATCH = "dispatch"
    TRANSFER_REQUEST = "transfer_request"
    TRANSFER_ADVISE = "transfer_advise"
    TRANSFER_APPROVE = "transfer_approve"
    STOCK_MOVE = "stock_move"
    HAND_OVER = "hand_over"
    EDIT_REGISTER = "edit_register"
    ADMINISTER = "administer"
    AUDIT = "audit"
    REVIEW = "review"
    PURGE = "purge"
    SETTLE_DIFFERENCE = "settle_difference"
    CARRY_PACKET = "carry_packet"
    APPROVE_PACKET = "approve_packet"


@cache
def granted() -> dict[str, frozenset[str]]:
    """Role code → what it permits."""
    return {row.role: row.permissions for row in duty.roles()}


def allows(officer: Officer, permission: Permission) -> bool:
    return _grants(officer.roles, permission)


def _grants(roles: Iterable[Role], permission: Permission) -> bool:
    table = granted()
    return any(permission in table.get(role, frozenset()) for role in roles)


def permitted(read: Read, actor: str, permission: Permission) -> bool:
    """By one's own roles; inside a transaction also by what was lent and counts now."""
    if actor == SYSTEM:
        return True
    found = read.pick(Officer, actor, "active", "roles")
    if found is None:
        return False
    active, roles = found
    if not active:
        return False
    return _grants(roles, permission) or (
        isinstance(read, Work) and _lent(read, actor, permission)
    )


def _lent(work: Work, actor: str, permission: Permission) -> bool:
    """A role lent up to a level lends the approving alone."""
    lent = lent_to(work, actor, work.now)
    return any(
        _grants((one.role,), permission)
        for one in lent
        if one.up_to is None or permission is Permission.APPROVE
    )


def permit(work: Work, actor: str, permission: Permission) -> None:
    """Refused("not_permitted") unless a role of the actor grants it, Refused("signed_out") for nobody."""
    if not actor:
        raise Refused("signed_out")
    if not permitted(work, actor, permission):
        raise Refused("not_permitted", what=PERMISSION[permission])
