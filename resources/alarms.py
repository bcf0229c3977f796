"""How long an acknowledged alarm stays quiet, and when a storm becomes one line: county data."""

import tomllib
from datetime import timedelta

from console.domain.alarm import AlarmKind, AlarmRules
from resources.sheets import kept, text


@kept
def alarm_rules(county: str = "341824") -> AlarmRules:
    raw = tomllib.loads(text(f"counties/{county}/rules/alarm.toml"))
    lasts = {AlarmKind(kind): timedelta(minutes=n) for kind, n in raw["lasts_minutes"].items()}
    silent = timedelta(minutes=raw.get("silent_after_minutes", 10))
    return AlarmRules(lasts, raw["bundle_from"], silent)
