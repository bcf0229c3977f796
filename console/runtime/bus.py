"""The one place where the screen hears that something has changed.

Three facts only, and the second hand of the clock. Whatever concerns one pane stays a signal of
that pane. Connect bound methods: a lambda here would keep its pane alive for ever.
"""

from PySide6.QtCore import QObject, Signal

from console.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the officer; `tone` is one of ok, info, warn, bad."""

    text: str
    tone: str = "info"
    command: str = ""  # what mends it, if a command does


class Bus(QObject):
    """`changed(Changes)` after COMMIT, `notice(Notice)`, `link(object)`, `tick(datetime)`."""

    changed = Signal(object)
    notice = Signal(object)
    link = Signal(object)
    tick = Signal(object)

    def say(self, text: str, tone: str = "info", command: str = "") -> None:
        self.notice.emit(Notice(text, tone, command))
