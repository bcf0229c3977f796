"""How long an acknowledged alarm stays quiet, and when a storm becomes one line: county data."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files

from console.domain.alarm import AlarmKind, AlarmRules


@cache
def alarm_rules(county: str = "341824") -> AlarmRules:
    path = files("resources").joinpath(f"counties/{county}/rules/alarm.toml")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    lasts = {AlarmKind(kind): timedelta(minutes=n) for kind, n in raw["lasts_minutes"].items()}
    return AlarmRules(lasts, raw["bundle_from"])
