"""The county's own rules and units put in force: light, because it stands before the first paint."""

from console.domain.changes import Kind
from console.domain.rule_sheet import RuleSheet
from console.domain.unit import Unit
from console.services.world import World
from db.work import Read
from resources import duty, sheets

LAID = frozenset({Kind.RULE, Kind.UNIT})


def in_force(world: World) -> None:
    """What the county has written is what counts from now on in this program."""
    with world.store.read() as read:
        own = [one for one in read.find(RuleSheet) if one.own]
        units = _units(read)
    sheets.lay({sheets.path_of(one.id, world.county): one.words for one in own})
    duty.lay_units(None if units in {(), duty.package_units(world.county)} else units)


def _units(read: Read) -> tuple[duty.UnitRow, ...]:
    return tuple(
        duty.UnitRow(
            one.id,
            one.name,
            one.kind,
            one.duty,
            one.way.value,
            one.duty_phone,
            one.mark,
            one.place_id,
        )
        for one in read.find(Unit, archived_at=None, order="rank,id")
    )
