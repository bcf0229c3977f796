"""A whole console in front of somebody: opened on a real store, driven by hand, read by eye.

Real window, real threads, real encrypted store; only the clock is wound. Works with and without
pytest, because the flood's steps run in processes of their own which are killed.
"""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.app.compose import Console, Environment, build
from console.wording import local
from resources import duty
from tests.support.journey_hands import Hands
from tests.support.world import HandClock

SIZE = (1920, 1080)


class Desk(Hands):
    """Sits down at a console that has begun; `clock` is wound by the test."""

    def __init__(self, console: Console, clock: HandClock) -> None:
        self.clock, self.console = clock, console
        self.window = console.window
        self.told: list[str] = []
        self._closed = False
        console.bus.notice.connect(self._on_notice)
        self.window.activateWindow()
        self.until(lambda: QApplication.activeWindow() is self.window, "the window is in front")
        self.window.resize(*SIZE)  # the offscreen platform's own screen is a small square
        self.settle()
        assert (self.window.width(), self.window.height()) == SIZE

    def close(self) -> None:
        """Everything begun is finished, and nothing is left behind; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self.settle()
        left = self.console.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert left == [], left

    # -- the door ----------------------------------------------------------------------------

    def sign_in(self, login: str = "duty1", password: str = "") -> None:
        """By the card that stands in front: who, the password, Enter."""
        self.knock(login, password or secrets()["password"])
        self.until(
            lambda: bool(self.console.focus.officer) and not self.shown(self.window.login), login
        )
        self.until(lambda: self.window._is_ready, "the wall stands")
        self.settle()

    def knock(self, login: str, password: str) -> None:
        """Typed and Enter, whatever the answer."""
        card = self.window.login
        self.click(card.who)
        self.press("Ctrl+A")
        self.type(login)
        self.close_list()
        self.click(card.secret)
        self.type(password)
        self.press("Return")

    # -- sheets ------------------------------------------------------------------------------

    def opened(self, keys: str, title: str) -> QWidget:
        """A key that opens a sheet of this title."""
        self.press(keys)
        return self.await_sheet(title)

    def await_sheet(self, title: str) -> QWidget:
        self.until(
            lambda: self.sheet is not None and self.window.drawer.accessibleName() == title,
            f"the sheet {title}",
        )
        self.settle()
        return self.sheet

    def save(self, *, stays: bool = False) -> None:
        """Ctrl+Return, saved, and the screen has shown what came of it."""
        sheet = self.sheet
        self.press("Ctrl+Return")
        self.settle()
        if sheet is not None and not stays:
            self.until(lambda: self.sheet is not sheet or bool(self.refusals()), "saved")
            assert self.sheet is not sheet, self.refusals()
        self.settle()

    def refused(self) -> str:
        """Ctrl+Return, and the sentence that says why not."""
        self.press("Ctrl+Return")
        self.settle()
        self.until(lambda: bool(self.refusals()), "a refusal")
        return "\n".join(self.refusals())

    # -- time ------------------------------------------------------------------------------

    def at(self, clock: str) -> datetime:
        """Winds to 16:05 of the day that it is, or to 0621 16:05 of the year."""
        now = at(clock, self.clock.now())
        self.clock.set(now)
        self.console.heartbeat.beat()
        self.settle()
        return now

    def _on_notice(self, notice) -> None:
        self.told.append(notice.text)


def at(words: str, now: datetime) -> datetime:
    """17:05 of the day of `now`, or 0621 08:00 of its year, as the county's clocks show it."""
    day, _, clock = words.rpartition(" ")
    hour, minute = (int(part) for part in clock.split(":"))
    moment = local(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment.replace(month=int(day[:2]), day=int(day[2:])) if day else moment


def opened(home: Path, clock: HandClock, size: int = 0) -> Desk:
    """The console on the store of `home`, founded with a demo county of this size if it is new."""
    console = build(environment(home, clock, size=size))
    console.begin()
    return Desk(console, clock)


def environment(
    home: Path, clock: HandClock, *, read_only: bool = False, size: int = 0
) -> Environment:
    return Environment(
        home, clock, {}, demo=True, read_only=read_only, use_keyring=False, size=size
    )


def secrets() -> dict[str, str]:
    return duty.demo_secrets("341824")
