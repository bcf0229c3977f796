"""F1: which key does what, by group, as the registry has it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from console.runtime.commands import Command, Registry
from console.shell.overlay import Overlay
from console.theme.fonts import px
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
        across = QHBoxLayout(page)
        across.setContentsMargins(px(18), px(14), px(18), px(14))
        across.setSpacing(px(32))
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        for column in columns:
            column.setSpacing(px(18))
            across.addLayout(column, 1)
        filled = [0] * COLUMNS
        groups = [(name, [c for c in all_ if c.keys]) for name, all_ in registry.groups().items()]
        for name, commands in groups:
            if commands:
                shortest = filled.index(min(filled))
                columns[shortest].addWidget(_group(name or "通用", commands))
                filled[shortest] += len(commands) + 2
        for column in columns:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        self.inner.addWidget(area, 1)

    def open_sheet(self) -> None:
        self.open_up(self._close)


def _group(name: str, commands: list[Command]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(12))
    grid.setVerticalSpacing(px(6))
    title = QLabel(name)
    title.setProperty("role", "title")
    grid.addWidget(title, 0, 0, 1, 2)
    for number, command in enumerate(commands, start=1):
        cap, words = QLabel(command.keys), QLabel(command.title)
        cap.setProperty("role", "cap")
        words.setProperty("role", "quiet")
        words.setToolTip(command.help)
        grid.addWidget(cap, number, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(words, number, 1)
    grid.setColumnMinimumWidth(0, px(110))
    grid.setColumnStretch(1, 1)
    return box
