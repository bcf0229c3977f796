"""The county's own settings for responses and their papers: numbers, receipts, first values."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta

from resources.sheets import kept, text


@dataclass(frozen=True, slots=True)
class ResponseRules:
    """`first_numbers` is where the paper register stands: (organ, year) → next number."""

    expected: timedelta
    not_measures: frozenset[str]
    first_numbers: tuple[tuple[str, int, int], ...]
    receipt_kinds: frozenset[str]
    copies_to: tuple[str, ...]
    printed_by: str

    def first_number(self, organ: str, year: int) -> int:
        return next((n for o, y, n in self.first_numbers if (o, y) == (organ, year)), 1)


@kept
def rules(county: str = "341824") -> ResponseRules:
    path = f"counties/{county}/rules/response.toml"
    data = tomllib.loads(text(path))
    return ResponseRules(
        expected=timedelta(hours=data["expected_hours"]),
        not_measures=frozenset(data["not_measures"]),
        first_numbers=tuple((s["organ"], s["year"], s["first"]) for s in data["series"]),
        receipt_kinds=frozenset(data["receipts"]["kinds"]),
        copies_to=tuple(data["notice"]["copies_to"]),
        printed_by=data["notice"]["printed_by"],
    )
