"""F1: which key does what, by group, as the registry has it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from console.runtime.commands import Command, Registry
from console.shell.overlay import Overlay
from console.widgets.panel import Header

COLUMNS = 3


class ShortcutSheet(Overlay):
    """Built when it is first asked for; commands don't change afterwards."""

    def __init__(self, host: QWidget, registry: Registry) -> None:
        super().__init__(host, "快捷键", 1080, 640)
        header = Header("快捷键", "Esc 返回 · Ctrl+K 可找到全部命令")
        close = header.add_button("返回", keys="Esc")
        close.clicked.connect(self.put_away)
        self._close = close
        self.inner.addWidget(header)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(18, 14, 18, 14)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(18)
        groups = [(name, [c for c in all_ if c.keys]) for name, all_ in registry.groups().items()]
        for number, (name, commands) in enumerate((n, c) for n, c in groups if c):
            grid.addWidget(
                _group(name or "通用", commands),
                number // COLUMNS,
                number % COLUMNS,
                Qt.AlignmentFlag.AlignTop,
            )
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        self.inner.addWidget(area, 1)

    def open_sheet(self) -> None:
        self.open_up(self._close)


def _group(name: str, commands: list[Command]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    title = QLabel(name)
    title.setProperty("role", "title")
    column.addWidget(title)
    for command in commands:
        line = QLabel(f"{command.keys:<12}  {command.title}")
        line.setProperty("role", "quiet")
        line.setToolTip(command.help)
        column.addWidget(line)
    return box
