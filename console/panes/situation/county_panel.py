"""The map with its title line and layer buttons: the same on the page and on the wall."""

from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.geo import CountyMap
from console.panes.situation.layers import layers
from console.panes.situation.switch import LayerSwitch
from console.services.glance.situation import Situation
from console.widgets.map_view import MapView
from console.widgets.panel import Panel
from console.wording.situation import headline
from resources.places import county_map


@cache
def county() -> CountyMap:
    return county_map()


class CountyPanel(QObject):
    """Fills a panel with switch and map; `picked(kind, id)` is the map's."""

    picked = Signal(str, str)

    def __init__(self, panel: Panel, parent: QWidget) -> None:
        super().__init__(parent)
        self._header = panel.header
        self._facts: Situation | None = None
        self.switch = LayerSwitch(panel.header)
        self.map = MapView()
        self.map.set_county(county())
        panel.body.addWidget(self.map, 1)
        self.switch.chosen.connect(self._on_layer)
        self.map.picked.connect(self.picked)

    def show_facts(self, facts: Situation) -> None:
        self._facts = facts
        self._header.set_subtitle(headline(facts.rain))
        self.map.set_layers(layers(facts, county(), self.switch.layer))

    def say(self, sentence: str) -> None:
        """The map keeps what was read last; its title says that it could not be read anew."""
        self._header.set_subtitle(sentence)

    def _on_layer(self, _layer: object) -> None:
        if self._facts is not None:
            self.map.set_layers(layers(self._facts, county(), self.switch.layer))
