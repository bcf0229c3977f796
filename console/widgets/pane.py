"""What every room shares: ask off the GUI thread, show the answer, never hold the truth.

A pane says which kinds of record it watches. When one changes it asks again (many changes make
one question), on a reader thread, from one snapshot; a hidden pane waits until it is seen. The
same glance record feeds the page and its card on the wall.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.changes import Changes, Kind
from console.domain.refused import Answer
from console.runtime.bus import Bus
from console.runtime.focus import Focus, Sight
from console.runtime.settings import Settings
from console.runtime.tasks import Runner, Ticket
from console.theme.fonts import px
from console.widgets.panel import Panel
from console.wording import refusal

COALESCE_MS = 30
STORM_MS = 700  # in a storm of changes a room is drawn about once a second, not thirty times
CALM = 5  # a question takes at most a fifth of the time between two of them


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A form that a pane asks the shell to open over the page (`console.widgets.drawer`)."""

    title: str
    form: QWidget
    subtitle: str = ""


class Asking(QWidget):
    """The shared half of `Pane` and `Card`.

    Signals: `command_asked(id)` a button was pressed; `sheet_asked(Sheet)` a form wants to open;
    `sheet_closed()` it is done; `page_asked(name)` another room is wanted; `badge_changed(int)`
    how much waits for this user.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    watches: ClassVar[frozenset[Kind]] = frozenset()
    storm_ms: ClassVar[int] = STORM_MS  # longest pause between two questions in a storm
    calm: ClassVar[int] = CALM
    follows_focus: ClassVar[bool] = False  # ask again when another response or incident is chosen

    command_asked = Signal(str)
    sheet_asked = Signal(object)
    sheet_closed = Signal()
    page_asked = Signal(str)
    record_asked = Signal(object, str)  # its kind and id: to be opened in the room it belongs to
    badge_changed = Signal(int)
    refreshed = Signal()  # an answer was shown

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.bus = bus
        self.focus = focus
        self.runner = runner
        self.settings: Settings | None = None  # handed in by the shell once the pane is made
        self.answered = 0  # how many answers were shown; tests and the benchmark wait on it
        self._stale = True
        self._generation = 0
        self._asked: Ticket | None = None
        self._again = False
        self._hush = QTimer(self)
        self._hush.setSingleShot(True)
        self._hush.setInterval(COALESCE_MS)
        self._hush.timeout.connect(self._ask_once)
        self._since_asked = QElapsedTimer()
        self.setObjectName(f"{type(self).__name__}")
        self.setAccessibleName(self.title)
        bus.changed.connect(self._on_changed)
        bus.tick.connect(self._on_tick)
        focus.moved.connect(self._on_focus)

    # What a pane overrides ------------------------------------------------------------------

    def ask(self, read: Any) -> Any:
        """Runs on a reader thread: glance functions and plain attributes only, no widget."""
        raise NotImplementedError

    def show_glance(self, glance: Any) -> None:
        """Runs on the GUI thread with the newest answer."""
        raise NotImplementedError

    def show_failure(self, sentence: str) -> None:
        """The question failed. A list that could not be read says so; it is not empty."""
        self.bus.say(f"{self.title} 未能读取:{sentence}", "bad")

    def on_tick(self, now: datetime) -> None:
        """Once a second while visible."""

    # What a pane calls ----------------------------------------------------------------------

    def refresh(self) -> None:
        """The question itself has changed: ask anew and drop the answer under way."""
        self._generation += 1
        self._asked = None
        self._again = False
        self._hush.setInterval(COALESCE_MS)  # somebody waits for this one
        self._want()

    @property
    def at_rest(self) -> bool:
        """Nothing to ask and nothing asked: what is seen is the newest answer."""
        asking = self._stale or self._again or self._asked is not None
        return not (self.isVisible() and (asking or self._hush.isActive()))

    def write(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
    ) -> Ticket:
        """A service call on the writer lane; `done` and `failed` are bound methods of widgets."""
        ticket = self.runner.write(fn, *args)
        if done is not None:
            ticket.done.connect(done)
        if failed is not None:
            ticket.failed.connect(failed)
        return ticket

    def open_sheet(self, title: str, form: QWidget, subtitle: str = "") -> None:
        self.sheet_asked.emit(Sheet(title, form, subtitle))

    # ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._want(at_once=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._hush.isActive():
            self._hush.stop()
            self._stale = True

    def _on_changed(self, changes: Changes) -> None:
        if self.watches and changes.touches(self.watches):
            self._want()

    def _on_focus(self, _sight: Sight) -> None:
        if self.follows_focus:
            self.refresh()

    def _on_tick(self, now: datetime) -> None:
        if self.isVisible():
            self.on_tick(now)

    def _want(self, *, at_once: bool = False) -> None:
        self._stale = True
        if not self.isVisible():
            return
        if self._asked is not None:
            self._again = True
        elif at_once:
            self._hush.stop()
            self._ask_once()
        elif not self._hush.isActive():
            self._hush.start()

    def _ask_once(self) -> None:
        self._stale = False
        self._again = False
        self._since_asked.start()
        ticket = self.runner.read(self._question, self._generation)
        self._asked = ticket
        ticket.done.connect(self._on_answer)
        ticket.failed.connect(self._on_failure)

    def _question(self, generation: int) -> tuple[int, Any]:
        with self.services.world.store.read() as read:
            return generation, self.ask(read)

    def _on_answer(self, answer: tuple[int, Any]) -> None:
        generation, glance = answer
        if generation != self._generation:
            return  # an answer older than the newest question
        try:
            self.show_glance(glance)
        finally:  # a fault in the showing must not leave the room deaf
            self._pace()
            self._settle()
        self.answered += 1
        self.refreshed.emit()

    def _pace(self) -> None:
        """What takes long to ask and to show is asked less often while changes pour in."""
        spent = int(self._since_asked.elapsed())
        self._hush.setInterval(max(COALESCE_MS, min(self.storm_ms, spent * self.calm)))

    def _on_failure(self, error: Exception) -> None:
        if self.sender() is not self._asked:
            return
        self._settle()
        sentence = refusal(error) if isinstance(error, Answer) else "程序有误,已记入故障文件。"
        self.show_failure(sentence)

    def _settle(self) -> None:
        self._asked = None
        if self._again:
            self._again = False
            self._want()


class Pane(Asking):
    """A full page. `self.body` is a vertical layout with the page's margins."""

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(12), px(12), px(12), px(12))
        self.body.setSpacing(px(12))

    def show_record(self, kind: Kind, id_: str) -> bool:  # noqa: ARG002 - a room overrides it
        """Brings one record to the eye; False where it is on none of the lists."""
        return False

    def panel(self, title: str, subtitle: str = "") -> Panel:
        """A framed part of the page; the caller puts it into a layout."""
        panel = Panel(title, subtitle)
        panel.command_asked.connect(self.command_asked)
        return panel


class Card(Asking):
    """The tile on the wall: one panel; double-click on its header or Enter opens the page."""

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.panel = Panel(self.title)
        self.panel.command_asked.connect(self.command_asked)
        self.header = self.panel.header
        self.body = self.panel.body
        outer.addWidget(self.panel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def minimumSizeHint(self) -> QSize:
        """A wall at 1366 × 768 must fit: a tile yields and its lists scroll."""
        return QSize(180, 96)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.page_asked.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.page_asked.emit(self.name)
            return
        super().keyPressEvent(event)
