"""值守: calls, the log, clocks of reporting, the roster, 交接班. Exports PANE, CARD and COMMANDS."""

from console.panes.duty.card import DutyTile
from console.panes.duty.commands import COMMANDS
from console.panes.duty.page import DutyPane
from console.widgets.pane import Card, Pane

PANE: type[Pane] = DutyPane
CARD: type[Card] = DutyTile
__all__ = ["CARD", "COMMANDS", "PANE"]
