"""The composition root: paths → log → crash → store → services → runtime → theme → shell.

The only place that builds things and the only one that knows every room. Imports are ordered so
that Qt is up while the store opens; what is heavy and not on the wall loads after first paint.
"""

import logging
import logging.handlers
import os
import sys
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from console import theme
from console.app.rooms import ENTRIES, FIRST
from console.domain.clock import Clock
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.runtime.bus import Bus
from console.runtime.clock import Heartbeat
from console.runtime.crash import Crash
from console.runtime.focus import Focus
from console.runtime.settings import FULL_SCREEN, SCALE, THEME, Settings
from console.runtime.tasks import Lanes, Runner
from console.services.glance import overview
from console.services.glance.bar import SituationGlance, StatusGlance
from console.services.health import Health, peopled
from console.services.house import Services
from console.services.laid_rules import in_force
from console.services.world import SystemClock, World
from console.shell.desk import Desk, Door
from console.shell.window import Window
from console.widgets.complete import Choice
from db import keys, opening
from db.opened import Opened

VERSION = opening.APP_VERSION
PAPERS = "papers"
LOG_DAYS = 183  # 网络安全法 第21条: logs are kept six months
CHECK_MS = 4000
AFTER_MS = 250
BENCH = "bench"  # signs in nobody's roles: may look, can't write


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything ambient, gathered once: where things lie and what time it is.

    `size` of a demo county that is still to be founded (see services.founding).
    """

    folder: Path
    clock: Clock
    environ: Mapping[str, str]
    demo: bool = False
    read_only: bool = False
    use_keyring: bool = True
    size: int = 0

    @property
    def has_display(self) -> bool:
        if sys.platform in {"win32", "darwin"}:
            return True
        chosen = self.environ.get("QT_QPA_PLATFORM", "")
        return bool(chosen or self.environ.get("DISPLAY") or self.environ.get("WAYLAND_DISPLAY"))


def environment(
    folder: Path,
    *,
    demo: bool = False,
    read_only: bool = False,
    clock: Clock | None = None,
    size: int = 1,
) -> Environment:
    """The real surroundings, where a demo county is a whole one; tests build an Environment of
    their own.
    """
    return Environment(folder, clock or SystemClock(), os.environ, demo, read_only, size=size)


def start_log(folder: Path) -> None:
    """Local, rotated by day, six months; no names and no phones go in (D40)."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.TimedRotatingFileHandler(
        folder / "console.log", when="midnight", backupCount=LOG_DAYS, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def key_place(env: Environment) -> keys.KeyPlace:
    """Where the store's key lies on this machine."""
    return keys.KeyPlace(env.folder / "keys", use_keyring=env.use_keyring)


def open_world(env: Environment, recovery: str = "") -> tuple[World, Opened]:
    """The store of the folder, founded if it is new; Unavailable says what is wrong with it."""
    opened = opening.open_store(
        env.folder, key_place(env), env.clock, read_only=env.read_only, recovery=recovery
    )
    world = World(opened.store, env.clock, papers=env.folder / PAPERS)
    if not env.read_only:
        _found(world, opened, demo=env.demo, size=env.size)
    in_force(world)
    return world, opened


def _found(world: World, opened: Opened, *, demo: bool, size: int) -> None:
    """A new store, or one whose founding was cut off, is given its reference data first."""
    if opened.recovery_key or not peopled(world):
        from console.services.founding import found

        found(world, demo=demo, size=size)


