"""The map tile on the wall."""

from typing import Any, ClassVar

from console.domain.changes import Kind
from console.panes.situation.county_panel import CountyPanel
from console.services.glance.situation import KINDS, Situation, situation
from console.widgets.pane import Card


class SituationCard(Card):
    """Rain by township with the window it was measured over; a pick moves the focus."""

    name: ClassVar[str] = "situation"
    title: ClassVar[str] = "态势"
    watches: ClassVar[frozenset[Kind]] = KINDS
    storm_ms, calm = 2000, 20  # a map is dear to paint

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.county = CountyPanel(self.panel, self)
        self.county.picked.connect(self._on_picked)

    def ask(self, read: Any) -> Situation:
        return situation(read, self.services.world.clock.now(), whole=False)

    def show_glance(self, glance: Situation) -> None:
        self.county.show_facts(glance)

    def show_failure(self, sentence: str) -> None:
        self.county.say(sentence)

    def _on_picked(self, kind: str, subject: str) -> None:
        if kind == "incident":
            self.focus.move(incident=subject)
