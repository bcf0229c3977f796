"""Ctrl+F: one box over everything, an answer on each keystroke.

The question is asked on a reader; while one is under way only the newest text waits, so that an
older answer never stands under a newer question. Up, down and Enter belong to the list while the
hands stay in the field.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from console.domain.record import dataclass
from console.runtime.tasks import Runner
from console.services.search import Hit
from console.shell.overlay import Overlay
from console.theme.fonts import px
from console.widgets.record_table import Column, RecordTable
from console.wording import number
from console.wording.search import ARCHIVED, GROUP, LINE

ROW = 34
FEEDING = "正在建立索引 {done}/{total},已列入的可以先找"


@dataclass(frozen=True, slots=True)
class Row:
    """A hit as the list shows it; the first of its kind carries the kind's name and count."""

    hit: Hit
    group: str


def grouped(hits: Sequence[Hit]) -> list[Row]:
    counts: dict[str, int] = {}
    for hit in hits:
        counts[_kind(hit)] = counts.get(_kind(hit), 0) + 1
    rows, before = [], ""
    for hit in hits:
        kind = _kind(hit)
        rows.append(Row(hit, f"{kind} {counts[kind]}" if kind != before else ""))
        before = kind
    return rows


def _kind(hit: Hit) -> str:
    if hit.line:
        return LINE
    return ARCHIVED if hit.archived else GROUP.get(hit.kind, LINE)


COLUMNS: list[Column[Row]] = [
    Column("group", "类别", lambda r: r.group, tone=lambda _r: "dim", width=100),
    Column(
        "title",
        "名称",
        lambda r: r.hit.title,
        tone=lambda r: "faint" if r.hit.archived else "ink",
        strong=lambda r: not r.hit.line,
        stretch=5,
        badge=lambda r: GROUP.get(r.hit.kind, "") if r.hit.archived else "",
        tip=lambda r: r.hit.title,
    ),
    Column("about", "", lambda r: r.hit.subtitle, tone=lambda _r: "dim", stretch=4),
]


class SearchBox(Overlay):
    """`asked(hit)` on Enter or a click."""

    asked = Signal(object)

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
        self.list: RecordTable[Row] = RecordTable(
            COLUMNS,
            key=lambda r: (r.hit.kind, r.hit.id, r.hit.line),
            title="找到的",
            empty="没有找到",
            row_height=ROW,
        )
        self.list.horizontalHeader().hide()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.foot = QLabel()
        self.foot.setProperty("role", "caption")
        self.inner.setContentsMargins(px(12), px(12), px(12), px(8))
        self.inner.setSpacing(px(8))
        self.inner.addWidget(self.field)
        self.inner.addWidget(self.list, 1)
        self.inner.addWidget(self.foot)
        self.field.textChanged.connect(self._ask)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._go)

    def open_box(self) -> None:
        """What was typed last stands selected: one key begins anew."""
        self.open_up(self.field)
        self.field.selectAll()
        self._ask()

    def know_feeding(self, done: int, total: int, *, ready: bool) -> None:
        """How far the index is; said as long as it is not whole."""
        was = self._feeding
        self._feeding = "" if ready else FEEDING.format(done=number(done), total=number(total))
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
        page = max(1, self.list.viewport().height() // px(ROW) - 1)
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }.get(pressed, 0)
        if step:
            number_ = self.list.currentIndex().row() + step
            number_ = max(0, min(self.list.records.rowCount() - 1, number_))
            self.list.setCurrentIndex(self.list.records.index(number_, 0))
            return True
        if pressed in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go()
            return True
        return False

    # Asking ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._under_way:
            self._waiting = True
            return
        self._under_way, self._waiting = True, False
        ticket = self._runner.read(self._answer, self.field.text())
        ticket.done.connect(self._on_answer)
        ticket.failed.connect(self._on_failure)

    def _answer(self, text: str) -> tuple[str, list[Row]]:
        """On a reader thread."""
        return text, grouped(self._find(text)) if text.strip() else []

    def _on_answer(self, answer: tuple[str, list[Row]]) -> None:
        self._under_way = False
        if self._waiting:  # a newer text stands in the field: its answer is the one that is shown
            self._ask()
            return
        self.answered, rows = answer
        self.list.show_rows(rows)
        self.list.setCurrentIndex(self.list.records.index(0, 0))
        self.list.scrollToTop()
        self._tell()

    def _on_failure(self, _error: Exception) -> None:
        self._under_way = False
        self.list.show_failure("未能查找,请再试一次。")

    def _tell(self) -> None:
        count = self.list.records.rowCount()
        shown = f"{number(count)} 项 · Enter 打开 · Esc 返回" if count else ""
        self.foot.setText(self._feeding or shown)
        self.foot.setVisible(bool(self.foot.text()))

    def _go(self) -> None:
        row = self.list.current()
        if row is not None and self.answered == self.field.text():
            self.put_away()
            self.asked.emit(row.hit)
