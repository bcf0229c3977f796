"""The officers beside the handful at the desk: townships, liaisons, team heads, store keepers."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from console.services.demo_county.ground import Ground
from console.services.demo_county.made import name, phone
from resources import duty

ALL = 60
_FIRST_NAME = 1_000
_FIRST_PHONE = 1_000


def officers(ground: Ground) -> tuple[Mapping[str, Any], ...]:
    """Rows as in officers.toml, up to `ALL` with those that are there."""
    known = duty.demo_officers(ground.county)
    wanted = islice(_posts(ground, known), ALL - len(known))
    first = len(known) + 1
    return tuple(
        {
            **row,
            "id": f"o-{n:02d}",
            "name": name(_FIRST_NAME + n),
            "phone": phone(_FIRST_PHONE + n),
        }
        for n, row in enumerate(wanted, first)
    )


def _posts(ground: Ground, known: tuple[Mapping[str, Any], ...]) -> Iterator[dict[str, Any]]:
    taken = {(row.get("place"), role) for row in known for role in row["roles"]}
    for town in ground.towns:
        short = town.code[6:]
        for role, title, login in (
            ("R09", "主要负责人(示例)", f"town{short}"),
            ("R10", "应急办值班员(示例)", f"duty{short}"),
        ):
            if (town.id, role) not in taken:
                yield _row(login, title, town.name, role, town.id)
    units = {row["unit"] for row in known}
    members = [u for u in duty.units(ground.county) if u.kind == "member" and u.name not in units]
    for n, unit in enumerate(members[:14], 1):
        yield _row(f"unit{n:02d}", "联络员(示例)", unit.name, "R12")
    for n, unit in enumerate(members[:5], 1):
        yield _row(f"team{n:02d}", "队伍负责人(示例)", unit.name, "R13")
    for n, town in enumerate(ground.towns, 1):
        yield _row(f"store{n:02d}", "物资管理员(示例)", town.name, "R14", town.id)


def _row(login: str, title: str, unit: str, role: str, place: str = "") -> dict[str, Any]:
    return {"login": login, "title": title, "unit": unit, "roles": [role], "place": place}
