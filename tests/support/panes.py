"""What a pane needs around it in a test: a store that can be read, a bus, a focus, an inline
runner. Rows are whatever the test puts into `FakeServices.rows`."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace


class HandClock:
    """Wound by the test; also for services that only want `now()` and `monotonic()`."""

    def __init__(self, now=datetime(2024, 6, 20, 8, 32, 8, tzinfo=UTC)):
        self.wall = now
        self.steady = 0.0

    def now(self):
        return self.wall

    def monotonic(self):
        return self.steady

    def pass_(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds


class FakeServices:
    """Only `world.store.read()` and `world.clock`, which is all that a pane's frame touches."""

    def __init__(self):
        self.rows = []
        self.reads = 0
        self.error = None
        self.world = SimpleNamespace(store=self, clock=HandClock())

    @contextmanager
    def read(self):
        self.reads += 1
        if self.error is not None:
            raise self.error
        yield SimpleNamespace(rows=lambda: list(self.rows))
