"""The imported layers as a list, with a new name or a reason for removal below."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from console.domain.map_layer import MapLayer
from console.services.glance.atlas import Draped
from console.theme import hold
from console.widgets.form import Form
from console.widgets.panel import CommandButton
from console.widgets.record_table import Column, RecordTable
from console.wording import date_time, join, number
from console.wording.map_layer import CRS, LAYER_KIND


def about(layer: MapLayer) -> str:
    """河流 · GCJ-02 · 县水利局 · 2024 年 · 12 个要素."""
    count = f"{number(layer.features)} 个要素"
    return join((LAYER_KIND[layer.kind], CRS[layer.crs], layer.source, layer.as_of, count))


def _table() -> RecordTable[MapLayer]:
    columns = [
        Column[MapLayer]("name", "图层", lambda one: one.name, stretch=2),
        Column[MapLayer]("about", "类别 · 坐标系 · 来源", about, stretch=3, tone=_dim, tip=about),
        Column[MapLayer](
            "at", "导入", lambda one: date_time(one.imported_at), width=112, tone=_dim
        ),
    ]
    return RecordTable(columns, _id, title="导入的图层", empty="还没有导入图层")


def _id(layer: MapLayer) -> str:
    return layer.id


def _dim(_layer: MapLayer) -> str:
    return "dim"


class LayerSheet(Form):
    """`renamed(id, name)` on saving; `removed(id, reason)` from the button beside it."""

    renamed = Signal(str, str)
    removed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(save="改名", parent=parent)
        self.table = _table()
        hold(self.table, height=320, least=True)
        self.table.chosen.connect(self._on_chosen)
        self.add_widget(self.table)
        self.name = QLineEdit()
        self.reason = QLineEdit()
        self.add_field("name", self.tr("图层名称"), self.name, required=True)
        self.add_field("reason", self.tr("移除原因"), self.reason)
        self.remove_button = CommandButton(self.tr("移除"))
        self.remove_button.clicked.connect(self._on_remove)
        self.foot.addWidget(self.remove_button)
        self.foot.addStretch(1)
        self.submitted.connect(self._on_submitted)
        self._allow()

    def show_layers(self, drapes: Sequence[Draped]) -> None:
        self.table.show_rows([one.layer for one in drapes])
        self._allow()

    def accept(self, _answer: object = None) -> None:
        self.set_busy(False)
        self.forgive()
        self.reason.clear()
        self._allow()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - as the form has it
        super().set_busy(busy)
        self.remove_button.setEnabled(not busy)

    def _allow(self) -> None:
        why = "" if self.table.current() is not None else self.tr("先在表中选一个图层")
        self.save_button.allow(why)
        self.remove_button.allow(why)

    def _on_chosen(self, layer: MapLayer) -> None:
        self.name.setText(layer.name)
        self.forgive()
        self._allow()

    def _on_submitted(self, _values: object) -> None:
        layer = self.table.current()
        if layer is not None:
            self.set_busy(True)
            self.renamed.emit(layer.id, self.name.text())

    def _on_remove(self) -> None:
        layer = self.table.current()
        if layer is not None:
            self.set_busy(True)
            self.removed.emit(layer.id, self.reason.text())
