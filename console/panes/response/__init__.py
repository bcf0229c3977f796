"""响应: the graded response. Exports PANE, CARD and COMMANDS."""

from console.panes.response.card import ResponseCard
from console.panes.response.commands import COMMANDS
from console.panes.response.page import ResponsePane
from console.widgets.pane import Card, Pane

__all__ = ["CARD", "COMMANDS", "PANE"]

PANE: type[Pane] = ResponsePane
CARD: type[Card] = ResponseCard