def application(settings: Settings) -> QApplication:
    """Qt with Chinese buttons, our palette and one style sheet."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    theme.apply(app, settings.get(THEME), settings.get(SCALE))
    return app


class Console(QObject):
    """A running console: the window and everything that has to be put away in order.

    `checked()` after the self-check that follows first paint; `reopen_asked(Order)` once a copy
    stands ready to be put back, which nobody can do while this window is open.
    """

    checked = Signal()
    reopen_asked = Signal(object)  # a store that was made ready shall take this one's place

    def __init__(
        self, env: Environment, world: World, opened: Opened, lanes: Lanes | None = None
    ) -> None:
        super().__init__()
        self.env, self.world, self.opened = env, world, opened
        self.services = Services(world, opened)
        self.settings = Settings(env.folder / "settings.json")
        self.app = application(self.settings)
        self.bus, self.focus = Bus(self), Focus(self)
        self.focus.signed.connect(self.settings.follow)
        self.runner = Runner(lanes, self)
        self.runner.committed.connect(self.bus.changed)
        self.health = Health.of(opened)
        self.services.heard = self.hear
        self.services.reopen = self.reopen_asked.emit
        self.crash = Crash(env.folder / "faults", env.clock.now, VERSION, self)
        self.crash.happened.connect(self._on_fault)
        self.heartbeat = Heartbeat(env.clock, self.bus, self)
        self.heartbeat.jumped.connect(self._on_jump)
        self.window = Window(self._desk())
        self._closed = False
        self.afterwards: Any = None

    def begin(self, officer: str = "") -> None:
        """Shows the window; `officer` is only for benchmarks and shots, which know who looks on."""
        self.crash.install()
        self.window.ready.connect(self._soon_after_paint)
        QTimer.singleShot(CHECK_MS, self._after_first_paint)  # nobody may sign in for hours
        self.open_window()
        self.window.begin(Guest(officer) if officer else None)
        self.heartbeat.start()

    def open_window(self) -> None:
        """As large as the desk allows; a wall screen is set to full screen in the settings."""
        self.window.resize(self.window.screen().availableSize())
        if self.settings.get(FULL_SCREEN):
            self.window.showFullScreen()
        else:
            self.window.showMaximized()

    def close(self) -> list[str]:
        """Clock, network, writer to its last word, readers, store. Says what was unfinished."""
        if self._closed:
            return []
        self._closed = True
        self.heartbeat.stop()
        if self.afterwards is not None:
            self.afterwards.stop()
        unfinished = self.runner.close()
        self.window.close()
        self.opened.close()
        self.crash.remove()
        return unfinished

    # What the window asks ---------------------------------------------------------------------

    def _desk(self) -> Desk:
        services = self.services  # asked for by name each time: the door loads when it is used
        return Desk(
            services=self.services,
            bus=self.bus,
            focus=self.focus,
            runner=self.runner,
            clock=self.env.clock,
            settings=self.settings,
            door=Door(
                officers=_choices,
                sign_in=lambda who, secret: services.officers.sign_in(who, secret),
                unlock=lambda who, secret: services.officers.unlock(who, secret),
                check_pin=lambda who, pin: services.officers.check_pin(who, pin),
                lock=lambda who: services.officers.lock(who),
                sign_out=lambda who: services.officers.sign_out(who),
            ),
            entries=ENTRIES,
            first=FIRST,
            situation=self._situation,
            status=self._status,
            login_hint=_demo_hint(self.world) if self.env.demo else "",
        )

    def _situation(self, read: Any, now: datetime) -> SituationGlance:
        return overview.situation(read, now, self.world.store.waiting(), self.services.link)

    def _status(self, read: Any, now: datetime) -> StatusGlance:
        health = self.health
        return overview.status(
            read,
            now,
            store=health.state,
            store_words=health.words,
            backup_at=health.backup_at,
            link=self.services.link,
        )

    # After first paint ------------------------------------------------------------------------

    def _soon_after_paint(self) -> None:
        """Not in the turn that says the wall is ready: that one paints it."""
        QTimer.singleShot(AFTER_MS, self._after_first_paint)

    def _after_first_paint(self) -> None:
        """Proofs, copies, anchors: loaded and begun once the wall stands."""
        if self.afterwards is None and not self._closed:
            from console.app.afterwards import Afterwards

            self.afterwards = Afterwards(self)
            self.afterwards.begin()

    def hear(self, health: Health) -> None:
        """Another self-check: its sentences, and the status line."""
        self.health = health
        self.services.checked = (health, self.env.clock.now())
        for sentence in health.troubles:
            self.bus.say(sentence, "bad")
        self.window.status.refresh()

    @property
    def recovery(self) -> Any:
        """The recovery key's panel in its frame, while a new store shows it; else None."""
        return self.afterwards.recovery if self.afterwards is not None else None

    def _on_jump(self, expected: datetime, now: datetime) -> None:
        from console.services.clock_watch import note_jump

        seconds = round((now - expected) / timedelta(seconds=1))
        self.bus.say(f"本机时钟跳变了 {seconds} 秒,请核对时间。记录时间以跳变后为准。", "warn")
        self.runner.write(note_jump, self.world, seconds)

    def _on_fault(self, path: Path | None) -> None:
        where = f"故障文件 {path.name} 可交给维护人员。" if path else "故障文件没有写成。"
        self.bus.say(f"程序出错,已保存的内容都在,窗口可继续使用。{where}", "bad")


@dataclass(frozen=True, slots=True)
class Guest:
    """Who looks on in a benchmark or a shot: no officer of the county, so no permission at all
    unless it is the id of one.
    """

    officer_id: str
    name: str = field(default="演示查看")


def _demo_hint(world: World) -> str:
    from resources.duty import demo_secrets

    secrets = demo_secrets(world.county)
    return (
        f"演示县:登录名 duty1(主班)、head(局长)、leader2(副县长)、store(库管)等,"
        f"口令 {secrets['password']},PIN {secrets['pin']}"
    )


def _choices(read: Any) -> list[Choice]:
    known = read.find(Officer, active=True)
    return [
        Choice(key=one.id, text=one.name, hint=one.title or one.unit, also=(one.login,))
        for one in known
    ]


def build(env: Environment, lanes: Lanes | None = None) -> Console:
    """Store first, then everything that stands on it."""
    world, opened = open_world(env)
    return Console(env, world, opened, lanes)
