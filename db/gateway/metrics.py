"""What an operator watches, in Prometheus' plain text: this process's own counts."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


class Metrics:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: Counter[str] = Counter()
        self._lag: dict[str, int] = {}

    def pushed(self, results: Iterable[Mapping[str, Any]]) -> None:
        with self._lock:
            self._groups.update("again" if r.get("again") else str(r["st"]) for r in results)

    def pulled(self, device: str, lag: int) -> None:
        """How far behind the head a workstation was when it asked."""
        with self._lock:
            self._lag[device] = max(0, lag)

    def text(self) -> str:
        with self._lock:
            told = ["# TYPE exchange_groups_total counter"]
            told += [
                f'exchange_groups_total{{state="{state}"}} {count}'
                for state, count in sorted(self._groups.items())
            ]
            told.append("# TYPE exchange_lag_groups gauge")
            told += [
                f'exchange_lag_groups{{device="{device}"}} {lag}'
                for device, lag in sorted(self._lag.items())
            ]
        return "\n".join([*told, ""])
