"""A real store in a temporary folder and a clock wound by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.services.world import World
from db import keys
from db.opening import Opened, open_store

JUNE_20 = datetime(2024, 6, 20, 7, 0, tzinfo=UTC)  # 15:00 at 绩溪


class HandClock:
    """Stands still until it is wound; `jump` moves the wall alone, as a bad battery does."""

    def __init__(self, at: datetime = JUNE_20) -> None:
        self._now = at
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def wind(self, **length: float) -> datetime:
        step = timedelta(**length)
        self._now += step
        self._monotonic += step.total_seconds()
        return self._now

    def set(self, at: datetime) -> None:
        self._monotonic += max(0.0, (at - self._now).total_seconds())
        self._now = at

    def jump(self, **length: float) -> None:
        self._now += timedelta(**length)


def key_place(folder: Path) -> keys.KeyPlace:
    return keys.KeyPlace(folder / "keys", use_keyring=False)


def opened(folder: Path, clock: HandClock | None = None) -> Opened:
    return open_store(folder / "store", key_place(folder), clock or HandClock())


def world(folder: Path, clock: HandClock | None = None) -> tuple[World, Opened]:
    clock = clock or HandClock()
    made = opened(folder, clock)
    return World(made.store, clock), made
