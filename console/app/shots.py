"""Pictures of the console with no display: the wall and every page, in every theme and size.

The county, the flood of June 2024 and the moment are always the same, so two pictures can be
compared. A glyph that no font of this machine has fails the run: a box on the wall is a wrong
word (D34).
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QLabel

from console.app.compose import BENCH, Console, Environment, open_world
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from console.runtime.settings import SCALE, THEME
from console.services.demo_story import JUNE_20, StoryClock, tell
from console.services.founding import FULL, SMALL
from console.theme.fonts import missing_glyphs
from console.widgets.pane import Asking

PAGES = (
    "wall",
    "duty",
    "response",
    "forces",
    "supplies",
    "situation",
    "registers",
    "care",
    "exchange",
)
THEMES = ("dark", "light", "contrast")
SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
LARGE = (((1366, 768), 1.25), ((1920, 1080), 1.5), ((1366, 768), 1.5), ((1920, 1080), 2.0))
QUIET_DAY = datetime(2024, 6, 12, 1, 30, tzinfo=UTC)
WAIT_MS = 15_000
QUIET_MS = 120
TURN_MS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    page: str
    theme: str
    size: tuple[int, int]
    scale: float = 1.0

    @property
    def name(self) -> str:
        large = f"-{self.scale:.0%}".rstrip("%") if self.scale != 1.0 else ""
        return f"{self.page}-{self.theme}-{self.size[0]}x{self.size[1]}{large}.png"


def wanted(*, page: str, theme: str, size: str) -> list[Wanted]:
    """One picture; Unavailable where the page or the size is none of ours."""
    width, _, height = size.lower().partition("x")
    if page not in PAGES or theme not in THEMES or not (width.isdigit() and height.isdigit()):
        raise Unavailable("shot_unknown", pages=" ".join(PAGES), themes=" ".join(THEMES))
    return [Wanted(page, theme, (int(width), int(height)))]


def every() -> list[Wanted]:
    plain = [Wanted(page, look, size) for look in THEMES for size in SIZES for page in PAGES]
    large = [Wanted(page, "light", size, scale) for size, scale in LARGE for page in PAGES]
    return plain + large


def take(pictures: list[Wanted], to: Path, *, quiet: bool = False) -> Iterator[Path]:
    """Writes each picture and gives its path."""
    to.mkdir(parents=True, exist_ok=True)
    with staged(quiet=quiet, size=FULL) as console:
        for one in pictures:
            yield _picture(console, one, to)


@contextmanager
def staged(*, quiet: bool = False, size: int = SMALL) -> Iterator[Console]:
    """A console in the middle of the flood (or on a quiet morning), checked and at rest."""
    with tempfile.TemporaryDirectory() as folder:
        clock = StoryClock(QUIET_DAY if quiet else JUNE_20)
        env = Environment(Path(folder), clock, {}, demo=True, use_keyring=False, size=size)
        world, opened = open_world(env)
        if not quiet:
            tell(world)
        opened.recovery_key = ""
        console = Console(env, world, opened)
        checked: list[bool] = []
        console.checked.connect(lambda: checked.append(True))
        try:
            console.begin(BENCH)
            _until(lambda: bool(checked) and _still(console))
            settle(console)
            yield console
        finally:
            console.close()


def _picture(console: Console, one: Wanted, to: Path) -> Path:
    pose(console, one)
    window = console.window
    path = to / one.name
    if not window.grab().save(str(path)):
        raise Unavailable("store_unwritable", path=to.name)
    missing = {
        glyph for label in window.findChildren(QLabel) for glyph in missing_glyphs(label.text())
    }
    if missing:
        raise Unavailable("glyph_missing", glyphs="".join(sorted(missing)))
    return path


def _still(console: Console) -> bool:
    asking = console.window.findChildren(Asking)
    return console.runner.busy == 0 and all(one.at_rest for one in asking)


def pose(console: Console, one: Wanted) -> None:
    """The page in front, in that theme and size, with its answers on it."""
    console.settings.set(THEME, one.theme)
    console.settings.set(SCALE, one.scale)
    console.window.resize(*one.size)
    console.window.go(one.page)
    console.heartbeat.beat()
    settle(console)


def settle(console: Console) -> None:
    """Questions answered and asked no more: quiet for a few turns of the loop."""
    _turn(QUIET_MS)
    _until(lambda: _still(console))
    _turn(QUIET_MS)


def _turn(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(true: Callable[[], bool]) -> None:
    """Turns the loop until it is so; a picture of half a screen is worse than none."""
    for _ in range(WAIT_MS // TURN_MS):
        if true():
            return
        _turn(TURN_MS)
    raise Unavailable("shot_waited")
