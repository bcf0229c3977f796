"""The machine's own clock: where the console and the far end both get their time from."""

import time
from datetime import UTC, datetime

_STEADY: int | None = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; Windows' own counts sleep in


class SystemClock:
    """The machine's own clock; the only place that reads it."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is where time comes from

    def monotonic(self) -> float:
        """Goes on while the machine sleeps, or waking up would look like a jump of the clock."""
        return time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)
