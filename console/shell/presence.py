"""Who sits at the desk: came in, locked, back again, gone; and one call by PIN in between.

Locked means: `focus.locked` is set, the wall stays readable, every command but F2 is refused.
A desk that nobody touched for the set time locks itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor, QGuiApplication

from console.runtime.settings import LAST_OFFICER, LOCK_AFTER
from console.shell.desk import Desk, SignedIn
from console.shell.login import LockStrip, LoginPage
from console.shell.status_line import StatusLine
from console.widgets.complete import Choice

# Whoever enrolled the officer knows it; the watch goes on all the same.
MUST_CHANGE = "您的口令由他人代设,请尽快用“修改口令”换成自己的。"


class Presence(QObject):
    """`came_in(officer id)`, `locked()`, `call_allowed()`, `gone()`."""

    came_in = Signal(str)
    locked = Signal()
    call_allowed = Signal()
    gone = Signal()

    def __init__(
        self,
        desk: Desk,
        login: LoginPage,
        strip: LockStrip,
        status: StatusLine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._login, self._strip, self._status = login, strip, status
        self._name = self._officer = ""
        self._behind_call: str | None = None
        self._touched = desk.clock.now()
        self._pointer = QPoint()
        login.came_in.connect(self._on_session)
        strip.unlocked.connect(self._on_session)
        strip.call_allowed.connect(self._on_call)
        strip.other_wanted.connect(self.sign_out)
        desk.bus.tick.connect(self._on_tick)
        desk.focus.signed.connect(self._on_signed)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)

    def begin(self, session: SignedIn | None) -> None:
        """Ask at the door, or come in with a session that was given (benchmark, pictures)."""
        if session is None:
            self._login.begin(self._desk.settings.get(LAST_OFFICER))
        else:
            self._on_session(session)

    def lock(self) -> None:
        focus = self._desk.focus
        if not focus.officer or focus.locked:
            return
        self._desk.runner.write(self._desk.door.lock, focus.officer)
        focus.sign(focus.officer, locked=True)
        self.locked.emit()
        self._strip.begin(focus.officer, self._name)

    def sign_out(self) -> None:
        officer = self._desk.focus.officer
        if officer:
            self._desk.runner.write(self._desk.door.sign_out, officer)
        self._behind_call = None
        self._officer = ""
        self._strip.hide()
        self._desk.focus.sign("")
        self._status.set_officer("未登录")
        self.gone.emit()
        self._login.begin(self._desk.settings.get(LAST_OFFICER))

    def call_ended(self) -> None:
        """The sheet of a call taken by PIN was put away: the desk is as locked as before."""
        if self._behind_call is None:
            return
        before, self._behind_call = self._behind_call, None
        self._desk.focus.sign(before, locked=True)
        self._strip.begin(before, self._name)

    def touch(self, *_what: object) -> None:
        """Somebody is here: a key, a stroke, the pointer."""
        self._touched = self._desk.clock.now()

    def _on_session(self, session: SignedIn) -> None:
        self._name, self._officer = session.name, session.officer_id
        self._behind_call = None
        self._strip.hide()
        self._desk.focus.sign(session.officer_id)
        self._say()
        if getattr(session, "must_change", False):
            self._desk.bus.say(MUST_CHANGE, "warn", "duty.password")
        self.touch()
        self.came_in.emit(session.officer_id)

    def _on_signed(self, officer: str) -> None:
        """At 交接班 the next officer goes on without the door: the desk says who it is now."""
        if not officer or officer == self._officer:
            return
        self._officer = officer
        self._desk.runner.read(self._choices).done.connect(self._on_choices)

    def _choices(self) -> Sequence[Choice]:
        with self._desk.services.world.store.read() as read:
            return self._desk.door.officers(read)

    def _on_choices(self, choices: Sequence[Choice]) -> None:
        self._name = next((one.text for one in choices if one.key == self._officer), "")
        self._say()

    def _say(self) -> None:
        self._desk.settings.set(LAST_OFFICER, self._officer)
        self._status.set_officer(f"{self._name}(已登录)")

    def _on_call(self, session: SignedIn) -> None:
        """One call, in the name of whose PIN it was."""
        self._behind_call = self._desk.focus.officer
        self._desk.focus.sign(session.officer_id, locked=True)
        self.call_allowed.emit()

    def _on_tick(self, now: datetime) -> None:
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            self._touched = now
        minutes = self._desk.settings.get(LOCK_AFTER)
        if minutes and now - self._touched > timedelta(minutes=minutes):
            self._touched = now
            self.lock()
