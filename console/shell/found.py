"""Where a hit of the search leads: to its room with the record chosen, else to a card.

A room says of itself which kinds it can bring to the eye; what it does not have on its lists
(archived, closed, a line of the log) opens as a card over whatever is in front.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.domain.changes import Kind
from console.services.search import Hit
from console.shell.desk import Desk, PaneEntry
from console.shell.found_card import FoundCard
from console.shell.rooms import Rooms
from console.widgets.pane import Pane

# Looked for in order to be called: the card with its number first, the register from there.
CALLED = frozenset({Kind.OFFICER, Kind.RESPONSIBLE, Kind.UNIT, Kind.SHELTER, Kind.VEHICLE})


class Finder(QObject):
    """`show(hit)`; `put_away()` the card."""

    def __init__(
        self, desk: Desk, rooms: Rooms, host: Callable[[], QWidget], go: Callable[[str], None]
    ) -> None:
        super().__init__(rooms)
        self._desk, self._rooms, self._host, self._go = desk, rooms, host, go
        self._card: FoundCard | None = None
        self._sought: tuple[Pane, Hit] | None = None
        rooms.refreshed.connect(self._on_refreshed)

    @property
    def card(self) -> FoundCard:
        if self._card is None:
            self._card = FoundCard(self._host(), self._desk)
            self._card.asked.connect(self._lead)
        return self._card

    def show(self, hit: Hit) -> None:
        if hit.line or hit.archived or hit.kind in CALLED or not self._lead(hit):
            leads = not hit.archived and self._room(hit) is not None
            self.card.open_card(hit, leads=leads)

    def put_away(self) -> None:
        self._sought = None
        if self._card is not None:
            self._card.put_away()

    def _room(self, hit: Hit) -> PaneEntry | None:
        return next((one for one in self._desk.entries if hit.kind in one.finds), None)

    def _lead(self, hit: Hit) -> bool:
        """Into the room; False where no room has such things."""
        entry = self._room(hit)
        pane: Any = self._rooms.pane(entry.name) if entry is not None else None
        if entry is None or pane is None:
            return False
        self._sought = (pane, hit)
        self._go(entry.name)
        self._try()
        return True

    def _on_refreshed(self) -> None:
        if self._sought is not None:
            self._try()

    def _try(self) -> None:
        """Now if the room has read its lists, else when it has; what is on none gets a card."""
        assert self._sought is not None
        pane, hit = self._sought
        if self._rooms.front != pane.name:  # gone elsewhere meanwhile
            self._sought = None
            return
        if not pane.answered or not pane.at_rest:
            return
        self._sought = None
        if not pane.show_record(hit.kind, hit.id):
            self.card.open_card(hit, leads=False)
