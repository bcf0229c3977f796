"""What an officer still wrote after he was put out of office, at a desk that had not heard of it.

A desk that knows lets him write nothing; one that was cut off does, and what he wrote there comes
late. His authority is that of the time when he wrote it, by his desk's clock set right by what it
says now, and not that of the arrival: what came before he left office holds. Facts have happened
whoever wrote them down: they are taken, and flagged. Where the clock can't be believed he is given
the benefit of it (no report is turned away for a clock).
"""

from collections.abc import Iterable

from console.domain.changes import Kind
from db.gateway.groups import Group, is_fact
from db.gateway.shelf import Key
from db.gateway.verdict import Standing, author, moment
from db.sync import wire

_OFFICER = str(Kind.OFFICER)


def officers(groups: Iterable[Group]) -> set[Key]:
    """The rows of those who wrote these groups, where they changed anything."""
    return {(_OFFICER, group.actor) for group in groups if group.ops and group.actor}


def out_of_office(group: Group, standing: Standing) -> bool:
    """Whether its writer had been put out of office when he wrote it."""
    key = (_OFFICER, group.actor)
    row, body = standing.rows.get(key), standing.body(key)
    if not group.ops or row is None or body is None or body.get("active", 1):
        return False
    written = moment(group.hlc) - standing.skews.get(group.device, 0)
    if written > standing.now + wire.CLOCKS_APART_MS:
        return False
    return written > author(row, "active", group).at + wire.CLOCKS_APART_MS


def holds_all_the_same(group: Group) -> bool:
    """Goods that have left and what was seen are so, whoever says it."""
    return is_fact(group) or all(op.append for op in group.ops)
