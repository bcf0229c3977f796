"""A path that is typed or pointed at."""

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from console.theme.fonts import px


class PathField(QWidget):
    """A file's path; `textChanged` and `text` as a line has them, so that a form reads it."""

    def __init__(self, title: str, filter_: str = "") -> None:
        super().__init__()
        self._title, self._filter = title, filter_
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = QLineEdit()
        self.setFocusProxy(self.field)
        browse = QPushButton(self.tr("浏览"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row.addWidget(self.field, 1)
        row.addWidget(browse)
        self.textChanged = self.field.textChanged

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def value(self) -> str:
        """A path that was copied from a file manager may stand in quotes."""
        return self.field.text().strip().strip('"')

    def _on_browse(self) -> None:
        asked = QFileDialog(self, self._title, self.value() or ".", self._filter)
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.fileSelected.connect(self.field.setText)
        asked.open()
