"""The duty desk's reference data: roles, headcounts, clocks of reporting, units, demo people.

National files come from above and are read-only; the county's are its own registers, laid in
when a store is made (D21). Read once, never while somebody is typing.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from console.domain.due import Limit
from console.domain.evidence import Mark, Source
from console.domain.incident import Grade, Hazard
from console.domain.level import Level
from console.domain.officer import Ladder, Role
from console.domain.report import Binding, ReportRule, Start, Turn, Way
from console.domain.roster import Headcount, Mode, Post
from resources.sheets import kept, text

COUNTY = "341824"


@dataclass(frozen=True, slots=True)
class RoleRow:
    role: Role
    name: str
    used_for: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """`way`: order (county may 调派), request (商请), report (told, never ordered)."""

    id: str
    name: str
    kind: str
    duty: str
    way: str
    duty_phone: str
    mark: Mark
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    ladder: Ladder
    lock_after: timedelta


@kept
def roles() -> tuple[RoleRow, ...]:
    return tuple(
        RoleRow(Role(row["code"]), row["name"], row["used_for"], frozenset(row["permissions"]))
        for row in _toml("national/roles.toml")["role"]
    )


@kept
def sign_in() -> SignIn:
    raw = _toml("national/roles.toml")["sign_in"]
    ladder = Ladder(
        tuple(timedelta(seconds=n) for n in raw["delays_seconds"]),
        timedelta(hours=raw["forgotten_hours"]),
    )
    return SignIn(ladder, timedelta(minutes=raw["lock_after_minutes"]))


@kept
def headcounts(county: str = COUNTY) -> tuple[Headcount, ...]:
    return tuple(
        Headcount(
            mode=Mode(row["mode"]),
            level=Level(row["level"]) if "level" in row else None,
            needs={Post(post): n for post, n in row["needs"].items()},
            change_hours=tuple(row["change_hours"]),
            mark=Mark(row["mark"]),
            basis=row["basis"],
        )
        for row in _county(county, "rules/duty.toml")["headcount"]
    )


@kept
def questions(county: str = COUNTY) -> Mapping[Hazard, tuple[str, ...]]:
    """What to ask back while the caller is still on the line."""
    raw = _county(county, "rules/duty.toml")["notes"]
    return {hazard: tuple(raw.get(hazard, raw["other"])) for hazard in Hazard}


@kept
def report_rules(county: str = COUNTY) -> tuple[ReportRule, ...]:
    return tuple(_rule(row) for row in _county(county, "rules/reporting.toml")["report"])


@kept
def correction(county: str = COUNTY) -> Limit:
    """By when a corrected figure has to be with everybody who had the wrong one."""
    raw = _county(county, "rules/reporting.toml")["correction"]
    return Limit(
        timedelta(minutes=raw["minutes"]), Source(raw["title"], raw["clause"], Mark(raw["mark"]))
    )


def _rule(row: Mapping[str, Any]) -> ReportRule:
    return ReportRule(
        id=row["id"],
        series=row["series"],
        turn=Turn(row["report"]),
        way=Way(row["mode"]),
        to=row["to"],
        via=row["via"],
        minutes=row["minutes"],
        starts=Start(row["starts"]),
        binding=Binding(row["set"]),
        source=Source(row["title"], row["clause"], Mark(row["mark"])),
        hazards=frozenset(Hazard(h) for h in row.get("hazards", ())),
        grade=Grade(row["grade"]) if "grade" in row else None,
        then=row.get("then", ""),
    )


_laid_units: tuple[UnitRow, ...] | None = None


def units(county: str = COUNTY) -> tuple[UnitRow, ...]:
    """Those of the county's register once they are laid; else the package's."""
    return package_units(county) if _laid_units is None else _laid_units


def lay_units(rows: Iterable[UnitRow] | None) -> None:
    """What the register holds counts from now on; None for the package's own."""
    global _laid_units  # noqa: PLW0603 - the one place, replaced whole
    _laid_units = None if rows is None else tuple(rows)


@kept
def package_units(county: str = COUNTY) -> tuple[UnitRow, ...]:
    return tuple(
        UnitRow(
            row["id"],
            row["name"],
            row["kind"],
            row["duty"],
            row["way"],
            row["duty_phone"],
            Mark(row["mark"]),
            row.get("place", ""),
        )
        for row in _county(county, "units/units.toml")["unit"]
    )


def demo_officers(county: str = COUNTY) -> tuple[Mapping[str, Any], ...]:
    return tuple(_county(county, "demo/officers.toml")["officer"])


def demo_secrets(county: str = COUNTY) -> Mapping[str, str]:
    """The password and PIN that everybody in the demo county has."""
    raw = _county(county, "demo/officers.toml")
    return {"password": raw["password"], "pin": raw["pin"]}


def demo_roster(county: str = COUNTY) -> Mapping[str, Any]:
    return _county(county, "demo/roster.toml")


def _county(county: str, path: str) -> Mapping[str, Any]:
    return _toml(f"counties/{county}/{path}")


def _toml(path: str) -> Mapping[str, Any]:
    return tomllib.loads(text(path))
