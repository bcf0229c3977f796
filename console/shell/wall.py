"""The overview: the cards of the rooms, side by side, each opening its page.

Skeletons first, so that the window is there at once; a card takes the place of its skeleton when
it is ready. Columns and rows can be dragged and stay so.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from console.runtime.settings import WALL_HIDDEN, WALL_SIZES, Settings
from console.shell.desk import PaneEntry
from console.theme.fonts import px
from console.widgets.empty_state import EmptyState
from console.widgets.pane import Card
from console.widgets.panel import Panel

COLUMNS = (247, 503, 236)  # the picture's shares of the width
MARGIN = 12


class Wall(QWidget):
    """`put(name, card)` replaces a skeleton; `cards` are those that are there."""

    arranged = Signal()

    def __init__(
        self, entries: Sequence[PaneEntry], settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Wall")
        self.setAccessibleName("总览")
        self.cards: dict[str, Card] = {}
        self._settings = settings
        self._spots: dict[str, tuple[QSplitter, int]] = {}
        outer = QHBoxLayout(self)
        outer.setContentsMargins(*[px(MARGIN)] * 4)
        self._across = self._splitter(Qt.Orientation.Horizontal)
        outer.addWidget(self._across)
        self._build(entries)
        settings.changed.connect(self._on_setting)

    def put(self, name: str, card: Card) -> None:
        splitter, row = self._spots[name]
        sizes = splitter.sizes()
        old = splitter.replaceWidget(row, card)
        old.hide()
        old.deleteLater()
        splitter.setSizes(sizes)
        card.setVisible(name not in self._settings.get(WALL_HIDDEN))
        self.cards[name] = card

    def toggle(self, name: str) -> None:
        """Hide a card, or bring it back; remembered."""
        hidden = list(self._settings.get(WALL_HIDDEN))
        if name in hidden:
            hidden.remove(name)
        else:
            hidden.append(name)
        self._settings.set(WALL_HIDDEN, hidden)
        if name in self.cards:
            self.cards[name].setVisible(name not in hidden)
        self._tidy()

    def _build(self, entries: Sequence[PaneEntry]) -> None:
        placed = sorted(
            (e for e in entries if e.place and e.card), key=lambda e: e.place or (0, 0)
        )
        weights: dict[int, list[int]] = {}
        for entry in placed:
            column, _ = entry.place or (0, 0)
            while self._across.count() <= column:
                self._across.addWidget(self._splitter(Qt.Orientation.Vertical))
            splitter = self._across.widget(column)
            assert isinstance(splitter, QSplitter)
            skeleton = Panel(entry.title)
            waiting = EmptyState("")
            waiting.say_reading()
            skeleton.body.addWidget(waiting, 1)
            self._spots[entry.name] = (splitter, splitter.count())
            splitter.addWidget(skeleton)
            weights.setdefault(column, []).append(entry.weight)
        self._weights = weights
        self.share_out()
        self._tidy()

    def share_out(self) -> None:
        """The columns as they are meant, or as the officer last dragged them."""
        self._across.setSizes(list(COLUMNS[: self._across.count()]))
        for column, shares in self._weights.items():
            splitter = self._across.widget(column)
            assert isinstance(splitter, QSplitter)
            splitter.setSizes([share * 10 for share in shares])
        self._restore()

    def _on_setting(self, path: str) -> None:
        """Another officer sits down, with cards and columns of his own."""
        if path == WALL_HIDDEN.path:
            hidden = self._settings.get(WALL_HIDDEN)
            for name, card in self.cards.items():
                card.setVisible(name not in hidden)
            self._tidy()
        elif path == WALL_SIZES.path:
            self._restore()

    def _splitter(self, way: Qt.Orientation) -> QSplitter:
        splitter = QSplitter(way)
        splitter.setHandleWidth(px(MARGIN))
        splitter.setChildrenCollapsible(False)
        splitter.splitterMoved.connect(self._on_moved)
        return splitter

    def _splitters(self) -> list[QSplitter]:
        inner = [self._across.widget(n) for n in range(self._across.count())]
        return [self._across, *(s for s in inner if isinstance(s, QSplitter))]

    def _tidy(self) -> None:
        """A column without a visible card takes no room."""
        hidden = self._settings.get(WALL_HIDDEN)
        for splitter in self._splitters()[1:]:
            names = [name for name, (where, _) in self._spots.items() if where is splitter]
            splitter.setVisible(any(name not in hidden for name in names))

    def _on_moved(self, _position: int, _index: int) -> None:
        sizes = [",".join(str(s) for s in splitter.sizes()) for splitter in self._splitters()]
        self._settings.set(WALL_SIZES, sizes)
        self.arranged.emit()

    def _restore(self) -> None:
        kept = self._settings.get(WALL_SIZES)
        splitters = self._splitters()
        if len(kept) != len(splitters):
            return
        for splitter, sizes in zip(splitters, kept, strict=True):
            numbers = [int(s) for s in sizes.split(",") if s.isdigit()]
            if len(numbers) == splitter.count() and any(numbers):
                splitter.setSizes(numbers)
