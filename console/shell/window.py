"""The window: situation bar, rail, wall and pages, status line, and who may touch them.

It arranges and connects; it knows no pane and no service. It is painted before anything heavy is
loaded: skeletons first, then one card per turn of the event loop.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console import theme
from console.domain.refused import Answer
from console.runtime import late
from console.runtime.bus import Notice
from console.runtime.commands import Registry
from console.runtime.settings import DISTANCE, FIT, SCALE, THEME
from console.shell.actions import Actions
from console.shell.alarm_strip import AlarmStrip
from console.shell.commands import ALWAYS, room_commands, window_commands
from console.shell.desk import Desk, PaneEntry, SignedIn
from console.shell.login import LockStrip, LoginPage
from console.shell.notices import Notices
from console.shell.palette import Palette
from console.shell.preferences import Preferences
from console.shell.presence import Presence
from console.shell.rail import Rail
from console.shell.rooms import Rooms
from console.shell.shortcut_sheet import ShortcutSheet
from console.shell.situation_bar import SituationBar
from console.shell.status_line import StatusLine
from console.widgets.drawer import Drawer
from console.widgets.pane import Sheet
from console.widgets.panel import CommandButton
from console.wording import refusal
from console.wording.shell import PRODUCT

WARM_MS = 1500  # the rest of the wall comes first
WALL_WIDTH = 1920  # where a pixel is what it was drawn for
WALL_MOST = 2.5
STEP = 0.125
GREY_MS = 120  # commands are greyed anew after a change, not during it


class Window(QMainWindow):
    """`ready()` once level, watch and every card stand painted with data; `signed_in(id)`."""

    ready = Signal()
    signed_in = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle(desk.title or PRODUCT)
        self.setMinimumSize(1180, 660)
        self._to_fill = sorted(
            (e for e in desk.entries if e.card and e.place), key=lambda e: not self._is_first(e)
        )
        self._is_ready = False
        self._warmed = False
        self.rooms = Rooms(desk)
        self.registry = Registry(
            [
                *(command for entry in desk.entries for command in entry.commands),
                *desk.commands,
                *room_commands(desk.entries),
                *window_commands(),
            ]
        )
        self.actions_ = Actions(
            self.registry, self.rooms, desk.focus, self, ALWAYS | desk.while_locked
        )
        self._build()
        self._connect()

    # Building -------------------------------------------------------------------------------

    def _build(self) -> None:
        desk = self.desk
        self.bar = SituationBar(desk)
        keys = {c.id: c.keys for c in self.registry}
        rooms = [("wall", "总览", "overview"), *((e.name, e.title, e.icon) for e in desk.entries)]
        self.rail = Rail(
            [(n, t, i, keys.get(f"window.{n}", "")) for n, t, i in rooms]
            + [("settings", "设置", "settings", "Ctrl+,")]
        )
        self.status = StatusLine(desk)
        self.login = LoginPage(desk)
        self.strip = LockStrip(desk)
        self.presence = Presence(desk, self.login, self.strip, self.status, self)
        self.notices = Notices()
        self._front = QStackedWidget()
        self._front.setObjectName("Pages")
        self._front.addWidget(self.login)
        self._front.addWidget(self.rooms)
        self.stage = QWidget()
        self.alarms: AlarmStrip | None = None
        self._acknowledge: Callable[[], None] | None = None
        self.stage.setObjectName("Desk")
        stage = QVBoxLayout(self.stage)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.setSpacing(0)
        for widget in (self.strip, self.notices):
            stage.addWidget(widget)
        stage.addWidget(self._front, 1)
        self.drawer = Drawer(self.stage)
        whole = QWidget()
        whole.setObjectName("Desk")
        column = QVBoxLayout(whole)
        middle, right = QHBoxLayout(), QVBoxLayout()
        for layout in (column, middle, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._above = right
        right.addWidget(self.stage, 1)
        right.addWidget(self.status)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column.addWidget(self.bar)
        column.addLayout(middle, 1)
        self.setCentralWidget(whole)
        self._palette: Palette | None = None
        self._search: tuple[Callable[[str], None], Callable[[], None]] | None = None
        self._keys: ShortcutSheet | None = None
        self.rail.set_front("wall")
        self.rail.setEnabled(False)

    def _connect(self) -> None:
        desk = self.desk
        self.rooms.went.connect(self._on_went)
        self.rooms.command_asked.connect(self.run)
        self.rooms.sheet_asked.connect(self._on_sheet)
        self.rooms.sheet_closed.connect(self.drawer.put_away)
        self.rooms.badge_changed.connect(self.rail.set_badge)
        self.rooms.refreshed.connect(self._check_ready)
        self.status.waiting_changed.connect(self.rail.set_badge)
        self.bar.refreshed.connect(self._check_ready)
        self.bar.page_asked.connect(self.go)
        self.rail.asked.connect(self.go)
        self.actions_.pressed.connect(self.run)
        self.actions_.refused.connect(self._on_refused)
        self.actions_.pressed.connect(self.presence.touch)
        self.drawer.closed.connect(self.presence.call_ended)
        self.presence.came_in.connect(self._on_came_in)
        self.presence.gone.connect(self._on_gone)
        self.presence.locked.connect(self._on_locked)
        self.presence.call_allowed.connect(self._on_call_allowed)
        desk.bus.notice.connect(self.notices.add)
        desk.bus.changed.connect(self._grey_soon)
        desk.focus.moved.connect(self._grey_soon)
        desk.runner.unheard.connect(self._on_unheard)
        desk.settings.changed.connect(self._on_setting)
        self._greying = QTimer(self)
        self._greying.setSingleShot(True)
        self._greying.setInterval(GREY_MS)
        self._greying.timeout.connect(self.grey)

    # Life -----------------------------------------------------------------------------------

    def begin(self, session: SignedIn | None = None) -> None:
        """After `show()`: ask who there is (or come in at once), then fill the wall."""
        self.presence.begin(session)
        QTimer.singleShot(0, self._fill_next)

    def _fill_next(self) -> None:
        if self._to_fill:
            if self._waits_for_first():
                return
            self.rooms.fill(self._to_fill.pop(0))
            QTimer.singleShot(0, self._fill_next)
            return
        self._grey_soon()
        if not self.desk.focus.officer:  # nobody waits for the wall: load while one types
            self._warm()

    def _is_first(self, entry: PaneEntry) -> bool:
        chosen = not self.desk.first or entry.name in self.desk.first
        return chosen and entry.card is not None and entry.place is not None

    def _waits_for_first(self) -> bool:
        """Level, watch and due tasks stand painted before the other cards are built."""
        others = not any(self._is_first(entry) for entry in self._to_fill)
        return others and not self._is_ready and bool(self.desk.focus.officer)

    def _check_ready(self) -> None:
        cards = self.rooms.wall.cards
        first = [cards.get(entry.name) for entry in self.desk.entries if self._is_first(entry)]
        if self._is_ready or not self.bar.answered or not self.desk.focus.officer:
            return
        if not all(card is not None and (card.answered or not card.isVisible()) for card in first):
            return
        self._is_ready = True
        self.ready.emit()
        QTimer.singleShot(0, self._fill_next)
        QTimer.singleShot(WARM_MS, self._warm)

    def _warm(self) -> None:
        """Heavy libraries, on a worker, once; never before the wall stands painted."""
        if not self._warmed:
            self._warmed = True
            self.desk.runner.network(late.warm)

    # What commands call ---------------------------------------------------------------------

    def run(self, command_id: str) -> None:
        """From a button, the palette or a test."""
        if self.desk.focus.locked and command_id in self.desk.while_locked:
            self.strip.try_call()
            return
        self.actions_.run(command_id)

    def go(self, name: str) -> None:
        if name == "settings":
            self.open_settings()
            return
        self.rooms.go(name)
        self.rail.set_front(self.rooms.front)

    @property
    def palette_(self) -> Palette:
        """Built when it is first wanted: the wall does not wait for it."""
        if self._palette is None:
            self._palette = Palette(self.centralWidget(), self.registry, self.actions_.why_not)
            self._palette.asked.connect(self.run)
            self._palette.sought.connect(self.open_search)
        return self._palette

    def open_palette(self) -> None:
        self.palette_.open_palette()

    def take_search(self, open_box: Callable[[str], None], put_away: Callable[[], None]) -> None:
        """The search comes after first paint: the wall does not wait for it."""
        self._search = (open_box, put_away)

    def why_no_search(self) -> str:
        return "" if self._search is not None else "正在准备,请稍候。"

    def open_search(self, words: str = "") -> None:
        if self._search is not None:
            self._search[0](words)

    def open_keys(self) -> None:
        if self._keys is None:
            self._keys = ShortcutSheet(self.centralWidget(), self.registry)
        self._keys.open_sheet()

    def open_settings(self) -> None:
        if self.rooms.made("settings") is None:
            self.rooms.add_page("settings", Preferences(self.desk.settings))
        self.rooms.go("settings")
        self.rail.set_front("settings")

    def toggle_theme(self) -> None:
        dark = theme.tokens.current().dark
        self.desk.settings.set(THEME, "light" if dark else "dark")

    def toggle_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def show_alarms(self, strip: AlarmStrip, acknowledge: Callable[[], None]) -> None:
        """The line of alarms on top of everything, and what 确认 does; given after first paint."""
        self.alarms, self._acknowledge = strip, acknowledge
        strip.button.command_asked.connect(self.run)
        self._above.insertWidget(0, strip)  # no drawer ever covers it

    def acknowledge_alarms(self) -> None:
        if self._acknowledge is not None:
            self._acknowledge()

    def lock(self) -> None:
        self.presence.lock()

    def sign_out(self) -> None:
        self.presence.sign_out()

    def grey(self) -> None:
        """Buttons of what can't run now say why."""
        for button in self.findChildren(CommandButton):
            command = self.registry.get(button.command)
            if command is not None:
                button.allow(self.actions_.why_not(command))

    # Who is here ----------------------------------------------------------------------------

    def _on_came_in(self, officer: str) -> None:
        self.hands_off(off=False)
        self._front.setCurrentWidget(self.rooms)
        self.rooms.setFocus()
        self._grey_soon()
        self.signed_in.emit(officer)
        self._check_ready()

    def _on_gone(self) -> None:
        self._put_all_away()
        self.hands_off(off=False)
        self.rail.setEnabled(False)
        self._front.setCurrentWidget(self.login)

    def _on_locked(self) -> None:
        self._put_all_away()
        self.rooms.go("wall")
        self.hands_off(off=True)

    def _on_call_allowed(self) -> None:
        for command_id in sorted(self.desk.while_locked):
            command = self.registry.get(command_id)
            if command is not None:
                self.actions_.carry_out(command)

    def _put_all_away(self) -> None:
        self.drawer.put_away()
        if self._palette is not None:
            self._palette.put_away()
        if self._keys is not None:
            self._keys.put_away()
        if self._search is not None:
            self._search[1]()

    def hands_off(self, *, off: bool) -> None:
        """A locked wall can be read, not touched."""
        self.rooms.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, off)
        self.rail.setEnabled(not off)

    # Answers --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc always goes back: drawer, then page, then the newest notice."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.drawer.sheet is not None:
            self.drawer.put_away()
        elif not self.rooms.back():
            self.notices.dismiss_newest()

    def _on_went(self, name: str) -> None:
        self.rail.set_front(name)
        self._grey_soon()

    def _on_sheet(self, sheet: Sheet) -> None:
        self.drawer.open_sheet(sheet)

    def _on_refused(self, sentence: str) -> None:
        self.notices.add(Notice(sentence, "warn"))

    def _on_unheard(self, error: Answer) -> None:
        self.notices.add(Notice(refusal(error), "bad"))

    def _on_setting(self, path: str) -> None:
        if path in {THEME.path, SCALE.path, FIT.path, DISTANCE.path}:
            self._dress()

    def _dress(self) -> None:
        """Theme and type size in force; on a wall the type is set from width and distance."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.desk.settings.get(THEME), self._scale())

    def _scale(self) -> float:
        chosen = self.desk.settings.get(SCALE) * self.desk.settings.get(DISTANCE)
        if not self.desk.settings.get(FIT):
            return chosen
        wall = min(WALL_MOST, max(1.0, int(self.width() / WALL_WIDTH / STEP) * STEP))
        return chosen * wall

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scale() != theme.tokens.scale():
            QTimer.singleShot(0, self._dress)

    def _grey_soon(self, *_what: object) -> None:
        if not self._greying.isActive():
            self._greying.start()
