"""A file, its name and kind, and the coordinate system that the officer says it is in.

The file is looked at whenever file or system change, off this thread, and lies on the map before
anything is kept. What the look found stands under the fields; a guess is worded as a hint.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from console.domain.crs import Crs
from console.domain.layer_preview import Preview
from console.domain.map_layer import LayerKind
from console.domain.refused import Refused
from console.services.map_layers import LayerDraft, LayerFile
from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.form import Form
from console.widgets.panel import CommandButton
from console.wording.map_layer import CRS_HELP, LAYER_KIND, found_line, notes, warnings

QUIET_MS = 250
FILTER = "GeoJSON (*.geojson *.json)"


class PathField(QWidget):
    """A path typed or chosen; it reads as its text."""

    textChanged = Signal(str)  # noqa: N815 - the name by which a form watches a field

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = QLineEdit()
        self.field.textChanged.connect(self.textChanged)
        self.browse = CommandButton("选择…")
        self.browse.clicked.connect(self._on_browse)
        row.addWidget(self.field, 1)
        row.addWidget(self.browse)
        self.setFocusProxy(self.field)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def value(self) -> str:
        return self.field.text().strip().strip('"')

    def _on_browse(self) -> None:
        asked = QFileDialog(self, "选择图层文件", str(Path(self.value() or ".").parent), FILTER)
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.fileSelected.connect(self.field.setText)
        asked.open()


class ImportForm(Form):
    """`look_asked(LayerFile)` when there is something new to look at; `taken(draft, preview)`."""

    look_asked = Signal(object)
    taken = Signal(object, object)
    seen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(save="保存图层", columns=2, parent=parent)
        self.path = PathField()
        self.name = QLineEdit()
        self.kind = QComboBox()
        for kind, word in LAYER_KIND.items():
            self.kind.addItem(word, str(kind))
        self.crs = QComboBox()
        self.crs.addItem(self.tr("请选择"), "")
        for crs, word in CRS_HELP.items():
            self.crs.addItem(word, str(crs))
        self.swapped = QCheckBox(self.tr("对调:文件里纬度写在前面"))
        self.add_field("path", self.tr("文件"), self.path, required=True, span=2)
        self.add_field("crs", self.tr("坐标系(问清来源单位)"), self.crs, required=True, span=2)
        self.add_field("swapped", self.tr("坐标次序"), self.swapped, required=True, span=2)
        self.add_field("name", self.tr("图层名称"), self.name, required=True)
        self.add_field("kind", self.tr("类别"), self.kind, required=True)
        self.add_field("source", self.tr("来源"), QLineEdit(), required=True)
        self.add_field("as_of", self.tr("数据日期"), QLineEdit())
        self.found = self.add_note(self.tr("选了文件和坐标系,图层先画在地图上,核对后再保存。"))
        self.hint = self.add_note("")
        set_tone(self.hint, "warn")
        self.seen: Preview | None = None
        self._looked: LayerFile | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.look)
        self.path.textChanged.connect(self._on_file)
        self.crs.currentIndexChanged.connect(self._on_file)
        self.swapped.toggled.connect(self._on_file)
        self.kind.currentIndexChanged.connect(self._on_worn)
        self.submitted.connect(self._on_submitted)

    def chosen_kind(self) -> LayerKind:
        return LayerKind(str(self.kind.currentData()))

    def asked(self) -> LayerFile | None:
        """None until both file and system are given."""
        crs = str(self.crs.currentData() or "")
        if not self.path.value() or not crs:
            return None
        return LayerFile(self.path.value(), Crs(crs), swapped=self.swapped.isChecked())

    def look(self) -> None:
        self._quiet.stop()
        asked = self.asked()
        if asked is not None and asked != self._looked:
            self._looked = asked
            self.found.setText(self.tr("正在读取文件…"))
            self.look_asked.emit(asked)

    def show_seen(self, asked: LayerFile, seen: Preview) -> None:
        """What the look found; an older answer is dropped."""
        if asked != self._looked:
            return
        self.seen = seen
        self.found.setText("\n".join((found_line(seen), *notes(seen))))
        self.hint.setText("\n".join(warnings(seen)))
        if not self.name.text().strip():
            self.name.setText(Path(asked.path).stem)
        self.seen_changed.emit()

    def show_refused(self, error: object) -> None:
        """The file is no layer; everything typed stays."""
        self.found.setText("")
        self.refuse(error)

    def accept(self, _answer: object = None) -> None:
        self.set_busy(False)
        self.clear()
        self.seen = self._looked = None
        self.seen_changed.emit()

    def _on_file(self, *_what: object) -> None:
        self.forgive()
        self.hint.setText("")
        self._looked = None
        if self.seen is not None:
            self.seen = None
            self.seen_changed.emit()
        self._quiet.start()

    def _on_worn(self, _number: int) -> None:
        self.seen_changed.emit()

    def _on_submitted(self, values: Mapping[str, Any]) -> None:
        if self.seen is None:
            self.refuse(Refused("layer_unseen", field="path"))
            self._looked = None
            self.look()
            return
        self.set_busy(True)
        draft = LayerDraft(
            name=str(values["name"]),
            kind=self.chosen_kind(),
            source=str(values["source"]),
            as_of=str(values["as_of"]),
            file_name=Path(self.path.value()).name,
        )
        self.taken.emit(draft, self.seen)
