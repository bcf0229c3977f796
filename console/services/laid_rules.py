"""The county's own rules put in force: light, because it stands before the first paint."""

from console.domain.rule_sheet import RuleSheet
from console.services.world import World
from resources import sheets


def in_force(world: World) -> None:
    """What the county has written is what counts from now on in this program."""
    with world.store.read() as read:
        own = [one for one in read.find(RuleSheet) if one.own]
    sheets.lay({sheets.path_of(one.id, world.county): one.words for one in own})
