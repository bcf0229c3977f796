"""Ctrl+K: every command by Chinese, pinyin or initials; what can't run now says why."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from console.domain.record import dataclass
from console.runtime.commands import Command, Registry
from console.shell.overlay import Overlay
from console.theme.fonts import px
from console.widgets.record_table import Column, RecordTable


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as the list shows it."""

    command: Command
    why_not: str


COLUMNS: list[Column[Offer]] = [
    Column(
        "title",
        "命令",
        lambda o: o.command.title,
        tone=lambda o: "faint" if o.why_not else "ink",
        strong=lambda o: not o.why_not,
        stretch=3,
        badge=lambda o: o.command.group,
    ),
    Column(
        "help", "说明", lambda o: o.why_not or o.command.help, tone=lambda _o: "dim", stretch=4
    ),
    Column(
        "keys", "键", lambda o: o.command.keys, align="right", tone=lambda _o: "dim", width=120
    ),
]


SEARCH = "window.search"


class Palette(Overlay):
    """`asked(command id)` on Enter or a click on a command that can run; `sought(words)` when the
    last line was chosen: the same words in all records.
    """

    asked = Signal(str)
    sought = Signal(str)

    def __init__(
        self, host: QWidget, registry: Registry, why_not: Callable[[Command], str]
    ) -> None:
        super().__init__(host, "命令", 760, 560)
        self._registry = registry
        self._why_not = why_not
        self._beyond = False  # no command is meant by these words: the last line looks in records
        self.field = QLineEdit()
        self.field.setPlaceholderText("输入命令:汉字、拼音或首字母,如 接报、jiebao、jb")
        self.field.setAccessibleName("输入命令")
        self.list = RecordTable(
            COLUMNS, key=lambda o: o.command.id, title="命令", empty="没有这样的命令"
        )
        self.list.horizontalHeader().hide()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner.setContentsMargins(px(12), px(12), px(12), px(8))
        self.inner.setSpacing(px(8))
        self.inner.addWidget(self.field)
        self.inner.addWidget(self.list, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._run)

    def open_palette(self) -> None:
        self.field.clear()
        self._search("")
        self.open_up(self.field)

    def titles(self) -> list[str]:
        return [row[0] for row in self.list.texts()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and self._steers(event):
            return True
        return super().eventFilter(watched, event)

    def _steers(self, event: QKeyEvent) -> bool:
        """Up, down and Enter belong to the list while the hands stay in the field."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            number = self.list.currentIndex().row() + step
            number = max(0, min(self.list.records.rowCount() - 1, number))
            self.list.setCurrentIndex(self.list.records.index(number, 0))
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run()
            return True
        return False

    def _search(self, text: str) -> None:
        commands = self._registry.found(text)
        search = self._registry.get(SEARCH)
        self._beyond = search is not None and bool(text.strip()) and search not in commands
        if search is not None and self._beyond:
            commands.append(search)
        found = [Offer(c, self._why_not(c)) for c in commands]
        self.list.show_rows(found)
        self.list.setCurrentIndex(self.list.records.index(0, 0))

    def _run(self) -> None:
        offer = self.list.current()
        if offer is None or offer.why_not:
            return
        words = self.field.text().strip()
        self.put_away()
        if offer.command.id == SEARCH and self._beyond:
            self.sought.emit(words)
        else:
            self.asked.emit(offer.command.id)
