"""雨量 水位 力量 物资: four buttons of which one is down."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup

from console.widgets.panel import CommandButton, Header
from console.wording.situation import LAYER, Layer


class LayerSwitch(QObject):
    """Puts its buttons into a header; `chosen(Layer)` when another one goes down."""

    chosen = Signal(object)

    def __init__(self, header: Header) -> None:
        super().__init__(header)
        self._group = QButtonGroup(self)
        self._buttons: dict[Layer, CommandButton] = {}
        for number, layer in enumerate(Layer):
            button = header.add_button(LAYER[layer])
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._buttons[layer] = button
        self._buttons[Layer.RAIN].setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def layer(self) -> Layer:
        return list(Layer)[self._group.checkedId()]

    def choose(self, layer: Layer) -> None:
        if layer is not self.layer:
            self._buttons[layer].setChecked(True)
            self.chosen.emit(layer)

    def next(self) -> None:
        order = list(Layer)
        self.choose(order[(order.index(self.layer) + 1) % len(order)])

    def _on_clicked(self, _number: int) -> None:
        self.chosen.emit(self.layer)
