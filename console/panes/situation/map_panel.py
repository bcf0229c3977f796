"""The page's map: switches beside it, remembered for each officer, and a layer being looked at."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.panes.situation.county_panel import CountyPanel, county
from console.panes.situation.signs import OFF, counts, page_layers
from console.panes.situation.strip import Strip
from console.services.glance.situation import Situation
from console.widgets.map_desk import MapDesk
from console.widgets.map_layers import Drape, Layers
from console.widgets.panel import Panel


class MapPanel(CountyPanel):
    """`off_changed(tuple)` after a switch; `command_asked(id)` from the strip's buttons."""

    off_changed = Signal(object)
    command_asked = Signal(str)

    def __init__(self, panel: Panel, parent: QWidget) -> None:
        self.off: frozenset[str] = frozenset(OFF)
        self._seen: Drape | None = None
        super().__init__(panel, parent)

    def make_map(self) -> MapDesk:
        self.map: MapDesk = MapDesk()
        self.map.layer_asked.connect(self._on_digit)
        return self.map

    def lay(self, panel: Panel) -> None:
        self.strip = Strip()
        self.strip.switched.connect(self._on_switched)
        self.strip.command_asked.connect(self.command_asked)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.strip)
        row.addWidget(self.map, 1)
        panel.body.addLayout(row, 1)

    def content(self, facts: Situation) -> Layers:
        self.strip.show_state(counts(facts), facts.drapes, self.off)
        return page_layers(facts, county(), self.switch.layer, self.off, self._seen)

    def set_off(self, off: Iterable[str]) -> None:
        """As this officer left it last."""
        self.off = frozenset(off)
        self.show_again()

    def preview(self, drape: Drape | None) -> None:
        """A layer as it would lie on the map; None takes it away."""
        if drape is not self._seen:
            self._seen = drape
            self.show_again()

    def _on_digit(self, digit: int) -> None:
        self.strip.press(digit)

    def _on_switched(self, key: str, on: bool) -> None:  # noqa: FBT001 - the signal's own
        self.off = self.off - {key} if on else self.off | {key}
        self.show_again()
        self.off_changed.emit(tuple(sorted(self.off)))
