"""What the officer is looking at, and who the officer is: the only state that panes share.

A pane reads it, a gesture moves it; it never holds records, only their ids.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from console.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Sight:
    """The chosen response, incident and subject of the moment."""

    response: str | None = None
    incident: str | None = None
    subject: str | None = None


class Focus(QObject):
    """`moved(Sight)` when the choice changes; `signed(str)` when another officer signs in."""

    moved = Signal(object)
    signed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sight = Sight()
        self._officer = ""
        self._locked = False

    @property
    def sight(self) -> Sight:
        return self._sight

    @property
    def response(self) -> str | None:
        return self._sight.response

    @property
    def incident(self) -> str | None:
        return self._sight.incident

    @property
    def subject(self) -> str | None:
        return self._sight.subject

    @property
    def officer(self) -> str:
        """The id of who is signed in, the actor of every write; empty before login."""
        return self._officer

    @property
    def locked(self) -> bool:
        return self._locked

    def move(self, **changes: str | None) -> None:
        sight = replace(self._sight, **changes)
        if sight != self._sight:
            self._sight = sight
            self.moved.emit(sight)

    def sign(self, officer: str, *, locked: bool = False) -> None:
        if (officer, locked) != (self._officer, self._locked):
            self._officer, self._locked = officer, locked
            self.signed.emit(officer)
