"""Waiting for news: who asks for what comes after the head waits here, without a connection.

Every process hears of the pushes that went through the others by one LISTEN; if that line is
lost the waits simply run out and the next question finds what there is.
"""

import asyncio
import contextlib

import psycopg

from db.sync import wire

_AGAIN_SECONDS = 2.0


class Heads:
    """`dsn` of the database to listen to; empty: only this process's own pushes."""

    def __init__(self, dsn: str = "") -> None:
        self._dsn = dsn
        self._heads: dict[int, int] = {}
        self._news: dict[int, asyncio.Event] = {}
        self._closing = False

    def moved(self, tenant: int, head: int) -> None:
        """A push of this process was committed."""
        if head > self._heads.get(tenant, 0):
            self._heads[tenant] = head
            event = self._news.pop(tenant, None)
            if event is not None:
                event.set()

    async def beyond(self, tenant: int, cursor: int, wait: float) -> None:
        """Returns as soon as the head is beyond `cursor`, at the latest after `wait` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + min(wait, wire.WAIT_SECONDS)
        while not self._closing and tenant in self._heads and self._heads[tenant] <= cursor:
            left = until - loop.time()
            if left <= 0:
                return
            event = self._news.setdefault(tenant, asyncio.Event())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), left)

    def close(self) -> None:
        """The process ends: who waits is answered with what there is, and asks another one."""
        self._closing = True
        for event in self._news.values():
            event.set()

    def known(self, tenant: int, head: int) -> None:
        """Where a county stands as a reader has just seen it."""
        self._heads.setdefault(tenant, head)

    async def listen(self) -> None:
        """Until cancelled."""
        while self._dsn:
            try:
                await self._heard()
            except (psycopg.Error, OSError):
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _heard(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
        async with connection:
            await connection.execute("LISTEN exchange")
            async for notice in connection.notifies():
                tenant, _, head = notice.payload.partition(":")
                self.moved(int(tenant), int(head))
