"""The exchange of a running console: a thread of its own, which the window only hears of.

It sleeps in an open question to the far end and is woken by what is written here, half a second
after it, so that one telephone call is one message and not five. Begun after first paint, and only
where this workstation has joined; the window's thread never waits for it.
"""

import sys
import threading
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from console.domain.changes import Changes, Origin
from console.domain.link import LinkCode
from console.domain.linking import LinkState, Standing
from console.domain.refused import Answer
from console.runtime.settings import AUTHORITY, LINK
from console.services.exchange.joining import joined
from console.services.exchange.rounds import Done, Rounds
from console.services.glance.linking import clock_words
from console.wording.exchange import (
    ASKED_DONE,
    ASKED_FAILED,
    BACK_SAID,
    BACK_SOON,
    KEPT_HERE,
    MENDED,
    far,
)
from db.sync.line import Way

AFTER_MS = 500  # what is written within this time goes up together
FAULT_SECONDS = 60.0
LEAVE_SECONDS = 2.0


class Exchanging(QObject):
    """`begin()` once; `stop()` before the runner closes. Signals cross from the thread by queue:
    `came(Changes)`, `done(Done)`, `answered(Done)` to whoever pressed 立即同步, `faulted(error)`.
    """

    came = Signal(object)
    done = Signal(object)
    answered = Signal(object)
    faulted = Signal(object)
    progressed = Signal(int, int)
    stood = Signal(object, object)

    def __init__(self, console: Any) -> None:
        super().__init__(console)
        self._console = console
        self._rounds: Rounds | None = None
        self._thread: threading.Thread | None = None
        self._stopped, self._wake = threading.Event(), threading.Event()
        self._asked = threading.Event()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._rouse)
        self.came.connect(console.bus.changed)
        self.done.connect(self._on_done)
        self.answered.connect(self._on_answered)
        self.faulted.connect(self._on_fault)
        self.progressed.connect(self._on_progress)
        self.stood.connect(self._on_stood)
        console.bus.changed.connect(self._on_changed)
        console.settings.changed.connect(self._on_setting)
        console.services.joined = self._on_joined
        console.services.sync_now = self.sync_now

    @property
    def running(self) -> bool:
        alive = self._thread is not None and self._thread.is_alive()
        return alive and not self._stopped.is_set()

    def begin(self) -> None:
        """Its thread ends at once where this workstation has not joined; none where it only reads."""
        here = self._console
        if self.running or here.opened.store.read_only:
            return
        self._stopped = threading.Event()  # its own for each thread: an old one stays stopped
        self._rounds = Rounds(
            here.world,
            LinkCode(here.settings.get(LINK)),
            heard=self.came.emit,
            hurry=self._wake.is_set,
            progress=self.progressed.emit,
            way=Way(authority=here.settings.get(AUTHORITY)),
        )
        self._thread = threading.Thread(
            target=self._run,
            args=(self._rounds, self._stopped, self._thread),
            name="exchange",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """The console closes: hangs up and waits for the thread, which has nothing to lose."""
        self._hang_up()
        if self._thread is not None:
            self._thread.join(LEAVE_SECONDS)
            self._thread = None

    def _hang_up(self) -> None:
        """Does not wait: a thread may be connecting to where nobody is for seconds yet."""
        self._soon.stop()
        self._stopped.set()
        self._wake.set()
        if self._rounds is not None:
            self._rounds.close()

    def sync_now(self) -> bool:
        """立即同步; False where there is nothing to talk to."""
        if not self.running and self._console.services.link.standing is not Standing.ALONE:
            self.begin()
        if not self.running:
            return False
        self._asked.set()
        self._rouse()
        return True

    # -- on the thread ---------------------------------------------------------------------

    def _run(
        self, rounds: Rounds, stopped: threading.Event, before: threading.Thread | None
    ) -> None:
        """After the thread `before` it has ended: there is never more than one exchange."""
        if before is not None:
            before.join()
        if stopped.is_set() or not self._may_talk(rounds):
            return
        while not stopped.is_set():
            self._wake.clear()
            asked = self._asked.is_set()
            self._asked.clear()
            if asked:
                rounds.asked()
            pause = self._round(rounds, asked=asked)
            if pause > 0:
                self._wake.wait(pause)

    def _may_talk(self, rounds: Rounds) -> bool:
        """Whether this workstation has joined, and is on a link that carries data."""
        try:
            may = joined(self._console.world) is not None and rounds.profile.data
        except Answer:  # the store was closed under us
            return False
        self.stood.emit(rounds, rounds.state if may else LinkState(link=rounds.profile.code))
        return may

    def _round(self, rounds: Rounds, *, asked: bool) -> float:
        """A fault of ours must not end the exchange: said once, tried again later."""
        try:
            made = rounds.once(0 if asked else rounds.profile.wait)
        except Answer:  # the store was closed under us, or the disk is full: said elsewhere
            return FAULT_SECONDS
        except Exception as error:  # noqa: BLE001 - it goes to the crash file like any other
            self.faulted.emit(error)
            return FAULT_SECONDS
        if rounds is self._rounds:
            self.done.emit(made)
        if asked:
            self.answered.emit(made)
        return made.pause

    # -- in the window ---------------------------------------------------------------------

    def _rouse(self) -> None:
        """Order matters: who is about to wait sees the flag, who waits already is interrupted."""
        self._wake.set()
        if self._rounds is not None:
            self._rounds.interrupt()

    def _on_changed(self, changes: Changes) -> None:
        if changes.origin is not Origin.PEER and self.running and not self._soon.isActive():
            self._soon.start()

    def _on_setting(self, path: str) -> None:
        if path in {LINK.path, AUTHORITY.path}:
            self._hang_up()
            self.begin()

    def _on_stood(self, rounds: Rounds, state: LinkState) -> None:
        if rounds is self._rounds:
            self._stand(state)

    def _on_done(self, made: Done) -> None:
        if self._rounds is None or made.state.link is not self._rounds.profile.code:
            return  # the last word of a thread that has gone
        before = self._console.services.link
        if made.state != before or made.pushed or made.pulled:
            self._stand(made.state)
        back = before.standing is Standing.OFFLINE and made.state.standing is Standing.ONLINE
        if self._stopped.is_set():
            return
        if made.apart:
            self._console.bus.say(BACK_SAID, "ok", "exchange.apart")
        elif back:
            self._console.bus.say(BACK_SOON, "ok")
        self._say_what_happened(before, made)

    def _say_what_happened(self, before: LinkState, made: Done) -> None:
        """Once, when it begins to be so: the page goes on saying it."""
        say, state = self._console.bus.say, made.state
        for code in made.told:
            say(MENDED.format(said=far(code)), "warn")
        if state.skew and not before.skew:
            say(clock_words(state.skew), "warn")
        if state.standing is Standing.STOPPED and state.trouble != before.trouble:
            say(_failed(state), "warn")  # the same words as to who asked: then it is one line

    def _on_progress(self, done: int, total: int) -> None:
        """All of it is here before all of ours is there: then nothing is being fetched any more."""
        fetched = (done, total) if done < total else None
        self._stand(replace(self._console.services.link, fetched=fetched))

    def _on_answered(self, made: Done) -> None:
        if made.state.standing is Standing.ONLINE and not made.state.trouble:
            words = ASKED_DONE.format(up=made.pushed, down=made.pulled)
            self._console.bus.say(words, "ok")
        else:
            self._console.bus.say(_failed(made.state), "warn")

    def _on_joined(self) -> None:
        """Anew, perhaps with another province or another key: nothing of before is kept."""
        self._hang_up()
        self.begin()

    def _on_fault(self, error: Exception) -> None:
        sys.excepthook(type(error), error, error.__traceback__)

    def _stand(self, state: LinkState) -> None:
        self._console.services.link = state
        self._console.bus.link.emit(state)


def _failed(state: LinkState) -> str:
    return ASKED_FAILED.format(why=far(state.trouble) if state.trouble else KEPT_HERE)
