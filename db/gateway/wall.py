"""The far end's own clock: it tells codes and tokens apart, and when something was taken."""

import time
from datetime import datetime

from db.coding import from_ms

_NANO_PER_MILLI = 1_000_000


def now() -> datetime:
    return from_ms(time.time_ns() // _NANO_PER_MILLI)
