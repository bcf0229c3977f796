"""Teams and experts of the demo county, read from its folder into domain records."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from console.domain.force import Expert, Team, TeamKind, Verb

COUNTY = "341824"


def demo_teams(county: str = COUNTY) -> tuple[Team, ...]:
    return tuple(
        Team(
            id=f"team-{row['code']}",
            code=row["code"],
            name=row["name"],
            kind=TeamKind(row["kind"]),
            owner=row["owner"],
            verb=Verb(row["verb"]),
            through=row["through"],
            tags=tuple(row["tags"]),
            headcount=row["headcount"],
            available=row["available"],
            place_id=row["place"],
            leader=row["leader"],
            phone=row["phone"],
            minutes_out=row["minutes_out"],
            rank=rank,
        )
        for rank, row in enumerate(_rows(county)["team"])
    )


def demo_experts(county: str = COUNTY) -> tuple[Expert, ...]:
    return tuple(
        Expert(
            id=f"expert-{row['code']}",
            name=row["name"],
            fields=tuple(row["fields"]),
            title=row["title"],
            unit=row["unit"],
            phone=row["phone"],
            minutes_to_hall=row["minutes_to_hall"],
            rank=rank,
        )
        for rank, row in enumerate(_rows(county)["expert"])
    )


def _rows(county: str) -> Mapping[str, Any]:
    path = files("resources").joinpath(f"counties/{county}/demo/teams.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
