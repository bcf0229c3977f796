"""A whole console in front of somebody: opened on a real store, driven by hand, read by eye.

Real window, real threads, real encrypted store; only the clock is wound. Keys go where a window
system would send them (the open list, else the field in front, else the window); what is on
screen is read from labels and models, never from services. Works with and without pytest, because
the flood's steps run in processes of their own which are killed.
"""

import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from console.app.compose import Console, Environment, build
from console.widgets.notice import Refusal
from console.widgets.pane import Asking
from console.widgets.time_field import TimeField
from console.wording import local
from resources import duty
from tests.support.typing import type_text
from tests.support.world import HandClock

WAIT = 12.0
TURN_MS = 5
SIZE = (1920, 1080)
FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, TimeField)
QUIET = frozenset({"situation_bar"})


class Desk:
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

    # -- hands -------------------------------------------------------------------------------

    def _in_front(self) -> None:
        """A list that closed leaves the offscreen platform without an active window; no other does."""
        if QApplication.activePopupWidget() is None and QApplication.activeWindow() is not (
            self.window
        ):
            self.window.activateWindow()
            self.until(lambda: QApplication.activeWindow() is self.window, "the window in front")

    def press(self, keys: str) -> None:
        """`F2`, `Ctrl+Return`: to the open list, else to the field in front, else to the window."""
        self._in_front()
        stroke = QKeySequence(keys)[0]
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        QTest.keyClick(target, stroke.key(), stroke.keyboardModifiers())

    def type(self, text: str) -> None:
        """Into the field that has the cursor: keys for ASCII, an input method for Chinese."""
        self._in_front()
        field = QApplication.focusWidget()
        assert field is not None, f"nothing has the cursor for {text[:20]}"
        type_text(field, text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._in_front()
        assert self.shown(widget), f"{widget} can't be seen, so it can't be clicked"
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        if isinstance(widget, TimeField):
            target = widget.field
        if isinstance(widget, QPlainTextEdit):
            target = widget.viewport()
        QTest.mouseClick(
            target,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at or target.rect().center(),
        )

    def button(self, words: str, within: QWidget | None = None) -> QAbstractButton:
        found = [
            one
            for one in self.among(QAbstractButton, within)
            if one.text() == words or one.accessibleName() == words
        ]
        assert found, f"no button {words}"
        return found[0]

    def click_button(self, words: str, within: QWidget | None = None) -> None:
        button = self.button(words, within)
        assert button.isEnabled(), f"{words}: {button.toolTip()}"
        self.click(button)

    def close_list(self) -> None:
        """Esc closes an open list of choices and leaves what was typed."""
        if QApplication.activePopupWidget() is not None:
            self.press("Esc")

    def run(self, keys: str) -> None:
        """A key, and whatever it set going has come back."""
        self.press(keys)
        self.settle()

    def find(self, words: str) -> None:
        """The palette: Ctrl+K, the words, Enter."""
        self.press("Ctrl+K")
        self.until(lambda: self.shown(self.window.palette_), "the palette")
        self.type(words)
        self.press("Return")
        self.settle()

    # -- fields ------------------------------------------------------------------------------

    def field(self, label: str, within: QWidget | None = None) -> QWidget:
        """By the label that stands above it (its accessible name), or a box by its words.

        `数量 2` is the second field of that name.
        """
        scope = within or self.sheet or self.window.rooms.currentWidget()
        name, _, place = label.rpartition(" ")
        wanted, number = (name, int(place)) if name and place.isdigit() else (label, 1)
        found = [
            one
            for kind in (*FIELDS, QAbstractButton)
            for one in self.among(kind, scope)
            if one.accessibleName() == wanted
        ] or [one for one in self.among(QAbstractButton, scope) if one.text().startswith(label)]
        assert len(found) >= number, f"no field {label}; there are {self.labels(scope)}"
        return found[number - 1]

    def labels(self, scope: QWidget) -> list[str]:
        return [one.accessibleName() for kind in FIELDS for one in self.among(kind, scope)]

    def fill(self, within: QWidget | None = None, /, **fields: str) -> None:
        """Each field clicked, cleared and typed into; a list is walked with the arrow keys."""
        for label, text in fields.items():
            self.put(label, text, within)

    def put(self, label: str, text: str, within: QWidget | None = None) -> None:
        field = self.field(label, within)
        self.bring(field)
        if isinstance(field, QComboBox):
            self.choose(field, text)
            return
        if isinstance(field, QAbstractButton):
            if field.isChecked() != (text == "✓"):
                self.click(field, QPoint(10, field.height() // 2))
            return
        self.click(field)
        self.press("Ctrl+A")
        self.press("Delete")
        self.close_list()
        if text:
            self.type(text)
        self.close_list()

    def bring(self, field: QWidget) -> None:
        """Scrolls a drawer until the field can be reached, as a wheel would."""
        self.window.drawer._scroll.ensureWidgetVisible(field)
        self.turn()

    def choose(self, box: QComboBox, text: str) -> None:
        """With Home and Down, so that a greyed choice can't be taken."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        seen = []
        while True:
            seen.append(box.currentText())
            if box.currentText().startswith(text):
                return
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            if box.currentIndex() == before:
                raise AssertionError(f"{text} can't be chosen; there are {seen}")

    def pick(self, label: str, typed: str, expected: str) -> None:
        """Types initials and takes the first of the list with Enter."""
        field = self.field(label)
        self.bring(field)
        self.click(field)
        self.press("Ctrl+A")
        self.press("Delete")
        self.type(typed)
        assert QApplication.activePopupWidget() is not None, f"{typed}: no list"
        self.press("Return")
        self.until(lambda: field.text() == expected, f"{typed} → {expected}, not {field.text()}")

    def value(self, label: str, within: QWidget | None = None) -> str:
        """What stands in the field."""
        field = self.field(label, within)
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText()
        if isinstance(field, QComboBox):
            return field.currentText()
        return field.text()

    # -- sheets ------------------------------------------------------------------------------

    @property
    def sheet(self) -> QWidget | None:
        found = self.window.drawer.sheet
        return found.form if found is not None else None

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

    def refusals(self) -> list[str]:
        """The red sentences of the sheet that is open, else of the whole window."""
        return [one.text() for one in self.among(Refusal, self.sheet) if one.text()]

    # -- eyes --------------------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        return self.window.rooms.currentWidget()

    def shown(self, widget: QWidget) -> bool:
        return widget.isVisible()

    def among(self, kind, within: QWidget | None = None) -> list:
        return [one for one in (within or self.window).findChildren(kind) if self.shown(one)]

    def texts(self, within: QWidget | None = None) -> list[str]:
        """Every line that can be read there, lists row by row."""
        scope = within or self.window
        said = [one.text() for one in self.among(QLabel, scope)]
        said += [one.text() for one in self.among(QAbstractButton, scope)]
        for view in [scope, *self.among(QWidget, scope)]:
            told = getattr(view, "texts", None)
            if callable(told) and view is not scope and not isinstance(view, Asking):
                said += [" ".join(row) if isinstance(row, list) else row for row in told()]
        return [line for line in said if line]

    def screen(self, within: QWidget | None = None) -> str:
        return "\n".join(self.texts(within))

    def sees(self, *words: str, within: QWidget | None = None) -> None:
        """Each of these stands on the screen, sooner or later."""
        for word in words:
            self.until(lambda word=word: word in self.screen(within), f"{word} on the screen")

    def line(self, *words: str, within: QWidget | None = None) -> str:
        """The one line on the screen that has all of these words."""

        def found() -> list[str]:
            return [t for t in self.texts(within) if all(word in t for word in words)]

        self.until(lambda: bool(found()), f"a line with {words}")
        return found()[0]

    def bar(self) -> str:
        """The situation bar as it reads, and as a reader aloud says it."""
        aloud = [one.accessibleName() for one in self.among(QWidget, self.window.bar)]
        return " | ".join([*self.window.bar.texts(), *(a for a in aloud if a)])

    def notices(self) -> list[str]:
        return self.window.notices.texts()

    def hears(self, words: str) -> None:
        """It was said at the top of the stage since the desk was opened."""
        self.until(lambda: any(words in one for one in self.told), f"“{words}” being said")

    def hears_at_the_top(self, words: str) -> None:
        """A notice line stands there now."""
        self.until(lambda: any(words in one for one in self.notices()), f"“{words}” on top")

    # -- time --------------------------------------------------------------------------------

    def at(self, clock: str) -> datetime:
        """Winds to 16:05 of the day that it is, or to 0621 16:05 of the year."""
        now = at(clock, self.clock.now())
        self.clock.set(now)
        self.console.heartbeat.beat()
        self.settle()
        return now

    def turn(self, milliseconds: int = 0) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, true: Callable[[], bool], what: str, seconds: float = WAIT) -> None:
        """Turns the loop until it is so; else says what was waited for and what was on screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if true():
                return
            self.turn(TURN_MS)
        raise AssertionError(f"waited in vain for {what}\n{self.screen()}\n{self.told}")

    def settle(self) -> None:
        """Nothing under way, no question about to be asked: quiet for three turns."""
        quiet = 0
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            quiet = quiet + 1 if self._still() else 0
            if quiet == 3:
                return
            self.turn(TURN_MS)
        raise AssertionError("the desk never came to rest")

    def _still(self) -> bool:
        asking: Iterable[Asking] = self.window.findChildren(Asking)
        return not self.console.runner.busy and not any(
            one._hush.isActive() or one._asked is not None for one in asking
        )

    def _on_notice(self, notice) -> None:
        self.told.append(notice.text)


def at(words: str, now: datetime) -> datetime:
    """17:05 of the day of `now`, or 0621 08:00 of its year, as the county's clocks show it."""
    day, _, clock = words.rpartition(" ")
    hour, minute = (int(part) for part in clock.split(":"))
    moment = local(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment.replace(month=int(day[:2]), day=int(day[2:])) if day else moment


def opened(home: Path, clock: HandClock) -> Desk:
    """The console on the store of `home`, founded with the demo county if it is new."""
    console = build(environment(home, clock))
    console.begin()
    return Desk(console, clock)


def environment(home: Path, clock: HandClock, *, read_only: bool = False) -> Environment:
    return Environment(home, clock, {}, demo=True, read_only=read_only, use_keyring=False)


def secrets() -> dict[str, str]:
    return duty.demo_secrets("341824")


def number_after(word: str, text: str) -> int:
    """40 for `在途 40 顶`; thin spaces between thousands do not count."""
    found = re.search(rf"{word}\D*([\d\u2009]+)", text)
    assert found, (word, text)
    return int(found.group(1).replace("\u2009", ""))
