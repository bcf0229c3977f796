"""Ctrl+F: one box over everything, an answer on each keystroke.

The question is asked on a reader; while one is under way only the newest text waits, so that an
older answer never stands under a newer question. Up, down and Enter belong to the list while the
hands stay in the field.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from console.runtime.tasks import Runner
from console.services.search import Hit
from console.shell.found_list import FoundList, Row, grouped
from console.shell.overlay import Overlay
from console.theme.fonts import px
from console.wording import number

FEEDING = "正在建立索引 {done}/{total},已列入的可以先找"
BEGINNING = "正在准备索引"
NOTHING, NOT_YET = "没有找到", "没有找到;索引还在建立"


class SearchBox(Overlay):
    """`asked(hit)` on Enter or a click."""

    asked = Signal(object)
    _arrived = Signal(
        str, object
    )  # one connection for all answers: each costs more than a question

    def __init__(
        self, host: QWidget, runner: Runner, find: Callable[[str], Sequence[Hit]]
    ) -> None:
        super().__init__(host, "搜索", 980, 640)
        self._runner, self._find = runner, find
        self._under_way = self._waiting = False
        self._feeding = ""
        self.answered = ""  # the text that the list answers
        self.field = QLineEdit()
        self.field.setPlaceholderText(
            "搜人员、队伍、物资、地点、险情、日志:汉字、拼音、首字母、编码、电话尾号"
        )
        self.field.setAccessibleName("搜索全部")
        self.list = FoundList()
        self.foot = QLabel()
        self.foot.setProperty("role", "caption")
        self.inner.setContentsMargins(px(12), px(12), px(12), px(8))
        self.inner.setSpacing(px(8))
        self.inner.addWidget(self.field)
        self.inner.addWidget(self.list, 1)
        self.inner.addWidget(self.foot)
        self.field.textChanged.connect(self._ask)
        self.field.installEventFilter(self)
        self.list.picked.connect(self._go)
        self._arrived.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def open_box(self) -> None:
        """What was typed last stands selected: one key begins anew."""
        self.open_up(self.field)
        self.field.selectAll()
        self._ask()

    def know_feeding(self, done: int, total: int, *, ready: bool) -> None:
        """How far the index is; said as long as it is not whole."""
        was = self._feeding
        counted = FEEDING.format(done=number(done), total=number(total)) if total else BEGINNING
        self._feeding = "" if ready else counted
        self.list.say_empty(NOTHING if ready else NOT_YET)
        self._tell()
        if was and ready and self.isVisible():
            self._ask()

    def texts(self) -> list[list[str]]:
        return self.list.texts()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and self._steers(event):
            return True
        return super().eventFilter(watched, event)

    def _steers(self, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        pressed = Qt.Key(event.key())
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self.list.page(),
            Qt.Key.Key_PageUp: -self.list.page(),
        }.get(pressed, 0)
        if step:
            self.list.step(step)
        elif pressed in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go()
        else:
            return False
        return True

    # Asking ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._under_way:
            self._waiting = True
            return
        self._under_way, self._waiting = True, False
        self._runner.read(self._answer, self.field.text())

    def _answer(self, text: str) -> None:
        """On a reader thread; it always answers, or the box would wait for ever."""
        rows: list[Row] | None = None
        try:
            rows = grouped(self._find(text)) if text.strip() else []
        finally:
            self._arrived.emit(text, rows)

    def _on_answer(self, text: str, rows: list[Row] | None) -> None:
        self._under_way = False
        if self._waiting:  # a newer text stands in the field: its answer is the one that is shown
            self._ask()
            return
        if rows is None:
            self.list.show_failure("未能查找,请再试一次。")
            return
        self.answered = text
        self.list.show_rows(rows, asked=bool(text.strip()))
        self._tell()

    def _tell(self) -> None:
        count = self.list.found.rowCount()
        shown = f"{number(count)} 项 · Enter 打开 · Esc 返回" if count else ""
        self.foot.setText(self._feeding or shown)

    def _go(self) -> None:
        row = self.list.current()
        if row is not None and self.answered == self.field.text():
            self.put_away()
            self.asked.emit(row.hit)
