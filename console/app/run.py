"""Opening the console for somebody to sit down at, and the benchmark's stopwatch."""

import gc
import signal
import sys
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from console.app.compose import (
    BENCH,
    Console,
    Environment,
    application,
    key_place,
    open_world,
    start_log,
)
from console.domain.refused import Answer, Refused
from console.runtime.settings import Settings
from console.runtime.tidying import Tidying
from console.services.health import peopled
from console.widgets.pane import Pane
from console.wording import refusal

SWITCH_SECONDS = 0.001  # measured: GUI gaps under three busy threads, p99 from 77 to 29 ms

COLLECT_MS = 5000


def run(env: Environment, *, bench: str = "", story: bool = False) -> int:
    """Until the last window is closed; the exit code."""
    start_log(env.folder / "logs")
    sys.setswitchinterval(SWITCH_SECONDS)
    sitting = Sitting(env, bench, story=story)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal: nothing is uncommitted
    sitting.start()
    code = int(QApplication.exec())
    sitting.end()
    return code


def _collect_again() -> None:
    """What the start has made stays; only what comes later is looked through."""
    gc.freeze()
    app = QApplication.instance()
    if app is not None and app.findChild(Tidying) is None:
        Tidying(app)


def bury(console: Console) -> None:
    """A console that was closed goes here and now: left to the collector, its windows and timers
    could be destroyed by whichever thread happens to collect.
    """
    console.window.deleteLater()
    console.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.unfreeze()
    gc.collect()


class Sitting(QObject):
    """From the first try at the store to the last window closed."""

    def __init__(self, env: Environment, bench: str, *, story: bool) -> None:
        super().__init__()
        self._env, self._bench, self._story = env, bench, story
        self.console: Console | None = None
        self.trouble: Any = None

    def start(self, recovery: str = "") -> None:
        """Opens the console, or the window that says why not."""
        application(Settings(self._env.folder / "settings.json"))
        try:
            world, opened = open_world(self._env, recovery)
            if self._story:
                from console.services.demo_story import tell

                tell(world)
            if not peopled(world):
                opened.close()
                raise Refused("no_officers")
        except Answer as answer:
            self._say(answer)
            return
        console = Console(self._env, world, opened)
        self.console = console
        if self._bench:
            self._stopwatch = Stopwatch(console, self._bench)
        console.reopen_asked.connect(self._on_reopen, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(COLLECT_MS, _collect_again)
        console.begin(BENCH if self._bench else "")
        if self.trouble is not None:
            self.trouble.close()

    def end(self) -> None:
        if self.console is not None:
            for unfinished in self.console.close():
                sys.stderr.write(f"没有办完:{unfinished}\n")
            self.console = None

    def _on_reopen(self, order: Any) -> None:
        """The console closes, the store is changed while nobody has it, and all opens again."""
        from console.services.restoring import finish

        quits = QApplication.quitOnLastWindowClosed()
        QApplication.setQuitOnLastWindowClosed(False)
        words, tone = f"已从备份 {order.name} 恢复,请重新登录。", "ok"
        before, self._story = self.console, False  # told once, into the store that was
        try:
            self.end()
            if before is not None:
                QTimer.singleShot(0, partial(bury, before))
            try:
                finish(self._env.folder, key_place(self._env), order)
            except Answer as answer:
                words, tone = refusal(answer), "bad"
            self.start()
        finally:
            QApplication.setQuitOnLastWindowClosed(quits)
        if self.console is not None:
            self.console.bus.say(words, tone)

    def _say(self, answer: Answer) -> None:
        from console.shell.trouble import Trouble

        before = self.trouble
        self.trouble = Trouble(answer.code, refusal(answer))
        self.trouble.read_only_wanted.connect(self._on_read_only)
        self.trouble.recovery_typed.connect(self.start)
        self.trouble.show()
        if before is not None:
            before.close()

    def _on_read_only(self) -> None:
        self._env = replace(self._env, read_only=True)
        self.start()


class Stopwatch(QObject):
    """Says `first` when the window is first painted, `painted` when the wall stands with its data,
    `curves` when the page of the map and the curves does.
    """

    def __init__(self, console: Console, until: str) -> None:
        super().__init__(console)
        self._console, self._until = console, until
        self._seen = False
        console.window.installEventFilter(self)
        console.window.ready.connect(self._on_ready)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._seen:
            self._seen = True
            QTimer.singleShot(0, self._on_first)
        return super().eventFilter(watched, event)

    def _on_first(self) -> None:
        self._say("first")

    def _on_ready(self) -> None:
        QTimer.singleShot(0, self._after_paint)

    def _after_paint(self) -> None:
        window = self._console.window
        window.repaint()
        self._say("painted")
        if self._until == "wall":
            QTimer.singleShot(0, window.close)
            return
        window.go("situation")
        page = window.rooms.pane("situation")
        assert isinstance(page, Pane)
        page.refreshed.connect(self._on_page)

    def _on_page(self) -> None:
        window = self._console.window
        window.repaint()
        self._say("curves")
        QTimer.singleShot(0, window.close)

    @staticmethod
    def _say(word: str) -> None:
        sys.stdout.write(word + "\n")
        sys.stdout.flush()
