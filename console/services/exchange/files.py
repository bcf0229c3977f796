"""附件 after everything else: when a round has ended well, what waits of files goes and comes.

On the same thread, because a photograph must not take the line from a report: it stops between
two pieces as soon as there is something of ours to say, and goes on from there.
"""

from collections.abc import Callable

from console.domain.link import Profile
from console.services.attachments import Attachments
from console.services.world import World
from db.blobs import Shelf
from db.engine import plain_files
from db.sync import attachments as sync
from db.sync import wire
from db.sync.line import Line, LineDown

SWEEP_SECONDS = 24 * 3600.0
MISSING_SECONDS = 60.0  # how often a file is asked for that the province has not got yet


class Files:
    """`exchange` after a round; what fails waits for the next one."""

    def __init__(self, world: World, profile: Profile, stopped: Callable[[], bool]) -> None:
        self._world, self._profile, self._stopped = world, profile, stopped
        self._asked_at: float | None = None
        self._swept_at: float | None = None

    def exchange(self, line: Line) -> int:
        """How many files became whole, at either end."""
        if not self._profile.attachments:
            return 0
        store, shelf = self._world.store, Attachments(self._world).shelf
        files = sync.Attachments(store, shelf, line, self._profile, self._stopped)
        try:
            with plain_files():
                self._tidy(shelf)
                done = files.up(self._world.now)
                return done + (files.down() if self._due() else 0)
        except (LineDown, wire.Problem):
            return 0  # the round after this one finds out how the line stands

    def _tidy(self, shelf: Shelf) -> None:
        """Once a day, and after a start."""
        now = self._world.clock.monotonic()
        if self._swept_at is None or now - self._swept_at > SWEEP_SECONDS:
            self._swept_at = now
            sync.sweep(self._world.store, shelf)

    def _due(self) -> bool:
        now = self._world.clock.monotonic()
        if self._asked_at is not None and now - self._asked_at < MISSING_SECONDS:
            return False
        self._asked_at = now
        return True
