"""The wall and the pages, one in front; a page is built when it is first wanted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.shell.desk import Desk, PaneEntry
from console.shell.wall import Wall
from console.widgets.pane import Asking, Card, Pane
from console.widgets.reflow import Reflow

WALL = "wall"


class Rooms(QStackedWidget):
    """`went(name)` after another room came to the front; the rest is passed on from the panes."""

    went = Signal(str)
    command_asked = Signal(str)
    sheet_asked = Signal(object)
    sheet_closed = Signal()
    badge_changed = Signal(str, int)
    record_asked = Signal(object, str)
    refreshed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Pages")
        self._desk = desk
        self._entries = {entry.name: entry for entry in desk.entries}
        self._pages: dict[str, QWidget] = {}
        self._trail: list[str] = []
        self.wall = Wall(desk.entries, desk.settings)
        self._frames: dict[str, Reflow] = {}
        self.add_page(WALL, self.wall)

    @property
    def front(self) -> str:
        here = self.currentWidget()
        return next(name for name, frame in self._frames.items() if frame is here)

    @property
    def page(self) -> QWidget:
        """The page in front."""
        return self._pages[self.front]

    def names(self) -> list[str]:
        return [WALL, *self._entries]

    def entry(self, name: str) -> PaneEntry | None:
        return self._entries.get(name)

    def add_page(self, name: str, page: QWidget) -> None:
        """A room in its frame; the shell's own (settings) come in here too."""
        self._pages[name] = page
        self._frames[name] = Reflow(page)
        self.addWidget(self._frames[name])

    def go(self, name: str) -> None:
        if name not in self._pages and name not in self._entries:
            return
        if name == self.front:
            return
        page = self.pane(name) if name in self._entries else self._pages[name]
        self._trail.append(self.front)
        del self._trail[:-20]
        if page is not None:
            self.setCurrentWidget(self._frames[name])
            page.setFocus()
            self._frames[name].to_top()
            self.went.emit(name)

    def back(self) -> bool:
        """To where one came from; False on the wall with nothing behind."""
        if self.front == WALL:
            return False
        target = self._trail.pop() if self._trail else WALL
        self.setCurrentWidget(self._frames[target])
        self.went.emit(target)
        return True

    def made(self, name: str) -> QWidget | None:
        """The page if it exists already; asking must not build it."""
        return self._pages.get(name)

    def pane(self, name: str) -> QWidget | None:
        if name in self._pages:
            return self._pages[name]
        entry = self._entries.get(name)
        if entry is None:
            return None
        desk = self._desk
        page: Pane = entry.pane(desk.services, desk.bus, desk.focus, desk.runner)
        self._wire(page, name)
        self.add_page(name, page)
        return page

    def fill(self, entry: PaneEntry) -> Card | None:
        """The card of one room on the wall."""
        if entry.card is None or entry.place is None:
            return None
        desk = self._desk
        card = entry.card(desk.services, desk.bus, desk.focus, desk.runner)
        self._wire(card, entry.name)
        self.wall.put(entry.name, card)
        self._frames[WALL].arrange_anew()
        return card

    def _wire(self, asking: Asking, name: str) -> None:
        asking.setProperty("room", name)
        asking.settings = self._desk.settings
        asking.command_asked.connect(self.command_asked)
        asking.sheet_asked.connect(self.sheet_asked)
        asking.sheet_closed.connect(self.sheet_closed)
        asking.page_asked.connect(self.go)
        asking.record_asked.connect(self.record_asked)
        asking.badge_changed.connect(self._on_badge)
        asking.refreshed.connect(self.refreshed)
        asking.refreshed.connect(self._on_refreshed)

    def _on_refreshed(self) -> None:
        frame = self.currentWidget()
        if isinstance(frame, Reflow):
            frame.measure()

    def _on_badge(self, count: int) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            self.badge_changed.emit(str(sender.property("room")), count)
