"""How often to try and how much to send at once.

Full jitter, because after a provincial outage six hundred consoles come back in the same second;
it starts anew after any success. A chunk finds its own size: what a request is allowed to take is
a property of the officer's patience, not of the line. Randomness and time are handed in.
"""

from collections.abc import Callable
from datetime import datetime

from console.domain.link import Pace

FIRST_SECONDS = 1.0
CAP_SECONDS = 300.0
ASKED_CAP_SECONDS = 15.0  # while the officer who pressed 立即同步 is looking
NETWORK_UP_SECONDS = 30.0
OFFLINE_FAILURES = 20
LEAST_OPS = 1
LINK_SHARE = 5  # repeats may take a fifth of a link whose width is known

Rng = Callable[[], float]  # 0 <= x < 1


class Backoff:
    """When to try again; one per direction that may fail by itself."""

    def __init__(self, rng: Rng, pace: Pace | None = None) -> None:
        self._rng = rng
        self._width = None if pace is None else pace.bytes_per_second
        self._asked = False
        self._first_at: datetime | None = None
        self.failures = 0

    def failed(self, now: datetime, *, retry_after: float | None = None, sent: int = 0) -> float:
        """Seconds until the next try. `sent` bytes went for nothing; a told pause is kept."""
        if self._first_at is None:
            self._first_at = now
        self.failures += 1
        cap = ASKED_CAP_SECONDS if self._asked else CAP_SECONDS
        if retry_after is not None:
            return retry_after + self._rng() * min(NETWORK_UP_SECONDS, retry_after / 2)
        # 2 ** 40 is beyond any cap, and a float still holds it.
        wait = self._rng() * min(cap, FIRST_SECONDS * 2.0 ** min(self.failures - 1, 40))
        return max(wait, self._repaid(sent, cap))

    def _repaid(self, sent: int, cap: float) -> float:
        if not self._width:
            return 0.0
        return min(cap, sent / self._width * (LINK_SHARE - 1))

    def succeeded(self) -> None:
        self.failures, self._first_at, self._asked = 0, None, False

    def asked(self) -> None:
        """The officer pressed 立即同步: try now, and don't let him wait minutes after a failure."""
        self._asked = True

    def network_up(self) -> float:
        """The cable is back; so it is for everybody else."""
        return self._rng() * NETWORK_UP_SECONDS

    @property
    def offline_since(self) -> datetime | None:
        """The first of so many failures in a row that it is called offline; trying goes on."""
        return self._first_at if self.failures >= OFFLINE_FAILURES else None


class Chunk:
    """How many operations, and how many bytes on the line, the next request takes."""

    def __init__(self, pace: Pace) -> None:
        self._aim = pace.aim
        self._most_ops, self._most_bytes = pace.most_ops, pace.most_bytes
        self.ops = min(pace.first_ops, pace.most_ops)
        self.bytes = pace.most_bytes

    def limited(self, *, ops: int | None = None, bytes_: int | None = None) -> None:
        """What the far end says it takes at most (`hello.limits`, `too_large`)."""
        if ops is not None:
            self._most_ops = max(LEAST_OPS, min(self._most_ops, ops))
            self.ops = min(self.ops, self._most_ops)
        if bytes_ is not None:
            self._most_bytes = max(1, min(self._most_bytes, bytes_))
            self.bytes = min(self.bytes, self._most_bytes)

    def took(self, seconds: float, sent: int) -> None:
        """A request of `sent` operations was answered. Only a full one says that more would do."""
        if seconds > self._aim * 2:
            self.halve()
        elif seconds < self._aim / 2 and sent * 2 > self.ops:
            self.ops = min(self._most_ops, self.ops * 2)
            self.bytes = min(self._most_bytes, self.bytes * 2)

    def halve(self) -> None:
        """It took too long, was too large, or broke on the way."""
        self.ops = max(LEAST_OPS, self.ops // 2)
        self.bytes = max(min(self._most_bytes, 4096), self.bytes // 2)
