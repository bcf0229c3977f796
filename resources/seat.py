"""The county's rules for decisions away from its seat: reach of the seat, life of a quota."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta

from resources.sheets import kept, text


@dataclass(frozen=True, slots=True)
class SeatRules:
    """`contact`: after so long without a round the seat's word is out of reach."""

    contact: timedelta
    quota: timedelta


@kept
def seat_rules(county: str = "341824") -> SeatRules:
    data = tomllib.loads(text(f"counties/{county}/rules/seat.toml"))
    return SeatRules(
        contact=timedelta(minutes=data["seat"]["contact_minutes"]),
        quota=timedelta(hours=data["quota"]["hours"]),
    )
