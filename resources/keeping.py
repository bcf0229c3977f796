"""How often a copy of the store is taken, which are kept, and what is due to be forgotten when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from console.domain.copies import Rule
from console.domain.evidence import Mark


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """`kind` is a class of keeping; `years` count from the end of what the record was for."""

    kind: str
    title: str
    years: int
    source: str
    mark: Mark


@cache
def retention() -> Mapping[str, RetentionRow]:
    return {
        row["class"]: RetentionRow(
            row["class"], row["title"], row["years"], row["source"], Mark(row["mark"])
        )
        for row in _toml("retention.toml")["class"]
    }


@cache
def backups() -> Rule:
    raw = _toml("keeping.toml")["backup"]
    return Rule(newest=raw["newest"], days=raw["days"], weeks=raw["weeks"])


@cache
def every_hours() -> int:
    return int(_toml("keeping.toml")["backup"]["every_hours"])


@cache
def after_handover() -> bool:
    return bool(_toml("keeping.toml")["backup"]["after_handover"])


@cache
def draft_days() -> int:
    return int(_toml("keeping.toml")["drafts"]["days"])


def _toml(name: str) -> Any:
    return tomllib.loads(files("resources").joinpath(f"national/{name}").read_text("utf-8"))
