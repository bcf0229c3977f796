"""The rooms of the house: their places on the wall, their commands, and where page and card load from."""

from importlib import import_module
from typing import Any

from console.domain.changes import Kind
from console.panes.care import commands as care
from console.panes.duty import commands as duty
from console.panes.exchange import commands as exchange
from console.panes.forces import commands as forces
from console.panes.registers import commands as registers
from console.panes.response import commands as response
from console.panes.situation import commands as situation
from console.panes.supplies import commands as supplies
from console.shell.desk import PaneEntry

FIRST = ("duty", "response")  # level, watch and due tasks are painted before the other cards


def _later(module: str, name: str) -> Any:
    """A room's page or card, loaded when it is first built: the wall does not wait for forms."""

    def build(*world: Any) -> Any:
        return getattr(import_module(f"console.panes.{module}"), name)(*world)

    return build


ENTRIES = (
    PaneEntry(
        "duty",
        "值守",
        "duty",
        _later("duty.page", "DutyPane"),
        _later("duty.card", "DutyTile"),
        duty.COMMANDS,
        (0, 0),
        100,
        frozenset({Kind.INCIDENT}),
    ),
    PaneEntry(
        "response",
        "响应",
        "response",
        _later("response.page", "ResponsePane"),
        _later("response.card", "ResponseCard"),
        response.COMMANDS,
        (1, 1),
        47,
        frozenset({Kind.TASK}),
    ),
    PaneEntry(
        "forces",
        "力量",
        "force",
        _later("forces.page", "ForcesPane"),
        _later("forces.card", "ForcesCard"),
        forces.COMMANDS,
        (2, 0),
        53,
        frozenset({Kind.TEAM, Kind.EXPERT}),
    ),
    PaneEntry(
        "supplies",
        "物资",
        "supply",
        _later("supplies.page", "SuppliesPane"),
        _later("supplies.card", "SuppliesCard"),
        supplies.COMMANDS,
        (2, 1),
        47,
        frozenset({Kind.ITEM, Kind.DEPOT}),
    ),
    PaneEntry(
        "situation",
        "态势",
        "situation",
        _later("situation.page", "SituationPane"),
        _later("situation.card", "SituationCard"),
        situation.COMMANDS,
        (1, 0),
        53,
    ),
    PaneEntry(
        "registers",
        "名录",
        "register",
        _later("registers.page", "RegistersPane"),
        commands=registers.COMMANDS,
        finds=frozenset(
            {
                Kind.OFFICER,
                Kind.RESPONSIBLE,
                Kind.UNIT,
                Kind.PLACE,
                Kind.SHELTER,
                Kind.VEHICLE,
                Kind.RISK_POINT,
                Kind.RESERVOIR,
            }
        ),
    ),
    PaneEntry(
        "care",
        "维护",
        "check",
        _later("care.page", "CarePane"),
        commands=care.COMMANDS,
    ),
    PaneEntry(
        "exchange",
        "交换",
        "exchange",
        _later("exchange.page", "ExchangePane"),
        commands=exchange.COMMANDS,
        finds=frozenset({Kind.DIFFERENCE}),
    ),
)
