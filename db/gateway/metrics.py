"""What an operator watches, in Prometheus' plain text: this process's own counts.

A conflict is a group that was `merged`. `buckets` are asked for only where a console's sums did not
agree, so that counter must stay at nought; `tenant_busy` among the refusals are waits for a
county's lock that took too long.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


class Metrics:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._mismatches = 0
        self._lag: dict[str, int] = {}

    def pushed(self, results: Iterable[Mapping[str, Any]]) -> None:
        with self._lock:
            self._groups.update("again" if r.get("again") else str(r["st"]) for r in results)

    def refused(self, code: str) -> None:
        with self._lock:
            self._refused[code] += 1

    def mismatched(self) -> None:
        """A console asks for the sums of all buckets: its own did not agree."""
        with self._lock:
            self._mismatches += 1

    def pulled(self, device: str, lag: int) -> None:
        """How far behind the head a workstation was when it asked."""
        with self._lock:
            self._lag[device] = max(0, lag)

    def text(self) -> str:
        with self._lock:
            told = [
                *_told("exchange_groups_total", "counter", "state", self._groups),
                *_told("exchange_refusals_total", "counter", "code", self._refused),
                "# TYPE exchange_mismatches_total counter",
                f"exchange_mismatches_total {self._mismatches}",
                *_told("exchange_lag_groups", "gauge", "device", self._lag),
            ]
        return "\n".join([*told, ""])


def _told(name: str, kind: str, label: str, counts: Mapping[str, int]) -> list[str]:
    lines = [f'{name}{{{label}="{which}"}} {count}' for which, count in sorted(counts.items())]
    return [f"# TYPE {name} {kind}", *lines]
