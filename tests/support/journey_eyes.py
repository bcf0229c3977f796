"""What can be read on a console's screen, and the patience to wait for it.

From labels, models and accessible names only; nothing here asks a service.
"""

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from console.app.compose import Console
from console.shell.window import Window
from console.widgets.notice import Refusal
from console.widgets.pane import Asking

WAIT = 120.0
TURN_MS = 5


class Eyes:
    """`told` is everything that was said at the top of the stage since one sat down."""

    console: Console
    window: Window
    told: list[str]

    @property
    def sheet(self) -> QWidget | None:
        found = self.window.drawer.sheet
        return found.form if found is not None else None

    def refusals(self) -> list[str]:
        """The red sentences of the sheet that is open, else of the whole window."""
        return [one.text() for one in self.among(Refusal, self.sheet) if one.text()]

    @property
    def front(self) -> QWidget:
        return self.window.rooms.page

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

    # -- patience --------------------------------------------------------------------------

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
