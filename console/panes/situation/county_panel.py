"""The map with its title line and layer buttons: the same on the page and on the wall.

The page's map is the larger sister: switches beside it, and what `map_desk` adds.
"""

from functools import cache

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.geo import CountyMap
from console.panes.situation.layers import layers, title_line
from console.panes.situation.switch import LayerSwitch
from console.services.glance.situation import Situation
from console.theme.fonts import px
from console.widgets.map_layers import Layers
from console.widgets.map_view import MapView
from console.widgets.panel import Panel
from resources.places import county_map

NARROW = 720  # below this the title line leaves out where its window begins


@cache
def county() -> CountyMap:
    return county_map()


class CountyPanel(QObject):
    """Fills a panel with switch and map; `picked(kind, id)` is the map's."""

    picked = Signal(str, str)

    def __init__(self, panel: Panel, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = panel
        self._header = panel.header
        self._facts: Situation | None = None
        self.switch = LayerSwitch(panel.header)
        self.map = self.make_map()
        self.map.set_county(county())
        self.lay(panel)
        self.switch.chosen.connect(self._on_layer)
        self.map.picked.connect(self.picked)
        panel.installEventFilter(self)

    # What the page makes larger -------------------------------------------------------------

    def make_map(self) -> MapView:
        return MapView()

    def lay(self, panel: Panel) -> None:
        panel.body.addWidget(self.map, 1)

    def content(self, facts: Situation) -> Layers:
        return layers(facts, county(), self.switch.layer)

    # ----------------------------------------------------------------------------------------

    def show_facts(self, facts: Situation) -> None:
        self._facts = facts
        self.show_again()

    def say(self, sentence: str) -> None:
        """The map keeps what was read last; its title says that it could not be read anew."""
        self._header.set_subtitle(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._panel and event.type() == QEvent.Type.Resize:
            self._title()
        return super().eventFilter(watched, event)

    def show_again(self) -> None:
        if self._facts is not None:
            self.map.set_layers(self.content(self._facts))
            self._title()

    def _title(self) -> None:
        if self._facts is not None:
            brief = self._panel.width() < px(NARROW)
            self._header.set_subtitle(title_line(self._facts, self.switch.layer, brief=brief))

    def _on_layer(self, _layer: object) -> None:
        self.show_again()
