"""Whose push is worked through now: one of a county, and as many at once as the machine has cores.

Pushes of one county wait for each other at its head in the database anyway (sync protocol 1.3);
here they wait without a thread or a connection. And more of them at once than there are cores only
take the interpreter from each other: measured, eight counties together were slower than one.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.sync import wire

_LONGEST = 10.0  # seconds; then it is told to come again


class Turns:
    def __init__(self, at_once: int = 0, longest: float = _LONGEST) -> None:
        self._cores = asyncio.Semaphore(at_once or max(2, os.cpu_count() or 2))
        self._counties: dict[int, asyncio.Lock] = {}
        self._longest = longest

    @asynccontextmanager
    async def of(self, county: int) -> AsyncIterator[None]:
        """503 where it takes too long: what was sent may be sent again as it is."""
        own = self._counties.setdefault(county, asyncio.Lock())
        try:
            async with asyncio.timeout(self._longest):
                await own.acquire()
        except TimeoutError as error:
            raise wire.Problem(503, wire.TENANT_BUSY, {}, retry_after=1) from error
        try:
            async with self._cores:
                yield
        finally:
            own.release()
