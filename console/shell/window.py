"""The window: situation bar, rail, wall and pages, status line, and who may touch them.

It arranges and connects; it knows no pane and no service. It is painted before anything heavy is
loaded: skeletons first, then one card per turn of the event loop.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QGuiApplication, QKeyEvent
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
from console.runtime.settings import LAST_OFFICER, LOCK_AFTER, SCALE, THEME
from console.shell.actions import Actions
from console.shell.commands import ALWAYS, room_commands, window_commands
from console.shell.desk import Desk, SignedIn
from console.shell.login import LockStrip, LoginPage
from console.shell.notices import Notices
from console.shell.palette import Palette
from console.shell.preferences import Preferences
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
        self._name = ""
        self._to_fill = [e for e in desk.entries if e.card and e.place]
        self._is_ready = False
        self._pin_for: tuple[str, str] | None = None
        self._touched = desk.clock.now()
        self._pointer = QPoint()
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
        self.notices = Notices()
        self._front = QStackedWidget()
        self._front.setObjectName("Pages")
        self._front.addWidget(self.login)
        self._front.addWidget(self.rooms)
        self.stage = QWidget()
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
        right.addWidget(self.stage, 1)
        right.addWidget(self.status)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column.addWidget(self.bar)
        column.addLayout(middle, 1)
        self.setCentralWidget(whole)
        self.palette_ = Palette(whole, self.registry, self.actions_.why_not)
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
        self.rooms.shown.connect(self._check_ready)
        self.bar.shown.connect(self._check_ready)
        self.rail.asked.connect(self.go)
        self.palette_.asked.connect(self.run)
        self.actions_.pressed.connect(self.run)
        self.actions_.refused.connect(self._on_refused)
        self.drawer.closed.connect(self._on_drawer_closed)
        self.login.came_in.connect(self._on_came_in)
        self.strip.unlocked.connect(self._on_unlocked)
        self.strip.call_allowed.connect(self._on_call_allowed)
        self.strip.other_wanted.connect(self.sign_out)
        desk.bus.notice.connect(self.notices.add)
        desk.bus.tick.connect(self._on_tick)
        desk.bus.changed.connect(self._grey_soon)
        desk.focus.moved.connect(self._grey_soon)
        desk.runner.unheard.connect(self._on_unheard)
        desk.settings.changed.connect(self._on_setting)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._touch)
        self._greying = QTimer(self)
        self._greying.setSingleShot(True)
        self._greying.setInterval(GREY_MS)
        self._greying.timeout.connect(self.grey)

    # Life -----------------------------------------------------------------------------------

    def begin(self, session: SignedIn | None = None) -> None:
        """After `show()`: ask who there is (or come in at once), then fill the wall."""
        if session is None:
            self.login.begin(self.desk.settings.get(LAST_OFFICER))
        else:
            self._on_came_in(session)
        QTimer.singleShot(0, self._fill_next)

    def _fill_next(self) -> None:
        if self._to_fill:
            self.rooms.fill(self._to_fill.pop(0))
            QTimer.singleShot(0, self._fill_next)
            return
        self._grey_soon()
        self.desk.runner.network(late.warm)

    def _check_ready(self) -> None:
        cards = self.rooms.wall.cards.values()
        waiting = self._to_fill or not self.bar.answered or not self.desk.focus.officer
        if self._is_ready or waiting or not all(c.answered for c in cards if c.isVisible()):
            return
        self._is_ready = True
        self.ready.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self._touch)

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

    def open_palette(self) -> None:
        self.palette_.open_palette()

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

    def lock(self) -> None:
        """Wall and alarms stay; hands off everything else."""
        focus = self.desk.focus
        if not focus.officer or focus.locked:
            return
        self.desk.runner.write(self.desk.door.lock, focus.officer)
        self.drawer.put_away()
        self.palette_.put_away()
        self.rooms.go("wall")
        focus.sign(focus.officer, locked=True)
        self._hands_off(True)
        self.strip.begin(focus.officer, self._name)

    def sign_out(self) -> None:
        officer = self.desk.focus.officer
        if officer:
            self.desk.runner.write(self.desk.door.sign_out, officer)
        self.drawer.put_away()
        self.strip.hide()
        self._hands_off(False)
        self.desk.focus.sign("")
        self.status.set_officer("未登录")
        self.rail.setEnabled(False)
        self._front.setCurrentWidget(self.login)
        self.login.begin(self.desk.settings.get(LAST_OFFICER))

    def grey(self) -> None:
        """Buttons of what can't run now say why."""
        for button in self.findChildren(CommandButton):
            command = self.registry.get(button.command)
            if command is not None:
                button.allow(self.actions_.why_not(command))

    # Who is here ----------------------------------------------------------------------------

    def _on_came_in(self, session: SignedIn) -> None:
        self._name = session.name
        self.desk.settings.set(LAST_OFFICER, session.officer_id)
        self.desk.focus.sign(session.officer_id)
        self.status.set_officer(f"{session.name}(已登录)")
        self.rail.setEnabled(True)
        self._front.setCurrentWidget(self.rooms)
        self.rooms.setFocus()
        self._touch()
        self._grey_soon()
        self.signed_in.emit(session.officer_id)
        self._check_ready()

    def _on_unlocked(self, session: SignedIn) -> None:
        self._hands_off(False)
        self._on_came_in(session)

    def _on_call_allowed(self, session: SignedIn) -> None:
        """One call by PIN, in the name of whose PIN it is; the desk stays locked behind it."""
        focus = self.desk.focus
        self._pin_for = (focus.officer, session.officer_id)
        focus.sign(session.officer_id, locked=True)
        for command_id in self.desk.while_locked:
            command = self.registry.get(command_id)
            if command is not None:
                self.actions_.carry_out(command)

    def _on_drawer_closed(self) -> None:
        if self._pin_for is not None:
            before, _ = self._pin_for
            self._pin_for = None
            self.desk.focus.sign(before, locked=True)
            self.strip.begin(before, self._name)

    def _hands_off(self, off: bool) -> None:  # noqa: FBT001
        self.rooms.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, off)
        self.rail.setEnabled(not off)

    def _touch(self) -> None:
        self._touched = self.desk.clock.now()

    def _on_tick(self, now: datetime) -> None:
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            self._touched = now
        minutes = self.desk.settings.get(LOCK_AFTER)
        if minutes and now - self._touched > timedelta(minutes=minutes):
            self._touched = now
            self.lock()

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
        self._touch()
        self._grey_soon()

    def _on_sheet(self, sheet: Sheet) -> None:
        self.drawer.open_sheet(sheet)

    def _on_refused(self, sentence: str) -> None:
        self.notices.add(Notice(sentence, "warn"))

    def _on_unheard(self, error: Answer) -> None:
        self.notices.add(Notice(refusal(error), "bad"))

    def _on_setting(self, path: str) -> None:
        app = QApplication.instance()
        if path in {THEME.path, SCALE.path} and isinstance(app, QApplication):
            settings = self.desk.settings
            theme.apply(app, settings.get(THEME), settings.get(SCALE))

    def _grey_soon(self, *_what: object) -> None:
        if not self._greying.isActive():
            self._greying.start()
