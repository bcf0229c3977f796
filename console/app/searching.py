"""The search of a running console: the box, where a hit leads, and the index that is kept fed.

Begun after first paint. A machine that only reads does not feed: whoever owns the record does.
"""

from typing import Any

from PySide6.QtCore import QObject

from console.app.feeding import Feeding
from console.domain.changes import Kind
from console.services.search import Hit
from console.shell.found import Finder
from console.shell.search_box import SearchBox


class Searching(QObject):
    """`box` is built when it is first wanted; `ready` once the index holds all."""

    def __init__(self, console: Any) -> None:
        super().__init__(console)
        self._console = console
        window = console.window
        self.finder = Finder(window.desk, window.rooms, window.centralWidget, window.go)
        self._box: SearchBox | None = None
        self._fed = (0, 0, bool(console.opened.store.read_only))
        self.feeding = None if console.opened.store.read_only else Feeding(console)
        if self.feeding is not None:
            self.feeding.progressed.connect(self._on_progress)
        window.rooms.record_asked.connect(self._on_record)
        window.take_search(self.open_box, self.put_away)

    @property
    def box(self) -> SearchBox:
        if self._box is None:
            console = self._console
            host, find = console.window.centralWidget(), console.services.search.find
            self._box = SearchBox(host, console.runner, find)
            self._box.asked.connect(self.finder.show)
            self._tell(self._box)
        return self._box

    @property
    def ready(self) -> bool:
        return self._fed[2]

    def open_box(self, words: str = "") -> None:
        self.box.open_box(words)

    def put_away(self) -> None:
        self.finder.put_away()
        if self._box is not None:
            self._box.put_away()

    def stop(self) -> None:
        if self.feeding is not None:
            self.feeding.stop()

    def _on_record(self, kind: Kind, id_: str) -> None:
        """A room sends to another: the record opens there, or as a card."""
        self.finder.show(Hit(kind=kind, id=id_, title="", subtitle=""))

    def _on_progress(self, done: int, total: int, ready: bool) -> None:  # noqa: FBT001 - a signal's
        self._fed = (done, total, ready)
        if self._box is not None:
            self._tell(self._box)

    def _tell(self, box: SearchBox) -> None:
        done, total, ready = self._fed
        box.know_feeding(done, total, ready=ready)
