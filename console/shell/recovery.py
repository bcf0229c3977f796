"""The recovery key of a new store, once: in the page, large, until somebody says it is kept.

It stands above the rooms and not among the notices: what can't be shown again must not be
dismissed with an Esc. It shows only to whoever is signed in, never on a locked wall, and goes into
no notice, log or journal.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console import theme
from console.domain.changes import Changes
from console.domain.refused import Answer
from console.paper.print_job import Exported
from console.shell.desk import Desk
from console.theme.fonts import px
from console.widgets.notice import Refusal
from console.wording import refusal

Export = Callable[[str, str, Path | None], tuple[Exported, Changes]]


class RecoveryPanel(QWidget):
    """`kept()` when the officer has put the key away. `export(actor, key, folder)` runs on a worker."""

    kept = Signal()

    def __init__(self, key: str, desk: Desk, export: Export) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("本机库恢复码"))
        self._desk, self._export = desk, export
        around = QVBoxLayout(self)
        around.setContentsMargins(px(12), px(12), px(12), 0)
        frame = QFrame()
        frame.setObjectName("Notice")
        theme.set_tone(frame, "warn")
        around.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(px(14), px(10), px(14), px(10))
        column.setSpacing(px(6))
        column.addLayout(self._build_head())
        self.key = QLabel(key)
        theme.set_role(self.key, "figure")
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.key.setAccessibleName(self.tr("恢复码"))
        self.told = QLabel()
        theme.set_role(self.told, "quiet")
        self.told.setWordWrap(True)
        self.told.hide()
        self.refused = Refusal()
        for widget in (self.key, self.told, self.refused):
            column.addWidget(widget)
        desk.focus.signed.connect(self._on_signed)
        self.hide()

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(px(8))
        title = QLabel(self.tr("新建本机库的恢复码"))
        theme.set_role(title, "title")
        why = QLabel(self.tr("只显示这一次。钥匙丢失或换机时,只有它能打开本机库。"))
        theme.set_role(why, "quiet")
        head.addWidget(title)
        head.addWidget(why, 1)
        self.copy = QPushButton(self.tr("复制"))
        self.copy.clicked.connect(self._on_copy)
        self.page = QPushButton(self.tr("导出打印页(PDF)"))
        self.page.clicked.connect(self._on_page)
        self.done = QPushButton(self.tr("我已妥善保管"))
        self.done.clicked.connect(self._on_done)
        for button in (self.copy, self.page, self.done):
            head.addWidget(button)
        return head

    def stand_in(self, stage: QWidget) -> None:
        """At the head of the stage, above notices and rooms."""
        layout = stage.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self)
        self._on_signed("")

    def _on_signed(self, _officer: object) -> None:
        focus = self._desk.focus
        self.setVisible(bool(focus.officer) and not focus.locked)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.text())
        self._tell(self.tr("已复制。用后请清空剪贴板。"))

    def _on_page(self) -> None:
        self.page.setEnabled(False)
        self.refused.clear()
        actor = self._desk.focus.officer
        ticket = self._desk.runner.network(self._export, actor, self.key.text(), None)
        ticket.done.connect(self._on_exported)
        ticket.failed.connect(self._on_failed)

    def _on_exported(self, answer: tuple[Exported, Changes]) -> None:
        made, changes = answer
        self.page.setEnabled(True)
        self._desk.bus.changed.emit(changes)
        words = self.tr("已导出 {path}。打印后请删除此文件:与本机库放在一起,等于没有加密。")
        self._tell(words.format(path=made.pdf))

    def _on_failed(self, error: object) -> None:
        self.page.setEnabled(True)
        self.refused.say(refusal(error) if isinstance(error, Answer) else self.tr("未能导出。"))

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.show()

    def _on_done(self) -> None:
        """The key leaves the screen and the memory of this window."""
        self.key.clear()
        self.hide()
        self._desk.focus.signed.disconnect(self._on_signed)
        self.kept.emit()
        self.deleteLater()
