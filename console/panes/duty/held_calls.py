"""Calls that are being typed, several side by side, and the drafts that bring them back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from console.domain.place import Place
from console.domain.record import dataclass
from console.widgets.complete import Choice

TYPED = ("reporter", "phone", "place_text", "content", "occurred_at")


@dataclass(slots=True)
class Held:
    """A call being typed: when it came and what stands in the fields.

    `rung` is set by F2: then the time of receipt stands; else it is the first stroke's.
    """

    key: str
    received_at: datetime
    values: dict[str, Any]
    rung: bool = False

    @property
    def empty(self) -> bool:
        return not any(str(self.values.get(name) or "").strip() for name in TYPED)

    def body(self) -> str:
        kept = {name: self.values.get(name) for name in (*TYPED, "becomes")}
        return json.dumps({"at": self.received_at.timestamp(), "values": kept}, ensure_ascii=False)


def thawed(key: str, body: str) -> Held | None:
    """A draft as it was; one that can't be read is left alone."""
    try:
        raw = json.loads(body)
        at = datetime.fromtimestamp(float(raw["at"]), UTC)
        return Held(key, at, dict(raw["values"]), rung=True)
    except (ValueError, KeyError, TypeError):
        return None


def place_choice(place: Place, towns: Mapping[str, str]) -> Choice:
    town = towns.get(place.township_id, "")
    text = f"{town} {place.name}" if town else place.name
    return Choice(place.id, text, "", (*place.index.split("|"), *place.aliases))
